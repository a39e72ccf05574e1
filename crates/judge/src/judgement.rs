//! What was found about one payload.

use certwire_wire::{
    operation::Direction,
    report::{Report, Severity},
};

use crate::{input::Trouble, service::Service};

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
    /// The payload as text, for showing lines of it.
    pub text: String,
}

impl Judgement {
    /// Whether it was judged and nothing of severity `error` was found.
    pub fn is_valid(&self) -> bool {
        self.outcome.as_ref().is_ok_and(Report::is_valid)
    }

    /// How many violations have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        let report = self.outcome.as_ref().ok();
        report.map_or(0, |report| {
            report
                .violations
                .iter()
                .filter(|v| v.severity == severity)
                .count()
        })
    }

    /// `request`, `response` or nothing.
    pub fn direction_name(&self) -> Option<&'static str> {
        self.direction.map(|direction| match direction {
            Direction::Request => "request",
            Direction::Response => "response",
        })
    }
}
