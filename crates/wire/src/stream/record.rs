//! One record, cut out of the stream.

use std::borrow::Cow;

use super::{
    error::Error,
    layout::{List, Unit},
    shift::Shifted,
    token::{Kind, token},
};
use crate::{
    error::{XmlError, XmlErrorKind},
    limits::Limits,
    shape::Shape,
    sink::{Discard, Progress, Sink},
    soap,
    walk::{Message, Visit, Walk},
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

impl<'a> Record<'a> {
    /// Decodes it, if it holds anything.
    pub(super) fn decode<T: Message<'a>, K: Sink>(
        &self,
        progress: &mut Progress,
        sink: &mut K,
    ) -> Result<Option<T>, Error> {
        let scan = self.scan()?;
        let mut sink = Shifted::new(sink, self.offset);
        let List { shape, index, .. } = self.list;
        let (value, outcome) = if self.list.xmlrpc {
            let place = (index, self.number());
            let (value, outcome) = part::member(scan, shape, place, progress, &mut sink);
            (value, outcome.map_err(Error::from))
        } else {
            let mut walk = soap::Walk::new(scan, self.namespace, 0, &mut sink);
            let found = walk.next(shape, progress) == Some(index);
            let value = if found {
                walk.structure(self.list.field())
            } else {
                None
            };
            let error = walk.into_scanner().into_error();
            (value, error.map_or(Ok(()), |error| Err(Error::Xml(error))))
        };
        match outcome {
            Ok(()) if value.is_none() => self.check().map(|()| None),
            Ok(()) => Ok(value),
            // After an empty record the walk looks for another one.
            Err(Error::Xml(error)) if value.is_none() && self.is_end(&error) => Ok(None),
            Err(error) => Err(self.worst(error)),
        }
    }

    /// An error placed in the whole text. What breaks the XML counts before what breaks XML-RPC.
    fn worst(&self, error: Error) -> Error {
        let malformed = self.check().err().filter(|_| self.list.xmlrpc);
        malformed.unwrap_or_else(|| self.placed(error))
    }

    /// Says what is wrong in it when it does not end.
    pub(super) fn fault(&self) -> Result<(), Error> {
        let skipped = self.decode::<Skip, _>(&mut Progress::default(), &mut Discard);
        skipped.map(|_| ())
    }

    /// Checks the XML of a record that was not read to its end.
    fn check(&self) -> Result<(), Error> {
        let mut scan = self.scan()?;
        // A fault stays in the scanner.
        let _ = scan.start().and_then(|_| scan.skip());
        let error = scan.into_error();
        error.map_or(Ok(()), |error| Err(self.placed(error.into())))
    }

    /// Looks at its beginning.
    pub(super) fn look(&self) -> Result<Look<'a>, Error> {
        if !self.list.xmlrpc {
            return Ok(Look {
                is_entry: true,
                is_plain: has_children(self.text.as_bytes()),
                key: None,
            });
        }
        let head = part::head(self.scan()?, self.list.shape, self.number());
        let head = head.map_err(|error| {
            // A list inside a member is skipped before it is read, if the body is read whole.
            let is_inside = self.list.container.is_some();
            if is_inside {
                self.worst(error.into())
            } else {
                self.placed(error.into())
            }
        })?;
        Ok(Look {
            is_entry: head.index == Some(self.list.index),
            is_plain: head.is_struct,
            key: (self.unit == Unit::Member).then_some((head.name, head.at)),
        })
    }

    fn scan(&self) -> Result<Scanner<'a>, Error> {
        let scan = Scanner::window(self.text, &self.limits, self.context);
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
fn has_children(text: &[u8]) -> bool {
    let Some((Kind::Start { empty: false }, tag)) = token(text) else {
        return false;
    };
    let rest = text[tag..].trim_ascii_start();
    let is_bare = memchr::memchr(b'=', &text[..tag]).is_none();
    is_bare && matches!(token(rest), Some((Kind::Start { .. }, _)))
}

/// A structure of which nothing is known: reading it finds what is wrong with its XML.
#[derive(Debug, Default)]
struct Skip;

static NOTHING: Shape = Shape::new("", "", &[]);

impl<'a> Message<'a> for Skip {
    const SHAPE: &'static Shape = &NOTHING;

    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        while walk.next(&NOTHING, &mut Progress::default()).is_some() {}
    }

    fn visit<S: Sink>(&self, _: &mut Visit<'_, S>) {}
}
