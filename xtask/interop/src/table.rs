//! The table, for a terminal and for the README.

use std::fmt::Write as _;

use crate::{clients::Client, conversation::Outcome, judge::Call};

const HEAD: [&str; 6] = [
    "client", "language", "version", "protocol", "calls", "remarks",
];

/// What was found out about a client.
#[derive(Debug)]
pub(crate) enum Found {
    Missing,
    Ran(Outcome),
}

impl Found {
    /// Whether it was there and did not get everything done.
    pub(crate) const fn is_failure(&self) -> bool {
        matches!(self, Self::Ran(outcome) if outcome.failure.is_some())
    }
}

/// A row; the remarks last.
fn row(client: &Client, found: &Found) -> [String; 6] {
    let (version, calls, remark) = match found {
        Found::Missing => (
            "–".to_owned(),
            "missing".to_owned(),
            client.source.command(),
        ),
        Found::Ran(outcome) => {
            let calls = format!("{}/{}", outcome.done.len(), Call::ALL.len());
            let remark = match &outcome.failure {
                Some(_) => "FAILED, see below",
                None => client.remark,
            };
            let version = outcome.version.as_deref().unwrap_or("–");
            (version.to_owned(), calls, remark.to_owned())
        }
    };
    [
        client.name.to_owned(),
        client.language.to_owned(),
        version,
        client.protocol().to_owned(),
        calls,
        remark,
    ]
}

/// Columns under each other.
pub(crate) fn plain(found: &[(Client, Found)]) -> String {
    let rows: Vec<_> = std::iter::once(HEAD.map(str::to_owned))
        .chain(found.iter().map(|(client, found)| row(client, found)))
        .collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..HEAD.len()).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    for (client, found) in found {
        if let Found::Ran(Outcome {
            failure: Some(failure),
            ..
        }) = found
        {
            let _ = writeln!(text, "\n{} failed: {failure}", client.name);
        }
    }
    text
}

/// A table in Markdown.
pub(crate) fn markdown(found: &[(Client, Found)]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "| {} |", HEAD.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(HEAD.len()));
    for (client, found) in found {
        let _ = writeln!(text, "| {} |", row(client, found).join(" | "));
    }
    text
}
