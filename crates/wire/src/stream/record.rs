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
    sink::{Progress, Sink},
    soap,
    walk::{Message, Walk as _},
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
            Err(error) => Err(self.placed(error)),
        }
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
        let head = head.map_err(|error| self.placed(error.into()))?;
        Ok(Look {
            is_entry: head.index == Some(self.list.index),
            is_plain: head.is_struct,
            key: (self.unit == Unit::Member).then_some((head.name, head.at)),
        })
    }

    fn scan(&self) -> Result<Scanner<'a>, Error> {
        let scan = Scanner::resume(self.text, &self.limits, self.context);
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
