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

/// The same, looked up: quicker for a few bytes.
static SPECIAL: [bool; 256] = {
    let mut special = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "it ends before 256")]
        let value = is_special(byte as u8);
        special[byte] = value;
        byte += 1;
    }
    special
};

/// Whether one of the bytes needs work.
#[inline]
fn needs_work(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<32>();
    let blocks = blocks.as_flattened();
    let in_rest = rest
        .iter()
        .fold(false, |found, &b| found | SPECIAL[usize::from(b)]);
    in_rest || blocks.iter().fold(false, |found, &b| found | is_special(b))
}

/// Appends text so that it reads back unchanged. Gives the first character that XML cannot carry.
pub(crate) fn push_escaped(text: &str, buffer: &mut Vec<u8>) -> Result<(), char> {
    if needs_work(text.as_bytes()) {
        push_special(text, buffer)
    } else {
        buffer.extend_from_slice(text.as_bytes());
        Ok(())
    }
}

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
