//! Cuts the records of the list out of the stream and keeps the rest.

use std::{borrow::Cow, io::Read};

use super::{
    ends::Ends,
    error::Error,
    layout::{self, List, Unit},
    piece::Piece,
    record::{Record, has_children},
    rest::Rest,
    source::Source,
    token::{self, Kind, token},
};
use crate::{
    encoding::text,
    error::{Position, XmlError, XmlErrorKind},
    limits::Limits,
    xml::{Context, Scanner, is_space},
    xmlrpc::keys::{Keys, Run},
};

/// How far behind a fault a line is read on, in bytes.
const LINE: usize = 512;

/// Longest name of a member that is told apart.
const NAME: usize = 256;

/// The stream with what has been met of it.
#[derive(Debug)]
pub(super) struct Cutter<R> {
    source: Source<R>,
    limits: Limits,
    list: List,
    namespace: &'static str,
    /// Start tags of the open elements, outermost first, and where they stand.
    open: Vec<(Vec<u8>, usize)>,
    /// What begins a record here.
    unit: Option<Unit>,
    /// The response's member that is open, and where its name stands (XML-RPC).
    member: Vec<u8>,
    member_at: usize,
    /// The structure that holds the list: where it began, whether it has ended.
    container_at: usize,
    container_ended: bool,
    /// The response has ended: another one beside it is not read.
    response_ended: bool,
    context: Context,
    rest: Rest,
    /// Members of the response that follow records though the document prints them before; each at most once.
    late: Vec<(String, usize)>,
    /// Bits of such members that have been met.
    met: u64,
    keys: Keys<'static>,
    run: Run,
    /// Bytes of the record handed out last.
    record: usize,
    records: usize,
    /// Of these, those that held something.
    held: usize,
    plain: bool,
    key: Option<(String, usize)>,
    ends: Ends,
}

impl<R: Read> Cutter<R> {
    pub(super) fn new(
        reader: R,
        content_type: Option<&str>,
        limits: Limits,
        list: List,
        namespace: &'static str,
    ) -> Self {
        let keys = Keys::EMPTY;
        Self {
            source: Source::new(reader, content_type),
            limits,
            list,
            namespace,
            open: Vec::new(),
            unit: None,
            member: Vec::new(),
            member_at: 0,
            container_at: 0,
            container_ended: false,
            response_ended: false,
            context: Context::default(),
            rest: Rest::default(),
            late: Vec::new(),
            met: 0,
            run: keys.run(),
            keys,
            record: 0,
            records: 0,
            held: 0,
            plain: false,
            key: None,
            ends: Ends::default(),
        }
    }

    /// Goes to the next record; false at the end of the stream.
    pub(super) fn advance(&mut self) -> Result<bool, Error> {
        self.source.consume(self.record);
        self.record = 0;
        while let Some((kind, len)) = self.token()? {
            if self.begins_record(kind) {
                let len = self.complete()?;
                if self.look(len)? {
                    return Ok(true);
                }
                self.keep(len)?;
            } else {
                self.pass(kind, len)?;
            }
        }
        let left = self.source.rest().len();
        self.keep(left)?;
        Ok(false)
    }

    /// The record that the stream stands at.
    pub(super) fn record(&self) -> Result<Record<'_>, XmlError> {
        self.piece(self.record)
    }

    /// Whether it surely holds a structure.
    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// Its key and where that stands, if another record has had it.
    pub(super) fn repeated_key(&mut self) -> Result<Option<(String, usize)>, Error> {
        let Some((key, at)) = self.key.take() else {
            return Ok(None);
        };
        let limit = self.limits.members;
        if self.keys.len() >= limit {
            return Err(Error::Xml(XmlError {
                kind: XmlErrorKind::TooManyMembers(limit),
                offset: at,
            }));
        }
        let is_repeated = self
            .keys
            .is_repeated(&mut self.run, Cow::Owned(key.clone()), limit);
        Ok(is_repeated.then_some((key, at)))
    }

    pub(super) fn list(&self) -> &List {
        &self.list
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits
    }

    pub(super) fn encoding(&self) -> Option<&'static str> {
        self.source.encoding()
    }

    pub(super) fn rest(&self) -> &Rest {
        &self.rest
    }

    /// The response without its list.
    pub(super) fn rest_text(&self) -> Result<&str, Error> {
        let text = text(&self.rest.bytes, 0);
        let mark = self.source.mark();
        text.map_err(|error| Error::Xml(error).moved(|at| mark + self.rest.offset(at)))
    }

    /// Counts lines and columns of the pieces; nothing has been read yet.
    pub(super) fn count_lines(&mut self) {
        self.source.count_lines();
    }

    /// Line and column at which the record begins that the stream stands at, if they are counted.
    pub(super) fn position(&self) -> Position {
        self.source.position()
    }

    /// The piece around the byte at which reading failed. Reads on a little, so that the line can be shown.
    pub(super) fn broken_piece(&mut self, offset: usize) -> Option<Piece<'_>> {
        let Some(within) = offset.checked_sub(self.source.offset()) else {
            let valid = text(&self.rest.bytes, 0).map_or_else(|error| error.offset, str::len);
            let rest = text(&self.rest.bytes[..valid], 0).ok()?;
            return self
                .rest
                .pieces(rest)
                .find(|piece| piece.at(offset).is_some());
        };
        let (kind, len) = token(self.source.rest()).unwrap_or((Kind::Text, 0));
        let begins = self.begins_record(kind);
        while begins && self.source.rest().len() < within + LINE {
            if !self.source.fill(LINE).ok()? {
                break;
            }
        }
        let text = match kind {
            Kind::Start { .. } if begins => self.source.ahead(),
            Kind::Start { .. } => self.source.text(len).ok()?,
            // A secret may have begun before.
            _ => "",
        };
        Some(self.ahead(text, begins))
    }

    /// A piece that begins where the stream stands.
    fn ahead<'t>(&'t self, text: &'t str, is_record: bool) -> Piece<'t> {
        Piece::of(
            text,
            self.source.offset(),
            self.source.position(),
            is_record,
        )
    }

    pub(super) fn had_records(&self) -> bool {
        self.records > 0
    }

    /// The record handed out last is read as absent.
    pub(super) fn held_nothing(&mut self) {
        self.held -= 1;
    }

    pub(super) fn late(&self) -> &[(String, usize)] {
        &self.late
    }

    pub(super) fn container_at(&self) -> usize {
        self.container_at
    }

    /// What stands before the record, its open elements ended.
    pub(super) fn head(&self) -> Result<String, Error> {
        let mut head = self.rest_text()?.to_owned();
        for (tag, _) in self.open.iter().rev() {
            head.push_str("</");
            head.push_str(text(token::name(tag), 0)?);
            head.push('>');
        }
        Ok(head)
    }

    /// The piece of markup or text that the stream stands at; none at its end.
    fn token(&mut self) -> Result<Option<(Kind, usize)>, Error> {
        loop {
            let found = token(self.source.rest());
            let len = self.source.rest().len();
            // Between records, text is told apart from white space once all of it is there.
            let goes_on = self.unit.is_some() && found == Some((Kind::Text, len));
            if found.is_some() && !(goes_on && len <= self.limits.body) {
                return Ok(found);
            }
            if len > self.limits.body {
                return Err(self.too_long());
            }
            if !self.source.fill(1 + len / 8)? {
                return Ok(found);
            }
        }
    }

    fn begins_record(&self, kind: Kind) -> bool {
        let name = || token::local(token::name(self.source.rest()));
        matches!(kind, Kind::Start { .. })
            && match self.unit {
                None => false,
                Some(Unit::Element) => layout::is_called(self.list.field(), name()),
                Some(Unit::Member) => name() == b"member",
                Some(Unit::Value) => name() == b"value",
            }
    }

    /// Reads on until the element that the stream stands at is complete, and gives its length.
    fn complete(&mut self) -> Result<usize, Error> {
        self.ends.begin(self.source.rest());
        loop {
            match self.ends.find(self.source.rest()) {
                Some(end) if end <= self.limits.body => return Ok(end),
                _ => {}
            }
            let len = self.source.rest().len();
            if len > self.limits.body {
                return Err(self.record_too_long(len));
            }
            if !self.source.fill(1 + len / 8)? {
                self.fault(len)?;
                return Err(self.error(XmlErrorKind::UnexpectedEnd, len));
            }
        }
    }

    /// What is wrong in so much of a record, or that it is too long.
    fn record_too_long(&self, len: usize) -> Error {
        match self.fault(token::whole(&self.source.rest()[..len])) {
            Err(Error::Xml(error)) if error.kind == XmlErrorKind::UnexpectedEnd => {}
            Err(error) => return error,
            Ok(()) => {}
        }
        Error::RecordTooLong {
            limit: self.limits.body,
            offset: self.source.offset(),
        }
    }

    /// Says what is wrong in a record that does not end.
    fn fault(&self, len: usize) -> Result<(), Error> {
        self.piece(len)?.fault()
    }

    /// Looks at the complete element of this length; true when it is a record.
    fn look(&mut self, len: usize) -> Result<bool, Error> {
        if self.list.xmlrpc {
            let record = self.piece(len)?;
            let look = record.look()?;
            if !look.is_entry {
                return Ok(false);
            }
            let offset = record.offset;
            let key = look.key.map(|(key, at)| (key.into_owned(), at + offset));
            self.plain = look.is_plain;
            self.key = key;
        } else {
            self.plain = has_children(&self.source.rest()[..len]);
        }
        self.record = len;
        self.records += 1;
        self.held += 1;
        Ok(true)
    }

    fn piece(&self, len: usize) -> Result<Record<'_>, XmlError> {
        Ok(Record {
            text: self.source.text(len)?,
            offset: self.source.offset(),
            context: &self.context,
            limits: self.limits,
            list: self.list,
            unit: self.unit.unwrap_or(Unit::Element),
            number: self.records.saturating_sub(usize::from(self.record > 0)),
            namespace: self.namespace,
        })
    }

    /// Steps over what is no record.
    fn pass(&mut self, kind: Kind, len: usize) -> Result<(), Error> {
        let piece = &self.source.rest()[..len];
        match kind {
            Kind::Start { empty } => {
                let tag = piece.to_vec();
                self.start(tag, empty)?;
            }
            Kind::End => self.end()?,
            Kind::Text if self.unit.is_some() && piece.iter().all(|&b| is_space(b)) => {
                // Between records; nothing is lost.
                self.source.consume(len);
                return Ok(());
            }
            Kind::Text | Kind::Aside => self.name(len),
        }
        self.keep(len)
    }

    fn start(&mut self, tag: Vec<u8>, empty: bool) -> Result<(), Error> {
        let name = token::name(&tag);
        if let Some(index) = self.list.earlier(&self.names(), name) {
            if self.held > 0 && self.met & (1 << index) == 0 {
                let name = String::from_utf8_lossy(token::local(name)).into_owned();
                self.late.push((name, self.source.offset()));
            }
            self.met |= 1 << index;
        }
        if empty {
            let mut names = self.names();
            names.push(name);
            self.response_ended |= self.list.is_response(&names);
            return Ok(());
        }
        let limit = self.limits.depth;
        if self.open.len() >= limit {
            return Err(self.error(XmlErrorKind::TooDeep(limit), 0));
        }
        self.open.push((tag, self.source.offset()));
        if layout::is_member_name(&self.names()) {
            self.member.clear();
            self.member_at = 0;
        }
        self.moved()
    }

    fn end(&mut self) -> Result<(), Error> {
        let was_inside = self.list.container.is_some() && self.container_at > 0;
        self.response_ended |= self.list.is_response(&self.names());
        self.open.pop();
        self.container_ended |= was_inside && self.open.len() <= layout::MEMBERS;
        self.moved()
    }

    /// Tells anew whether records stand here.
    fn moved(&mut self) -> Result<(), Error> {
        let unit = if self.container_ended || self.response_ended {
            None
        } else {
            self.list.unit(&self.names(), &self.member)
        };
        if unit.is_some() {
            self.context = self.surroundings()?;
            if self.list.container.is_some() {
                self.container_at = self.member_at;
            }
        }
        self.unit = unit;
        Ok(())
    }

    /// What surrounds the records, from the start tags that are open.
    fn surroundings(&self) -> Result<Context, Error> {
        let mut tags = Vec::new();
        let mut starts = Vec::new();
        for (tag, offset) in &self.open {
            starts.push((tags.len(), *offset));
            tags.extend_from_slice(tag);
        }
        let placed = |error: XmlError| {
            let after = starts.partition_point(|(start, _)| *start <= error.offset);
            let start = after.checked_sub(1).and_then(|index| starts.get(index));
            Error::Xml(error).moved(|at| start.map_or(at, |(start, offset)| at - start + offset))
        };
        let mark = self.source.mark();
        let tags = text(&tags, 0).map_err(|error| placed(error).moved(|at| mark + at))?;
        let around = Context::default();
        let mut scan = Scanner::resume(tags, 0, &self.limits, &around).map_err(placed)?;
        for _ in &self.open {
            if scan.start().is_err() {
                break;
            }
        }
        // A fault stays in the scanner.
        let _ = scan.check_to(tags.len());
        let context = scan.context();
        scan.take_error()
            .map_or(Ok(context), |error| Err(placed(error)))
    }

    /// Remembers the name of a member of the response.
    fn name(&mut self, len: usize) {
        if layout::is_member_name(&self.names()) {
            if self.member.is_empty() {
                self.member_at = self.source.offset();
            }
            let name = token::content(&self.source.rest()[..len]);
            let room = NAME.saturating_sub(self.member.len());
            self.member.extend_from_slice(&name[..name.len().min(room)]);
        }
    }

    fn names(&self) -> Vec<&[u8]> {
        self.open.iter().map(|(tag, _)| token::name(tag)).collect()
    }

    /// Adds the next bytes to the rest.
    fn keep(&mut self, len: usize) -> Result<(), Error> {
        let (offset, position) = (self.source.offset(), self.source.position());
        if self.rest.size() + len > self.limits.body {
            return Err(self.too_long());
        }
        let piece = &self.source.rest()[..len];
        self.rest.keep(piece, offset, position);
        self.source.consume(len);
        Ok(())
    }

    fn too_long(&self) -> Error {
        self.error(XmlErrorKind::BodyTooLong(self.limits.body), 0)
    }

    /// An error some bytes ahead.
    fn error(&self, kind: XmlErrorKind, ahead: usize) -> Error {
        let offset = self.source.offset() + ahead;
        Error::Xml(XmlError { kind, offset })
    }
}
