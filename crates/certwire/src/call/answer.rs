//! What became of a request, and what that means for the exit code.

use std::path::PathBuf;

use certwire_transport::{Accepted, Ambiguous, Error, LookUp, Outcome, Problem, Refused, Stopped};
use certwire_wire::{operation::Operation, reference::ErrorClass};
use serde_json::{Map, Value, json};

use super::reply::Reply;
use crate::{exit::Exit, output::notation, service::Service};

/// What became of one demand.
#[derive(Debug)]
pub struct Answer {
    /// Whose.
    pub service: Service,
    /// The operation that was called.
    pub operation: &'static Operation,
    /// Where it was called.
    pub address: String,
    /// The file that the request came from, or what stands for it.
    pub file: String,
    /// The reference that the caller gave the demand, or the order that is waited for.
    pub reference: Option<String>,
    /// What became of it.
    pub fate: Fate,
    /// Files that were written.
    pub files: Vec<PathBuf>,
}

/// What became of a demand.
#[derive(Debug)]
pub enum Fate {
    /// The CA took it.
    Accepted(Accepted<Reply>),
    /// The CA said no.
    Refused(Refused),
    /// Nobody knows.
    Ambiguous(Box<Ambiguous>),
    /// It was not sent.
    NotSent(Error),
    /// It was left because of what became of one before it.
    Left,
    /// What was waited for has not come; the last state.
    Pending(String),
    /// The order came to another end; its state.
    Ended(String),
    /// Somebody interrupted a call that may have been sent; how to find out what became of it.
    Interrupted(Vec<LookUp>),
    /// Somebody interrupted waiting.
    WaitInterrupted,
}

impl From<Outcome<Reply>> for Fate {
    fn from(outcome: Outcome<Reply>) -> Self {
        match outcome {
            Outcome::Accepted(accepted) => Self::Accepted(accepted),
            Outcome::Refused(refused) => Self::Refused(refused),
            Outcome::Ambiguous(ambiguous) => Self::Ambiguous(ambiguous),
        }
    }
}

impl From<Result<Reply, Stopped>> for Fate {
    fn from(end: Result<Reply, Stopped>) -> Self {
        match end {
            Ok(value) => Self::Accepted(Accepted {
                value,
                warnings: Vec::new(),
                notes: Vec::new(),
            }),
            Err(Stopped::Deadline(state)) => Self::Pending(state),
            Err(Stopped::Ended(state)) => Self::Ended(state),
            Err(Stopped::Refused(refused)) => Self::Refused(refused),
            Err(Stopped::Failed(error)) => Self::NotSent(error),
            Err(_) => Self::WaitInterrupted,
        }
    }
}

impl Fate {
    /// One word, for scripts.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Ambiguous(_) => "ambiguous",
            Self::NotSent(_) | Self::Left => "not-sent",
            Self::Pending(_) => "pending",
            Self::Ended(_) => "ended",
            Self::Interrupted(_) | Self::WaitInterrupted => "interrupted",
        }
    }

    /// How a command ends after this.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Accepted(_) => Exit::Done,
            Self::Refused(refused) if refused.is_authentication_failure() => Exit::Authentication,
            Self::Refused(_) | Self::Ended(_) => Exit::Refused,
            Self::NotSent(Error::Invalid(_)) => Exit::Violations,
            Self::NotSent(Error::Halted) | Self::Left => Exit::Authentication,
            Self::Ambiguous(_) | Self::NotSent(_) => Exit::Failed,
            Self::Pending(_) => Exit::Pending,
            Self::Interrupted(_) | Self::WaitInterrupted => Exit::Interrupted,
        }
    }
}

impl Answer {
    /// The accepted answer.
    pub fn reply(&self) -> Option<&Reply> {
        match &self.fate {
            Fate::Accepted(accepted) => Some(&accepted.value),
            _ => None,
        }
    }

    /// The accepted answer, to be changed.
    pub fn reply_mut(&mut self) -> Option<&mut Reply> {
        match &mut self.fate {
            Fate::Accepted(accepted) => Some(&mut accepted.value),
            _ => None,
        }
    }

    /// What the answer is about: the file, and the reference where there is one.
    pub fn label(&self) -> String {
        match &self.reference {
            Some(reference) if self.file.is_empty() => reference.clone(),
            Some(reference) => format!("{} ({reference})", self.file),
            None => self.file.clone(),
        }
    }

    /// One object; its members are always the same.
    pub fn json(&self) -> Value {
        let reply = self.reply();
        let (mut warnings, mut notes, mut errors) = (Vec::new(), Vec::new(), Vec::new());
        let (mut message, mut known, mut look_up) = (Value::Null, Map::new(), Vec::new());
        match &self.fate {
            Fate::Accepted(accepted) => {
                warnings = accepted.warnings.iter().map(problem).collect();
                notes = accepted
                    .notes
                    .iter()
                    .map(|note| json!(note.place.before(&note.message)))
                    .collect();
            }
            Fate::Refused(refused) => errors = refused.errors.iter().map(problem).collect(),
            Fate::Ambiguous(doubt) => {
                errors = doubt.trouble.problems.iter().map(problem).collect();
                message = json!(doubt.trouble.to_string());
                let ids = doubt.known.iter();
                known = ids
                    .map(|(name, id)| ((*name).to_owned(), json!(id)))
                    .collect();
                look_up = doubt
                    .look_up
                    .iter()
                    .map(|query| self.look_up(query))
                    .collect();
            }
            Fate::NotSent(error) => message = json!(error.to_string()),
            Fate::Pending(state) | Fate::Ended(state) => message = json!(state),
            Fate::Interrupted(queries) => {
                look_up = queries.iter().map(|query| self.look_up(query)).collect();
            }
            Fate::Left | Fate::WaitInterrupted => {}
        }
        json!({
            "protocol": self.service.id(),
            "operation": self.operation.name,
            "endpoint": self.address,
            "file": self.file,
            "reference": self.reference,
            "outcome": self.fate.name(),
            "id": reply.and_then(Reply::id).map(|(_, id)| id),
            "answer": reply.map(|reply| notation::value(&reply.tree)),
            "warnings": warnings,
            "notes": notes,
            "errors": errors,
            "message": message,
            "known": known,
            "look_up": look_up,
            // A path need not be UTF-8, and JSON must be.
            "files": self.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
        })
    }

    fn look_up(&self, query: &LookUp) -> Value {
        json!({
            "operation": query.operation,
            "field": query.field,
            "value": query.value,
            "command": command(self.service, query),
        })
    }
}

fn problem(problem: &Problem) -> Value {
    let known = problem.explanation;
    json!({
        "code": problem.code,
        "field": problem.field,
        "message": problem.message,
        "class": problem.class().map(ErrorClass::as_str),
        "text": known.map(|known| known.text),
        "remedy": known.map(|known| known.remedy),
    })
}

/// The command line that makes a query.
pub fn command(service: Service, query: &LookUp) -> String {
    let (id, value) = (service.id(), quoted(&query.value));
    let arguments = match (query.operation, query.field) {
        ("GetOrders", "SubID") => format!("list --sub-id {value}"),
        ("GetModifiedOrders", _) => "modified --since 1h".to_owned(),
        ("reference", "refClient") => format!("lookup --client-ref {value}"),
        ("statut", "refCA") => format!("status --ca-ref {value}"),
        ("statut", "nrSerie") => format!("status --serial {value}"),
        ("GetOrderByOrderID" | "statut", _) => format!("status {value}"),
        _ => "changes --since 1h".to_owned(),
    };
    format!("certwire {id} {arguments}")
}

/// A word that the shell takes as it is.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
