//! What validation found: violations and notes, each with its place.

use std::borrow::Cow;

use crate::error::Position;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The vendor's document states it.
    Error,
    /// Inferred; the CA may still take it.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Where in a payload something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Wire names from the message's root, joined by `/`; keyed members by their placeholder (`DCV_Status/<domain>`).
    pub path: String,
    /// Keys and list indexes on the way, joined by `/`: the order's reference, `3` for the fourth list entry.
    pub instance: Option<String>,
    /// Byte offset in the decoded payload; none for a value in memory.
    pub offset: Option<usize>,
    /// Line, counted from 1.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
}

impl Place {
    /// Fills in line and column.
    pub fn stand_at(&mut self, position: Position) {
        (self.line, self.column) = (Some(position.line), Some(position.column));
    }

    /// A message with the path before it, where there is one.
    pub fn before(&self, message: &str) -> String {
        if self.path.is_empty() {
            message.to_owned()
        } else {
            format!("{}: {message}", self.path)
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where.
    pub place: Place,
    /// The rule: `presence`, `length`, `type`, `value`, `unknown`, `duplicate`, `order`, or a rule of the schema.
    pub rule: Cow<'static, str>,
    /// The vendor's code that the CA would answer, if one fits.
    pub code: Option<Cow<'static, str>>,
    /// Stated or inferred.
    pub severity: Severity,
    /// Section of the vendor's document.
    pub section: &'static str,
    /// What is wrong and what to do, for a person. Never holds a secret.
    pub message: String,
}

/// One departure from the canonical form that was read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where.
    pub place: Place,
    /// Its kind: `alias`, `nil`, `unknown`, `array`, …
    pub kind: &'static str,
    /// What was met and how it was read.
    pub message: String,
}

/// All that validation found in one payload.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// What is wrong, in payload order.
    pub violations: Vec<Violation>,
    /// What departs from the canonical form, in payload order.
    pub notes: Vec<Note>,
}

impl Report {
    /// Whether nothing of severity `error` was found.
    pub fn is_valid(&self) -> bool {
        self.violations
            .iter()
            .all(|violation| violation.severity != Severity::Error)
    }

    /// Makes every warning and note an error, as strict reading asks.
    pub fn make_strict(&mut self) {
        for violation in &mut self.violations {
            violation.severity = Severity::Error;
        }
        self.violations
            .extend(self.notes.drain(..).map(|note| Violation {
                place: note.place,
                rule: Cow::Borrowed(note.kind),
                code: None,
                severity: Severity::Error,
                section: "",
                message: note.message,
            }));
        self.sort();
    }

    /// Adds the findings about one of several answers; `key` is the caller's reference for it.
    pub fn append(&mut self, answer: Self, key: Option<&str>) {
        let named = |mut place: Place| {
            if let Some(key) = key {
                let inner = place
                    .instance
                    .map_or(String::new(), |instance| format!("/{instance}"));
                place.instance = Some(format!("{key}{inner}"));
            }
            place
        };
        let violations = answer.violations.into_iter();
        self.violations.extend(violations.map(|v| Violation {
            place: named(v.place),
            ..v
        }));
        self.notes.extend(answer.notes.into_iter().map(|n| Note {
            place: named(n.place),
            ..n
        }));
    }

    /// Fills in lines and columns from the payload, and sorts by place.
    pub fn locate(&mut self, payload: &str) {
        self.sort();
        let mut lines = Lines::new(payload);
        for violation in &mut self.violations {
            lines.fill(&mut violation.place);
        }
        lines = Lines::new(payload);
        for note in &mut self.notes {
            lines.fill(&mut note.place);
        }
    }

    /// Sorts by place.
    pub fn sort(&mut self) {
        self.violations
            .sort_by_key(|violation| violation.place.offset);
        self.notes.sort_by_key(|note| note.place.offset);
    }
}

/// Counts lines forward, so that many places cost one pass.
struct Lines<'p> {
    payload: &'p str,
    counted: usize,
    position: Position,
}

impl<'p> Lines<'p> {
    fn new(payload: &'p str) -> Self {
        Self {
            payload,
            counted: 0,
            position: Position::START,
        }
    }

    fn fill(&mut self, place: &mut Place) {
        let Some(offset) = place
            .offset
            .map(|offset| self.payload.floor_char_boundary(offset))
        else {
            return;
        };
        let passed = &self.payload.as_bytes()[self.counted..offset];
        self.position.pass(passed);
        self.counted = offset;
        place.stand_at(self.position);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(offset: usize) -> Note {
        Note {
            place: Place {
                offset: Some(offset),
                ..Place::default()
            },
            kind: "nil",
            message: String::new(),
        }
    }

    #[test]
    fn places_are_lines_and_characters() {
        let mut report = Report {
            notes: vec![note(9), note(0), note(4)],
            ..Report::default()
        };
        report.locate("aé\nb\nçd e");
        let places: Vec<_> = report
            .notes
            .iter()
            .map(|n| (n.place.line, n.place.column))
            .collect();
        assert_eq!(
            places,
            [(Some(1), Some(1)), (Some(2), Some(1)), (Some(3), Some(3))]
        );
    }
}
