//! The cursor over one document, and the few steps that the fast path is made of.
//!
//! A reader that knows which tag comes next compares it as a literal ([`Scanner::accept_start`],
//! [`Scanner::plain_text`], [`Scanner::accept_end`]). Whatever else stands there goes through the full grammar:
//! [`Scanner::ahead`] says what comes, [`Scanner::start`], [`Scanner::text`], [`Scanner::end`] and
//! [`Scanner::skip`] read it. Both may be mixed at will.
//!
//! The first fault is kept; from then on the cursor stands at the end of the text, so that nothing matches any more.

use std::borrow::Cow;

use super::{
    chars::{forbidden, is_space},
    namespace::Namespaces,
    tag::Attribute,
};
use crate::{
    error::{XmlError, XmlErrorKind},
    limits::Limits,
    stack::{Entry, Stack},
};

/// The scanner stopped; [`Scanner::error`] says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

/// The outcome of a step of the scanner.
pub(crate) type Step<T> = Result<T, Stop>;

/// What stands at the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ahead {
    /// A start tag.
    Start,
    /// The end of the innermost open element.
    End,
    /// Character data other than white space, references and CDATA sections included.
    Text,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open<'a> {
    /// Its name as written, prefix included.
    pub(crate) name: &'a str,
    /// Declarations in force outside of it.
    pub(super) mark: usize,
}

impl Entry for Open<'_> {
    const EMPTY: Self = Self { name: "", mark: 0 };
}

/// What surrounds a piece of a document: the elements open at its start and the declarations in force there.
///
/// A reader of streams takes it from the scanner of one window and begins the next with it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    /// Names of the open elements, outermost first.
    pub(crate) open: Vec<String>,
    /// Prefixes and namespaces in force, outermost first.
    pub(crate) namespaces: Vec<(String, String)>,
}

/// A cursor over one document.
#[derive(Debug)]
pub(crate) struct Scanner<'a> {
    pub(super) source: &'a str,
    pub(super) pos: usize,
    pub(super) limits: Limits,
    pub(super) open: Stack<Open<'a>, 16>,
    /// The innermost open element was written `<name/>`.
    pub(super) closing: bool,
    /// Where the next byte stands for which a text needs work, or `checked` if there is none before; out of date once
    /// the cursor has passed it.
    pub(super) special: usize,
    /// Every character before this byte may stand in a document.
    pub(super) checked: usize,
    /// The one that begins there may not.
    pub(super) forbidden: bool,
    pub(super) names: Namespaces<'a>,
    pub(super) attributes: Stack<Attribute<'a>, 4>,
    pub(super) interrupted: bool,
    error: Option<XmlError>,
}

impl<'a> Scanner<'a> {
    /// A cursor at the start of a document, whose length has been [admitted](Limits::admit).
    #[inline]
    pub(crate) fn new(source: &'a str, limits: &Limits) -> Self {
        Self {
            source,
            pos: 0,
            limits: *limits,
            open: Stack::EMPTY,
            closing: false,
            special: 0,
            checked: 0,
            forbidden: false,
            names: Namespaces::EMPTY,
            attributes: Stack::EMPTY,
            interrupted: false,
            error: None,
        }
    }

    /// A cursor at byte `at`, inside `context`. What comes before has been checked; who does not read to the end of the
    /// document checks the last characters by [`Scanner::check_to`].
    pub(crate) fn resume(
        source: &'a str,
        at: usize,
        limits: &Limits,
        context: &'a Context,
    ) -> Result<Self, XmlError> {
        let mut scanner = Self::new(source, limits);
        (scanner.pos, scanner.checked) = (at, at);
        for (prefix, uri) in &context.namespaces {
            let bound = scanner
                .names
                .declare(prefix, Cow::Borrowed(uri), limits.bindings);
            bound.map_err(|kind| XmlError { kind, offset: at })?;
        }
        let mark = scanner.names.mark();
        for name in &context.open {
            scanner.open.push(Open { name, mark });
        }
        Ok(scanner)
    }

    /// What surrounds the cursor.
    pub(crate) fn context(&self) -> Context {
        let own = |(prefix, uri): (&str, &str)| (prefix.to_owned(), uri.to_owned());
        Context {
            open: self.open.iter().map(|open| open.name.to_owned()).collect(),
            namespaces: self.names.iter().map(own).collect(),
        }
    }

    /// Byte offset of the cursor.
    #[inline]
    pub(crate) fn pos(&self) -> usize {
        self.pos
    }

    /// The whole text.
    #[inline]
    pub(crate) fn source(&self) -> &'a str {
        self.source
    }

    /// The bounds in force.
    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// How many elements are open.
    #[inline]
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The innermost open element's name, as written.
    pub(crate) fn innermost(&self) -> &'a str {
        self.open.last().map_or("", |open| open.name)
    }

    /// The fault that stopped it.
    pub(crate) fn error(&self) -> Option<&XmlError> {
        self.error.as_ref()
    }

    /// Takes the fault that stopped it.
    pub(crate) fn take_error(&mut self) -> Option<XmlError> {
        self.error.take()
    }

    /// Stops with a fault at a byte; an earlier fault stays.
    #[cold]
    pub(crate) fn fail(&mut self, kind: XmlErrorKind, offset: usize) -> Stop {
        // A character that no document may hold is the plainer reason.
        if self.error.is_none() && self.check_to(offset.saturating_add(1)).is_ok() {
            self.error = Some(XmlError { kind, offset });
        }
        self.pos = self.source.len();
        Stop
    }

    /// Stops if a character begins before byte `end` that no document may hold.
    ///
    /// Characters are checked some kilobytes at a time, shortly before they are read, while they are in the cache.
    #[inline]
    pub(crate) fn check_to(&mut self, end: usize) -> Step<()> {
        let end = end.min(self.source.len());
        while self.checked < end {
            if self.forbidden {
                let error = self.forbidden_here();
                self.error.get_or_insert(error);
                self.pos = self.source.len();
                return Err(Stop);
            }
            self.check_on();
        }
        Ok(())
    }

    /// Checks some more characters.
    #[inline(never)]
    pub(super) fn check_on(&mut self) {
        const WINDOW: usize = 16 << 10;
        let end = self.source.len().min(self.checked + WINDOW);
        let found = forbidden(self.source, self.checked, end);
        self.forbidden = found.is_some();
        self.checked = found.unwrap_or(end);
    }

    #[cold]
    fn forbidden_here(&self) -> XmlError {
        let rest = self.source.get(self.checked..);
        let character = rest.and_then(|rest| rest.chars().next());
        XmlError {
            kind: XmlErrorKind::Character(character.unwrap_or_default().into()),
            offset: self.checked,
        }
    }

    /// The bytes from the cursor on.
    #[inline]
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.source.as_bytes().get(self.pos..).unwrap_or_default()
    }

    /// The byte at the cursor.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.pos).copied()
    }

    /// Steps over white space and tells whether there was any.
    #[inline]
    pub(crate) fn skip_space(&mut self) -> bool {
        let start = self.pos;
        while self.peek().is_some_and(is_space) {
            self.pos += 1;
        }
        self.pos != start
    }

    /// Whether `<name>` stands at the cursor. The caller knows that the element is not being closed and that one more
    /// may open.
    #[inline(always)]
    pub(crate) fn is_start(&self, name: &str) -> bool {
        let rest = self.source.as_bytes().get(self.pos..);
        rest.is_some_and(|rest| is_tag(rest, *b"<", name))
    }

    /// Steps over `<name>`, which stands at the cursor. The element is not recorded as open: record it with
    /// [`Scanner::push`].
    #[inline]
    pub(crate) fn pass_start(&mut self, name: &str) {
        self.pos += name.len() + 2;
    }

    /// Steps over `<name>`, which stands at the cursor, if another start tag follows, to the latter.
    #[inline]
    pub(crate) fn pass_start_before_child(&mut self, name: &str) -> bool {
        let bytes = self.source.as_bytes();
        let mut at = self.pos + name.len() + 2;
        while bytes.get(at).copied().is_some_and(is_space) {
            at += 1;
        }
        let follows = matches!(bytes.get(at..), Some([b'<', next, ..]) if !matches!(next, b'/' | b'!' | b'?'));
        if follows {
            self.pos = at;
        }
        follows
    }

    /// Steps over white space: out of line, for where there is rarely some.
    #[inline(never)]
    pub(super) fn skip_spaces(&mut self) {
        self.skip_space();
    }

    /// Steps over `<name>` if exactly that stands at the cursor. The element is not recorded as open: read it to its
    /// end tag with [`Scanner::accept_end`], or record it with [`Scanner::push`].
    #[inline(always)]
    pub(crate) fn accept_start(&mut self, name: &str) -> bool {
        let found = self.is_start(name) && !self.closing && self.has_room();
        if found {
            self.pass_start(name);
        }
        found
    }

    /// What follows a literal that stands at `at`, white space before it aside.
    #[inline(always)]
    pub(crate) fn pass_literal(&self, at: usize, literal: &[u8]) -> Option<usize> {
        let bytes = self.source.as_bytes();
        let mut at = at;
        while bytes.get(at).copied().is_some_and(is_space) {
            at += 1;
        }
        self.pass_exactly(at, literal)
    }

    /// The same without white space before it.
    #[inline(always)]
    pub(crate) fn pass_exactly(&self, at: usize, literal: &[u8]) -> Option<usize> {
        let end = at + literal.len();
        (self.source.as_bytes().get(at..end) == Some(literal)).then_some(end)
    }

    /// Goes to a place ahead.
    #[inline]
    pub(crate) fn go(&mut self, to: usize) {
        self.pos = to;
    }

    /// Whether this many more elements may open in one another.
    #[inline]
    pub(crate) fn has_room_for(&self, levels: usize) -> bool {
        !self.closing && self.open.len() + levels <= self.limits.depth
    }

    /// Whether the innermost open element was written `<name/>`.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    /// Steps over `</name>` if exactly that stands at the cursor; open elements are left as they are.
    #[inline]
    pub(crate) fn accept_end(&mut self, name: &str) -> bool {
        let found = is_end_tag(self.rest(), name);
        if found {
            self.pos += name.len() + 3;
        }
        found
    }

    /// Records an element, whose start tag was taken by [`Scanner::accept_start`], as open.
    #[inline]
    pub(crate) fn push(&mut self, name: &'a str) {
        let mark = self.names.mark();
        self.open.push(Open { name, mark });
    }

    /// Takes the innermost elements back, whose end tags the caller has seen, if no namespace was declared in them.
    pub(crate) fn forget(&mut self, count: usize) -> bool {
        let outer = self.open.len().wrapping_sub(count);
        let mark = self.open.get(outer).map(|open| open.mark);
        let found = mark == Some(self.names.mark());
        if found {
            self.open.truncate(outer);
        }
        found
    }

    /// Whether one more element may open.
    #[inline]
    pub(crate) fn has_room(&self) -> bool {
        self.open.len() < self.limits.depth
    }

    /// What stands at the cursor, comments and instructions and white space before it stepped over.
    pub(crate) fn ahead(&mut self) -> Step<Ahead> {
        if self.closing {
            return Ok(Ahead::End);
        }
        loop {
            self.skip_space();
            match self.rest() {
                [] => return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len())),
                [b'<', b'/', ..] => return Ok(Ahead::End),
                [b'<', b'!' | b'?', ..] => {
                    if !self.aside()? {
                        return Ok(Ahead::Text);
                    }
                }
                [b'<', ..] => return Ok(Ahead::Start),
                _ => return Ok(Ahead::Text),
            }
        }
    }

    /// Ends the innermost open element, at its end tag.
    pub(crate) fn end(&mut self) -> Step<()> {
        let Some(open) = self.open.last().copied() else {
            return Err(self.fail(XmlErrorKind::EndTag, self.pos));
        };
        if self.closing {
            self.closing = false;
        } else if !self.accept_end(open.name) {
            self.end_tag(open.name)?;
        }
        self.leave(open);
        Ok(())
    }

    /// Ends the innermost open element if its end tag stands at the cursor without white space in it.
    #[inline]
    pub(crate) fn accept_innermost_end(&mut self) -> bool {
        let Some(open) = self.open.last().copied() else {
            return false;
        };
        let found = !self.closing && is_end_tag(self.rest(), open.name);
        if found {
            self.pos += open.name.len() + 3;
            self.leave(open);
        }
        found
    }

    /// Forgets the innermost open element and what it declared.
    #[inline]
    fn leave(&mut self, innermost: Open<'a>) {
        self.open.forget_last();
        self.names.release(innermost.mark);
    }

    /// An end tag with white space in it, or a wrong one.
    #[cold]
    fn end_tag(&mut self, name: &str) -> Step<()> {
        let start = self.pos;
        let rest = self.rest();
        if rest.is_empty() {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, start));
        }
        let named = rest
            .strip_prefix(b"</")
            .is_some_and(|rest| rest.starts_with(name.as_bytes()));
        if !named {
            return Err(self.fail(XmlErrorKind::EndTag, start));
        }
        self.pos += name.len() + 2;
        self.skip_space();
        match self.peek() {
            Some(b'>') => {
                self.pos += 1;
                Ok(())
            }
            None => Err(self.fail(XmlErrorKind::UnexpectedEnd, self.pos)),
            Some(_) => Err(self.fail(XmlErrorKind::EndTag, start)),
        }
    }

    /// Steps over what is left of the innermost open element, end tag included.
    pub(crate) fn skip(&mut self) -> Step<()> {
        let outer = self.open.len().saturating_sub(1);
        while self.open.len() > outer {
            match self.ahead()? {
                Ahead::Start => {
                    self.start()?;
                }
                Ahead::End => self.end()?,
                Ahead::Text => {
                    self.text()?;
                }
            }
        }
        Ok(())
    }
}

/// Whether `</name>` stands at the start.
#[inline(always)]
pub(super) fn is_end_tag(text: &[u8], name: &str) -> bool {
    is_tag(text, *b"</", name)
}

#[inline(always)]
fn is_tag<const N: usize>(text: &[u8], lead: [u8; N], name: &str) -> bool {
    let end = N + name.len();
    let Some(tag) = text.get(..=end) else {
        return false;
    };
    tag[end] == b'>' && is_same(&tag[N..end], name.as_bytes()) && tag[..N] == lead
}

/// Whether two slices of one length are equal. Names are short: comparing words beats a call.
#[inline(always)]
fn is_same(one: &[u8], other: &[u8]) -> bool {
    if one.len() > 32 {
        return one == other;
    }
    if let (Some(a), Some(b)) = (one.first_chunk::<16>(), other.first_chunk::<16>()) {
        return a == b && one.last_chunk::<16>() == other.last_chunk::<16>();
    }
    if let (Some(a), Some(b)) = (one.first_chunk::<8>(), other.first_chunk::<8>()) {
        return a == b && one.last_chunk::<8>() == other.last_chunk::<8>();
    }
    if let (Some(a), Some(b)) = (one.first_chunk::<4>(), other.first_chunk::<4>()) {
        return a == b && one.last_chunk::<4>() == other.last_chunk::<4>();
    }
    one == other
}
