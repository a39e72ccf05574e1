//! Character data: references, CDATA sections, line ends, and what may stand between.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem};

use super::{
    chars::{is_char, is_space, name_len},
    scanner::{Scanner, Step, is_end_tag},
};
use crate::error::XmlErrorKind;

impl<'a> Scanner<'a> {
    /// Steps over `<name>`, which stands at the cursor, text, the end tag `</name>` and white space, when the text needs
    /// no work at all and there is some; else the cursor stays. Gives the text and where it begins.
    #[inline(always)]
    pub(crate) fn plain_leaf(&mut self, name: &str) -> Option<(&'a str, usize)> {
        let at = self.pos + name.len() + 2;
        let text = self.plain_text(at)?;
        let found = self.pass_end(at + text.len(), name);
        if found && self.peek().is_some_and(|b| b <= b' ') {
            self.skip_spaces();
        }
        found.then_some((text, at))
    }

    /// The same for text in an element whose start tag has been passed; it may be empty.
    #[inline]
    pub(crate) fn plain_rest(&mut self, name: &str) -> Option<&'a str> {
        let at = self.pos;
        let text = match self.rest().first() {
            Some(b'<') => "",
            _ => self.plain_text(at)?,
        };
        self.pass_end(at + text.len(), name).then_some(text)
    }

    /// Steps over the end tag `</name>`, if that stands at `at`.
    #[inline(always)]
    fn pass_end(&mut self, at: usize, name: &str) -> bool {
        let rest = self.source.as_bytes().get(at..);
        let found = rest.is_some_and(|rest| is_end_tag(rest, name));
        if found {
            self.pos = at + name.len() + 3;
        }
        found
    }

    /// The text from `at` to the next `<`, if there is some and it needs no work.
    #[inline(never)]
    pub(crate) fn plain_text(&mut self, at: usize) -> Option<&'a str> {
        let Some(len) = before_markup(self.source.as_bytes().get(at..)?) else {
            return self.long_plain_text(at);
        };
        let end = at + len;
        if len == 0 || len > self.limits.value || self.special < end {
            return self.checked_plain_text(at, end);
        }
        self.source.get(at..end)
    }

    /// The same, past the words that have been looked at.
    #[inline(never)]
    fn long_plain_text(&mut self, at: usize) -> Option<&'a str> {
        let len = memchr(b'<', &self.source.as_bytes()[at..])?;
        self.checked_plain_text(at, at + len)
    }

    /// The text from `at` to the `<` at `end`, if there is some and it needs no work.
    #[inline(never)]
    fn checked_plain_text(&mut self, at: usize, end: usize) -> Option<&'a str> {
        let is_text = end > at && end - at <= self.limits.value;
        (is_text && self.is_plain(at, end))
            .then(|| self.source.get(at..end))
            .flatten()
    }

    /// Whether no byte that needs work stands in a range: a reference, a carriage return, or what might be `]]>`; nor a
    /// character that no document may hold.
    fn is_plain(&mut self, start: usize, end: usize) -> bool {
        while self.special < end {
            if (start..self.checked).contains(&self.special) {
                return false;
            }
            let from = self.special.max(start);
            if from >= self.checked {
                if self.forbidden {
                    return false;
                }
                self.check_on();
            }
            let window = self.source.as_bytes().get(from..self.checked);
            let next = window.and_then(|window| memchr3(b'&', b'\r', b']', window));
            self.special = next.map_or(self.checked, |len| from + len);
        }
        true
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
        let len = memchr3(b'<', b'&', b'\r', rest).unwrap_or(rest.len());
        let piece = &self.source[start..start + len];
        // A bracket is rare, and looking for one quick.
        let bracket = memchr(b']', piece.as_bytes());
        if let Some(at) = bracket.and_then(|_| piece.find("]]>")) {
            return Err(self.fail(XmlErrorKind::CdataEnd, start + at));
        }
        if len > self.limits.value {
            return Err(self.fail(XmlErrorKind::ValueTooLong(self.limits.value), start));
        }
        self.check_to(start + len)?;
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
        self.check_to(start + len)?;
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

/// How many bytes stand before the first `<`, if it is among the first few words, as in most texts.
#[inline(always)]
pub(crate) fn before_markup(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::MAX / 0xFF;
    let (words, _) = text.as_chunks::<8>();
    for (index, word) in words.iter().take(4).enumerate() {
        let zeroed = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'<'));
        // The lowest bit set is that of the first zero byte; later ones may be wrong.
        let found = zeroed.wrapping_sub(ONES) & !zeroed & (ONES << 7);
        if found != 0 {
            return Some(8 * index + found.trailing_zeros() as usize / 8);
        }
    }
    None
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
