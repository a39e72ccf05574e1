//! Finding a member that is not the expected literal: absent and reordered ones, other names, wrappers, inline
//! structures, nil and empty elements, namespaces, unknown elements.

use super::{
    names::XSI,
    walk::{State, Walk},
};
use crate::{
    error::XmlErrorKind,
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    xml::{Ahead, Step, Tag},
};

/// What a step towards the next member gave.
pub(super) enum Next {
    /// The member of this index.
    Member(usize),
    /// Something was stepped over.
    Again,
    /// The structure ended.
    End,
}

/// What a member holds.
#[derive(Clone, Copy)]
pub(super) enum Content {
    /// Children or text, ready to be read.
    Ready,
    /// Nothing: it counts as absent.
    Absent,
    /// What it must not hold; the fault has been reported and the element skipped.
    Broken,
}

/// How a name is known in a structure.
#[derive(Clone, Copy)]
enum Found {
    /// A member, under its own name or an alias.
    Member(usize),
    /// A wrapper around the entries of a member.
    Wrapper(usize),
    /// A child of a member whose own tags may be left out.
    Inline(usize),
    /// Nothing known.
    Unknown,
}

impl<'a, K: Sink> Walk<'a, '_, K> {
    /// Goes one step on: to a member, over something, or to the structure's end.
    pub(super) fn step(&mut self, shape: &'static Shape, progress: &mut Progress) -> Step<Next> {
        let Some(frame) = self.frames.last() else {
            return Ok(Next::End);
        };
        let literal = frame.literal;
        self.scan.skip_space();
        if literal && self.scan.accept_innermost_end() {
            self.leave(shape, *progress);
            return Ok(Next::End);
        }
        if literal && let Some(next) = self.later(shape, progress) {
            return Ok(next);
        }
        match self.scan.ahead()? {
            Ahead::Start => self.element(shape, progress),
            Ahead::End => self.close(shape, *progress),
            Ahead::Text => {
                let at = self.scan.pos();
                self.scan.text()?;
                let name = self.scan.innermost();
                self.remark(
                    Remark::Malformed("elements without text between them"),
                    name,
                    at,
                );
                Ok(Next::Again)
            }
        }
    }

    /// Tries the members after the expected one as literals.
    fn later(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<Next> {
        for (index, field) in shape.fields.iter().enumerate().skip(progress.next) {
            if is_taken(field, index, *progress) || !self.scan.is_start(field.name) {
                continue;
            }
            let content = self.open(field);
            return Some(self.count(shape, index, content, progress));
        }
        None
    }

    /// Records what the member at `index` turned out to hold.
    fn count(
        &mut self,
        shape: &'static Shape,
        index: usize,
        content: Content,
        progress: &mut Progress,
    ) -> Next {
        if !matches!(content, Content::Absent) {
            progress.see(shape, index);
        }
        if matches!(content, Content::Ready) {
            return Next::Member(index);
        }
        self.state = State::Done;
        Next::Again
    }

    /// The element at the cursor, whatever it is.
    fn element(&mut self, shape: &'static Shape, progress: &mut Progress) -> Step<Next> {
        let local = self.peek_local();
        let (wrapper, around) = match self.frames.last() {
            Some(frame) => (frame.wrapper, frame.around),
            None => (None, None),
        };
        let found = match wrapper {
            Some(index) if is_called(&shape.fields[index], local) => Found::Member(index),
            Some(_) => Found::Unknown,
            None => find(shape, local),
        };
        if let Some(around) = around
            && ends_inline(found, around, local, shape, *progress)
        {
            return self.close(shape, *progress);
        }
        match found {
            Found::Member(index) => self.member(shape, index, local, progress),
            Found::Wrapper(index) => self.wrapper(index),
            Found::Inline(index) => self.inline(shape, index, progress),
            Found::Unknown => self.unknown(),
        }
    }

    fn member(
        &mut self,
        shape: &'static Shape,
        index: usize,
        local: &'a str,
        progress: &mut Progress,
    ) -> Step<Next> {
        let field = &shape.fields[index];
        let tag = self.start()?;
        if field.name != local && !field.keyed {
            self.remark(Remark::Alias(field.name), local, tag.at);
        }
        if is_taken(field, index, *progress) {
            self.remark(Remark::Duplicate, local, tag.at);
            self.scan.skip()?;
            return Ok(Next::Again);
        }
        if index < progress.next {
            self.remark(Remark::Order, local, tag.at);
        }
        self.at = tag.at;
        self.name = tag.name.raw;
        let content = if self.is_nil() {
            self.nil(&tag, self.reported(field))?
        } else {
            self.content(field)?
        };
        Ok(self.count(shape, index, content, progress))
    }

    /// Reads the start tag at the cursor and refuses a foreign namespace.
    fn start(&mut self) -> Step<Tag<'a>> {
        let tag = self.scan.start()?;
        let namespace = self.scan.namespace(&tag.name);
        if namespace.is_empty() {
            return Ok(tag);
        }
        if namespace != self.namespace {
            return Err(self.scan.fail(XmlErrorKind::ForeignNamespace, tag.at));
        }
        let declares = self.scan.attributes().any(|a| a.name.raw == "xmlns");
        if declares || !tag.name.prefix().is_empty() {
            self.remark(Remark::Qualified, tag.name.local(), tag.at);
        }
        Ok(tag)
    }

    /// Whether the start tag just read says `xsi:nil`.
    fn is_nil(&self) -> bool {
        let nil = self.scan.attribute(XSI, "nil");
        nil.is_some_and(|value| matches!(value.trim_ascii(), "true" | "1"))
    }

    /// A nil element, which must be empty.
    fn nil(&mut self, tag: &Tag<'a>, name: &str) -> Step<Content> {
        self.remark(Remark::Nil, name, tag.at);
        if self.scan.ahead()? == Ahead::End {
            self.scan.end()?;
            return Ok(Content::Absent);
        }
        self.remark(Remark::Malformed("empty, as it is nil"), name, tag.at);
        self.scan.skip()?;
        Ok(Content::Broken)
    }

    /// The content of an element that the scanner has just opened.
    pub(super) fn content(&mut self, field: &'static Field) -> Step<Content> {
        if matches!(field.kind, Kind::Struct(_)) {
            return match self.scan.ahead()? {
                Ahead::Start => {
                    self.state = State::Open;
                    Ok(Content::Ready)
                }
                Ahead::End => self.empty(self.reported(field)),
                Ahead::Text => self.broken("a structure"),
            };
        }
        self.text_at = self.scan.pos();
        let text = self.scan.text()?;
        let interrupted = self.scan.was_interrupted();
        if self.scan.ahead()? != Ahead::End {
            return self.broken("a value without elements in it");
        }
        if text.is_empty() {
            return self.empty(self.reported(field));
        }
        if interrupted && !matches!(field.kind, Kind::Text) {
            return self.broken("a value without comments or CDATA sections in it");
        }
        self.scan.end()?;
        self.text = text;
        self.state = State::Text;
        Ok(Content::Ready)
    }

    fn empty(&mut self, name: &str) -> Step<Content> {
        self.scan.end()?;
        self.remark(Remark::Empty, name, self.at);
        Ok(Content::Absent)
    }

    /// The name under which an absent member is reported: the canonical one, since its absence counts for that.
    fn reported(&self, field: &'static Field) -> &'a str {
        if field.keyed {
            self.local()
        } else {
            field.name
        }
    }

    fn broken(&mut self, expected: &'static str) -> Step<Content> {
        self.scan.skip()?;
        self.remark(Remark::Malformed(expected), self.local(), self.at);
        Ok(Content::Broken)
    }

    fn wrapper(&mut self, index: usize) -> Step<Next> {
        let tag = self.start()?;
        self.at = tag.at;
        self.name = tag.name.raw;
        if self.is_nil() {
            self.nil(&tag, tag.name.local())?;
            return Ok(Next::Again);
        }
        if self.scan.ahead()? == Ahead::End {
            self.empty(tag.name.local())?;
            return Ok(Next::Again);
        }
        self.remark(Remark::Wrapper, tag.name.local(), tag.at);
        if let Some(frame) = self.frames.last_mut() {
            frame.wrapper = Some(index);
            frame.literal = false;
            self.literal = false;
        }
        Ok(Next::Again)
    }

    /// A child of a structure whose own tags are left out: the structure begins here.
    fn inline(
        &mut self,
        shape: &'static Shape,
        index: usize,
        progress: &mut Progress,
    ) -> Step<Next> {
        let field = &shape.fields[index];
        let at = self.scan.pos();
        if is_taken(field, index, *progress) {
            let tag = self.start()?;
            self.remark(Remark::Duplicate, tag.name.local(), at);
            self.scan.skip()?;
            return Ok(Next::Again);
        }
        self.remark(Remark::Inlined, field.name, at);
        self.at = at;
        self.name = field.name;
        self.state = State::Inline;
        self.around = Some(shape);
        Ok(self.count(shape, index, Content::Ready, progress))
    }

    fn unknown(&mut self) -> Step<Next> {
        let tag = self.scan.start()?;
        self.scan.skip()?;
        let raw = &self.scan.source()[tag.at..self.scan.pos()];
        self.remark(Remark::Unknown(raw), tag.name.local(), tag.at);
        Ok(Next::Again)
    }

    /// The end of a wrapper, or of the structure.
    fn close(&mut self, shape: &'static Shape, progress: Progress) -> Step<Next> {
        let inline = self.frames.last().is_some_and(|f| f.around.is_some());
        let wrapped = self.frames.last().is_some_and(|f| f.wrapper.is_some());
        if wrapped || !inline {
            self.scan.end()?;
        }
        if wrapped {
            let literal = self.is_literal() && self.scan.has_room();
            if let Some(frame) = self.frames.last_mut() {
                frame.wrapper = None;
                frame.literal = literal;
                self.literal = literal;
            }
            return Ok(Next::Again);
        }
        self.leave(shape, progress);
        Ok(Next::End)
    }

    pub(super) fn leave(&mut self, shape: &'static Shape, progress: Progress) {
        if let Some(frame) = self.frames.last().copied() {
            self.frames.forget_last();
            let at = At::byte(frame.at);
            self.sink.leave(frame.field, shape, progress, at);
        }
        self.literal = self.frames.last().is_some_and(|frame| frame.literal);
        self.scan.skip_space();
    }

    /// Steps over a member that nobody read.
    pub(super) fn discard(&mut self) -> Step<()> {
        match self.state {
            State::Literal => {
                self.scan.push(self.name);
                self.scan.skip()?;
            }
            State::Open => self.scan.skip()?,
            State::Inline => {
                self.scan.start()?;
                self.scan.skip()?;
            }
            State::Done | State::Text => {}
        }
        self.state = State::Done;
        Ok(())
    }

    /// The local name of the start tag at the cursor, which has not been checked yet.
    fn peek_local(&self) -> &'a str {
        let rest = self.scan.source().get(self.scan.pos() + 1..).unwrap_or("");
        let end = rest
            .bytes()
            .position(|b| b <= b' ' || b == b'>' || b == b'/');
        let name = &rest[..end.unwrap_or(0)];
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: usize) {
        self.sink.remark(remark, name, At::byte(at));
    }
}

/// Whether the member may not stand again.
fn is_taken(field: &Field, index: usize, progress: Progress) -> bool {
    progress.seen & (1 << index) != 0 && !field.occurs.is_list()
}

fn is_called(field: &Field, name: &str) -> bool {
    field.name == name || field.aliases.contains(&name)
}

/// How `name` is known in `shape`: own names go before aliases, those before wrappers and inline structures.
fn find(shape: &'static Shape, name: &str) -> Found {
    let position = |test: &dyn Fn(&Field) -> bool| shape.fields.iter().position(test);
    let member = position(&|field| field.name == name)
        .or_else(|| position(&|field| field.aliases.contains(&name)));
    if let Some(index) = member {
        return Found::Member(index);
    }
    if let Some(index) = position(&|field| field.wrapper == name) {
        return Found::Wrapper(index);
    }
    let has = |shape: &Shape| shape.fields.iter().any(|field| is_called(field, name));
    if let Some(index) = position(&|field| field.inline && field.shape().is_some_and(has)) {
        return Found::Inline(index);
    }
    position(&|field| field.keyed).map_or(Found::Unknown, Found::Member)
}

/// Whether the element ends a structure that stands without its own tags in `around`.
fn ends_inline(
    found: Found,
    around: &'static Shape,
    name: &str,
    shape: &Shape,
    progress: Progress,
) -> bool {
    match found {
        Found::Member(index) => is_taken(&shape.fields[index], index, progress),
        Found::Unknown => !matches!(find(around, name), Found::Unknown),
        Found::Wrapper(_) | Found::Inline(_) => false,
    }
}
