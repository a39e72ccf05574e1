//! Scalar values: their types on the wire, and what each may hold.

use std::borrow::Cow;

use crate::{shape::Kind, xml::is_space};

/// A scalar value.
#[derive(Debug)]
pub(super) struct Scalar<'a> {
    pub(super) kind: Type,
    /// As sent, unescaped.
    pub(super) text: Cow<'a, str>,
    /// Where its text begins.
    pub(super) at: usize,
    /// Comments, instructions or CDATA sections stand in it.
    pub(super) interrupted: bool,
}

/// The type of a scalar on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// No type: text.
    Untyped,
    /// `<string>`.
    String,
    /// `<int>`, `<i4>` and `<i8>`.
    Int,
    /// `<boolean>`.
    Boolean,
    /// `<double>`.
    Double,
    /// `<dateTime.iso8601>`.
    DateTime,
    /// `<base64>`.
    Base64,
}

impl Type {
    /// The type of this element.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "string" => Self::String,
            "int" | "i4" | "i8" => Self::Int,
            "boolean" => Self::Boolean,
            "double" => Self::Double,
            "dateTime.iso8601" => Self::DateTime,
            "base64" => Self::Base64,
            _ => return None,
        })
    }

    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Untyped => "text without a type",
            Self::String => "string",
            Self::Int => "int",
            Self::Boolean => "boolean",
            Self::Double => "double",
            Self::DateTime => "dateTime.iso8601",
            Self::Base64 => "base64",
        }
    }

    /// Whether the document's type for `kind` is this one.
    pub(super) fn fits(self, kind: Kind) -> bool {
        match kind {
            Kind::Int(..) => self == Self::Int,
            Kind::Enum(list) if list.int => self == Self::Int,
            Kind::Boolean => self == Self::Boolean,
            Kind::DateTime => matches!(self, Self::Untyped | Self::String | Self::DateTime),
            _ => matches!(self, Self::Untyped | Self::String),
        }
    }
}

impl<'a> Scalar<'a> {
    /// Its value as text, or what it must be.
    pub(super) fn value(self, kind: Kind) -> Result<Cow<'a, str>, &'static str> {
        if self.interrupted && (is_number(kind) || !self.is_text()) {
            return Err("a value without comments or CDATA sections in it");
        }
        let text = self.text;
        match self.kind {
            Type::Untyped | Type::String | Type::DateTime => Ok(text),
            Type::Int if is_int(&text) => Ok(text),
            Type::Int => Err("a whole number: digits, perhaps after a minus"),
            Type::Boolean => boolean(text, kind),
            Type::Double if is_double(&text) => Ok(text),
            Type::Double => Err("a decimal number"),
            Type::Base64 => decode_base64(&text).map(Cow::Owned).ok_or("text in base64"),
        }
    }

    fn is_text(&self) -> bool {
        matches!(self.kind, Type::Untyped | Type::String)
    }
}

fn is_number(kind: Kind) -> bool {
    match kind {
        Kind::Int(..) | Kind::Boolean => true,
        Kind::Enum(list) => list.int,
        _ => false,
    }
}

pub(super) fn is_int(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
}

fn is_double(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction) && whole.len() + fraction.len() > 0
}

fn boolean(text: Cow<'_, str>, kind: Kind) -> Result<Cow<'_, str>, &'static str> {
    let words = matches!(kind, Kind::Boolean);
    match text.as_ref() {
        "1" if words => Ok(Cow::Borrowed("true")),
        "0" if words => Ok(Cow::Borrowed("false")),
        "0" | "1" => Ok(text),
        _ => Err("0 or 1"),
    }
}

/// Base64 as XML-RPC has it: line breaks anywhere, padding at the end. The content must be text.
fn decode_base64(text: &str) -> Option<String> {
    let digits: Vec<u8> = text.bytes().filter(|&b| !is_space(b)).collect();
    let padding = digits.iter().rev().take_while(|&&b| b == b'=').count();
    if !digits.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 4 * 3);
    for group in digits[..digits.len() - padding].chunks(4) {
        let mut bits = 0;
        for &digit in group {
            bits = bits << 6 | sextet(digit)?;
        }
        bits <<= 6 * (4 - group.len());
        let [_, first, second, third] = u32::to_be_bytes(bits);
        bytes.extend_from_slice(&[first, second, third][..group.len() - 1]);
    }
    String::from_utf8(bytes).ok()
}

fn sextet(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64() {
        assert_eq!(decode_base64("Y8OpcnQ=").as_deref(), Some("cért"));
        assert_eq!(decode_base64("Y2\nVydA==").as_deref(), Some("cert"));
        assert_eq!(decode_base64("").as_deref(), Some(""));
        for wrong in ["Y", "=Y8O", "Y===", "Y8Op*nQ=", "/w=="] {
            assert_eq!(decode_base64(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers() {
        assert!(is_int("-0012345678901234567890"));
        assert!(is_double("-3.14") && is_double("3") && is_double(".5"));
        for wrong in ["", "-", "+1", " 1", "1e3", "NaN", "0x10", "1."] {
            assert!(!is_int(wrong), "{wrong}");
        }
        for wrong in ["", ".", "NaN", "1e3", "inf", "1.2.3", "--1"] {
            assert!(!is_double(wrong), "{wrong}");
        }
    }
}
