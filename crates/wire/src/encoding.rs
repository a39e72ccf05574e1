//! From bytes to text: UTF-8, and the three single-byte encodings that such services declare.

use std::borrow::Cow;

use crate::{
    error::{XmlError, XmlErrorKind},
    xml::{is_encoding_name, is_space, pseudo_attribute, usual_declaration},
};

/// Windows-1252 from 0x80 to 0x9F; the five bytes without a character give U+FFFD.
const WINDOWS: [char; 32] = [
    '€', '\u{FFFD}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{FFFD}', 'Ž',
    '\u{FFFD}', '\u{FFFD}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{FFFD}',
    'ž', 'Ÿ',
];

/// An encoding that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Ascii,
    /// ISO-8859-1 too: senders that declare it mean Windows-1252.
    Windows(&'static str),
}

/// The text of a body, and the encoding's name when it is not UTF-8.
pub type Text<'b> = (Cow<'b, str>, Option<&'static str>);

/// Decodes a body: as its XML declaration says, else as the `charset` of its content type, else as UTF-8.
///
/// # Errors
///
/// When the encoding is not read, or a byte is not of it.
pub fn decode<'b>(body: &'b [u8], content_type: Option<&str>) -> Result<Text<'b>, XmlError> {
    let (encoding, mark) = detect(body, content_type)?;
    encoding.decode(&body[mark..], mark)
}

/// The encoding of a body, from its beginning, and the length of its byte order mark.
pub(crate) fn detect(
    body: &[u8],
    content_type: Option<&str>,
) -> Result<(Encoding, usize), XmlError> {
    if let Some(name) = utf16_or_32(body) {
        return Err(unread(name));
    }
    let (bytes, mark) = match body.strip_prefix(b"\xEF\xBB\xBF") {
        Some(rest) => (rest, 3),
        None => (body, 0),
    };
    let header = || content_type.and_then(charset).filter(|_| mark == 0);
    let encoding = match declared(bytes).or_else(header) {
        Some(name) => known(name).ok_or_else(|| unread(name))?,
        None => Encoding::Utf8,
    };
    if mark > 0 && encoding != Encoding::Utf8 {
        return Err(XmlError {
            kind: XmlErrorKind::EncodingMark,
            offset: 0,
        });
    }
    Ok((encoding, mark))
}

impl Encoding {
    /// The text of some bytes, of which `before` others stand in front.
    pub(crate) fn decode(self, bytes: &[u8], before: usize) -> Result<Text<'_>, XmlError> {
        let text = match self {
            Self::Utf8 => return utf8(bytes, before),
            Self::Ascii => ascii(bytes),
            Self::Windows(name) => windows(bytes, name),
        };
        text.map_err(|mut error| {
            error.offset += before;
            error
        })
    }
}

fn unread(name: &str) -> XmlError {
    XmlError {
        kind: XmlErrorKind::Encoding(name.to_owned()),
        offset: 0,
    }
}

/// Byte order marks of other encodings, and `<` or `<?` written in them.
fn utf16_or_32(body: &[u8]) -> Option<&'static str> {
    match body {
        [0, 0, 0xFE, 0xFF, ..]
        | [0xFF, 0xFE, 0, 0, ..]
        | [0, 0, 0, b'<', ..]
        | [b'<', 0, 0, 0, ..] => Some("UTF-32"),
        [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] => Some("UTF-16"),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => Some("EBCDIC"),
        [b'+', b'/', b'v', ..] => Some("UTF-7"),
        _ => None,
    }
}

/// The name in the XML declaration, if it is written as the grammar wants it; the scanner refuses the rest.
fn declared(bytes: &[u8]) -> Option<&str> {
    if let Some((_, encoding)) = usual_declaration(bytes) {
        return encoding;
    }
    let head = &bytes[..bytes.len().min(256)];
    let rest = head.strip_prefix(b"<?xml")?;
    rest.first().filter(|&&b| is_space(b))?;
    let end = memchr::memmem::find(rest, b"?>")?;
    let inside = std::str::from_utf8(&rest[..end]).ok()?;
    let (_, inside) = pseudo_attribute(inside, "version")?;
    let (name, _) = pseudo_attribute(inside, "encoding")?;
    is_encoding_name(name).then_some(name)
}

/// The `charset` of a content type.
fn charset(content_type: &str) -> Option<&str> {
    let mut parameters = content_type.split(';').skip(1);
    let value = parameters.find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let matches = name.trim().eq_ignore_ascii_case("charset");
        matches.then(|| value.trim().trim_matches(['"', '\'']))
    });
    value.filter(|value| !value.is_empty())
}

fn known(name: &str) -> Option<Encoding> {
    const LATIN_1: &[&str] = &["iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1"];
    const KNOWN: [(Encoding, &[&str]); 4] = [
        (Encoding::Utf8, &["utf-8", "utf8"]),
        (Encoding::Ascii, &["us-ascii", "ascii"]),
        (Encoding::Windows("ISO-8859-1"), LATIN_1),
        (
            Encoding::Windows("Windows-1252"),
            &["windows-1252", "cp1252"],
        ),
    ];
    let is_called = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let found = KNOWN.iter().find(|(_, names)| is_called(names));
    found.map(|(encoding, _)| *encoding)
}

fn utf8(bytes: &[u8], before: usize) -> Result<Text<'_>, XmlError> {
    Ok((Cow::Borrowed(text(bytes, before)?), None))
}

/// The text of bytes in UTF-8 that begin at byte `before`.
pub(crate) fn text(bytes: &[u8], before: usize) -> Result<&str, XmlError> {
    // The faster one does not say where the fault is.
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Ok(text);
    }
    simdutf8::compat::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        invalid(bytes[at], "UTF-8", before + at)
    })
}

fn ascii(bytes: &[u8]) -> Result<Text<'_>, XmlError> {
    match bytes.iter().position(|b| !b.is_ascii()) {
        None => {
            let (text, _) = utf8(bytes, 0)?;
            Ok((text, Some("US-ASCII")))
        }
        Some(at) => Err(invalid(bytes[at], "US-ASCII", at)),
    }
}

fn windows<'b>(bytes: &'b [u8], name: &'static str) -> Result<Text<'b>, XmlError> {
    if bytes.is_ascii() {
        let (text, _) = utf8(bytes, 0)?;
        return Ok((text, Some(name)));
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for (at, &byte) in bytes.iter().enumerate() {
        let c = match byte {
            0x80..=0x9F => WINDOWS[usize::from(byte - 0x80)],
            _ => char::from(byte),
        };
        if c == '\u{FFFD}' {
            return Err(invalid(byte, name, at));
        }
        text.push(c);
    }
    Ok((Cow::Owned(text), Some(name)))
}

fn invalid(byte: u8, encoding: &'static str, offset: usize) -> XmlError {
    XmlError {
        kind: XmlErrorKind::InvalidByte { byte, encoding },
        offset,
    }
}
