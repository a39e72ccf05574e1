//! The reader of a list: hands out its records, keeps the rest for the outcome.

use std::{fmt, io::Read, marker::PhantomData};

use super::{cutter::Cutter, error::Error, layout::List, piece::Piece, rest::Whole};
use crate::{
    decoded::{Collect, Decoded},
    limits::Limits,
    operation::{Call, Direction, Root},
    shape::{Field, Shape},
    sink::{At, Discard, Progress, Remark, Sink},
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
    cutter: Cutter<R>,
    sink: K,
    progress: Progress,
    failed: bool,
    listing: PhantomData<fn() -> L>,
}

impl<R, L, K> fmt::Debug for ListReader<R, L, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListReader")
            .field("progress", &self.progress)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl<R: Read, L: Listing> ListReader<R, L> {
    /// A reader with the usual limits, which hold for each record and for the rest, that keeps all remarks.
    ///
    /// `content_type` is that of the HTTP response; its `charset` counts when the body declares no encoding.
    pub fn new(reader: R, content_type: Option<&str>) -> Self {
        Self::with_sink(reader, content_type, Limits::DEFAULT, Collect::default())
    }

    /// Reads what is left and gives the response without its list. Records that were not asked for are checked and
    /// dropped.
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
        let Some(list) = List::of(operation) else {
            panic!("{} streams no list", operation.name)
        };
        Self {
            cutter: Cutter::new(reader, content_type, limits, list, operation.namespace),
            sink,
            progress: Progress {
                seen: 0,
                next: list.index,
            },
            failed: false,
            listing: PhantomData,
        }
    }

    /// The next record, none at the end of the stream.
    ///
    /// # Errors
    ///
    /// When the stream is broken. Nothing more can be read from it then.
    #[expect(
        clippy::should_implement_trait,
        reason = "it lends, which an iterator cannot"
    )]
    pub fn next(&mut self) -> Result<Option<L::Record<'_>>, Error> {
        if self.failed {
            return Err(Error::GivenUp);
        }
        // Until all has gone well.
        self.failed = true;
        let mut value = None;
        if self.advance(&mut |_, _| {})? {
            let record = self.cutter.record()?;
            let decoded = record.decode(&mut self.progress, &mut self.sink)?;
            value = Some(decoded.unwrap_or_default());
        }
        self.failed = false;
        Ok(value)
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
        if self.failed {
            return Err(Error::GivenUp);
        }
        self.report_records(&mut |_, _| {})?;
        let response = self.outcome()?;
        Ok((response, self.sink))
    }

    /// Reads everything for the sink's sake. `after` is called behind each piece of the text that the sink has heard of,
    /// while the text is there: records first, then what stands around them.
    ///
    /// # Errors
    ///
    /// When anything in the stream is broken, or was before.
    pub fn run(&mut self, after: &mut impl FnMut(&mut K, &Piece<'_>)) -> Result<(), Error> {
        if self.failed {
            return Err(Error::GivenUp);
        }
        self.failed = true;
        self.cutter.count_lines();
        let read = self.report_records(after);
        read.map_err(|error| self.first(error))?;
        self.outcome()?;
        let text = self.cutter.rest_text()?;
        for piece in self.cutter.rest().pieces(text) {
            after(&mut self.sink, &piece);
        }
        Ok(())
    }

    /// Reports the records that have not been read.
    fn report_records(&mut self, after: &mut impl FnMut(&mut K, &Piece<'_>)) -> Result<(), Error> {
        while self.advance(after)? {
            let record = self.cutter.record()?;
            record.report(&mut self.progress, &mut self.sink)?;
            after(&mut self.sink, &record.piece(self.cutter.position()));
        }
        Ok(())
    }

    /// This error, or one before it in what has been kept and not been read yet.
    fn first(&self, error: Error) -> Error {
        let head = self.cutter.head();
        let read = head.and_then(|head| {
            let limits = self.cutter.limits();
            let read = report_rest::<L, _>(&head, limits, &mut Discard);
            read.map_err(|error| error.moved(|at| self.cutter.rest().offset(at)))
        });
        match read {
            Err(other) if other.offset().is_some_and(|at| Some(at) < error.offset()) => other,
            _ => error,
        }
    }

    /// The piece around the byte at which [`ListReader::run`] failed. Its text holds no part of an element that began
    /// before it.
    pub fn broken_piece(&mut self, offset: usize) -> Option<Piece<'_>> {
        self.cutter.broken_piece(offset)
    }

    /// The sink.
    pub fn into_sink(self) -> K {
        self.sink
    }

    /// The response without its records, all of which have been read.
    fn outcome(&mut self) -> Result<L::Response<'static>, Error> {
        self.close_list();
        let (cutter, sink) = (&self.cutter, &mut self.sink);
        if let Some(name) = cutter.encoding() {
            sink.remark(Remark::Encoding(name), "", At::byte(0));
        }
        let mut whole = Whole {
            sink,
            rest: cutter.rest(),
            list: *cutter.list(),
            had_records: cutter.had_records(),
            seen: self.progress.seen,
        };
        let text = cutter.rest_text()?;
        let response = read_rest::<L::Response<'_>, _>(text, cutter.limits(), &mut whole);
        let response = response.map_err(|error| error.moved(|at| cutter.rest().offset(at)))?;
        Ok(L::own_response(response))
    }

    /// Goes to the next record that holds something; false at the end.
    fn advance(&mut self, after: &mut impl FnMut(&mut K, &Piece<'_>)) -> Result<bool, Error> {
        loop {
            let first = !self.cutter.had_records();
            if !self.cutter.advance()? {
                return Ok(false);
            }
            if first {
                self.open_list()?;
            }
            if let Some((key, at)) = self.cutter.repeated_key()? {
                let record = self.cutter.record()?;
                record.report(&mut Progress::default(), &mut Discard)?;
                self.sink.remark(Remark::Duplicate, &key, At::byte(at));
            } else if self.cutter.is_plain() || self.holds_something()? {
                return Ok(true);
            } else if self.progress.seen & (1 << self.cutter.list().index) == 0 {
                self.cutter.held_nothing();
            }
            let piece = self.cutter.record()?.piece(self.cutter.position());
            after(&mut self.sink, &piece);
        }
    }

    /// Whether an odd record holds anything. One that does not is reported here.
    fn holds_something(&mut self) -> Result<bool, Error> {
        let record = self.cutter.record()?;
        let mut progress = self.progress;
        let found = record.report(&mut progress, &mut Discard)?;
        if !found {
            record.report(&mut self.progress, &mut self.sink)?;
        }
        Ok(found)
    }

    /// Checks what stands before the first record, and tells the sink of the list.
    fn open_list(&mut self) -> Result<(), Error> {
        let head = self.cutter.head()?;
        let mut ahead = Ahead(&mut self.sink);
        let read = report_rest::<L, _>(&head, self.cutter.limits(), &mut ahead);
        read.map_err(|error| error.moved(|at| self.cutter.rest().offset(at)))?;
        if let Some(container) = self.cutter.list().container {
            let at = At::byte(self.cutter.container_at());
            self.sink.enter(container, "", at);
        }
        Ok(())
    }

    fn close_list(&mut self) {
        if !self.cutter.had_records() {
            return;
        }
        let list = self.cutter.list();
        if list.container.is_some() {
            let at = At::byte(self.cutter.container_at());
            self.sink
                .leave(list.container, list.shape, self.progress, at);
        }
        for (name, at) in self.cutter.late() {
            self.sink.remark(Remark::Order, name, At::byte(*at));
        }
    }
}

/// Tells a sink ahead of the leaves that stand before the list.
struct Ahead<'k, K>(&'k mut K);

impl<K: Sink> Sink for Ahead<'_, K> {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}
    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}
    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, _: At) {
        self.0.foretell(field, text);
    }
    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}

/// Reads a response whose list is left out.
fn read_rest<'a, T: Root<'a>, K: Sink>(
    text: &'a str,
    limits: Limits,
    sink: &mut K,
) -> Result<T, Error> {
    let limits = limits_of(text, limits);
    if T::OPERATION.namespace.is_empty() {
        Ok(xmlrpc::read(text, &limits, sink)?)
    } else {
        Ok(soap::read(text, &limits, sink)?)
    }
}

/// Reports such a response.
fn report_rest<L: Listing, K: Sink>(text: &str, limits: Limits, sink: &mut K) -> Result<(), Error> {
    let limits = limits_of(text, limits);
    let operation = <L as Call>::OPERATION;
    if operation.namespace.is_empty() {
        Ok(xmlrpc::report(
            text,
            &limits,
            operation,
            Direction::Response,
            sink,
        )?)
    } else {
        Ok(soap::report(
            text,
            &limits,
            operation,
            Direction::Response,
            sink,
        )?)
    }
}

/// The rest has been kept within its limit; the end tags of a head come on top.
fn limits_of(text: &str, limits: Limits) -> Limits {
    Limits {
        body: text.len(),
        ..limits
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
        if self.reader.failed {
            return None;
        }
        let record = self.reader.next().transpose()?;
        Some(record.map(L::own_record))
    }
}
