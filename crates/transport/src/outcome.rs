//! What became of a call: accepted, refused, or in doubt.

use std::fmt;

use certwire_wire::{
    decoded::Finding,
    reference::{ErrorClass, ErrorCode},
};

use crate::trouble::Trouble;

/// What became of a call that was, or may have been, sent.
#[derive(Debug, Clone)]
#[must_use]
pub enum Outcome<T> {
    /// The CA took it.
    Accepted(Accepted<T>),
    /// The CA said no, with a code.
    Refused(Refused),
    /// What became of it is not known. A purchase must not be sent again before that is found out.
    Ambiguous(Box<Ambiguous>),
}

/// The CA took the call.
#[derive(Debug, Clone)]
pub struct Accepted<T> {
    /// The answer.
    pub value: T,
    /// Warnings of the CA; they are no failures.
    pub warnings: Vec<Problem>,
    /// Departures from the document that were read all the same.
    pub notes: Vec<Finding>,
}

/// The CA said no.
#[derive(Debug, Clone)]
pub struct Refused {
    /// Every error that it named.
    pub errors: Vec<Problem>,
}

/// What became of the call is not known.
#[derive(Debug, Clone)]
pub struct Ambiguous {
    /// Why.
    pub trouble: Trouble,
    /// Ids that the answer held all the same: name and value.
    pub known: Vec<(&'static str, String)>,
    /// How to find out.
    pub look_up: Vec<LookUp>,
}

/// A query that tells what became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUp {
    /// The operation to call.
    pub operation: &'static str,
    /// The member of its request to set; empty when the period around the call is to be searched.
    pub field: &'static str,
    /// What to set it to.
    pub value: String,
}

/// An error or warning of the CA, with what is known about its code.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The code, as sent.
    pub code: String,
    /// The element that it concerns, as sent.
    pub field: Option<String>,
    /// The CA's own words.
    pub message: String,
    /// Our explanation; none when the document does not list the code.
    pub explanation: Option<&'static ErrorCode>,
}

impl Problem {
    /// What kind of failure the code tells; none when the document does not list it.
    pub fn class(&self) -> Option<ErrorClass> {
        self.explanation.map(|known| known.class)
    }

    /// Whether it concerns the credentials or the account, and not one order alone.
    pub fn is_authentication_failure(&self) -> bool {
        let auth = |known: &ErrorCode| known.class == ErrorClass::Auth && !known.one_order;
        self.explanation.is_some_and(auth)
    }
}

impl<T> Outcome<T> {
    /// What the CA accepted, or why there is nothing.
    ///
    /// # Errors
    ///
    /// When the call was refused or is in doubt.
    pub fn accepted(self) -> Result<Accepted<T>, NotAccepted> {
        match self {
            Self::Accepted(accepted) => Ok(accepted),
            Self::Refused(refused) => Err(NotAccepted::Refused(refused)),
            Self::Ambiguous(ambiguous) => Err(NotAccepted::Ambiguous(ambiguous)),
        }
    }

    /// Whether the CA refused the credentials or the account.
    pub fn is_authentication_failure(&self) -> bool {
        matches!(self, Self::Refused(refused) if refused.is_authentication_failure())
    }

    /// Whether it is not known what became of the call.
    pub fn is_ambiguous(&self) -> bool {
        matches!(self, Self::Ambiguous(_))
    }

    /// `accepted`, `refused` or `ambiguous`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Accepted(_) => "accepted",
            Self::Refused(_) => "refused",
            Self::Ambiguous(_) => "ambiguous",
        }
    }

    /// The same with another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Outcome<U> {
        match self {
            Self::Accepted(accepted) => Outcome::Accepted(Accepted {
                value: convert(accepted.value),
                warnings: accepted.warnings,
                notes: accepted.notes,
            }),
            Self::Refused(refused) => Outcome::Refused(refused),
            Self::Ambiguous(ambiguous) => Outcome::Ambiguous(ambiguous),
        }
    }
}

impl Refused {
    /// Whether an error concerns the credentials or the account, and not one order alone.
    pub fn is_authentication_failure(&self) -> bool {
        self.errors.iter().any(Problem::is_authentication_failure)
    }
}

/// A call that was not accepted, as an error.
#[derive(Debug, Clone)]
pub enum NotAccepted {
    /// The CA said no.
    Refused(Refused),
    /// What became of it is not known.
    Ambiguous(Box<Ambiguous>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(field) = &self.field {
            write!(f, " at {field}")?;
        }
        write!(f, ": {}", self.message)?;
        if let Some(known) = self.explanation {
            write!(f, " [{} {}]", known.text, known.remedy)?;
        }
        Ok(())
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the CA refused the call")?;
        for error in &self.errors {
            write!(f, "; {error}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Ambiguous {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "what became of the call is not known: {}", self.trouble)?;
        for (name, value) in &self.known {
            write!(f, "; the answer names {name} {value}")?;
        }
        for look_up in &self.look_up {
            write!(f, "; {look_up}")?;
        }
        Ok(())
    }
}

impl fmt::Display for LookUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            field,
            value,
        } = self;
        if field.is_empty() {
            return write!(f, "look it up with {operation} around the time of the call");
        }
        write!(f, "look it up with {operation}, {field} {value}")
    }
}

impl fmt::Display for NotAccepted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => refused.fmt(f),
            Self::Ambiguous(ambiguous) => ambiguous.fmt(f),
        }
    }
}

impl std::error::Error for NotAccepted {}

/// The outcomes of a call with several demands, each under the caller's reference, in the order of the request.
#[derive(Debug, Clone)]
#[must_use]
pub struct Answers<T> {
    entries: Vec<(String, Outcome<T>)>,
}

impl<T> Answers<T> {
    pub(crate) fn new(entries: Vec<(String, Outcome<T>)>) -> Self {
        Self { entries }
    }

    /// The outcome of the demand with this reference.
    pub fn get(&self, reference: &str) -> Option<&Outcome<T>> {
        self.iter()
            .find_map(|(key, outcome)| (key == reference).then_some(outcome))
    }

    /// Reference and outcome of each demand.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Outcome<T>)> {
        self.entries
            .iter()
            .map(|(key, outcome)| (key.as_str(), outcome))
    }

    /// How many demands there were.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there were none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The outcome of a call with a single demand; none when there were several.
    pub fn only(mut self) -> Option<Outcome<T>> {
        let last = self.entries.pop();
        if self.entries.is_empty() {
            last.map(|(_, outcome)| outcome)
        } else {
            None
        }
    }
}

impl<T> IntoIterator for Answers<T> {
    type Item = (String, Outcome<T>);
    type IntoIter = std::vec::IntoIter<(String, Outcome<T>)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
