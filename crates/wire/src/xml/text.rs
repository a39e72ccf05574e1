//! Character data: references, CDATA sections, line ends, and what may stand between.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

use super::{
    chars::{is_char, is_space, name_len},
    scanner::{Scanner, Step, is_end_tag},
};
use crate::error::XmlErrorKind;

impl<'a> Scanner<'a> {
    /// Steps over text and the end tag `</name>`, when the text needs no work at all; else the cursor stays, for
    /// [`Scanner::text`].
    #[inline]
    pub(crate) fn plain_leaf(&mut self, name: &str) -> Option<&'a str> {
        let rest = self.rest();
        let len = special(rest)?;
        if !is_end_tag(&rest[len..], name) {
            return None;
        }
        let text = self.plain(len)?;
        self.pos += len + name.len() + 3;
        Some(text)
    }

    /// The next `len` bytes, if they may stand as text.
    #[inline]
    fn plain(&self, len: usize) -> Option<&'a str> {
        let text = self.source.get(self.pos..self.pos + len)?;
        let clean = !self.cdata_end || cdata_end(text).is_none();
        (clean && !self.closing && len <= self.limits.value).then_some(text)
    }

    /// Character data up to the next tag, unescaped; comments and instructions within are left out, and
    /// [`Scanner::was_interrupted`] tells that there were some.
    pub(crate) fn text(&mut self) -> Step<Cow<'a, str>> {
        self.interrupted = false;
        let mut text = Cow::Borrowed("");
        if self.closing {
            return Ok(text);
        }
        let start = self.pos;
        loop {
            let piece = self.piece()?;
            append(&mut text, piece);
            match self.rest() {
                [b'<', b'!' | b'?', ..] => {
                    self.interrupted = true;
                    if !self.aside()? {
                        let section = self.cdata()?;
                        append_lines(&mut text, section);
                    }
                }
                [b'<', ..] => return Ok(text),
                [b'&', ..] => {
                    let c = self.reference()?;
                    text.to_mut().push(c);
                }
                [b'\r', ..] => {
                    text.to_mut().push('\n');
                    self.pos += if self.rest().starts_with(b"\r\n") {
                        2
                    } else {
                        1
                    };
                }
                _ => return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len())),
            }
            if text.len() > self.limits.value {
                return Err(self.fail(XmlErrorKind::ValueTooLong(self.limits.value), start));
            }
        }
    }

    /// Whether the last text had comments, instructions or CDATA sections in it.
    pub(crate) fn was_interrupted(&self) -> bool {
        self.interrupted
    }

    /// Characters as they stand, up to the next `<`, `&` or carriage return.
    fn piece(&mut self) -> Step<&'a str> {
        let rest = self.rest();
        let start = self.pos;
        let len = special(rest).unwrap_or(rest.len());
        let piece = &self.source[start..start + len];
        if self.cdata_end
            && let Some(at) = cdata_end(piece)
        {
            return Err(self.fail(XmlErrorKind::CdataEnd, start + at));
        }
        if len > self.limits.value {
            return Err(self.fail(XmlErrorKind::ValueTooLong(self.limits.value), start));
        }
        self.pos += len;
        Ok(piece)
    }

    /// Steps over the comment or instruction at the cursor; false when it is a CDATA section.
    pub(super) fn aside(&mut self) -> Step<bool> {
        let rest = self.rest();
        if rest.starts_with(b"<!--") {
            self.comment()?;
        } else if rest.starts_with(b"<?") {
            self.instruction()?;
        } else if rest.starts_with(b"<![CDATA[") {
            return Ok(false);
        } else if rest.starts_with(b"<!DOCTYPE") {
            return Err(self.fail(XmlErrorKind::Doctype, self.pos));
        } else {
            return Err(self.fail(XmlErrorKind::Markup, self.pos));
        }
        Ok(true)
    }

    /// The content of the CDATA section at the cursor.
    fn cdata(&mut self) -> Step<&'a str> {
        let start = self.pos + "<![CDATA[".len();
        let Some(len) = memmem::find(&self.source.as_bytes()[start..], b"]]>") else {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
        };
        if len > self.limits.value {
            return Err(self.fail(XmlErrorKind::ValueTooLong(self.limits.value), self.pos));
        }
        self.pos = start + len + 3;
        Ok(&self.source[start..start + len])
    }

    fn comment(&mut self) -> Step<()> {
        let start = self.pos + "<!--".len();
        let Some(len) = memmem::find(&self.source.as_bytes()[start..], b"--") else {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
        };
        self.pos = start + len + 2;
        match self.peek() {
            Some(b'>') => {
                self.pos += 1;
                Ok(())
            }
            None => Err(self.fail(XmlErrorKind::UnexpectedEnd, self.pos)),
            Some(_) => Err(self.fail(XmlErrorKind::Comment, start + len)),
        }
    }

    fn instruction(&mut self) -> Step<()> {
        let start = self.pos;
        let target = &self.source[start + 2..];
        let len = name_len(target);
        let (name, after) = target.split_at(len);
        if name.eq_ignore_ascii_case("xml") {
            return Err(self.fail(XmlErrorKind::Declaration, start));
        }
        let Some(end) = memmem::find(after.as_bytes(), b"?>") else {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
        };
        if after.starts_with(':') && len > 0 {
            return Err(self.fail(XmlErrorKind::Colon, start + 2 + len));
        }
        if len == 0 || !(end == 0 || is_space(after.as_bytes()[0])) {
            return Err(self.fail(XmlErrorKind::Instruction, start));
        }
        self.pos = start + 2 + len + end + 2;
        Ok(())
    }

    /// The character that the reference at the cursor stands for.
    fn reference(&mut self) -> Step<char> {
        match reference(&self.source[self.pos..]) {
            Ok((c, len)) => {
                self.pos += len;
                Ok(c)
            }
            Err(kind) => Err(self.fail(kind, self.pos)),
        }
    }
}

/// Where `]]>` stands. Kept out of line: most documents never need it.
#[inline(never)]
fn cdata_end(text: &str) -> Option<usize> {
    text.find("]]>")
}

/// Where the first `<`, `&` or carriage return stands. Most texts are short: two words are looked at before the call.
#[inline]
fn special(text: &[u8]) -> Option<usize> {
    let Some((first, rest)) = text.split_first_chunk::<8>() else {
        return memchr3(b'<', b'&', b'\r', text);
    };
    let found = marks(*first);
    if found != 0 {
        return Some(found.trailing_zeros() as usize / 8);
    }
    if let Some(second) = rest.first_chunk::<8>() {
        let found = marks(*second);
        if found != 0 {
            return Some(8 + found.trailing_zeros() as usize / 8);
        }
    }
    memchr3(b'<', b'&', b'\r', rest).map(|at| at + 8)
}

/// The high bit of each byte that is `<`, `&` or carriage return; bytes after the first such one may be marked wrongly.
#[inline]
fn marks(word: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    let word = u64::from_le_bytes(word);
    let has = |byte: u8| {
        let zeroed = word ^ (ONES * u64::from(byte));
        zeroed.wrapping_sub(ONES) & !zeroed
    };
    (has(b'<') | has(b'&') | has(b'\r')) & (ONES << 7)
}

fn append<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if text.is_empty() {
        *text = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        text.to_mut().push_str(piece);
    }
}

/// The same with line ends made LF, as XML wants it.
fn append_lines<'a>(text: &mut Cow<'a, str>, piece: &'a str) {
    if memchr(b'\r', piece.as_bytes()).is_none() {
        append(text, piece);
    } else {
        let lines = piece.replace("\r\n", "\n").replace('\r', "\n");
        text.to_mut().push_str(&lines);
    }
}

/// The character and the length of the reference that `text`, which begins with `&`, begins with.
pub(super) fn reference(text: &str) -> Result<(char, usize), XmlErrorKind> {
    let body = &text[1..];
    let bounded = &body.as_bytes()[..body.len().min(MAX_REFERENCE)];
    let end = memchr(b';', bounded).ok_or(XmlErrorKind::Reference)?;
    let name = &body[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => numbered(number)?,
        None => match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "apos" => '\'',
            "quot" => '"',
            _ if !name.is_empty() && name_len(name) == name.len() => {
                return Err(XmlErrorKind::Entity);
            }
            _ => return Err(XmlErrorKind::Reference),
        },
    };
    Ok((c, end + 2))
}

/// Longest reference that is looked at; leading zeros make any length legal.
const MAX_REFERENCE: usize = 256;

fn numbered(number: &str) -> Result<char, XmlErrorKind> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Err(XmlErrorKind::Reference);
    }
    let significant = digits.trim_start_matches('0');
    u32::from_str_radix(significant, radix)
        .ok()
        .and_then(char::from_u32)
        .filter(|&c| is_char(c))
        .ok_or(XmlErrorKind::CharacterReference)
}
