//! Places in a piece of a payload, told as places in the whole.

use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// Passes everything on, with places moved by the number of bytes before the piece.
#[derive(Debug)]
pub(super) struct Shifted<'k, K> {
    sink: &'k mut K,
    base: usize,
}

impl<'k, K: Sink> Shifted<'k, K> {
    /// For a piece that begins at byte `base`.
    pub(super) fn new(sink: &'k mut K, base: usize) -> Self {
        Self { sink, base }
    }

    fn at(&self, at: At) -> At {
        at.offset().map_or(At::NONE, |at| At::byte(self.base + at))
    }
}

impl<K: Sink> Sink for Shifted<'_, K> {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.sink.enter(field, key, self.at(at));
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.sink.leave(field, shape, progress, self.at(at));
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.sink.leaf(field, key, text, self.at(at));
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        self.sink.remark(remark, name, self.at(at));
    }
}
