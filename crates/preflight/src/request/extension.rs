//! Extensions that a request asks for.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use crate::tlv::{self, Item, tag};

/// One requested extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// The object identifier in dotted form.
    pub oid: String,
    /// OpenSSL's short name, where it has one.
    pub name: Option<&'static str>,
    /// Whether it is marked critical.
    pub critical: bool,
    /// Its contents, DER.
    pub value: Vec<u8>,
}

/// One name of subjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlternativeName {
    /// An e-mail address.
    Email(String),
    /// A host name.
    Dns(String),
    /// A URI.
    Uri(String),
    /// An address of 4 or 16 bytes as text, else in hexadecimal.
    Ip(String),
    /// Another form: its number among the choices of `GeneralName`.
    Other(u8),
}

impl fmt::Display for AlternativeName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(text) => write!(out, "email:{text}"),
            Self::Dns(text) => write!(out, "DNS:{text}"),
            Self::Uri(text) => write!(out, "URI:{text}"),
            Self::Ip(text) => write!(out, "IP:{text}"),
            Self::Other(0) => out.write_str("otherName"),
            Self::Other(4) => out.write_str("directoryName"),
            Self::Other(8) => out.write_str("registeredID"),
            Self::Other(form) => write!(out, "name form {form}"),
        }
    }
}

const SUBJECT_ALT_NAME: &str = "2.5.29.17";

/// The extensions in one value of the attribute extensionRequest.
pub(super) fn read(value: &Item<'_>) -> Option<Vec<Extension>> {
    value.items(tag::SEQUENCE)?.iter().map(read_one).collect()
}

fn read_one(item: &Item<'_>) -> Option<Extension> {
    let parts = item.items(tag::SEQUENCE)?;
    let (critical, value) = match parts.as_slice() {
        [_, value] => (false, value),
        [_, flag, value] if flag.tag == tag::BOOLEAN => (flag.value != [0], value),
        _ => return None,
    };
    let oid = parts[0].oid()?;
    (value.tag == tag::OCTET_STRING).then(|| Extension {
        name: short_name(&oid),
        oid,
        critical,
        value: value.value.to_vec(),
    })
}

impl Extension {
    /// The names, if this is a subjectAltName that reads.
    pub(super) fn alternative_names(&self) -> Option<Vec<AlternativeName>> {
        if self.oid != SUBJECT_ALT_NAME {
            return None;
        }
        let names = tlv::single(&self.value)?.items(tag::SEQUENCE)?;
        Some(names.iter().map(alternative_name).collect())
    }
}

fn alternative_name(item: &Item<'_>) -> AlternativeName {
    let text = || String::from_utf8_lossy(item.value).into_owned();
    match item.tag {
        0x81 => AlternativeName::Email(text()),
        0x82 => AlternativeName::Dns(text()),
        0x86 => AlternativeName::Uri(text()),
        0x87 => AlternativeName::Ip(address(item.value)),
        other => AlternativeName::Other(other & 0x1f),
    }
}

fn address(bytes: &[u8]) -> String {
    if let Ok(bytes) = <[u8; 4]>::try_from(bytes) {
        return Ipv4Addr::from(bytes).to_string();
    }
    if let Ok(bytes) = <[u8; 16]>::try_from(bytes) {
        return Ipv6Addr::from(bytes).to_string();
    }
    crate::tlv::hexadecimal(bytes)
}

fn short_name(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "2.5.29.14" => "subjectKeyIdentifier",
        "2.5.29.15" => "keyUsage",
        SUBJECT_ALT_NAME => "subjectAltName",
        "2.5.29.19" => "basicConstraints",
        "2.5.29.32" => "certificatePolicies",
        "2.5.29.37" => "extendedKeyUsage",
        "1.3.6.1.5.5.7.1.24" => "tlsfeature",
        "1.3.6.1.4.1.311.20.2" => "msCertificateTemplateName",
        "1.3.6.1.4.1.311.21.7" => "msCertificateTemplate",
        "1.3.6.1.4.1.311.25.2" => "msSid",
        _ => return None,
    })
}
