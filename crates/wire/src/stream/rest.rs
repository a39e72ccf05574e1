//! What is left of a response without the records of its list: a body of its own, read when the stream has ended.

use super::{layout::List, piece::Piece};
use crate::{
    error::Position,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// The kept part of a body, and where each piece of it comes from.
#[derive(Debug, Default)]
pub(super) struct Rest {
    pub(super) bytes: Vec<u8>,
    cuts: Vec<Cut>,
}

/// Where a piece of the rest begins.
#[derive(Debug, Clone, Copy)]
struct Cut {
    at: usize,
    /// How many bytes were left out before it.
    left_out: usize,
    /// Its place in the whole text.
    position: Position,
}

impl Rest {
    /// Adds a piece that stands at `offset` of the whole text.
    pub(super) fn keep(&mut self, piece: &[u8], offset: usize, position: Position) {
        let at = self.bytes.len();
        let left_out = offset - at;
        if self.cuts.last().is_none_or(|cut| cut.left_out != left_out) {
            self.cuts.push(Cut {
                at,
                left_out,
                position,
            });
        }
        self.bytes.extend_from_slice(piece);
    }

    /// Bytes that all this takes.
    pub(super) fn size(&self) -> usize {
        self.bytes.len() + self.cuts.len() * size_of::<Cut>()
    }

    /// Where in the whole text a byte of the rest stands.
    pub(super) fn offset(&self, at: usize) -> usize {
        let after = self.cuts.partition_point(|cut| cut.at <= at);
        let cut = after.checked_sub(1).and_then(|index| self.cuts.get(index));
        at + cut.map_or(0, |cut| cut.left_out)
    }

    /// The pieces of which it is made; `text` is its text.
    pub(super) fn pieces<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Piece<'t>> {
        let ends = self.cuts.iter().skip(1).map(|cut| cut.at);
        let cuts = self.cuts.iter().zip(ends.chain([text.len()]));
        cuts.map(move |(cut, end)| Piece {
            text,
            // The text may be broken off.
            own: cut.at.min(text.len())..end.min(text.len()),
            offset: cut.at + cut.left_out,
            position: cut.position,
            is_record: false,
        })
    }
}

/// Passes the events of the rest on as those of the whole response.
#[derive(Debug)]
pub(super) struct Whole<'k, K> {
    pub(super) sink: &'k mut K,
    pub(super) rest: &'k Rest,
    pub(super) list: List,
    /// The list had records, which the sink has heard of.
    pub(super) had_records: bool,
    /// Bits of the members of the list's structure that the sink has heard of.
    pub(super) seen: u64,
}

impl<K: Sink> Whole<'_, K> {
    fn at(&self, at: At) -> At {
        at.offset()
            .map_or(At::NONE, |at| At::byte(self.rest.offset(at)))
    }

    /// The structure that holds the list, of which the sink has heard with the records.
    fn is_told(&self, field: &'static Field) -> bool {
        let container = self.list.container;
        self.had_records && container.is_some_and(|container| std::ptr::eq(container, field))
    }
}

impl<K: Sink> Sink for Whole<'_, K> {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        if !self.is_told(field) {
            self.sink.enter(field, key, self.at(at));
        }
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        mut progress: Progress,
        at: At,
    ) {
        if field.is_some_and(|field| self.is_told(field)) {
            return;
        }
        if field.is_none() && self.list.container.is_none() {
            progress.seen |= self.seen;
        }
        self.sink.leave(field, shape, progress, self.at(at));
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.sink.leaf(field, key, text, self.at(at));
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        let emptied =
            self.had_records && remark == Remark::Empty && name == self.list.field().wrapper;
        let remark = if emptied { Remark::Wrapper } else { remark };
        self.sink.remark(remark, name, self.at(at));
    }
}
