//! What a payload looks like, told from its first bytes.

use super::Trouble;

/// The notations that a payload can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SOAP or XML-RPC.
    Xml,
    /// JSON, or the YAML of the same message.
    Text,
}

/// Tells the notation, or says in a sentence why the bytes are no payload.
pub fn detect(bytes: &[u8]) -> Result<Kind, Trouble> {
    let body = bytes
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(bytes)
        .trim_ascii_start();
    if body.is_empty() {
        return Err(Trouble::new(
            "The payload is empty: nothing was captured, or the file was cut off.",
        ));
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(Trouble::new(
            "The payload is UTF-16, which neither CA takes: save it as UTF-8.",
        ));
    }
    if body[0] == b'<' {
        return if is_html(body) {
            Err(html())
        } else {
            Ok(Kind::Xml)
        };
    }
    if body
        .iter()
        .take(1024)
        .any(|byte| *byte == 0 || (*byte < b' ' && !byte.is_ascii_whitespace()))
    {
        return Err(Trouble::new(
            "The payload is binary data, not text: give the SOAP or XML-RPC body, unpacked, without HTTP headers.",
        ));
    }
    Ok(Kind::Text)
}

fn is_html(body: &[u8]) -> bool {
    let start = body[..body.len().min(64)].to_ascii_lowercase();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

fn html() -> Trouble {
    Trouble::new(
        "The payload is an HTML page, most likely from a proxy or an error page: look at the HTTP status and address \
         that it came from.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_bytes_tell() {
        assert_eq!(detect(b"<a/>"), Ok(Kind::Xml));
        assert_eq!(
            detect(b"\xEF\xBB\xBF  <?xml version='1.0'?><a/>"),
            Ok(Kind::Xml)
        );
        assert_eq!(detect(b"{\"OrderOS\": {}}"), Ok(Kind::Text));
        assert!(detect(b"").is_err());
        assert!(detect(b" \n").is_err());
        assert!(detect(b"<!DOCTYPE HTML><html>").is_err());
        assert!(detect(b"\x1F\x8B\x08\x00").is_err());
    }
}
