//! Which characters XML 1.0 (fifth edition) allows, and where.

use crate::error::{XmlError, XmlErrorKind};

/// Space, tab, line feed or carriage return.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether the character may stand in a document at all.
pub(crate) const fn is_char(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => true,
        '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => false,
        _ => true,
    }
}

/// Whether it may begin a name; the colon is left out, as namespaces give it a meaning of its own.
const fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// Whether it may stand inside a name; the colon is left out.
const fn is_name_char(c: char) -> bool {
    is_name_start(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// Length in bytes of the name without colon that `text` begins with; 0 when it begins with none.
pub(crate) fn name_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_plain = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let plain = bytes.iter().take_while(|b| is_plain(b)).count();
    let begins = bytes
        .first()
        .is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_');
    if begins && bytes.get(plain).is_none_or(u8::is_ascii) {
        return plain;
    }
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, c)) if is_name_start(c) => {}
        _ => return 0,
    }
    chars
        .find(|&(_, c)| !is_name_char(c))
        .map_or(text.len(), |(at, _)| at)
}

/// Whether a character that no document may hold might stand there: a control character, or the first byte of U+FFFE
/// and U+FFFF. Most blocks hold neither any byte under 0x20 nor one from 0xEF on, so that is asked first; then line
/// feeds are let pass.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches it vectorises"
)]
fn is_suspicious(block: &[u8]) -> bool {
    let bounds = |(least, greatest): (u8, u8), b: u8| (least.min(b), greatest.max(b));
    let are_plain = |(least, greatest): (u8, u8)| least >= 0x20 && greatest < 0xEF;
    let lines = |&b: &u8| if b == b'\n' { b' ' } else { b };
    if are_plain(block.iter().copied().fold((u8::MAX, 0), bounds))
        || are_plain(block.iter().map(lines).fold((u8::MAX, 0), bounds))
    {
        return false;
    }
    let control = |found: bool, &b: &u8| {
        found | ((b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r')) | (b == 0xEF)
    };
    block.iter().fold(false, control)
}

/// Refuses a text with a character that no document may hold.
pub(crate) fn check_characters(text: &str) -> Result<(), XmlError> {
    const BLOCK: usize = 1024;
    let clean = !text.as_bytes().chunks(BLOCK).any(is_suspicious);
    let guilty = if clean {
        None
    } else {
        text.char_indices().find(|&(_, c)| !is_char(c))
    };
    match guilty {
        None => Ok(()),
        Some((offset, c)) => Err(XmlError {
            kind: XmlErrorKind::Character(c.into()),
            offset,
        }),
    }
}
