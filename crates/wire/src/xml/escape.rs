//! Text on its way out.

use super::chars::{is_char, name_len};

/// Whether `text` can name an element (without a prefix).
pub(crate) fn is_name(text: &str) -> bool {
    let len = name_len(text);
    len > 0 && len == text.len()
}

/// Whether there was, or is, a byte that needs work; 0xEF begins U+FFFE and U+FFFF.
#[expect(
    clippy::needless_bitwise_bool,
    reason = "without branches it vectorises"
)]
fn is_special_or(found: bool, b: u8) -> bool {
    found
        | ((b < b' ') & (b != b'\n') & (b != b'\t'))
        | (b == b'&')
        | (b == b'<')
        | (b == b'>')
        | (b == 0xEF)
}

/// Appends text so that it reads back unchanged. Gives the first character that XML cannot carry.
pub(crate) fn push_escaped(text: &str, buffer: &mut Vec<u8>) -> Result<(), char> {
    if text.bytes().fold(false, is_special_or) {
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
