//! A validator of a stream: its findings take bounded memory, and get their places while the text passes.

use std::collections::BTreeMap;

use certwire_wire::{
    report::{Place, Report},
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    stream::Piece,
    validate::Validator,
};

use crate::{
    excerpt::{Excerpt, excerpt_of},
    judgement::{LISTED, Omitted},
};

/// How many findings the validator may hold.
const HELD: usize = 256;

/// A validator that lets go of what it finds.
#[derive(Debug)]
pub(crate) struct Gather<'c> {
    validator: Validator<'c>,
    /// What was found in text that has not been seen yet.
    waiting: Report,
    placed: Report,
    omitted: Omitted,
    /// The lines of violations, if they are wanted.
    lines: Option<BTreeMap<usize, Excerpt>>,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) report: Report,
    pub(crate) omitted: Omitted,
    pub(crate) lines: BTreeMap<usize, Excerpt>,
}

impl<'c> Gather<'c> {
    pub(crate) fn new(validator: Validator<'c>, lines: bool) -> Self {
        Self {
            validator,
            waiting: Report::default(),
            placed: Report::default(),
            omitted: Omitted::default(),
            lines: lines.then(BTreeMap::new),
        }
    }

    /// Places what was found in a piece of the text.
    pub(crate) fn place(&mut self, piece: &Piece<'_>) {
        self.take();
        if self.waiting.violations.is_empty() && self.waiting.notes.is_empty() {
            return;
        }
        self.waiting.sort();
        let mut lines = Lines::of(piece);
        for mut violation in drain(&mut self.waiting.violations, piece, |v| &v.place) {
            if piece.is_record && self.placed.violations.len() >= LISTED {
                self.omitted.count(violation.severity);
                continue;
            }
            let line = lines.fill(&mut violation.place);
            if let Some(kept) = &mut self.lines {
                kept.extend(line.map(|at| (at.0, excerpt_of(piece.text, at.1, piece.own.clone()))));
            }
            self.placed.violations.push(violation);
        }
        lines = Lines::of(piece);
        for mut note in drain(&mut self.waiting.notes, piece, |n| &n.place) {
            if piece.is_record && self.placed.notes.len() >= LISTED {
                self.omitted.notes += 1;
                continue;
            }
            lines.fill(&mut note.place);
            self.placed.notes.push(note);
        }
    }

    /// All that was found.
    pub(crate) fn finish(mut self) -> Gathered {
        self.take();
        let mut report = self.placed;
        report.violations.append(&mut self.waiting.violations);
        report.notes.append(&mut self.waiting.notes);
        report.sort();
        let mut omitted = self.omitted;
        omitted.add(Omitted::cut(&mut report));
        Gathered {
            report,
            omitted,
            lines: self.lines.unwrap_or_default(),
        }
    }

    /// Takes what the validator holds.
    fn take(&mut self) {
        if self.validator.found() == 0 {
            return;
        }
        let report = self.validator.take_findings();
        for violation in report.violations {
            if self.waiting.violations.len() < LISTED {
                self.waiting.violations.push(violation);
            } else {
                self.omitted.count(violation.severity);
            }
        }
        for note in report.notes {
            if self.waiting.notes.len() < LISTED {
                self.waiting.notes.push(note);
            } else {
                self.omitted.notes += 1;
            }
        }
    }

    fn settle(&mut self) {
        if self.validator.found() >= HELD {
            self.take();
        }
    }
}

impl Sink for Gather<'_> {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.validator.enter(field, key, at);
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.validator.leave(field, shape, progress, at);
        self.settle();
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.validator.leaf(field, key, text, at);
        self.settle();
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        // The encoding is told by whoever looked at the first bytes.
        if !matches!(remark, Remark::Encoding(_)) {
            self.validator.remark(remark, name, at);
            self.settle();
        }
    }

    fn foretell(&mut self, field: &'static Field, text: &str) {
        self.validator.foretell(field, text);
    }
}

/// Takes out of a sorted list what stands in the piece. The end of a record belongs to what follows.
fn drain<T>(found: &mut Vec<T>, piece: &Piece<'_>, place: impl Fn(&T) -> &Place) -> Vec<T> {
    let end =
        piece.offset + piece.own.len() - usize::from(piece.is_record && !piece.own.is_empty());
    let first = found.partition_point(|one| place(one).offset < Some(piece.offset));
    let last = found.partition_point(|one| place(one).offset <= Some(end));
    found.drain(first..last.max(first)).collect()
}

/// Counts lines forward in a piece.
pub(crate) struct Lines<'p, 't> {
    piece: &'p Piece<'t>,
    counted: usize,
    position: certwire_wire::error::Position,
}

impl<'p, 't> Lines<'p, 't> {
    pub(crate) fn of(piece: &'p Piece<'t>) -> Self {
        Self {
            piece,
            counted: piece.own.start,
            position: piece.position,
        }
    }

    /// Fills in line and column, and gives the offset and where that is in the piece's text.
    pub(crate) fn fill(&mut self, place: &mut Place) -> Option<(usize, usize)> {
        let offset = place.offset?;
        let at = self.piece.text.floor_char_boundary(self.piece.at(offset)?);
        let passed = self.piece.text.as_bytes().get(self.counted..at)?;
        self.position.pass(passed);
        self.counted = at;
        place.stand_at(self.position);
        Some((offset, at))
    }
}
