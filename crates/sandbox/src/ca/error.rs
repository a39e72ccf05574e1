//! What the test CA refuses.

use std::fmt;

/// Why something could not be issued or made. No text of it holds a password or a key.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The operating system gives no random bytes.
    Random,
    /// The public key is no DER `SubjectPublicKeyInfo`.
    PublicKey,
    /// A subject attribute cannot be written: its object identifier or name, and why.
    Attribute {
        /// As it was given.
        attribute: String,
        /// The second half of a sentence.
        reason: &'static str,
    },
    /// An alternative name cannot be written: only ASCII can.
    AlternativeName(String),
    /// An extension that the request asks for does not read: its object identifier.
    Extension(String),
    /// An extended key usage is no object identifier.
    Purpose(String),
    /// A serial number is not hexadecimal, or too long.
    Serial(String),
    /// A time lies before 1970 or after 9999: seconds.
    Time(i64),
    /// The certificate would end before it begins.
    Validity,
    /// A text is no PEM of this kind.
    Pem(&'static str),
    /// A structure could not be written.
    Encoding(der::Error),
    /// A signature or encryption failed.
    Crypto,
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Random => out.write_str("The operating system gives no random bytes."),
            Self::PublicKey => out.write_str("The public key is no DER SubjectPublicKeyInfo."),
            Self::Attribute { attribute, reason } => {
                write!(out, "The subject attribute {attribute} {reason}.")
            }
            Self::AlternativeName(name) => {
                write!(out, "The alternative name {name:?} is not plain ASCII.")
            }
            Self::Extension(oid) => write!(out, "The requested extension {oid} does not read."),
            Self::Purpose(oid) => write!(
                out,
                "The extended key usage {oid:?} is no object identifier."
            ),
            Self::Serial(serial) => write!(
                out,
                "{serial:?} is no serial number: give up to 40 hexadecimal digits."
            ),
            Self::Time(seconds) => write!(
                out,
                "No certificate can carry the time {seconds} (in seconds since 1970)."
            ),
            Self::Validity => out.write_str("The certificate would end before it begins."),
            Self::Pem(kind) => write!(out, "The text is no PEM of kind {kind}."),
            Self::Encoding(fault) => write!(out, "A structure could not be written: {fault}."),
            Self::Crypto => out.write_str("A signature or encryption failed."),
        }
    }
}

impl std::error::Error for Error {}

impl From<der::Error> for Error {
    fn from(fault: der::Error) -> Self {
        Self::Encoding(fault)
    }
}

impl From<getrandom::Error> for Error {
    fn from(_: getrandom::Error) -> Self {
        Self::Random
    }
}

impl From<x509_cert::builder::Error> for Error {
    fn from(fault: x509_cert::builder::Error) -> Self {
        match fault {
            x509_cert::builder::Error::Asn1(fault) => Self::Encoding(fault),
            x509_cert::builder::Error::PublicKey(_) => Self::PublicKey,
            _ => Self::Crypto,
        }
    }
}
