//! Certificate requests: what surrounds them, what is inside.

mod armour;
mod base64;
mod extension;
mod pkcs10;
mod subject;

use std::fmt;

pub use armour::Departure;
pub use extension::{AlternativeName, Extension};
pub use subject::{Attribute, StringType, Subject};

use crate::key::PublicKey;
use crate::signature::{self, SignatureAlgorithm, Verdict};
use crate::tlv;

/// Longer texts are refused unread.
pub const MAX_TEXT: usize = 64 * 1024;

const PRIVATE_KEY: &str = "it is a private key: never send that to anyone, make a CSR with it";
const CERTIFICATE: &str = "it is a certificate: send the request that it was made from";

/// Which of the two kinds of request it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// PKCS#10, what everyone calls a CSR.
    Pkcs10,
    /// Netscape's signed public key and challenge, from a browser's `keygen`: no subject.
    Spkac,
}

/// A request that could be read. Its signature is looked at by [`Csr::verify`] only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csr {
    pub(crate) kind: Kind,
    pub(crate) offset: usize,
    pub(crate) departures: Vec<Departure>,
    pub(crate) subject: Subject,
    pub(crate) extensions: Vec<Extension>,
    pub(crate) alternative_names: Vec<AlternativeName>,
    pub(crate) attributes: Vec<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) key: PublicKey,
    pub(crate) spki: Vec<u8>,
    pub(crate) signed: Vec<u8>,
    pub(crate) algorithm: SignatureAlgorithm,
    pub(crate) signature: Vec<u8>,
}

impl Csr {
    /// Reads the request in a text: PEM, bare base64, or an SPKAC with or without `SPKAC=`.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        check_size(text.len())?;
        let body = armour::open(text)?;
        let mut csr = pkcs10::read(&body.der, body.label)
            .map_err(|reason| Unreadable::at(body.offset, reason))?;
        csr.offset = body.offset;
        csr.departures = body.departures;
        Ok(csr)
    }

    /// Reads a file's bytes, which may be DER too.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        check_size(bytes.len())?;
        if tlv::announced(bytes) == Some(bytes.len()) {
            return pkcs10::read(bytes, None).map_err(|reason| Unreadable::at(0, reason));
        }
        let text = std::str::from_utf8(bytes)
            .map_err(|fault| Unreadable::at(fault.valid_up_to(), "it is neither text nor DER"))?;
        Self::parse(text)
    }

    /// Whether the request is signed with the key that it holds.
    pub fn verify(&self) -> Verdict {
        signature::verify(&self.key, &self.algorithm, &self.signed, &self.signature)
    }

    /// PKCS#10 or SPKAC.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Byte offset of the first line of the request in its text.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What the text around the request has that a CA may not take.
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// The subject; empty in an SPKAC.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Requested extensions, in order.
    pub fn extensions(&self) -> &[Extension] {
        &self.extensions
    }

    /// The names of the requested subjectAltName.
    pub fn alternative_names(&self) -> &[AlternativeName] {
        &self.alternative_names
    }

    /// Object identifiers of the attributes other than requested extensions.
    pub fn attributes(&self) -> &[String] {
        &self.attributes
    }

    /// The challenge of an SPKAC.
    pub fn challenge(&self) -> Option<&str> {
        self.challenge.as_deref()
    }

    /// The public key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The public key's DER, a `SubjectPublicKeyInfo`.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// How the request is signed.
    pub fn signature_algorithm(&self) -> &SignatureAlgorithm {
        &self.algorithm
    }
}

fn check_size(size: usize) -> Result<(), Unreadable> {
    if size > MAX_TEXT {
        return Err(Unreadable::at(0, "it is longer than 64 KiB; no CSR is"));
    }
    Ok(())
}

/// Why a text is no request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unreadable {
    /// Byte offset of the fault in the text.
    pub offset: usize,
    /// The fault, as the second half of a sentence.
    pub reason: &'static str,
}

impl Unreadable {
    pub(crate) fn at(offset: usize, reason: &'static str) -> Self {
        Self { offset, reason }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "The CSR cannot be read: {}.", self.reason)
    }
}

impl std::error::Error for Unreadable {}
