//! Why a stream gives no more records.

use std::{fmt, io};

use crate::{error::XmlError, soap, xmlrpc};

/// Why a stream gives no more records, or no outcome.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The bytes could not be read.
    Io(io::Error),
    /// The XML is wrong.
    Xml(XmlError),
    /// The body is not the SOAP response asked for.
    Soap(soap::Error),
    /// The body is not the XML-RPC response asked for.
    XmlRpc(xmlrpc::Error),
    /// A record beyond the limit in bytes.
    RecordTooLong {
        /// The limit.
        limit: usize,
        /// Byte of the payload at which the record begins.
        offset: usize,
    },
    /// The stream was given up after an earlier fault.
    GivenUp,
}

impl Error {
    /// The byte of the payload at which it shows, if it has a place.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Xml(error) => Some(error.offset),
            Self::Soap(error) => error.offset(),
            Self::XmlRpc(error) => error.offset(),
            Self::RecordTooLong { offset, .. } => Some(*offset),
            Self::Io(_) | Self::GivenUp => None,
        }
    }

    /// The same with its place moved.
    #[must_use]
    pub(super) fn moved(self, to: impl FnOnce(usize) -> usize) -> Self {
        match self {
            Self::Xml(XmlError { kind, offset }) => {
                let offset = to(offset);
                Self::Xml(XmlError { kind, offset })
            }
            Self::Soap(soap::Error::Frame { expected, offset }) => {
                let offset = to(offset);
                Self::Soap(soap::Error::Frame { expected, offset })
            }
            Self::XmlRpc(error) => Self::XmlRpc(error.moved(to)),
            error => error,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<XmlError> for Error {
    fn from(error: XmlError) -> Self {
        Self::Xml(error)
    }
}

impl From<soap::Error> for Error {
    fn from(error: soap::Error) -> Self {
        match error {
            soap::Error::Xml(error) => Self::Xml(error),
            error => Self::Soap(error),
        }
    }
}

impl From<xmlrpc::Error> for Error {
    fn from(error: xmlrpc::Error) -> Self {
        match error {
            xmlrpc::Error::Xml(error) => Self::Xml(error),
            error => Self::XmlRpc(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the stream could not be read: {error}"),
            Self::Xml(error) => error.fmt(f),
            Self::Soap(error) => error.fmt(f),
            Self::XmlRpc(error) => error.fmt(f),
            Self::RecordTooLong { limit, offset } => {
                write!(
                    f,
                    "a record is longer than {limit} bytes (at byte {offset})"
                )
            }
            Self::GivenUp => f.write_str("the stream was given up after an earlier fault"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Xml(error) => Some(error),
            Self::Soap(error) => Some(error),
            Self::XmlRpc(error) => Some(error),
            Self::RecordTooLong { .. } | Self::GivenUp => None,
        }
    }
}
