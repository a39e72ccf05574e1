//! A value in memory, reported.

use super::Message;
use crate::{
    shape::Shape,
    sink::{At, Progress, Sink},
    value::{Map, Value},
};

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
