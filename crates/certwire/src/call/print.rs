//! Prints answers: data to standard output, everything else to standard error.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use certwire_transport::{Accepted, Ambiguous, Error, LookUp};
use certwire_wire::operation::Effect;

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
            AnswerFormat::Human => human(answer),
        };
        if let Err(error) = self
            .out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
        {
            eprint!("{text}");
            return Err(error);
        }
        self.remarks(answer);
        Ok(())
    }

    /// What goes to standard error.
    fn remarks(&self, answer: &Answer) {
        let label = answer.label();
        match &answer.fate {
            Fate::Accepted(accepted) => {
                for warning in &accepted.warnings {
                    eprintln!("certwire: {label}: the CA warns: {warning}");
                }
                for note in accepted.notes.iter().filter(|_| self.verbose) {
                    eprintln!(
                        "certwire: {label}: note: {}",
                        note.place.before(&note.message)
                    );
                }
            }
            Fate::Refused(refused) => {
                eprintln!(
                    "certwire: {label}: the CA refused {}",
                    answer.operation.name
                );
                for error in &refused.errors {
                    eprintln!("  {error}");
                    let id = answer.service.id();
                    eprintln!("  more: certwire explain {id} {}", error.code);
                }
            }
            Fate::Ambiguous(doubt) => eprint!("{}", in_doubt(answer, doubt)),
            Fate::NotSent(Error::Invalid(report)) => {
                eprintln!("certwire: {label}: not sent, for it breaks what the document says");
                for violation in &report.violations {
                    eprintln!("  {}", violation.place.before(&violation.message));
                }
            }
            Fate::NotSent(error) => eprintln!("certwire: {label}: {error}"),
            Fate::Left => {
                eprintln!("certwire: {label}: not sent, after what became of the one before");
            }
            Fate::Pending(state) => {
                let state = if state.is_empty() { "not known" } else { state };
                eprintln!("certwire: {label}: not issued at the deadline; last state: {state}");
                eprintln!("  go on: {}", go_on(answer));
            }
            Fate::Ended(state) => eprintln!("certwire: {label}: no certificate will come: {state}"),
            Fate::Interrupted(queries) => {
                let why = "interrupted before the answer had come";
                eprint!("{}", unknown(answer, why, queries));
            }
            Fate::WaitInterrupted => {
                eprintln!("certwire: {label}: interrupted; the order stands");
                eprintln!("  go on: {}", go_on(answer));
            }
        }
    }
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
    text.push_str(&reply.lines);
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
