//! What was found about one payload.

use certwire_wire::{
    operation::Direction,
    report::{Report, Severity},
};

use crate::{input::Trouble, service::Service, shown::Shown};

/// How many violations and how many notes of a payload are listed; the others are counted.
pub const LISTED: usize = 1000;

/// The verdict on one payload.
#[derive(Debug)]
pub struct Judgement {
    /// As the user named it.
    pub file: String,
    /// Whose message it is, once that is known.
    pub service: Option<Service>,
    /// The operation's wire name, once known.
    pub operation: Option<&'static str>,
    /// Request or response, once known.
    pub direction: Option<Direction>,
    /// The findings, or why it cannot be judged.
    pub outcome: Result<Report, Trouble>,
    /// Findings that are not listed.
    pub omitted: Omitted,
    /// What of the payload can be shown.
    pub shown: Shown,
}

impl Judgement {
    /// Of this file nothing is known yet.
    pub fn new(file: String) -> Self {
        Self {
            file,
            service: None,
            operation: None,
            direction: None,
            outcome: Ok(Report::default()),
            omitted: Omitted::default(),
            shown: Shown::default(),
        }
    }

    /// Whether it was judged and nothing of severity `error` was found.
    pub fn is_valid(&self) -> bool {
        self.outcome.as_ref().is_ok_and(Report::is_valid) && self.omitted.errors == 0
    }

    /// How many violations have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let report = self.outcome.as_ref().ok();
        let listed = report.map_or(0, |report| {
            report
                .violations
                .iter()
                .filter(|v| v.severity == severity)
                .count()
        });
        listed
            + match severity {
                Severity::Error => self.omitted.errors,
                Severity::Warning => self.omitted.warnings,
            }
    }

    /// `request`, `response` or nothing.
    pub fn direction_name(&self) -> Option<&'static str> {
        self.direction.map(|direction| match direction {
            Direction::Request => "request",
            Direction::Response => "response",
        })
    }

    /// Makes every warning and note an error.
    pub(crate) fn make_strict(&mut self) {
        if let Ok(report) = &mut self.outcome {
            report.make_strict();
        }
        let Omitted {
            errors,
            warnings,
            notes,
        } = self.omitted;
        self.omitted = Omitted {
            errors: errors + warnings + notes,
            ..Omitted::default()
        };
    }
}

/// How many findings of a payload are not listed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omitted {
    /// Violations of severity `error`.
    pub errors: usize,
    /// Violations of severity `warning`.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
}

impl Omitted {
    /// Takes what is not listed out of a report that is sorted.
    pub(crate) fn cut(report: &mut Report) -> Self {
        let mut omitted = Self::default();
        for violation in report
            .violations
            .drain(LISTED.min(report.violations.len())..)
        {
            omitted.count(violation.severity);
        }
        omitted.notes = report.notes.len().saturating_sub(LISTED);
        report.notes.truncate(LISTED);
        omitted
    }

    /// Counts more.
    pub(crate) fn add(&mut self, more: Self) {
        self.errors += more.errors;
        self.warnings += more.warnings;
        self.notes += more.notes;
    }

    /// Counts one more violation.
    pub(crate) fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
    }

    /// How many there are, in a sentence; none if there are none.
    pub fn sentence(self) -> Option<String> {
        let counted = [
            (self.errors, "error"),
            (self.warnings, "warning"),
            (self.notes, "note"),
        ];
        let parts: Vec<String> = counted
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| {
                format!("{count} more {what}{}", if *count == 1 { "" } else { "s" })
            })
            .collect();
        (!parts.is_empty()).then(|| format!("Not listed: {}.", parts.join(", ")))
    }
}
