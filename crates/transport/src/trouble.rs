//! Why there is no clear answer.

use std::{fmt, time::Duration};

use crate::outcome::Problem;

/// Why an answer says neither yes nor no.
#[derive(Debug, Clone)]
pub struct Trouble {
    /// What kind.
    pub kind: TroubleKind,
    /// HTTP status, if an answer came.
    pub status: Option<u16>,
    /// How long the server asks callers to stay away.
    pub retry_after: Option<Duration>,
    /// What happened, in one sentence.
    pub message: String,
    /// A short piece of the answer, without secrets and without anything that the request held; may be empty.
    pub excerpt: String,
    /// What the CA said of it, if anything.
    pub problems: Vec<Problem>,
}

/// Kinds of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TroubleKind {
    /// The connection broke after the message may have left.
    Connection,
    /// A time-out after the message may have left.
    Timeout,
    /// The server sends the caller elsewhere; redirects are never followed.
    Redirect,
    /// An HTTP status that tells of no answer.
    Status,
    /// Neither XML nor called so.
    ContentType,
    /// An empty body.
    Empty,
    /// An HTML page.
    Html,
    /// The body ends too early.
    Truncated,
    /// The body is longer than the limit.
    TooLong,
    /// The XML is broken, or its encoding is not read.
    Xml,
    /// Well-formed, but no answer to this call.
    Foreign,
    /// A fault of the server's machinery.
    Fault,
    /// The answer contradicts itself: a member stands twice, or a number is none.
    Contradiction,
    /// No code tells how the call went.
    NoCode,
    /// A code that tells neither success nor failure for certain.
    UnclearCode,
    /// Success, but without an id that the document promises.
    MissingId,
    /// The CA reports trouble of its own; what became of the call is open.
    Internal,
    /// A call of several demands has no answer for this one.
    Unanswered,
}

impl Trouble {
    pub(crate) fn new(kind: TroubleKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            status: None,
            retry_after: None,
            message: message.into(),
            excerpt: String::new(),
            problems: Vec::new(),
        }
    }

    /// Whether asking again may help, for calls that may be repeated.
    pub fn is_transient(&self) -> bool {
        match self.kind {
            TroubleKind::Connection
            | TroubleKind::Timeout
            | TroubleKind::Empty
            | TroubleKind::Truncated
            | TroubleKind::Fault
            | TroubleKind::Internal => true,
            TroubleKind::Status | TroubleKind::Html => {
                self.status.is_none_or(|s| s >= 500 || s == 429 || s == 408)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(status) = self.status {
            write!(f, " (HTTP {status})")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, "; the answer: {}", self.excerpt)?;
        }
        for problem in &self.problems {
            write!(f, "; {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Trouble {}
