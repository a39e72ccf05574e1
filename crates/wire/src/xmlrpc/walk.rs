//! The walk over the structs of an XML-RPC body: the expected member first, then by name.

use std::borrow::Cow;

use super::{
    cursor::{Content, Cursor},
    item::{Frame, Item, next_member, next_value},
    keys::Keys,
    literal::Place,
    names::{self, Found},
};
use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    stack::Stack,
    walk::{self, Expected, Members, Shaped},
    xml::{Ahead, Step},
};

/// A walk over the members of one message.
///
/// Structures and remarks are placed at the member's name, leaves at the first byte of their text.
#[derive(Debug)]
pub struct Walk<'a, 'k, K> {
    pub(super) cursor: Cursor<'a>,
    pub(super) sink: &'k mut K,
    pub(super) frames: Stack<Frame, 12>,
    pub(super) keys: Keys<'a>,
    pub(super) root: Root,
    pub(super) place: Place<'a>,
    /// The message itself has been left.
    ended: bool,
    /// The member that `next` returned, until it is read.
    pub(super) current: Option<Current<'a>>,
    /// The first member of an entry whose members stand in its parent, until the entry is entered.
    inlined: Option<Current<'a>>,
    key: Cow<'a, str>,
    /// Where that member stands; once its value is read, where the value stands.
    pub(super) at: usize,
    /// Where the message begins.
    begin: usize,
}

/// What stands around the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    /// Parameters, the current one counted from 1; their members are those of the message.
    Call(u8),
    /// A response's parameter or a fault: this many elements are closed after the message.
    Inside(u8),
}

/// The value of the member that `next` returned.
#[derive(Debug)]
pub(super) struct Current<'a> {
    content: Content<'a>,
    item: Item<'a>,
}

impl<'a, 'k, K: Sink> Walk<'a, 'k, K> {
    /// A walk that stands nowhere before [`Walk::open_root`]. It is big, and stays where it is made.
    #[inline(always)]
    pub(super) fn new(cursor: Cursor<'a>, root: Root, sink: &'k mut K) -> Self {
        Self {
            cursor,
            sink,
            frames: Stack::EMPTY,
            keys: Keys::EMPTY,
            root,
            place: Place::default(),
            ended: false,
            current: None,
            inlined: None,
            key: Cow::Borrowed(""),
            at: 0,
            begin: 0,
        }
    }

    /// Goes to the message, whose cursor has just read into `content`, from byte `at` on.
    pub(super) fn open_root(&mut self, content: &Content<'a>, at: usize, shape: &'static Shape) {
        self.at = at;
        self.begin = at;
        // A fault stays in the cursor.
        let _ = self.open_parameter(content, shape);
    }

    /// A walk whose cursor stands among the members of a structure; the next value of an array has number `count`.
    pub(super) fn inside(
        cursor: Cursor<'a>,
        is_array: bool,
        count: usize,
        sink: &'k mut K,
    ) -> Self {
        let mut walk = Self::new(cursor, Root::Inside(0), sink);
        walk.push(None, is_array);
        if let Some(frame) = walk.frames.last_mut() {
            frame.count = count;
        }
        walk
    }

    /// The cursor, once the message has been decoded.
    pub(super) fn finish(&mut self) -> &mut Cursor<'a> {
        if !self.ended && !self.cursor.is_stopped() {
            self.cursor.unexpected("the end of the struct");
        }
        &mut self.cursor
    }

    fn open_parameter(&mut self, content: &Content<'a>, shape: &'static Shape) -> Step<()> {
        let is_array = match content {
            Content::Struct => false,
            Content::Array => self.cursor.scan.ahead()? == Ahead::End || names::is_numbered(shape),
            _ => return Err(self.cursor.unexpected("a struct")),
        };
        if is_array {
            self.remark(Remark::Array, shape.name, self.at);
        } else if matches!(content, Content::Array) {
            return Err(self.cursor.unexpected("a struct"));
        }
        self.push(None, is_array);
        Ok(())
    }

    pub(super) fn push(&mut self, field: Option<&'static Field>, is_array: bool) {
        self.frames.push(Frame {
            field,
            is_array,
            list: None,
            count: 0,
            at: self.at,
            keys: self.keys.run(),
            is_inlined: false,
        });
        self.settle_place();
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: usize) {
        self.sink.remark(remark, name, At::byte(at));
    }

    /// Goes on to the next member, or leaves the structure.
    fn step(&mut self, shape: &'static Shape, progress: &mut Progress) -> Step<Option<usize>> {
        self.drop_current()?;
        if self.frames.last().is_some_and(|frame| frame.is_inlined)
            && let Some(first) = self.inlined.take()
            && let Some(found) = self.member(shape, progress, first)?
        {
            return Ok(Some(found));
        }
        loop {
            let Some(frame) = self.frames.last_mut() else {
                self.end(shape, *progress);
                return Ok(None);
            };
            let list = frame.list;
            let item = if frame.is_array || list.is_some() {
                next_value(&mut self.cursor, frame)?
            } else {
                next_member(&mut self.cursor, frame)?
            };
            let Some(item) = item else {
                if list.is_some() {
                    self.close_list()?;
                } else if self.close(shape, *progress)? {
                    return Ok(None);
                }
                continue;
            };
            let content = self.cursor.content()?;
            if !content.is_structure() {
                self.close_item()?;
            }
            let current = Current { content, item };
            let found = match list {
                Some(index) => self.settle(shape, progress, index, current),
                None => self.member(shape, progress, current)?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    /// Finds the member that an item is; reports and drops what is none.
    fn member(
        &mut self,
        shape: &'static Shape,
        progress: &mut Progress,
        current: Current<'a>,
    ) -> Step<Option<usize>> {
        let name: &str = &current.item.name;
        let at = current.item.at;
        let param = match self.root {
            Root::Call(param) if self.frames.len() == 1 => param,
            _ => 0,
        };
        let found = names::find(
            shape,
            *progress,
            name,
            current.content.is_structure(),
            param,
        );
        let Some(Found {
            index,
            alias,
            frame,
        }) = found
        else {
            self.unknown(current)?;
            return Ok(None);
        };
        let field = &shape.fields[index];
        if is_inlined(field, *progress, name) {
            self.remark(Remark::Inlined, name, at);
            progress.seen |= 1 << index;
            self.at = at;
            self.key = Cow::Borrowed("");
            self.inlined = Some(current);
            return Ok(Some(index));
        }
        if alias {
            self.remark(Remark::Alias(field.name), name, at);
        }
        if let Some(expected) = frame {
            self.remark(Remark::Frame(expected), name, at);
        }
        if self.is_repeated(shape, *progress, field, &current.item) {
            self.remark(Remark::Duplicate, name, at);
            self.drop(&current)?;
            return Ok(None);
        }
        let is_list = field.occurs.is_list() && !field.keyed;
        if is_list && matches!(current.content, Content::Array) {
            if let Some(frame) = self.frames.last_mut() {
                frame.list = Some(index);
            }
            self.settle_place();
            return Ok(None);
        }
        Ok(self.settle(shape, progress, index, current))
    }

    /// Makes an item the member of this index, if it holds anything.
    fn settle(
        &mut self,
        shape: &'static Shape,
        progress: &mut Progress,
        index: usize,
        current: Current<'a>,
    ) -> Option<usize> {
        let field = &shape.fields[index];
        let name: &str = &current.item.name;
        let at = current.item.at;
        match current.content {
            Content::Nil => self.remark(Remark::Nil, name, at),
            Content::Empty if !field.keyed || field.shape().is_some() => {
                self.remark(Remark::Empty, name, at);
            }
            Content::Foreign => {
                progress.seen |= 1 << index;
                self.remark(
                    Remark::Malformed("a value of a type that XML-RPC knows"),
                    name,
                    at,
                );
            }
            _ => {
                progress.seen |= 1 << index;
                progress.next = index + usize::from(!field.keyed);
                self.take(current);
                return Some(index);
            }
        }
        None
    }

    /// Makes an item the member that `next` returns.
    fn take(&mut self, mut current: Current<'a>) {
        self.at = current.item.at;
        self.key = std::mem::take(&mut current.item.name);
        self.current = Some(current);
    }

    fn is_repeated(
        &mut self,
        shape: &'static Shape,
        progress: Progress,
        field: &'static Field,
        item: &Item<'a>,
    ) -> bool {
        if !field.keyed {
            return !field.occurs.is_list() && names::is_seen(shape, progress, field.name);
        }
        let limit = self.cursor.scan.limits().members;
        let Some(frame) = self.frames.last_mut() else {
            return false;
        };
        // Values of an array have no names that could repeat.
        !frame.is_array
            && self
                .keys
                .is_repeated(&mut frame.keys, item.name.clone(), limit)
    }

    fn unknown(&mut self, current: Current<'a>) -> Step<()> {
        self.drop(&current)?;
        let item = current.item;
        let raw = &self.cursor.scan.source()[item.start..self.cursor.scan.pos()];
        self.remark(Remark::Unknown(raw), &item.name, item.at);
        Ok(())
    }

    /// Steps over what `next` returned and nobody read.
    fn drop_current(&mut self) -> Step<()> {
        match self.current.take() {
            Some(current) => self.drop(&current),
            None => Ok(()),
        }
    }

    /// Steps over the rest of an item.
    fn drop(&mut self, current: &Current<'a>) -> Step<()> {
        if !current.content.is_structure() {
            return Ok(());
        }
        self.cursor.skip_value(&current.content)?;
        self.close_item()
    }

    /// Closes what stands around a value whose own end has been read: its member, in a struct.
    #[inline]
    fn close_item(&mut self) -> Step<()> {
        match self.frames.last() {
            Some(frame) if !frame.is_array && frame.list.is_none() => self.cursor.close(),
            _ => Ok(()),
        }
    }

    /// Closes the array of a list.
    fn close_list(&mut self) -> Step<()> {
        if let Some(frame) = self.frames.last_mut() {
            frame.list = None;
        }
        self.settle_place();
        for _ in ["data", "array", "value"] {
            self.cursor.close()?;
        }
        self.close_item()
    }

    /// Leaves the innermost struct or array. False when another parameter goes on with the message's members.
    fn close(&mut self, shape: &'static Shape, progress: Progress) -> Step<bool> {
        let Some(frame) = self.frames.pop() else {
            return Ok(true);
        };
        self.keys.release(&frame.keys);
        self.settle_place();
        if frame.is_inlined {
            let at = At::byte(frame.at);
            self.sink.leave(frame.field, shape, progress, at);
            return Ok(true);
        }
        self.cursor.close()?;
        if frame.is_array {
            self.cursor.close()?;
        }
        self.cursor.close()?;
        if frame.field.is_none() {
            return self.close_root(shape, progress);
        }
        self.close_item()?;
        self.sink
            .leave(frame.field, shape, progress, At::byte(frame.at));
        Ok(true)
    }

    fn close_root(&mut self, shape: &'static Shape, progress: Progress) -> Step<bool> {
        match self.root {
            Root::Inside(levels) => {
                for _ in 0..levels {
                    self.cursor.close()?;
                }
            }
            Root::Call(param) => {
                self.cursor.close()?;
                if self.cursor.open_if_any("param")? {
                    self.root = Root::Call(param.saturating_add(1));
                    let (content, at) = self.cursor.value()?;
                    self.at = at;
                    self.open_parameter(&content, shape)?;
                    return Ok(false);
                }
                self.cursor.close()?;
            }
        }
        self.end(shape, progress);
        Ok(true)
    }

    fn end(&mut self, shape: &'static Shape, progress: Progress) {
        if !self.ended {
            self.ended = true;
            self.sink.leave(None, shape, progress, At::byte(self.begin));
        }
    }

    /// Enters an entry whose members stand in its parent.
    fn enter_inlined(&mut self, field: &'static Field) -> bool {
        if self.inlined.is_none() {
            return false;
        }
        self.sink.enter(field, "", At::byte(self.at));
        self.push(Some(field), false);
        if let Some(frame) = self.frames.last_mut() {
            frame.is_inlined = true;
        }
        self.settle_place();
        true
    }

    /// Enters the array that the cursor stands in, if its values can be members of `field`'s structure.
    fn enter_array(&mut self, field: &'static Field, current: &Current<'a>) -> bool {
        let is_empty = matches!(self.cursor.scan.ahead(), Ok(Ahead::End));
        if is_empty || field.shape().is_some_and(names::is_numbered) {
            self.remark(Remark::Array, field.name, self.at);
            return true;
        }
        self.refuse("a structure with members", field, current);
        false
    }

    fn refuse(&mut self, expected: &'static str, field: &'static Field, current: &Current<'a>) {
        self.remark(Remark::Malformed(expected), field.name, self.at);
        // A fault stays in the cursor.
        let _ = self.drop(current);
    }

    /// The value of a scalar, with a remark when its type is another than the document's.
    fn scalar(&mut self, field: &'static Field, content: Content<'a>) -> Option<Cow<'a, str>> {
        let Content::Scalar(scalar) = content else {
            return Some(Cow::Borrowed(""));
        };
        self.at = scalar.at;
        let kind = scalar.kind;
        match scalar.value(field.kind) {
            Ok(text) => {
                if !kind.fits(field.kind) {
                    self.remark(Remark::ScalarType(kind.name()), field.name, self.at);
                }
                Some(text)
            }
            Err(expected) => {
                self.remark(Remark::Malformed(expected), field.name, self.at);
                None
            }
        }
    }
}

/// Whether a member belongs to the only entry of a keyed structure, sent without the entry around it.
fn is_inlined(field: &'static Field, progress: Progress, name: &str) -> bool {
    let entry = field
        .shape()
        .filter(|_| field.keyed && field.inline && progress.seen == 0);
    entry.is_some_and(|shape| shape.field(name).is_some())
}

impl<'a, K: Sink> walk::Walk<'a> for Walk<'a, '_, K> {
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize> {
        if self.literal_end(shape, *progress) {
            return None;
        }
        // A fault stays in the cursor.
        self.step(shape, progress).unwrap_or(None)
    }

    #[inline]
    fn expect<S: Shaped>(&mut self, members: &mut Members<S>, expected: Expected) {
        if !members.is_open(expected) {
            return;
        }
        let is_keyed = members.field(expected.index).keyed;
        if is_keyed || !self.is_elsewhere(expected.name) {
            members.step(self);
        }
    }

    #[inline(always)]
    fn expect_leaf<S: Shaped>(
        &mut self,
        members: &mut Members<S>,
        expected: Expected,
    ) -> Option<Cow<'a, str>> {
        if members.is_open(expected) {
            if self.is_elsewhere(expected.name) {
                return None;
            }
            let field = members.single(expected);
            if let Some(text) = self.literal_leaf(&mut members.state, field, expected) {
                return Some(Cow::Borrowed(text));
            }
        }
        let found = members.is_next(self, expected);
        found
            .then(|| self.leaf(members.field(expected.index)))
            .flatten()
    }

    #[inline(always)]
    fn expect_group<S: Shaped>(&mut self, members: &mut Members<S>, expected: Expected) -> bool {
        if members.is_open(expected) {
            if self.is_elsewhere(expected.name) {
                return false;
            }
            let field = members.single(expected);
            if self.literal_group(&mut members.state, field, expected) {
                return true;
            }
        }
        members.is_next(self, expected) && self.enter(members.field(expected.index))
    }

    fn enter(&mut self, field: &'static Field) -> bool {
        let Some(current) = self.current.take() else {
            return self.enter_inlined(field);
        };
        let is_array = match current.content {
            Content::Struct => false,
            Content::Array if self.enter_array(field, &current) => true,
            Content::Array => return false,
            _ => {
                self.refuse("a structure with members", field, &current);
                return false;
            }
        };
        let key = if field.keyed { self.key.as_ref() } else { "" };
        self.sink.enter(field, key, At::byte(self.at));
        self.push(Some(field), is_array);
        true
    }

    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>> {
        let current = self.current.take()?;
        if current.content.is_structure() {
            self.refuse("a single value", field, &current);
            return None;
        }
        let text = self.scalar(field, current.content)?;
        let key = if field.keyed { self.key.as_ref() } else { "" };
        self.sink.leaf(field, key, &text, At::byte(self.at));
        Some(text)
    }

    fn key(&mut self) -> Cow<'a, str> {
        self.key.clone()
    }

    fn malformed(&mut self, field: &'static Field, expected: &'static str) {
        self.remark(Remark::Value(expected), field.name, self.at);
    }
}
