//! Base64 with white space anywhere, and the place of a fault.

use super::Unreadable;

const BROKEN: &str = "its base64 has a wrong character; send it as the tool printed it";
const CUT: &str = "its base64 is cut off; send it whole";

/// Decodes `text[start..end]`; faults carry offsets in the whole text.
pub(super) fn decode(text: &str, start: usize, end: usize) -> Result<Vec<u8>, Unreadable> {
    let mut bytes = Vec::with_capacity((end - start) / 4 * 3);
    let (mut buffer, mut count, mut padding) = (0_u32, 0_u32, 0_u32);
    for (place, byte) in text.as_bytes()[start..end].iter().enumerate() {
        let fault = || Unreadable::at(start + place, BROKEN);
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => continue,
            b'=' if padding < 2 && (count % 4 > 1) => padding += 1,
            _ if padding > 0 => return Err(fault()),
            _ => buffer = buffer << 6 | digit(*byte).ok_or_else(fault)?,
        }
        count += 1;
        if count % 4 == 0 {
            let group = (buffer << (6 * padding)).to_be_bytes();
            bytes.extend_from_slice(&group[1..4 - padding as usize]);
            buffer = 0;
        }
    }
    if count % 4 != 0 {
        return Err(Unreadable::at(end, CUT));
    }
    Ok(bytes)
}

fn digit(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Whether the byte may stand in base64, padding and white space included.
pub(super) fn is_part(byte: u8) -> bool {
    matches!(byte, b'=' | b' ' | b'\t' | b'\r' | b'\n') || digit(byte).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<u8>, Unreadable> {
        decode(text, 0, text.len())
    }

    #[test]
    fn decodes() {
        assert_eq!(all("").as_deref(), Ok(&b""[..]));
        assert_eq!(all("Zg==").as_deref(), Ok(&b"f"[..]));
        assert_eq!(all("Z m8 =\n").as_deref(), Ok(&b"fo"[..]));
        assert_eq!(all("Zm9v\r\n\tYmFy").as_deref(), Ok(&b"foobar"[..]));
        assert_eq!(all("+/+/").as_deref(), Ok(&[0xfb, 0xff, 0xbf][..]));
    }

    #[test]
    fn refuses() {
        assert_eq!(all("Zm9v?").unwrap_err().offset, 4);
        assert_eq!(all("Zm9").unwrap_err(), Unreadable::at(3, CUT));
        for text in ["=", "Z===", "Zg==Zg==", "Zg=v", "Zm9v=", "Zé=="] {
            assert!(all(text).is_err(), "{text}");
        }
    }
}
