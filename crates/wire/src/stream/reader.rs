//! The reader of a list: hands out its records as values, and the rest as the outcome.

use std::{fmt, io::Read, marker::PhantomData};

use super::{error::Error, report::ListReport};
use crate::{
    decoded::{Collect, Decoded},
    limits::Limits,
    operation::{Call, Root},
    sink::Sink,
    soap,
    walk::Message,
    xmlrpc,
};

/// An operation whose response holds a list that can be read one record at a time.
pub trait Listing: Call {
    /// A record of the list.
    type Record<'a>: Message<'a>;

    /// The same record, borrowing nothing.
    fn own_record(record: Self::Record<'_>) -> Self::Record<'static>;

    /// The same response, borrowing nothing.
    fn own_response(response: Self::Response<'_>) -> Self::Response<'static>;
}

/// Reads the list of a response one record at a time, in memory that one record bounds.
///
/// [`ListReader::finish`] gives the outcome: whether the call succeeded is known only when the stream has ended. The
/// sink hears of the records first, then of the rest of the response.
pub struct ListReader<R, L, K = Collect> {
    report: ListReport<R, K>,
    listing: PhantomData<fn() -> L>,
}

impl<R, L, K> fmt::Debug for ListReader<R, L, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ListReader").field(&self.report).finish()
    }
}

impl<R: Read, L: Listing> ListReader<R, L> {
    /// A reader with the usual limits, which hold for each record and for the rest, that keeps all remarks.
    ///
    /// `content_type` is that of the HTTP response; its `charset` counts when the body declares no encoding.
    pub fn new(reader: R, content_type: Option<&str>) -> Self {
        Self::with_sink(reader, content_type, Limits::DEFAULT, Collect::default())
    }

    /// Reads what is left and gives the response without its list. Records that were not asked for are
    /// reported, and no values made of them.
    ///
    /// # Errors
    ///
    /// When anything in the stream is broken, or was before.
    pub fn finish(self) -> Result<Decoded<L::Response<'static>>, Error> {
        let (response, findings) = self.finish_with_sink()?;
        Ok(findings.join(response))
    }
}

impl<R: Read, L: Listing, K: Sink> ListReader<R, L, K> {
    /// A reader that reports to a sink.
    ///
    /// # Panics
    ///
    /// When the operation's `stream` names no list of its response.
    pub fn with_sink(reader: R, content_type: Option<&str>, limits: Limits, sink: K) -> Self {
        let operation = <L as Call>::OPERATION;
        let Some(report) = ListReport::new(operation, reader, content_type, limits, sink) else {
            panic!("{} streams no list", operation.name)
        };
        Self {
            report,
            listing: PhantomData,
        }
    }

    /// The next record, none at the end of the list.
    ///
    /// # Errors
    ///
    /// When the stream is broken. Nothing more can be read from it then.
    #[expect(
        clippy::should_implement_trait,
        reason = "it lends, which an iterator cannot"
    )]
    pub fn next(&mut self) -> Result<Option<L::Record<'_>>, Error> {
        self.report.decode()
    }

    /// The records as values of their own. The reader can be finished afterwards.
    pub fn records(&mut self) -> Records<'_, R, L, K> {
        Records { reader: self }
    }

    /// As [`ListReader::finish`], giving the sink back.
    ///
    /// # Errors
    ///
    /// When anything in the stream is broken, or was before.
    pub fn finish_with_sink(mut self) -> Result<(L::Response<'static>, K), Error> {
        let response = self.report.finish(|text, limits, sink| {
            let response = read_rest::<L::Response<'_>, _>(text, limits, sink)?;
            Ok(L::own_response(response))
        })?;
        Ok((response, self.report.into_sink()))
    }
}

/// Reads a response whose list is left out.
fn read_rest<'a, T: Root<'a>, K: Sink>(
    text: &'a str,
    limits: &Limits,
    sink: &mut K,
) -> Result<T, Error> {
    if T::OPERATION.namespace.is_empty() {
        Ok(xmlrpc::read(text, limits, sink)?)
    } else {
        Ok(soap::read(text, limits, sink)?)
    }
}

/// Records as values of their own.
#[derive(Debug)]
pub struct Records<'r, R, L, K> {
    reader: &'r mut ListReader<R, L, K>,
}

impl<R: Read, L: Listing, K: Sink> Iterator for Records<'_, R, L, K> {
    type Item = Result<L::Record<'static>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.reader.report.has_failed() {
            return None;
        }
        let record = self.reader.next().transpose()?;
        Some(record.map(L::own_record))
    }
}
