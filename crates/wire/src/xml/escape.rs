//! Text on its way out.

use super::chars::{is_char, name_len};

/// Whether `text` can name an element (without a prefix).
pub(crate) fn is_name(text: &str) -> bool {
    let len = name_len(text);
    len > 0 && len == text.len()
}

/// Whether a byte needs work; 0xEF begins U+FFFE and U+FFFF.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches it vectorises"
)]
const fn is_special(b: u8) -> bool {
    ((b < b' ') & (b != b'\n') & (b != b'\t'))
        | (b == b'&')
        | (b == b'<')
        | (b == b'>')
        | (b == 0xEF)
}

/// Bits among the top ones of eight bytes, if one of them may need work; line feeds and tabs count too.
#[inline(always)]
const fn suspicion(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = u64::MAX / 0xFF;
    // The top bit of a byte that is less than `n`, which is 0x80 at most; those above the lowest such byte may be wrong.
    const fn less(word: u64, n: u64) -> u64 {
        word.wrapping_sub(ONES * n) & !word
    }
    let word = u64::from_le_bytes(bytes);
    let ampersand = less(word ^ (ONES * 0x26), 1);
    // `<` and `>` differ in one bit.
    let angle = less((word | (ONES * 2)) ^ (ONES * 0x3E), 1);
    let noncharacter = less(word ^ (ONES * 0xEF), 1);
    (less(word, 0x20) | ampersand | angle | noncharacter) & (ONES << 7)
}

/// Whether one of the bytes of a text may need work. The blocks that it is looked at in may overlap.
#[inline(always)]
fn may_need_work(text: &[u8]) -> bool {
    if let (Some(first), Some(last)) = (text.first_chunk::<16>(), text.last_chunk::<16>()) {
        let pairs = first.iter().zip(last);
        let any = |found, (a, b): (&u8, &u8)| found | is_special(*a) | is_special(*b);
        return pairs.fold(false, any) || (text.len() > 32 && has_special(text));
    }
    if let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) {
        return suspicion(*first) | suspicion(*last) != 0;
    }
    if let (Some(&[a, b, c, d]), Some(&[e, f, g, h])) = (text.first_chunk(), text.last_chunk()) {
        return suspicion([a, b, c, d, e, f, g, h]) != 0;
    }
    match *text {
        [] => false,
        [a] => suspicion([a; 8]) != 0,
        [a, .., b] => suspicion([a, b, text[1], a, a, a, a, a]) != 0,
    }
}

/// Whether one of the bytes of a long text needs work.
#[inline(never)]
fn has_special(text: &[u8]) -> bool {
    let (blocks, _) = text.as_chunks::<16>();
    let bytes = blocks.as_flattened().iter();
    bytes.fold(false, |found, &b| found | is_special(b))
}

/// Appends text so that it reads back unchanged. Gives the first character that XML cannot carry.
#[inline(always)]
pub(crate) fn push_escaped(text: &str, buffer: &mut Vec<u8>) -> Result<(), char> {
    if may_need_work(text.as_bytes()) {
        push_special(text, buffer)
    } else {
        buffer.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

#[cold]
fn push_special(text: &str, buffer: &mut Vec<u8>) -> Result<(), char> {
    let mut rest = text;
    let is_special = |c: char| matches!(c, '&' | '<' | '>' | '\r') || !is_char(c);
    while let Some(at) = rest.find(is_special) {
        buffer.extend_from_slice(&rest.as_bytes()[..at]);
        let escaped: &[u8] = match rest.as_bytes()[at] {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'\r' => b"&#xD;",
            _ => return Err(rest[at..].chars().next().unwrap_or('\0')),
        };
        buffer.extend_from_slice(escaped);
        rest = &rest[at + 1..];
    }
    buffer.extend_from_slice(rest.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As [`may_need_work`], one byte at a time.
    fn needs_work(text: &str) -> bool {
        text.bytes().any(is_special)
    }

    #[test]
    fn every_byte_that_needs_work_is_found_wherever_it_stands() {
        let characters = ('\0'..='\u{FF}').chain(['\u{F000}', '\u{FFFD}', '\u{10000}']);
        for c in characters {
            for length in 0..70_usize {
                for before in [0, 1, length / 2, length.saturating_sub(1), length] {
                    let text = format!(
                        "{}{c}{}",
                        "x".repeat(before),
                        "y".repeat(length - before.min(length))
                    );
                    let found = may_need_work(text.as_bytes());
                    assert!(
                        found || !needs_work(&text),
                        "U+{:04X} in {text:?}",
                        u32::from(c)
                    );
                    let is_line = matches!(c, '\n' | '\t');
                    assert!(
                        !found || needs_work(&text) || is_line,
                        "U+{:04X} in {text:?}",
                        u32::from(c)
                    );
                }
            }
        }
    }
}
