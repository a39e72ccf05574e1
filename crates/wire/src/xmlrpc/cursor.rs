//! XML-RPC's own grammar over the scanner: its elements, members and values.

use std::borrow::Cow;

use super::{
    error::Error,
    scalar::{Scalar, Type},
};
use crate::{
    error::{XmlError, XmlErrorKind},
    xml::{Ahead, Scanner, Step, Stop, Tag, is_space},
};

/// Namespace of the value types that Apache's XML-RPC added.
const EXTENSIONS: &str = "http://ws.apache.org/xmlrpc/namespaces/extensions";

/// A cursor over XML-RPC. The first fault is kept; after it nothing more is read.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    pub(super) scan: Scanner<'a>,
    error: Option<Error>,
}

/// What a `<value>` holds.
#[derive(Debug)]
pub(super) enum Content<'a> {
    /// Members follow; the struct is open.
    Struct,
    /// Values follow; the array and its data are open.
    Array,
    /// A scalar, read to the value's end.
    Scalar(Scalar<'a>),
    /// Nil, read to the value's end.
    Nil,
    /// Nothing between the tags, read to the value's end.
    Empty,
    /// A type that XML-RPC does not know, read to the value's end.
    Foreign,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(scan: Scanner<'a>) -> Self {
        Self { scan, error: None }
    }

    /// Whether a fault stopped it.
    pub(super) fn is_stopped(&self) -> bool {
        self.error.is_some() || self.scan.error().is_some()
    }

    /// What a step gave, or the fault that stopped it.
    pub(super) fn settle<T>(&mut self, step: Step<T>) -> Result<T, Error> {
        let xml = || self.scan.take_error().map(Error::Xml);
        match (self.error.take().or_else(xml), step) {
            (Some(error), _) => Err(error),
            (None, Ok(value)) => Ok(value),
            (None, Err(Stop)) => Err(Error::Grammar {
                expected: "a whole message",
                offset: 0,
            }),
        }
    }

    /// Stops with a fault.
    #[cold]
    pub(super) fn stop(&mut self, error: Error) -> Stop {
        let offset = error.offset().unwrap_or_default();
        let first = self.scan.error().is_none();
        let stop = self.scan.fail(XmlErrorKind::Markup, offset);
        let is_it = |kept: &XmlError| kept.kind == XmlErrorKind::Markup;
        if first && self.scan.error().is_some_and(is_it) {
            self.error.get_or_insert(error);
        }
        stop
    }

    /// Stops where something else than `expected` stands.
    #[cold]
    pub(super) fn unexpected(&mut self, expected: &'static str) -> Stop {
        let offset = self.scan.pos();
        self.stop(Error::Grammar { expected, offset })
    }

    /// Opens the element `name`, which must come next.
    #[inline]
    pub(super) fn open(&mut self, name: &'static str) -> Step<()> {
        self.scan.skip_space();
        if self.scan.accept_start(name) {
            self.scan.push(name);
            return Ok(());
        }
        self.open_slowly(name)
    }

    fn open_slowly(&mut self, name: &'static str) -> Step<()> {
        if self.scan.ahead()? != Ahead::Start {
            return Err(self.unexpected(name));
        }
        let tag = self.start()?;
        if tag.name.raw == name {
            return Ok(());
        }
        let offset = tag.at;
        Err(self.stop(Error::Grammar {
            expected: name,
            offset,
        }))
    }

    /// Opens the element `name` if a start tag comes next, and tells whether one did.
    pub(super) fn open_if_any(&mut self, name: &'static str) -> Step<bool> {
        match self.scan.ahead()? {
            Ahead::Start => self.open(name).map(|()| true),
            Ahead::End => Ok(false),
            Ahead::Text => Err(self.unexpected(name)),
        }
    }

    /// The start tag at the cursor, which must not be of a foreign namespace.
    pub(super) fn start(&mut self) -> Step<Tag<'a>> {
        let tag = self.scan.start()?;
        let namespace = self.scan.namespace(&tag.name);
        if namespace.is_empty() || (namespace == EXTENSIONS && !tag.name.prefix().is_empty()) {
            return Ok(tag);
        }
        Err(self.scan.fail(XmlErrorKind::ForeignNamespace, tag.at))
    }

    /// Closes the innermost element, in which nothing more may stand.
    #[inline]
    pub(super) fn close(&mut self) -> Step<()> {
        self.scan.skip_space();
        if self.scan.accept_innermost_end() {
            return Ok(());
        }
        match self.scan.ahead()? {
            Ahead::End => self.scan.end(),
            Ahead::Start | Ahead::Text => Err(self.unexpected("an end tag")),
        }
    }

    /// The text of the element `name`, which must come next: a method's or a member's name.
    #[inline]
    pub(super) fn name(&mut self, name: &'static str) -> Step<(Cow<'a, str>, usize)> {
        self.scan.skip_space();
        if self.scan.accept_start(name) {
            let at = self.scan.pos();
            return Ok((self.taken(name)?.0, at));
        }
        self.open(name)?;
        let at = self.scan.pos();
        Ok((self.body()?, at))
    }

    /// The text of an element whose start tag was taken as a literal, and its end tag. Also tells whether comments
    /// and their like stand in it.
    #[inline]
    fn taken(&mut self, name: &'static str) -> Step<(Cow<'a, str>, bool)> {
        if let Some(text) = self.scan.plain_rest(name) {
            return Ok((Cow::Borrowed(text), false));
        }
        self.scan.push(name);
        Ok((self.body()?, self.scan.was_interrupted()))
    }

    /// The text of the open element, and its end tag.
    fn body(&mut self) -> Step<Cow<'a, str>> {
        let text = self.scan.text()?;
        match self.scan.ahead()? {
            Ahead::End => self.scan.end()?,
            Ahead::Start | Ahead::Text => {
                return Err(self.unexpected("text without elements in it"));
            }
        }
        Ok(text)
    }

    /// What the open `<value>` holds. Scalars are read to the value's end tag.
    #[inline]
    pub(super) fn content(&mut self) -> Step<Content<'a>> {
        for (name, kind) in [("string", Type::String), ("int", Type::Int)] {
            if self.scan.accept_start(name) {
                let at = self.scan.pos();
                let (text, interrupted) = self.taken(name)?;
                self.close()?;
                return Ok(scalar_or_empty(Scalar {
                    kind,
                    text,
                    at,
                    interrupted,
                }));
            }
        }
        if self.scan.accept_start("struct") {
            self.scan.push("struct");
            return Ok(Content::Struct);
        }
        self.content_slowly()
    }

    fn content_slowly(&mut self) -> Step<Content<'a>> {
        let kind = Type::Untyped;
        let at = self.scan.pos();
        let text = self.scan.text()?;
        let interrupted = self.scan.was_interrupted();
        match self.scan.ahead()? {
            Ahead::Start if text.bytes().all(is_space) => self.typed(),
            Ahead::Start | Ahead::Text => Err(self.unexpected("one value")),
            Ahead::End => {
                self.scan.end()?;
                Ok(scalar_or_empty(Scalar {
                    kind,
                    text,
                    at,
                    interrupted,
                }))
            }
        }
    }

    /// What a `<value>` holds whose type's start tag stands at the cursor.
    fn typed(&mut self) -> Step<Content<'a>> {
        let tag = self.start()?;
        match tag.name.local() {
            "struct" if tag.name.prefix().is_empty() => Ok(Content::Struct),
            "array" if tag.name.prefix().is_empty() => {
                self.open("data")?;
                Ok(Content::Array)
            }
            "nil" => {
                self.close()?;
                self.close()?;
                Ok(Content::Nil)
            }
            name => self.scalar(Type::named(name)),
        }
    }

    /// A scalar whose start tag was read.
    fn scalar(&mut self, kind: Option<Type>) -> Step<Content<'a>> {
        let Some(kind) = kind else {
            self.scan.skip()?;
            self.close()?;
            return Ok(Content::Foreign);
        };
        let at = self.scan.pos();
        let text = self.body()?;
        let interrupted = self.scan.was_interrupted();
        self.close()?;
        Ok(scalar_or_empty(Scalar {
            kind,
            text,
            at,
            interrupted,
        }))
    }

    /// The content of the value that comes next, and where it begins.
    pub(super) fn value(&mut self) -> Step<(Content<'a>, usize)> {
        self.open("value")?;
        let at = self.scan.pos();
        Ok((self.content()?, at))
    }

    /// Steps over what is left of a value, end tag included.
    pub(super) fn skip_value(&mut self, content: &Content<'_>) -> Step<()> {
        match content {
            Content::Struct => self.scan.skip()?,
            Content::Array => {
                self.scan.skip()?;
                self.close()?;
            }
            _ => return Ok(()),
        }
        self.close()
    }

    /// The root element's name; its start tag is read.
    pub(super) fn root(&mut self) -> Step<&'a str> {
        self.scan.prolog()?;
        Ok(self.start()?.name.raw)
    }

    /// The end of the root element and of the document.
    pub(super) fn finish(&mut self) -> Step<()> {
        self.close()?;
        self.scan.epilog()
    }
}

impl Content<'_> {
    /// Whether it is a struct or an array.
    pub(super) fn is_structure(&self) -> bool {
        matches!(self, Self::Struct | Self::Array)
    }
}

/// White space alone between the tags of a value without a type is how a body is laid out.
fn scalar_or_empty(scalar: Scalar<'_>) -> Content<'_> {
    let blank = match scalar.kind {
        Type::Untyped => scalar.text.bytes().all(is_space),
        _ => scalar.text.is_empty(),
    };
    if blank {
        Content::Empty
    } else {
        Content::Scalar(scalar)
    }
}
