//! What stands around the root element: declaration, comments, instructions.

use memchr::memmem;

use super::{
    chars::is_space,
    scanner::{Scanner, Step},
};
use crate::error::XmlErrorKind;

/// Declarations that need no closer look, as most writers put them, and the encoding that each names.
const USUAL: [(&[u8], Option<&str>); 3] = [
    (b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>", Some("UTF-8")),
    (b"<?xml version=\"1.0\" encoding=\"utf-8\"?>", Some("UTF-8")),
    (b"<?xml version=\"1.0\"?>", None),
];

/// The length of the usual declaration that a document begins with, and the encoding that it names.
pub(crate) fn usual_declaration(document: &[u8]) -> Option<(usize, Option<&'static str>)> {
    let found = USUAL.iter().find(|(text, _)| document.starts_with(text));
    found.map(|(text, encoding)| (text.len(), *encoding))
}

impl Scanner<'_> {
    /// Reads up to the root element's start tag.
    pub(crate) fn prolog(&mut self) -> Step<()> {
        if self.source.starts_with('\u{FEFF}') {
            self.pos = '\u{FEFF}'.len_utf8();
        }
        if let Some((len, _)) = usual_declaration(self.rest()) {
            self.pos += len;
        } else if let [b'<', b'?', b'x', b'm', b'l', after, ..] = self.rest()
            && is_space(*after)
        {
            self.declaration()?;
        }
        if self.around_root()? {
            Ok(())
        } else {
            Err(self.fail(XmlErrorKind::NoRoot, self.source.len()))
        }
    }

    /// Reads from the root element's end to the end of the document.
    pub(crate) fn epilog(&mut self) -> Step<()> {
        if self.around_root()? {
            Err(self.fail(XmlErrorKind::SecondRoot, self.pos))
        } else {
            self.check_to(self.source.len())
        }
    }

    /// Steps over white space, comments and instructions; true when a start tag follows, false at the end.
    fn around_root(&mut self) -> Step<bool> {
        loop {
            self.skip_space();
            match self.rest() {
                [] => return Ok(false),
                [b'<', b'!' | b'?', ..] => {
                    if !self.aside()? {
                        return Err(self.fail(XmlErrorKind::TextOutsideRoot, self.pos));
                    }
                }
                [b'<', b'/', ..] => return Err(self.fail(XmlErrorKind::EndTag, self.pos)),
                [b'<', ..] => return Ok(true),
                _ => return Err(self.fail(XmlErrorKind::TextOutsideRoot, self.pos)),
            }
        }
    }

    /// The XML declaration: version, then perhaps encoding, then perhaps standalone.
    fn declaration(&mut self) -> Step<()> {
        let start = self.pos;
        let Some(len) = memmem::find(self.rest(), b"?>") else {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
        };
        let inside = &self.source[start + "<?xml".len()..start + len];
        match check_declaration(inside) {
            Ok(()) => {
                self.pos = start + len + 2;
                Ok(())
            }
            Err(kind) => Err(self.fail(kind, start)),
        }
    }
}

fn check_declaration(inside: &str) -> Result<(), XmlErrorKind> {
    let malformed = XmlErrorKind::Declaration;
    let (version, rest) = pseudo_attribute(inside, "version").ok_or(malformed.clone())?;
    if version != "1.0" {
        return Err(XmlErrorKind::Version);
    }
    let rest = match pseudo_attribute(rest, "encoding") {
        Some((name, rest)) if is_encoding_name(name) => rest,
        Some(_) => return Err(malformed),
        None => rest,
    };
    let rest = match pseudo_attribute(rest, "standalone") {
        Some(("yes" | "no", rest)) => rest,
        Some(_) => return Err(malformed),
        None => rest,
    };
    if rest.bytes().all(is_space) {
        Ok(())
    } else {
        Err(malformed)
    }
}

/// The value of ` name = "value"` at the start of `text`, and what follows.
pub(crate) fn pseudo_attribute<'t>(text: &'t str, name: &str) -> Option<(&'t str, &'t str)> {
    let trim = |text: &'t str| text.trim_start_matches([' ', '\t', '\n', '\r']);
    let trimmed = trim(text);
    if trimmed.len() == text.len() {
        return None;
    }
    let value = trim(trimmed.strip_prefix(name)?).strip_prefix('=')?;
    let value = trim(value);
    let quote = value.chars().next().filter(|&c| c == '"' || c == '\'')?;
    value[1..].split_once(quote)
}

/// Whether it is written as names of encodings are.
pub(crate) fn is_encoding_name(name: &str) -> bool {
    let inner = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(inner)
}
