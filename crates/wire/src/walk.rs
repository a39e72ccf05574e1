//! The one walk over a payload: generated `decode` functions call it, whatever the bytes look like.

use std::borrow::Cow;

use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Sink},
    value::{Map, Value},
};

/// A structure of a message: what the generator or a derive implements.
pub trait Message<'a>: Default {
    /// Its members, in wire order.
    const SHAPE: &'static Shape;

    /// Reads it from a walk that stands just inside the structure.
    ///
    /// Never fails: what is wrong goes to the walk's sink, and a broken payload ends the walk early.
    fn decode<W: Walk<'a>>(walk: &mut W) -> Self;

    /// Reports it to a sink, members in wire order.
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>);
}

/// A cursor over a payload that knows its grammar.
///
/// A walk that meets broken grammar stops: from then on [`Walk::next`] gives `None` and [`Walk::leaf`] nothing, so
/// that all loops end.
pub trait Walk<'a>: Sized {
    /// Whether values are wanted, or only the events.
    const BUILD: bool;

    /// Steps to the next member of `shape` and returns its index, or `None` at the end of the structure.
    ///
    /// Unknown members are reported and skipped, order and repetition checked. At the end it leaves the structure and
    /// tells the sink which members were there.
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize>;

    /// Enters the structure of the member that `next` returned; false when it is nil, empty or no structure.
    fn enter(&mut self, field: &'static Field) -> bool;

    /// The value of the member that `next` returned; `None` when it is nil or empty.
    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>>;

    /// The name under which a keyed member stands, for the member that `next` returned.
    fn key(&mut self) -> Cow<'a, str>;

    /// Reports that the last leaf's value is not of its type.
    fn malformed(&mut self, field: &'static Field, expected: &'static str);

    /// Reads a leaf.
    fn value<V: Value<'a>>(&mut self, field: &'static Field, slot: &mut V) {
        if let Some(value) = self.parse(field) {
            *slot = value;
        }
    }

    /// Reads an optional leaf.
    fn option<V: Value<'a>>(&mut self, field: &'static Field, slot: &mut Option<V>) {
        if let Some(value) = self.parse(field) {
            *slot = Some(value);
        }
    }

    /// Reads one entry of a list of leaves.
    fn list<V: Value<'a>>(&mut self, field: &'static Field, slot: &mut Vec<V>) {
        if let Some(value) = self.parse(field) {
            slot.push(value);
        }
    }

    /// Reads one entry of a keyed structure of leaves.
    fn map<V: Value<'a>>(&mut self, field: &'static Field, slot: &mut Map<'a, V>) {
        let key = if Self::BUILD {
            self.key()
        } else {
            Cow::Borrowed("")
        };
        if let Some(value) = self.parse(field) {
            slot.push(key, value);
        }
    }

    /// Reads a structure.
    fn group<T: Message<'a>>(&mut self, field: &'static Field, slot: &mut T) {
        if let Some(value) = self.structure(field) {
            *slot = value;
        }
    }

    /// Reads an optional structure.
    fn group_option<T: Message<'a>>(&mut self, field: &'static Field, slot: &mut Option<Box<T>>) {
        if let Some(value) = self.structure(field)
            && Self::BUILD
        {
            *slot = Some(Box::new(value));
        }
    }

    /// Reads one entry of a list of structures.
    fn group_list<T: Message<'a>>(&mut self, field: &'static Field, slot: &mut Vec<T>) {
        if let Some(value) = self.structure(field)
            && Self::BUILD
        {
            slot.push(value);
        }
    }

    /// Reads one entry of a keyed structure of structures.
    fn group_map<T: Message<'a>>(&mut self, field: &'static Field, slot: &mut Map<'a, T>) {
        let key = if Self::BUILD {
            self.key()
        } else {
            Cow::Borrowed("")
        };
        if let Some(value) = self.structure(field)
            && Self::BUILD
        {
            slot.push(key, value);
        }
    }

    /// Reads and converts a leaf.
    fn parse<V: Value<'a>>(&mut self, field: &'static Field) -> Option<V> {
        let text = self.leaf(field)?;
        if !Self::BUILD {
            return None;
        }
        let value = V::parse(text);
        if value.is_none() {
            self.malformed(field, V::EXPECTED);
        }
        value
    }

    /// Enters and decodes a structure.
    fn structure<T: Message<'a>>(&mut self, field: &'static Field) -> Option<T> {
        self.enter(field).then(|| T::decode(self))
    }
}

/// Hands a value in memory to a sink, member by member.
#[derive(Debug)]
pub struct Visit<'s, S> {
    shape: &'static Shape,
    sink: &'s mut S,
    progress: Progress,
}

impl<'s, S: Sink> Visit<'s, S> {
    /// Reports a whole message: its members, then its end, without a field around it.
    pub fn root<'a, T: Message<'a>>(message: &T, sink: &'s mut S) {
        let mut visit = Self {
            shape: T::SHAPE,
            sink,
            progress: Progress::default(),
        };
        message.visit(&mut visit);
        visit.sink.leave(None, T::SHAPE, visit.progress, At::NONE);
    }

    /// A leaf that is always sent; an empty one counts as missing.
    pub fn value<'a, V: Value<'a>>(&mut self, index: usize, value: &V) {
        self.send(index, "", value);
    }

    /// A leaf that may be absent.
    pub fn option<'a, V: Value<'a>>(&mut self, index: usize, value: Option<&V>) {
        if let Some(value) = value {
            self.send(index, "", value);
        }
    }

    /// A list of leaves.
    pub fn list<'a, V: Value<'a>>(&mut self, index: usize, values: &[V]) {
        for value in values {
            self.send(index, "", value);
        }
    }

    /// A keyed structure of leaves.
    pub fn map<'a, V: Value<'a>>(&mut self, index: usize, map: &Map<'_, V>) {
        for (key, value) in map {
            self.send(index, key, value);
        }
    }

    /// A structure.
    pub fn group<'a, T: Message<'a>>(&mut self, index: usize, value: &T) {
        self.structure(index, "", value);
    }

    /// A structure that may be absent.
    pub fn group_option<'a, T: Message<'a>>(&mut self, index: usize, value: Option<&T>) {
        if let Some(value) = value {
            self.structure(index, "", value);
        }
    }

    /// A list of structures.
    pub fn group_list<'a, T: Message<'a>>(&mut self, index: usize, values: &[T]) {
        for value in values {
            self.structure(index, "", value);
        }
    }

    /// A keyed structure of structures.
    pub fn group_map<'a, T: Message<'a>>(&mut self, index: usize, map: &Map<'_, T>) {
        for (key, value) in map {
            self.structure(index, key, value);
        }
    }

    fn send<'a, V: Value<'a>>(&mut self, index: usize, key: &str, value: &V) {
        let text = value.text();
        if text.is_empty() && key.is_empty() {
            return;
        }
        self.progress.seen |= 1 << index;
        self.sink
            .leaf(&self.shape.fields[index], key, &text, At::NONE);
    }

    fn structure<'a, T: Message<'a>>(&mut self, index: usize, key: &str, value: &T) {
        self.progress.seen |= 1 << index;
        let field = &self.shape.fields[index];
        self.sink.enter(field, key, At::NONE);
        let mut inner = Visit {
            shape: T::SHAPE,
            sink: &mut *self.sink,
            progress: Progress::default(),
        };
        value.visit(&mut inner);
        let progress = inner.progress;
        self.sink.leave(Some(field), T::SHAPE, progress, At::NONE);
    }
}
