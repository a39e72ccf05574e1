//! Why a call was not made.

use std::fmt;

use certwire_wire::{report::Report, soap::WriteError};

use crate::transport::Failure;

/// Why nothing was sent. Once a byte of a request may have left, the answer is an [`Outcome`](crate::Outcome).
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The request breaks what the document says; everything that is wrong with it.
    Invalid(Report),
    /// The demands of the request do not fit the call; why.
    Demands(&'static str),
    /// A text in the request cannot be written as XML.
    Unwritable(WriteError),
    /// The connection failed before a byte of the message left: sending again cannot order twice.
    NotSent(Failure),
    /// The credentials were refused before; the client sends nothing more until
    /// [`Core::resume`](crate::Core::resume), since repeated failures lock accounts.
    Halted,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(report) => {
                write!(f, "the request is not valid")?;
                for violation in &report.violations {
                    write!(f, "; {}: {}", violation.place.path, violation.message)?;
                }
                Ok(())
            }
            Self::Demands(reason) => write!(f, "nothing was sent: {reason}"),
            Self::Unwritable(error) => error.fmt(f),
            Self::NotSent(failure) => write!(f, "nothing was sent: {failure}"),
            Self::Halted => f.write_str(
                "nothing was sent: the CA refused the credentials before; check them, then resume",
            ),
        }
    }
}

impl std::error::Error for Error {}

/// Why there is no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// Neither an endpoint nor a URL was given.
    NoEndpoint,
    /// The service has no endpoint of this name.
    UnknownEndpoint {
        /// The name.
        name: String,
        /// Those that there are.
        known: Vec<&'static str>,
    },
    /// The URL cannot be used; why.
    Url(&'static str),
    /// No credentials were given.
    NoCredentials,
    /// The credentials could not be had; why, without them.
    Credentials(String),
    /// The transport cannot be set up; why.
    Transport(String),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoEndpoint => {
                f.write_str("choose where to send: an endpoint of the service or a URL")
            }
            Self::UnknownEndpoint { name, known } => write!(
                f,
                "there is no endpoint {name:?}; choose one of {}",
                known.join(", ")
            ),
            Self::Url(reason) => write!(f, "the URL cannot be used: {reason}"),
            Self::NoCredentials => f.write_str("credentials are missing"),
            Self::Credentials(reason) => write!(f, "the credentials cannot be used: {reason}"),
            Self::Transport(reason) => write!(f, "the transport cannot be set up: {reason}"),
        }
    }
}

impl std::error::Error for BuildError {}
