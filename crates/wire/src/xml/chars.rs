//! Which characters XML 1.0 (fifth edition) allows, and where.

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

/// ASCII that may stand inside a name.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0_u8;
    while byte.is_ascii() {
        plain[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        byte += 1;
    }
    plain
};

/// Length in bytes of the name without colon that `text` begins with; 0 when it begins with none.
pub(crate) fn name_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let plain = bytes.iter().take_while(|b| PLAIN[usize::from(**b)]).count();
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
/// and U+FFFF.
///
/// Shifted by 17, the bytes from 0xEF on come lowest, then 0x00 to 0x08, tab and line feed, and the other control
/// characters; two bounds then pass over any usual block. Carriage returns are let pass only at a closer look.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches it vectorises"
)]
fn is_suspicious(block: &[u8]) -> bool {
    const TAB: u8 = b'\t' + 17;
    let bounds = |(low, high): (u8, u8), &byte: &u8| {
        let shifted = byte.wrapping_add(17);
        (low.min(shifted), high.min(shifted.wrapping_sub(TAB + 2)))
    };
    let (low, high) = block.iter().fold((u8::MAX, u8::MAX), bounds);
    if low >= TAB && high >= b' ' - b'\n' - 1 {
        return false;
    }
    let control = |found: bool, &b: &u8| {
        found | ((b < 0x20) & (b != b'\t') & (b != b'\n') & (b != b'\r')) | (b == 0xEF)
    };
    block.iter().fold(false, control)
}

/// The first character that no document may hold, among those that begin in a range.
pub(crate) fn forbidden(text: &str, start: usize, end: usize) -> Option<usize> {
    const BLOCK: usize = 4096;
    let range = text.as_bytes().get(start..end)?;
    let blocks = range.chunks(BLOCK).zip((start..).step_by(BLOCK));
    let mut suspicious = blocks.filter(|(block, _)| is_suspicious(block));
    suspicious.find_map(|(block, at)| forbidden_in(text, at, at + block.len()))
}

/// The same without a quick look before.
fn forbidden_in(text: &str, start: usize, end: usize) -> Option<usize> {
    let start = text.ceil_char_boundary(start);
    let mut chars = text[start..]
        .char_indices()
        .map(|(at, c)| (start + at, c))
        .take_while(|&(at, _)| at < end);
    chars.find(|&(_, c)| !is_char(c)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_judged_wherever_it_stands() {
        let borders = [
            '\u{EEEE}',
            '\u{EFFF}',
            '\u{F000}',
            '\u{FFFD}',
            '\u{FFFE}',
            '\u{FFFF}',
            '\u{10000}',
        ];
        let characters = ('\0'..='\u{FF}').chain(borders);
        for c in characters {
            for before in [0, 7, 16, 4093, 4094, 4095, 4096, 8192] {
                let mut text = "x".repeat(before);
                text.push(c);
                text.push_str("tail");
                let expected = (!is_char(c)).then_some(before);
                let found = forbidden(&text, 0, text.len());
                assert_eq!(found, expected, "U+{:04X} after {before}", u32::from(c));
            }
        }
    }
}
