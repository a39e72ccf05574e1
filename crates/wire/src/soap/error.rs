//! Why a body could not be read as the SOAP message that was asked for.

use std::fmt;

use crate::error::XmlError;

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The XML is broken.
    Xml(XmlError),
    /// The service answered with a SOAP fault.
    Fault(Box<SoapFault>),
    /// The body is empty.
    Empty,
    /// The body is an HTML page, as proxies and gateways send.
    Html,
    /// The body is no XML at all.
    NotXml,
    /// The root is no SOAP envelope and none of our messages.
    NotSoap {
        /// Name of the root element.
        root: String,
    },
    /// The envelope is of SOAP 1.2.
    Soap12,
    /// The envelope holds another message than the one asked for.
    OtherMessage {
        /// What was asked for.
        expected: String,
        /// What stands there.
        found: String,
    },
    /// A part of the envelope is missing or out of place.
    Frame {
        /// What should stand there.
        expected: &'static str,
        /// Byte of the payload.
        offset: usize,
    },
}

impl Error {
    /// The byte of the payload at which it shows.
    pub fn offset(&self) -> Option<usize> {
        match self {
            Self::Xml(error) => Some(error.offset),
            Self::Frame { offset, .. } => Some(*offset),
            _ => None,
        }
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
            Self::Fault(fault) => fault.fmt(f),
            Self::Empty => f.write_str("the body is empty"),
            Self::Html => f.write_str(
                "the body is an HTML page, not a SOAP message; a proxy or gateway may have answered",
            ),
            Self::NotXml => f.write_str("the body is not XML; it must begin with `<`"),
            Self::NotSoap { root } => {
                write!(f, "the root element {root} is no SOAP envelope")
            }
            Self::Soap12 => f.write_str("the envelope is of SOAP 1.2; the service speaks SOAP 1.1"),
            Self::OtherMessage { expected, found } => {
                write!(f, "the envelope holds {found}, not {expected}")
            }
            Self::Frame { expected, offset } => {
                write!(f, "{expected} is expected at byte {offset}")
            }
        }
    }
}

impl std::error::Error for Error {}

/// A SOAP fault: the service could not handle the call at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SoapFault {
    /// `soap:Server`, `soap:Client` and the like.
    pub code: String,
    /// What the service says.
    pub string: String,
    /// Raw XML inside `detail`.
    pub detail: String,
}

impl fmt::Display for SoapFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the service answered with SOAP fault {}: {}",
            self.code, self.string
        )
    }
}

impl std::error::Error for SoapFault {}
