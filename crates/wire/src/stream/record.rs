//! One record, cut out of the stream.

use std::{borrow::Cow, marker::PhantomData};

use super::{
    error::Error,
    layout::{List, Unit},
    piece::Piece,
    shift::Shifted,
    token::{Kind, token},
};
use crate::{
    error::{Position, XmlError, XmlErrorKind},
    limits::Limits,
    shape::Shape,
    sink::{Discard, Progress, Sink},
    soap,
    walk::{self, Message, Walk},
    xml::{Context, Scanner},
    xmlrpc::part,
};

/// A record as text, with what is needed to read it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) text: &'a str,
    /// Where in the whole text it begins.
    pub(super) offset: usize,
    /// What surrounds it.
    pub(super) context: &'a Context,
    pub(super) limits: Limits,
    pub(super) list: List,
    pub(super) unit: Unit,
    /// Its number, in an array.
    pub(super) number: usize,
    /// Namespace of the operation.
    pub(super) namespace: &'static str,
}

/// What the beginning of a record tells.
#[derive(Debug)]
pub(super) struct Look<'a> {
    /// It is a member of the list.
    pub(super) is_entry: bool,
    /// It surely holds a structure.
    pub(super) is_plain: bool,
    /// Its key and where that stands.
    pub(super) key: Option<(Cow<'a, str>, usize)>,
}

/// What is done inside the structure of a record.
trait Inside<'a> {
    type Output;

    fn walk<W: Walk<'a>>(self, walk: &mut W) -> Self::Output;
}

/// Makes a value of it.
struct Decode<T>(PhantomData<T>);

impl<'a, T: Message<'a>> Inside<'a> for Decode<T> {
    type Output = T;

    fn walk<W: Walk<'a>>(self, walk: &mut W) -> T {
        T::decode(walk)
    }
}

/// Reports it as a structure of this shape.
struct Report(&'static Shape);

impl<'a> Inside<'a> for Report {
    type Output = ();

    fn walk<W: Walk<'a>>(self, walk: &mut W) {
        walk::report(walk, self.0);
    }
}

/// A structure of which nothing is known: reporting it finds what is wrong with its XML.
static UNKNOWN: Shape = Shape::new("", "", &[]);

impl<'a> Record<'a> {
    /// Decodes it, if it holds anything.
    pub(super) fn decode<T: Message<'a>, K: Sink>(
        &self,
        progress: &mut Progress,
        sink: &mut K,
    ) -> Result<Option<T>, Error> {
        self.read(Decode(PhantomData), progress, sink)
    }

    /// Reports it, and tells whether it holds anything.
    pub(super) fn report<K: Sink>(
        &self,
        progress: &mut Progress,
        sink: &mut K,
    ) -> Result<bool, Error> {
        let shape = self.list.field().shape().unwrap_or(&UNKNOWN);
        let found = self.read(Report(shape), progress, sink)?;
        Ok(found.is_some())
    }

    fn read<I: Inside<'a>, K: Sink>(
        &self,
        inside: I,
        progress: &mut Progress,
        sink: &mut K,
    ) -> Result<Option<I::Output>, Error> {
        let scan = self.scan()?;
        let mut sink = Shifted::new(sink, self.offset);
        let (value, outcome) = if self.list.xmlrpc {
            let mut walk = part::walk(scan, self.number(), &mut sink);
            let value = self.enter(inside, &mut walk, progress);
            (value, part::settle(&mut walk).map_err(Error::from))
        } else {
            let mut walk = soap::Walk::new(scan, self.namespace, &mut sink);
            walk.open_root(0);
            let value = self.enter(inside, &mut walk, progress);
            let mut scan = walk.into_scanner();
            // A fault stays in the scanner.
            let _ = scan.check_to(self.text.len());
            let error = scan.take_error();
            (value, error.map_or(Ok(()), |error| Err(Error::Xml(error))))
        };
        match outcome {
            Ok(()) if value.is_none() => self.check().map(|()| None),
            Ok(()) => Ok(value),
            // After an empty record the walk looks for another one.
            Err(Error::Xml(error)) if value.is_none() && self.is_end(&error) => Ok(None),
            Err(error) => Err(self.placed(error)),
        }
    }

    /// Goes into the record that the walk stands at, if that holds anything.
    fn enter<I: Inside<'a>, W: Walk<'a>>(
        &self,
        inside: I,
        walk: &mut W,
        progress: &mut Progress,
    ) -> Option<I::Output> {
        let List { shape, index, .. } = self.list;
        let found = walk.next(shape, progress) == Some(index) && walk.enter(self.list.field());
        found.then(|| inside.walk(walk))
    }

    /// Says what is wrong in it when it does not end.
    pub(super) fn fault(&self) -> Result<(), Error> {
        let read = self.read(Report(&UNKNOWN), &mut Progress::default(), &mut Discard);
        read.map(|_| ())
    }

    /// Checks the XML of a record that was not read to its end.
    fn check(&self) -> Result<(), Error> {
        let mut scan = self.scan()?;
        // A fault stays in the scanner.
        let _ = scan.start().and_then(|_| scan.skip());
        let _ = scan.check_to(self.text.len());
        let error = scan.take_error();
        error.map_or(Ok(()), |error| Err(self.placed(error.into())))
    }

    /// It as a piece of the stream.
    pub(super) fn piece(&self, position: Position) -> Piece<'a> {
        Piece::of(self.text, self.offset, position, true)
    }

    /// Looks at the beginning of one in XML-RPC.
    pub(super) fn look(&self) -> Result<Look<'a>, Error> {
        let head = part::head(self.scan()?, self.list.shape, self.number());
        let head = head.map_err(|error| self.placed(error.into()))?;
        Ok(Look {
            is_entry: head.index == Some(self.list.index),
            is_plain: head.is_struct,
            key: (self.unit == Unit::Member).then_some((head.name, head.at)),
        })
    }

    fn scan(&self) -> Result<Scanner<'a>, Error> {
        let scan = Scanner::resume(self.text, 0, &self.limits, self.context);
        scan.map_err(|error| self.placed(error.into()))
    }

    /// An error placed in the whole text.
    fn placed(&self, error: Error) -> Error {
        error.moved(|at| at + self.offset)
    }

    fn number(&self) -> Option<usize> {
        (self.unit == Unit::Value).then_some(self.number)
    }

    fn is_end(&self, error: &XmlError) -> bool {
        error.kind == XmlErrorKind::UnexpectedEnd && error.offset == self.text.len()
    }
}

/// Whether an element begins like one that has children and is not nil.
pub(super) fn has_children(text: &[u8]) -> bool {
    let Some((Kind::Start { empty: false }, tag)) = token(text) else {
        return false;
    };
    let rest = text[tag..].trim_ascii_start();
    let is_bare = memchr::memchr(b'=', &text[..tag]).is_none();
    is_bare && matches!(token(rest), Some((Kind::Start { .. }, _)))
}
