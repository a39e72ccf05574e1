//! A piece of a stream while its text is there.

use std::ops::Range;

use crate::error::Position;

/// A record of the list, or a piece of what stands around the records.
#[derive(Debug, Clone)]
pub struct Piece<'t> {
    /// Text that holds the piece.
    pub text: &'t str,
    /// Which part of that it is; what stands before and behind need not be its neighbours in the stream.
    pub own: Range<usize>,
    /// Byte of the payload's text at which it begins.
    pub offset: usize,
    /// Line and column at which it begins.
    pub position: Position,
    /// Whether it is a record.
    pub is_record: bool,
}

impl<'t> Piece<'t> {
    /// All of a text.
    pub(super) fn of(text: &'t str, offset: usize, position: Position, is_record: bool) -> Self {
        Self {
            text,
            own: 0..text.len(),
            offset,
            position,
            is_record,
        }
    }

    /// Where in `text` a byte of the payload stands; none if it is not in this piece. The end of the piece is in it.
    pub fn at(&self, offset: usize) -> Option<usize> {
        let within = offset.checked_sub(self.offset)?;
        (within <= self.own.len()).then_some(self.own.start + within)
    }
}
