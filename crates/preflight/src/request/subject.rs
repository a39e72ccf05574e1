//! Distinguished names.

use std::fmt;

use crate::tlv::{Item, tag};

/// The subject: its attributes in the order of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// All attributes; those that share a set follow each other.
    pub attributes: Vec<Attribute>,
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The object identifier in dotted form.
    pub oid: String,
    /// OpenSSL's short name, where it has one.
    pub name: Option<&'static str>,
    /// The value; bytes that do not fit the string type become replacement characters.
    pub value: String,
    /// How the value is encoded.
    pub string_type: StringType,
}

/// ASN.1 string types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StringType {
    /// `UTF8String`.
    Utf8,
    /// `NumericString`.
    Numeric,
    /// `PrintableString`.
    Printable,
    /// `TeletexString`, read as Latin-1 as everyone does.
    Teletex,
    /// `IA5String`.
    Ia5,
    /// `VisibleString`.
    Visible,
    /// `UniversalString`, UTF-32.
    Universal,
    /// `BMPString`, UTF-16.
    Bmp,
    /// No string: the tag.
    Other(u8),
}

impl Subject {
    /// Values of the attribute with this short name, empty ones left out.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.attributes
            .iter()
            .filter(move |attribute| attribute.name == Some(name) && !attribute.value.is_empty())
            .map(|attribute| attribute.value.as_str())
    }

    /// The first value of the attribute with this short name.
    pub fn first<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.values(name).next()
    }

    pub(crate) fn read(name: &Item<'_>) -> Option<Self> {
        let mut attributes = Vec::new();
        for set in name.items(tag::SEQUENCE)? {
            for pair in set.items(tag::SET)? {
                attributes.push(Attribute::read(&pair)?);
            }
        }
        Some(Self { attributes })
    }
}

impl Attribute {
    fn read(pair: &Item<'_>) -> Option<Self> {
        let [kind, value]: [Item<'_>; 2] = pair.items(tag::SEQUENCE)?.try_into().ok()?;
        let oid = kind.oid()?;
        let string_type = StringType::of(value.tag);
        Some(Self {
            name: short_name(&oid),
            oid,
            value: string_type.text(value.value),
            string_type,
        })
    }

    /// The short name, else the object identifier.
    pub fn label(&self) -> &str {
        self.name.unwrap_or(&self.oid)
    }
}

impl StringType {
    fn of(tag: u8) -> Self {
        match tag {
            0x0c => Self::Utf8,
            0x12 => Self::Numeric,
            0x13 => Self::Printable,
            0x14 => Self::Teletex,
            0x16 => Self::Ia5,
            0x1a => Self::Visible,
            0x1c => Self::Universal,
            0x1e => Self::Bmp,
            other => Self::Other(other),
        }
    }

    fn text(self, bytes: &[u8]) -> String {
        match self {
            Self::Teletex => bytes.iter().map(|&byte| char::from(byte)).collect(),
            Self::Bmp => {
                let (units, _) = bytes.as_chunks::<2>();
                let units: Vec<u16> = units.iter().map(|unit| u16::from_be_bytes(*unit)).collect();
                String::from_utf16_lossy(&units)
            }
            Self::Universal => {
                let (units, _) = bytes.as_chunks::<4>();
                let read = |unit: &[u8; 4]| char::from_u32(u32::from_be_bytes(*unit));
                units
                    .iter()
                    .map(|unit| read(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
                    .collect()
            }
            _ => String::from_utf8_lossy(bytes).into_owned(),
        }
    }
}

impl fmt::Display for StringType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Utf8 => "UTF8String",
            Self::Numeric => "NumericString",
            Self::Printable => "PrintableString",
            Self::Teletex => "TeletexString",
            Self::Ia5 => "IA5String",
            Self::Visible => "VisibleString",
            Self::Universal => "UniversalString",
            Self::Bmp => "BMPString",
            Self::Other(tag) => return write!(out, "tag 0x{tag:02x}"),
        })
    }
}

/// OpenSSL's short names.
fn short_name(oid: &str) -> Option<&'static str> {
    NAMES
        .iter()
        .find_map(|(known, name)| (*known == oid).then_some(*name))
}

const NAMES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.16", "postalAddress"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.18", "postOfficeBox"),
    ("2.5.4.20", "telephoneNumber"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.45", "x500UniqueIdentifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.3", "mail"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
    ("1.2.840.113549.1.9.8", "unstructuredAddress"),
    ("1.3.6.1.4.1.311.60.2.1.1", "jurisdictionL"),
    ("1.3.6.1.4.1.311.60.2.1.2", "jurisdictionST"),
    ("1.3.6.1.4.1.311.60.2.1.3", "jurisdictionC"),
];
