//! What of a payload can be shown.

use std::collections::BTreeMap;

use certwire_wire::report::Report;

use crate::excerpt::{Excerpt, excerpt};

/// What of a payload can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// All of its text, secrets included.
    Text(String),
    /// The lines of violations, by their offsets; secrets are masked.
    Lines(BTreeMap<usize, Excerpt>),
}

impl Default for Shown {
    fn default() -> Self {
        Self::Lines(BTreeMap::new())
    }
}

impl Shown {
    /// The line around a byte of the payload.
    pub fn line(&self, offset: usize) -> Option<Excerpt> {
        match self {
            Self::Text(text) => Some(excerpt(text, offset)),
            Self::Lines(lines) => lines.get(&offset).cloned(),
        }
    }

    /// The text, if it is there.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Lines(_) => "",
        }
    }

    /// The same, owned.
    pub fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Lines(_) => String::new(),
        }
    }

    /// Of the text, only the lines of these violations.
    pub(crate) fn lines_of(&self, report: &Report) -> Self {
        let offsets = report.violations.iter().filter_map(|v| v.place.offset);
        let lines = offsets.filter_map(|offset| Some((offset, self.line(offset)?)));
        Self::Lines(lines.collect())
    }
}
