//! Why an XML-RPC body gives no message.

use std::fmt;

use crate::error::XmlError;

/// A body that gives no message. Carries nothing of the payload but a method's name and the text of a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The XML itself is wrong.
    Xml(XmlError),
    /// The body is empty.
    Empty,
    /// The body is an HTML page, as proxies and gateways send.
    Html,
    /// The body is no XML at all.
    NotXml,
    /// The XML is well-formed, but not XML-RPC.
    Grammar {
        /// What must stand there.
        expected: &'static str,
        /// Byte of the payload.
        offset: usize,
    },
    /// A call of another method.
    Method {
        /// The operation's name.
        expected: &'static str,
        /// The method called.
        found: String,
        /// Byte of the payload.
        offset: usize,
    },
    /// The server answers with a fault.
    Fault(Fault),
    /// The body says two things at once, or nothing: whether the call succeeded is unknown.
    Ambiguous {
        /// What is in doubt.
        reason: &'static str,
        /// Byte of the payload.
        offset: usize,
    },
}

/// A fault of the server: the call itself failed, before any answer of the application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fault {
    /// Its code, as sent.
    pub code: String,
    /// Its text.
    pub message: String,
}

impl Error {
    /// The byte of the payload at which it shows; none when the body as a whole is meant.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Xml(error) => Some(error.offset),
            Self::Grammar { offset, .. }
            | Self::Method { offset, .. }
            | Self::Ambiguous { offset, .. } => Some(*offset),
            Self::Empty | Self::Html | Self::NotXml | Self::Fault(_) => None,
        }
    }

    /// The same with its place moved.
    #[must_use]
    pub(crate) fn moved(mut self, to: impl FnOnce(usize) -> usize) -> Self {
        match &mut self {
            Self::Xml(XmlError { offset, .. })
            | Self::Grammar { offset, .. }
            | Self::Method { offset, .. }
            | Self::Ambiguous { offset, .. } => *offset = to(*offset),
            Self::Empty | Self::Html | Self::NotXml | Self::Fault(_) => {}
        }
        self
    }
}

impl From<XmlError> for Error {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::Empty => f.write_str("the body is empty"),
            Self::Html => f.write_str(
                "the body is an HTML page, not an XML-RPC message; a proxy or gateway may have answered",
            ),
            Self::NotXml => f.write_str("the body is not XML; it must begin with `<`"),
            Self::Grammar { expected, offset } => {
                write!(f, "XML-RPC asks for {expected} here (at byte {offset})")
            }
            Self::Method {
                expected,
                found,
                offset,
            } => write!(
                f,
                "the call is of method {found:?}, not {expected} (at byte {offset})"
            ),
            Self::Fault(fault) => fault.fmt(f),
            Self::Ambiguous { reason, offset } => {
                write!(f, "{reason}: the outcome is in doubt (at byte {offset})")
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answers fault {}: {}",
            self.code, self.message
        )
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Xml(error) => Some(error),
            _ => None,
        }
    }
}

impl std::error::Error for Fault {}
