//! Subjects: every attribute, in order, in the string type that it came in.

use std::fmt::Write;

use certwire_preflight::request;
use der::asn1::{Any, ObjectIdentifier};
use der::{Decode, Encode, Tag, Tagged};
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};

use super::Error;

pub use certwire_preflight::request::StringType;

/// One attribute of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The object identifier in dotted form, or OpenSSL's short name.
    pub kind: String,
    /// The value.
    pub value: String,
    /// How it is encoded.
    pub string_type: StringType,
}

impl Attribute {
    /// An attribute in the string type that RFC 5280 asks for, `UTF8String` where the text does not fit it.
    pub fn new(kind: impl Into<String>, value: impl Into<String>) -> Self {
        let (kind, value) = (kind.into(), value.into());
        let string_type = match known(&kind).map(|(_, _, preferred)| *preferred) {
            Some(StringType::Printable) if value.bytes().all(is_printable) => StringType::Printable,
            Some(StringType::Ia5) if value.is_ascii() => StringType::Ia5,
            _ => StringType::Utf8,
        };
        Self {
            kind,
            value,
            string_type,
        }
    }

    fn encode(&self) -> Result<AttributeTypeAndValue, Error> {
        let fault = |reason| Error::Attribute {
            attribute: self.kind.clone(),
            reason,
        };
        let dotted = known(&self.kind).map_or(self.kind.as_str(), |(_, oid, _)| oid);
        let oid = ObjectIdentifier::new(dotted)
            .map_err(|_| fault("is neither a known name nor an object identifier"))?;
        let utf8 = || self.value.as_bytes().to_vec();
        let (tag, bytes) = match self.string_type {
            StringType::Numeric => (Tag::NumericString, utf8()),
            StringType::Printable => (Tag::PrintableString, utf8()),
            StringType::Ia5 => (Tag::Ia5String, utf8()),
            StringType::Visible => (Tag::VisibleString, utf8()),
            StringType::Teletex => (
                Tag::TeletexString,
                latin1(&self.value).ok_or_else(|| fault("does not fit a TeletexString"))?,
            ),
            StringType::Bmp => (Tag::BmpString, utf16(&self.value)),
            StringType::Other(_) => return Err(fault("is no text")),
            // `UniversalString` too: `der` has no tag for it, and RFC 5280 wants this instead.
            _ => (Tag::Utf8String, utf8()),
        };
        let value = Any::new(tag, bytes)?;
        Ok(AttributeTypeAndValue { oid, value })
    }
}

impl From<&request::Attribute> for Attribute {
    fn from(attribute: &request::Attribute) -> Self {
        Self {
            kind: attribute.oid.clone(),
            value: attribute.value.clone(),
            string_type: attribute.string_type,
        }
    }
}

/// The name with one set per attribute.
pub(super) fn encode(subject: &[Attribute]) -> Result<Name, Error> {
    let set = |attribute: &Attribute| {
        RelativeDistinguishedName::try_from(vec![attribute.encode()?]).map_err(Error::from)
    };
    let sets = subject.iter().map(set).collect::<Result<Vec<_>, _>>()?;
    // `Name` is built from its DER: its constructor is reserved for the crate's unstable feature.
    Ok(Name::from_der(&RdnSequence::from(sets).to_der()?)?)
}

/// RFC 4514: last attribute first, with OpenSSL's short names; attributes unknown to it as hexadecimal DER.
pub(super) fn text(name: &Name) -> String {
    let sets: Vec<String> = name
        .iter_rdn()
        .map(|set| set.iter().map(pair).collect::<Vec<_>>().join("+"))
        .collect();
    sets.into_iter().rev().collect::<Vec<_>>().join(",")
}

/// Short names, or object identifiers, with their values, in order; what is no text is left out.
pub(super) fn attributes(name: &Name) -> Vec<(String, String)> {
    let all = name.iter_rdn().flat_map(RelativeDistinguishedName::iter);
    let read = all.filter_map(|attribute| {
        let oid = attribute.oid.to_string();
        let short = known(&oid).map(|(name, ..)| (*name).to_owned());
        Some((short.unwrap_or(oid), value(&attribute.value)?))
    });
    read.collect()
}

fn pair(attribute: &AttributeTypeAndValue) -> String {
    let oid = attribute.oid.to_string();
    if let (Some((name, ..)), Some(value)) = (known(&oid), value(&attribute.value)) {
        return format!("{name}={}", escape(&value));
    }
    let der = attribute.value.to_der().unwrap_or_default();
    format!("{oid}=#{}", super::hexadecimal(&der))
}

fn value(value: &Any) -> Option<String> {
    let bytes = value.value();
    match value.tag() {
        Tag::TeletexString => Some(bytes.iter().map(|&byte| char::from(byte)).collect()),
        Tag::BmpString => {
            let (units, _) = bytes.as_chunks::<2>();
            let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
            String::from_utf16(&units).ok()
        }
        Tag::Utf8String
        | Tag::PrintableString
        | Tag::Ia5String
        | Tag::NumericString
        | Tag::VisibleString => String::from_utf8(bytes.to_vec()).ok(),
        _ => None,
    }
}

fn escape(value: &str) -> String {
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::with_capacity(value.len());
    for (index, character) in value.chars().enumerate() {
        match character {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', character]),
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            '\0'..='\x1f' | '\x7f' => {
                let _ = write!(text, "\\{:02X}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text
}

fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars()
        .map(|character| u8::try_from(u32::from(character)).ok())
        .collect()
}

/// UTF-16 in network order, as `BMPString` has it.
pub(super) fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn known(kind: &str) -> Option<&'static (&'static str, &'static str, StringType)> {
    NAMES
        .iter()
        .find(|(name, oid, _)| *name == kind || *oid == kind)
}

/// OpenSSL's short names, and the string types of RFC 5280.
const NAMES: &[(&str, &str, StringType)] = &[
    ("CN", "2.5.4.3", StringType::Utf8),
    ("SN", "2.5.4.4", StringType::Utf8),
    ("serialNumber", "2.5.4.5", StringType::Printable),
    ("C", "2.5.4.6", StringType::Printable),
    ("L", "2.5.4.7", StringType::Utf8),
    ("ST", "2.5.4.8", StringType::Utf8),
    ("street", "2.5.4.9", StringType::Utf8),
    ("O", "2.5.4.10", StringType::Utf8),
    ("OU", "2.5.4.11", StringType::Utf8),
    ("title", "2.5.4.12", StringType::Utf8),
    ("description", "2.5.4.13", StringType::Utf8),
    ("businessCategory", "2.5.4.15", StringType::Utf8),
    ("postalCode", "2.5.4.17", StringType::Utf8),
    ("postOfficeBox", "2.5.4.18", StringType::Utf8),
    ("telephoneNumber", "2.5.4.20", StringType::Printable),
    ("name", "2.5.4.41", StringType::Utf8),
    ("GN", "2.5.4.42", StringType::Utf8),
    ("initials", "2.5.4.43", StringType::Utf8),
    ("dnQualifier", "2.5.4.46", StringType::Printable),
    ("pseudonym", "2.5.4.65", StringType::Utf8),
    ("organizationIdentifier", "2.5.4.97", StringType::Utf8),
    ("UID", "0.9.2342.19200300.100.1.1", StringType::Utf8),
    ("mail", "0.9.2342.19200300.100.1.3", StringType::Ia5),
    ("DC", "0.9.2342.19200300.100.1.25", StringType::Ia5),
    ("emailAddress", "1.2.840.113549.1.9.1", StringType::Ia5),
    ("unstructuredName", "1.2.840.113549.1.9.2", StringType::Utf8),
    (
        "jurisdictionL",
        "1.3.6.1.4.1.311.60.2.1.1",
        StringType::Utf8,
    ),
    (
        "jurisdictionST",
        "1.3.6.1.4.1.311.60.2.1.2",
        StringType::Utf8,
    ),
    (
        "jurisdictionC",
        "1.3.6.1.4.1.311.60.2.1.3",
        StringType::Printable,
    ),
];
