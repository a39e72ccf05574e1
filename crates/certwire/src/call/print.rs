//! Prints answers: data to standard output, everything else to standard error.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use certwire_transport::{Accepted, Ambiguous, Error, LookUp};
use certwire_wire::{decoded::Finding, operation::Effect};

use super::{
    answer::{Answer, Fate, command},
    reply::Reply,
    table,
};
use crate::cli::call::AnswerFormat;

/// Prints answers one by one, each as soon as it is known.
pub struct Printer<'o> {
    /// Standard output.
    pub out: &'o mut dyn Write,
    /// How.
    pub format: AnswerFormat,
    /// Whether notes on how answers were read are told too.
    pub verbose: bool,
}

impl Printer<'_> {
    /// Prints an answer.
    ///
    /// # Errors
    ///
    /// When standard output cannot be written; the answer then stands on standard error, so that no id is lost.
    pub fn answer(&mut self, answer: &Answer) -> io::Result<()> {
        let text = match self.format {
            AnswerFormat::Json => format!("{}\n", answer.json()),
            AnswerFormat::Human => plain(&human(answer)),
        };
        let written = self.out.write_all(text.as_bytes());
        if let Err(error) = written.and_then(|()| self.out.flush()) {
            say(&text);
            return Err(error);
        }
        let remarks: String = self.remarks(answer).into_iter().map(ended).collect();
        say(&remarks);
        Ok(())
    }

    /// What goes to standard error.
    fn remarks(&self, answer: &Answer) -> Vec<String> {
        let label = answer.label();
        let mut lines = Vec::new();
        match &answer.fate {
            Fate::Accepted(accepted) => {
                let warnings = accepted.warnings.iter();
                lines.extend(warnings.map(|w| format!("certwire: {label}: the CA warns: {w}")));
                let notes = accepted.notes.iter().filter(|_| self.verbose);
                let note = |note: &Finding| note.place.before(&note.message);
                lines.extend(notes.map(|n| format!("certwire: {label}: note: {}", note(n))));
            }
            Fate::Refused(refused) => {
                let (name, id) = (answer.operation.name, answer.service.id());
                lines.push(format!("certwire: {label}: the CA refused {name}"));
                for error in &refused.errors {
                    lines.push(format!("  {error}"));
                    lines.push(format!("  more: certwire explain {id} {}", error.code));
                }
            }
            Fate::Ambiguous(doubt) => lines.push(in_doubt(answer, doubt)),
            Fate::NotSent(Error::Invalid(report)) => {
                let what = "not sent, for it breaks what the document says";
                lines.push(format!("certwire: {label}: {what}"));
                let violations = report.violations.iter();
                lines.extend(violations.map(|v| format!("  {}", v.place.before(&v.message))));
            }
            Fate::NotSent(error) => lines.push(format!("certwire: {label}: {error}")),
            Fate::Left => {
                let what = "not sent, after what became of the one before";
                lines.push(format!("certwire: {label}: {what}"));
            }
            Fate::Ended(state) => {
                lines.push(format!(
                    "certwire: {label}: no certificate will come: {state}"
                ));
            }
            Fate::Interrupted(queries) => {
                let why = "interrupted before the answer had come";
                lines.push(unknown(answer, why, queries));
            }
            Fate::Pending(state) => {
                let state = if state.is_empty() { "not known" } else { state };
                let what = "not issued at the deadline; last state";
                lines.push(format!("certwire: {label}: {what}: {state}"));
                lines.push(format!("  go on: {}", go_on(answer)));
            }
            Fate::WaitInterrupted => {
                lines.push(format!("certwire: {label}: interrupted; the order stands"));
                lines.push(format!("  go on: {}", go_on(answer)));
            }
        }
        lines
    }
}

/// With a line end.
fn ended(mut line: String) -> String {
    if !line.ends_with('\n') {
        line.push('\n');
    }
    line
}

/// Writes to standard error. That it is closed must not stop an order under way.
pub fn say(text: &str) {
    let _ = io::stderr().write_all(plain(text).as_bytes());
}

/// Without what could move a terminal's cursor: the texts of an answer are the CA's.
fn plain(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' => c,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    };
    text.chars().map(shown).collect()
}

fn human(answer: &Answer) -> String {
    match &answer.fate {
        Fate::Accepted(Accepted { value, .. }) => accepted(answer, value),
        _ => String::new(),
    }
}

fn accepted(answer: &Answer, reply: &Reply) -> String {
    let name = answer.operation.name;
    if let Some(records) = table::records(name, answer.operation.stream, reply) {
        return table::render(answer.service, name, &records);
    }
    let id = reply
        .id()
        .map_or(String::new(), |(name, id)| format!(", {name} {id}"));
    let mut text = match answer.operation.effect {
        Effect::Query => format!("{}:\n", answer.label()),
        _ => format!("{}: {name} accepted{id}\n", answer.label()),
    };
    text.push_str(if answer.files.is_empty() {
        &reply.lines
    } else {
        &reply.brief
    });
    for file in &answer.files {
        let _ = writeln!(text, "  written: {}", file.display());
    }
    text
}

fn in_doubt(answer: &Answer, doubt: &Ambiguous) -> String {
    let mut why = doubt.trouble.to_string();
    for (name, id) in &doubt.known {
        let _ = write!(why, "\n  the answer names {name} {id}");
    }
    unknown(answer, &why, &doubt.look_up)
}

/// What is known of a call whose fate is open, and how to find out the rest.
fn unknown(answer: &Answer, why: &str, look_up: &[LookUp]) -> String {
    let (label, name) = (answer.label(), answer.operation.name);
    let mut text = match answer.operation.effect {
        Effect::Query => {
            format!("certwire: {label}: no usable answer; asking again does no harm\n")
        }
        Effect::Mutation | Effect::Purchase => format!(
            "certwire: {label}: what became of {name} is NOT KNOWN. Do not send it again before you have found out.\n"
        ),
    };
    let _ = writeln!(text, "  why: {why}");
    for query in look_up {
        let _ = writeln!(text, "  find out: {}", command(answer.service, query));
    }
    text
}

/// The command line that waits on.
fn go_on(answer: &Answer) -> String {
    let order = answer.reference.as_deref().unwrap_or_default();
    format!(
        "certwire {} status {} --wait",
        answer.service.id(),
        super::answer::quoted(order)
    )
}

impl std::fmt::Debug for Printer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Printer")
            .field("format", &self.format)
            .finish_non_exhaustive()
    }
}
