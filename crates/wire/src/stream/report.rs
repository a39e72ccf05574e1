//! Lists reported to a sink: by the operation alone, without its types.

use std::{fmt, io::Read};

use super::{cutter::Cutter, error::Error, layout::List, piece::Piece, rest::Whole};
use crate::{
    limits::Limits,
    operation::{Direction, Operation},
    shape::{Field, Shape},
    sink::{At, Discard, Progress, Remark, Sink},
    soap,
    walk::Message,
    xmlrpc,
};

/// Reports the list of a response record by record, in memory that one record bounds, and makes no values.
///
/// The sink hears of the records first, then of the rest of the response.
pub struct ListReport<R, K> {
    operation: &'static Operation,
    cutter: Cutter<R>,
    sink: K,
    progress: Progress,
    /// Nothing more can be read.
    failed: bool,
}

impl<R, K> fmt::Debug for ListReport<R, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListReport")
            .field("operation", &self.operation.name)
            .field("progress", &self.progress)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}

impl<R: Read, K: Sink> ListReport<R, K> {
    /// The report of a response of this operation; none if its responses list nothing.
    ///
    /// The limits hold for each record and for the rest. `content_type` is that of the HTTP response; its `charset` counts
    /// when the body declares no encoding.
    pub fn new(
        operation: &'static Operation,
        reader: R,
        content_type: Option<&str>,
        limits: Limits,
        sink: K,
    ) -> Option<Self> {
        let list = List::of(operation)?;
        Some(Self {
            operation,
            cutter: Cutter::new(reader, content_type, limits, list, operation.namespace),
            sink,
            progress: Progress {
                seen: 0,
                next: list.index,
            },
            failed: false,
        })
    }

    /// Reports the next record; false at the end of the list.
    ///
    /// # Errors
    ///
    /// When the stream is broken. Nothing more can be read from it then.
    pub fn report_next(&mut self) -> Result<bool, Error> {
        self.attempt(|report| {
            let found = report.advance(&mut |_, _| {})?;
            if found {
                let record = report.cutter.record()?;
                record.report(&mut report.progress, &mut report.sink)?;
            }
            Ok(found)
        })
    }

    /// Reports everything. `after` is called behind each piece of the text that the sink has heard of, while the text is
    /// there: records first, then what stands around them. Lines are counted from here on, so that it comes first where
    /// they matter.
    ///
    /// # Errors
    ///
    /// When anything in the stream is broken, or was before.
    pub fn run(&mut self, after: &mut impl FnMut(&mut K, &Piece<'_>)) -> Result<(), Error> {
        self.attempt(|report| {
            report.cutter.count_lines();
            let read = report.report_records(after);
            read.map_err(|error| report.first(error))?;
            let operation = report.operation;
            report.outcome(|text, limits, sink| report_rest(operation, text, limits, sink))?;
            let text = report.cutter.rest_text()?;
            for piece in report.cutter.rest().pieces(text) {
                after(&mut report.sink, &piece);
            }
            Ok(())
        })
    }

    /// The piece around the byte at which [`ListReport::run`] failed. Its text holds no part of an element that began
    /// before it.
    pub fn broken_piece(&mut self, offset: usize) -> Option<Piece<'_>> {
        self.cutter.broken_piece(offset)
    }

    /// The sink.
    pub fn into_sink(self) -> K {
        self.sink
    }

    /// Does a step after which, should it fail, nothing more is read.
    fn attempt<T>(&mut self, step: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.failed {
            return Err(Error::GivenUp);
        }
        let outcome = step(self);
        self.failed = outcome.is_err();
        outcome
    }

    /// Whether nothing more can be read.
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    /// Decodes the next record; none at the end of the list.
    pub(super) fn decode<'a, T: Message<'a>>(&'a mut self) -> Result<Option<T>, Error> {
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

    /// Reports the records that are left, and reads the response without its records.
    pub(super) fn finish<T>(
        &mut self,
        read: impl FnOnce(&str, &Limits, &mut Whole<'_, K>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.attempt(|report| {
            report.report_records(&mut |_, _| {})?;
            report.outcome(read)
        })
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
            let limits = limits_of(&head, self.cutter.limits());
            let read = report_rest(self.operation, &head, &limits, &mut Discard);
            read.map_err(|error| error.moved(|at| self.cutter.rest().offset(at)))
        });
        match read {
            Err(other) if other.offset().is_some_and(|at| Some(at) < error.offset()) => other,
            _ => error,
        }
    }

    /// The response without its records, all of which have been read.
    fn outcome<T>(
        &mut self,
        read: impl FnOnce(&str, &Limits, &mut Whole<'_, K>) -> Result<T, Error>,
    ) -> Result<T, Error> {
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
        let limits = limits_of(text, cutter.limits());
        let read = read(text, &limits, &mut whole);
        read.map_err(|error| error.moved(|at| cutter.rest().offset(at)))
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
        let limits = limits_of(&head, self.cutter.limits());
        let read = report_rest(self.operation, &head, &limits, &mut ahead);
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

/// Reports a response whose list is left out.
fn report_rest<K: Sink>(
    operation: &'static Operation,
    text: &str,
    limits: &Limits,
    sink: &mut K,
) -> Result<(), Error> {
    let direction = Direction::Response;
    if operation.namespace.is_empty() {
        Ok(xmlrpc::report(text, limits, operation, direction, sink)?)
    } else {
        Ok(soap::report(text, limits, operation, direction, sink)?)
    }
}

/// The rest has been kept within its limit; the end tags of a head come on top.
fn limits_of(text: &str, limits: Limits) -> Limits {
    Limits {
        body: text.len(),
        ..limits
    }
}
