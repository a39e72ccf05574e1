//! The walk over the members of a SOAP message: the expected tag first, everything else in `member`.

use std::borrow::Cow;

use super::member::{Content, Next};
use crate::{
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    stack::{Entry, Stack},
    walk::{self, Expected, Members, Shaped, State as Taken},
    xml::Scanner,
};

/// A walk over the elements of one message.
///
/// Structures and remarks are placed at their start tag, leaves at the first byte of their text.
#[derive(Debug)]
pub struct Walk<'a, 'k, K> {
    pub(super) scan: Scanner<'a>,
    pub(super) sink: &'k mut K,
    pub(super) frames: Stack<Frame, 12>,
    /// Namespace of the operation; its elements should carry none.
    pub(super) namespace: &'static str,
    /// The member that `next` returned.
    pub(super) state: State,
    /// Its name as written.
    pub(super) name: &'a str,
    /// Where its start tag stands.
    pub(super) at: usize,
    /// Start and end tags may be compared as literals: the innermost frame's `literal`.
    pub(super) literal: bool,
    /// Where its text stands.
    pub(super) text_at: usize,
    /// Its text, once read.
    pub(super) text: Cow<'a, str>,
    /// The structure around it, when it stands without its own tags.
    pub(super) around: Option<&'static Shape>,
}

/// How far the member that `next` returned has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There is none, or it has been read.
    Done,
    /// Its start tag was taken as a literal; the scanner does not count it as open.
    Literal,
    /// Its start tag was read, and its first child follows.
    Open,
    /// Its text was read, and its end.
    Text,
    /// The cursor stands at a child of it that has no tags around it.
    Inline,
}

/// A structure under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// None for the message itself.
    pub(super) field: Option<&'static Field>,
    /// Where it begins.
    pub(super) at: usize,
    /// Start and end tags may be compared as literals: names without a prefix are the protocol's here, nothing stands
    /// around the members, and there is room for one more level.
    pub(super) literal: bool,
    /// The list whose wrapper is open.
    pub(super) wrapper: Option<usize>,
    /// The structure around it, when its own tags are left out.
    pub(super) around: Option<&'static Shape>,
}

impl Entry for Frame {
    const EMPTY: Self = Self {
        field: None,
        at: 0,
        literal: false,
        wrapper: None,
        around: None,
    };
}

impl<'a, 'k, K: Sink> Walk<'a, 'k, K> {
    /// A walk that stands nowhere before [`Walk::open_root`]. It is big, and stays where it is made.
    #[inline(always)]
    pub(crate) fn new(scan: Scanner<'a>, namespace: &'static str, sink: &'k mut K) -> Self {
        Self {
            scan,
            sink,
            frames: Stack::EMPTY,
            namespace,
            state: State::Done,
            name: "",
            at: 0,
            literal: false,
            text_at: 0,
            text: Cow::Borrowed(""),
            around: None,
        }
    }

    /// Goes to a structure whose start tag, at byte `at`, the scanner has just read.
    pub(crate) fn open_root(&mut self, at: usize) {
        (self.at, self.text_at) = (at, at);
        let literal = self.is_literal() && !self.scan.is_closing();
        self.push(None, literal, None);
        self.scan.skip_space();
    }

    /// Skips whatever is left of the structure, once it has been decoded.
    pub(super) fn finish(&mut self) {
        if !self.frames.is_empty() && self.scan.error().is_none() {
            // Only a decoder that gives up early leaves frames; a fault stays in the scanner.
            let _ = self.scan.skip();
        }
    }

    /// The scanner where it stands, when only a part of the structure was to be decoded.
    pub(crate) fn into_scanner(self) -> Scanner<'a> {
        self.scan
    }

    /// Whether names without a prefix are the protocol's here.
    pub(super) fn is_literal(&self) -> bool {
        let default = self.scan.default_namespace();
        default.is_empty() || default == self.namespace
    }

    #[inline]
    pub(super) fn push(
        &mut self,
        field: Option<&'static Field>,
        literal: bool,
        around: Option<&'static Shape>,
    ) {
        self.literal = literal && around.is_none() && self.scan.has_room();
        self.frames.push(Frame {
            field,
            at: self.at,
            literal: self.literal,
            wrapper: None,
            around,
        });
    }

    /// Takes the start tag at the cursor, which is that of `field`, and looks at what it holds.
    pub(super) fn open(&mut self, field: &'static Field) -> Content {
        self.at = self.scan.pos();
        self.name = field.name;
        self.state = State::Literal;
        self.scan.pass_start(field.name);
        let content = self.look(field);
        if !matches!(content, Content::Ready) {
            self.state = State::Done;
            self.scan.skip_space();
        }
        content
    }

    /// Looks at the content of a member whose tag was taken as a literal.
    fn look(&mut self, field: &'static Field) -> Content {
        let is_structure = matches!(field.kind, Kind::Struct(_));
        if is_structure {
            self.scan.skip_space();
        }
        let ready = match self.scan.rest() {
            [b'<', b'/' | b'!' | b'?', ..] | [] => false,
            [b'<', ..] => is_structure,
            _ => true,
        };
        if ready {
            return Content::Ready;
        }
        self.scan.push(self.name);
        self.content(field).unwrap_or(Content::Absent)
    }

    /// Enters the structure whose start tag stands at the cursor, if a child of it follows.
    #[inline(never)]
    fn enter_plainly(&mut self, field: &'static Field) -> bool {
        let at = self.scan.pos();
        if !self.scan.pass_start_before_child(field.name) {
            return false;
        }
        self.at = at;
        self.scan.push(field.name);
        self.push(Some(field), true, None);
        // A keyed member has a name of its own, which is no literal.
        self.sink.enter(field, "", At::byte(at));
        true
    }

    /// Takes the expected member, whose start tag stands at the cursor.
    #[inline(never)]
    fn begin(&mut self, members: &mut Taken, field: &'static Field, index: usize) {
        let content = self.open(field);
        if !matches!(content, Content::Absent) {
            members.see(Expected {
                index,
                name: field.name,
                is_list: field.occurs.is_list(),
            });
        }
        if matches!(content, Content::Ready) {
            members.find(index);
        }
    }

    /// Looks for the next member in all the ways that are read.
    #[inline(never)]
    fn search(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize> {
        if self.state != State::Done && self.discard().is_err() {
            return None;
        }
        loop {
            match self.step(shape, progress) {
                Ok(Next::Member(index)) => return Some(index),
                Ok(Next::Again) => {}
                Ok(Next::End) | Err(_) => return None,
            }
        }
    }

    /// The name under which the sink hears of the member.
    #[inline]
    fn sink_key(&self, field: &'static Field) -> &'a str {
        if field.keyed { self.local() } else { "" }
    }

    /// The member's name without its prefix.
    pub(super) fn local(&self) -> &'a str {
        self.name
            .split_once(':')
            .map_or(self.name, |(_, local)| local)
    }

    /// The leaf that `next` returned, whatever it holds.
    #[inline(never)]
    fn any_leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>> {
        if self.state == State::Literal {
            self.scan.push(self.name);
            if !matches!(self.content(field), Ok(Content::Ready)) {
                self.state = State::Done;
                return None;
            }
        }
        if self.state != State::Text {
            // A fault stays in the scanner.
            let _ = self.discard();
            return None;
        }
        self.state = State::Done;
        self.scan.skip_space();
        let text = std::mem::take(&mut self.text);
        let key = self.sink_key(field);
        self.sink.leaf(field, key, &text, At::byte(self.text_at));
        Some(text)
    }
}

impl<'a, K: Sink> walk::Walk<'a> for Walk<'a, '_, K> {
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize> {
        if self.state == State::Done && self.literal && self.scan.accept_innermost_end() {
            self.leave(shape, *progress);
            return None;
        }
        self.search(shape, progress)
    }

    #[inline(always)]
    fn expects(&self) -> bool {
        self.literal
    }

    #[inline(always)]
    fn expect<S: Shaped>(&mut self, members: &mut Members<S>, expected: Expected) {
        if members.is_open(expected) && self.scan.is_start(expected.name) {
            let field = members.field(expected.index);
            self.begin(&mut members.state, field, expected.index);
        }
    }

    #[inline(always)]
    fn expect_group<S: Shaped>(&mut self, members: &mut Members<S>, expected: Expected) -> bool {
        if members.is_open(expected) {
            if !self.scan.is_start(expected.name) {
                return false;
            }
            if self.enter_plainly(members.field(expected.index)) {
                members.state.see(expected);
                return true;
            }
            let field = members.field(expected.index);
            self.begin(&mut members.state, field, expected.index);
        }
        members.take_found(expected) && self.enter(members.field(expected.index))
    }

    #[inline(always)]
    fn expect_leaf<S: Shaped>(
        &mut self,
        members: &mut Members<S>,
        expected: Expected,
    ) -> Option<Cow<'a, str>> {
        if members.is_open(expected) {
            if !self.scan.is_start(expected.name) {
                return None;
            }
            if let Some((text, at)) = self.scan.plain_leaf(expected.name) {
                self.text_at = at;
                members.state.see(expected);
                // A keyed member has a name of its own, which is no literal.
                let field = members.field(expected.index);
                self.sink.leaf(field, "", text, At::byte(at));
                return Some(Cow::Borrowed(text));
            }
            let field = members.field(expected.index);
            self.begin(&mut members.state, field, expected.index);
        }
        if members.take_found(expected) {
            return self.any_leaf(members.field(expected.index));
        }
        None
    }

    fn enter(&mut self, field: &'static Field) -> bool {
        match self.state {
            State::Literal if self.scan.peek() == Some(b'<') => {
                self.scan.push(self.name);
                self.push(Some(field), true, None);
            }
            State::Open => {
                let literal = self.is_literal();
                self.push(Some(field), literal, None);
            }
            State::Inline => {
                self.push(Some(field), self.literal, self.around);
            }
            State::Literal | State::Text => {
                let expected = Remark::Malformed("a structure");
                self.sink.remark(expected, self.name, At::byte(self.at));
                // A fault stays in the scanner.
                let _ = self.discard();
                return false;
            }
            State::Done => return false,
        }
        self.state = State::Done;
        let key = self.sink_key(field);
        self.sink.enter(field, key, At::byte(self.at));
        true
    }

    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>> {
        self.any_leaf(field)
    }

    fn key(&mut self) -> Cow<'a, str> {
        Cow::Borrowed(self.local())
    }

    fn malformed(&mut self, field: &'static Field, expected: &'static str) {
        let at = At::byte(self.text_at);
        self.sink.remark(Remark::Value(expected), field.name, at);
    }
}
