//! Where pieces of markup end. Nothing is checked here: whatever is cut out is read by the strict reader afterwards.

use memchr::{memchr, memchr2, memmem};

/// A piece of markup or text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A start tag; `<name/>` is `empty`.
    Start { empty: bool },
    /// An end tag.
    End,
    /// Text, perhaps not all of it.
    Text,
    /// A comment, an instruction, a CDATA section.
    Aside,
}

/// What `bytes` begin with, and its length; none when its end is not there yet.
#[inline]
pub(super) fn token(bytes: &[u8]) -> Option<(Kind, usize)> {
    match bytes {
        [] | [b'<'] => None,
        [b'<', b'/', ..] => Some((Kind::End, memchr(b'>', bytes)? + 1)),
        [b'<', b'!' | b'?', ..] => aside(bytes),
        [b'<', ..] => start(bytes),
        _ => Some((Kind::Text, memchr(b'<', bytes).unwrap_or(bytes.len()))),
    }
}

fn start(bytes: &[u8]) -> Option<(Kind, usize)> {
    let mut end = memchr(b'>', bytes)?;
    let mut from = 0;
    // A `>` in quotes ends nothing.
    while let Some(quote) = memchr2(b'"', b'\'', &bytes[from..end]) {
        let open = from + quote;
        let close = open + 1 + memchr(bytes[open], &bytes[open + 1..])?;
        from = close + 1;
        if from > end {
            end = from + memchr(b'>', &bytes[from..])?;
        }
    }
    let empty = bytes[end - 1] == b'/';
    Some((Kind::Start { empty }, end + 1))
}

fn aside(bytes: &[u8]) -> Option<(Kind, usize)> {
    let (lead, tail): (&[u8], &[u8]) = match bytes {
        [b'<', b'?', ..] => (b"<?", b"?>"),
        [b'<', b'!', b'-', b'-', ..] => (b"<!--", b"-->"),
        [b'<', b'!', b'[', ..] if bytes.len() < 9 => return None,
        _ if bytes.starts_with(b"<![CDATA[") => (b"<![CDATA[", b"]]>"),
        [b'<', b'!'] | [b'<', b'!', b'-'] => return None,
        _ => (b"<!", b">"),
    };
    let end = memmem::find(&bytes[lead.len()..], tail)?;
    Some((Kind::Aside, lead.len() + end + tail.len()))
}

/// How many of these bytes are pieces of which nothing is missing.
pub(super) fn whole(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some((kind, len)) = token(&bytes[end..]) {
        if kind == Kind::Text && end + len == bytes.len() {
            break;
        }
        end += len;
    }
    end
}

/// What a text, or something that stands in one, says: nothing if it is no CDATA section.
pub(super) fn content(piece: &[u8]) -> &[u8] {
    if piece.first() != Some(&b'<') {
        return piece;
    }
    let inside = piece.strip_prefix(b"<![CDATA[");
    inside
        .and_then(|inside| inside.strip_suffix(b"]]>"))
        .unwrap_or_default()
}

/// The name in a start tag, as written.
pub(super) fn name(tag: &[u8]) -> &[u8] {
    let name = &tag[1..];
    let end = name
        .iter()
        .position(|&b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>'));
    &name[..end.unwrap_or(name.len())]
}

/// A name without its prefix.
pub(super) fn local(name: &[u8]) -> &[u8] {
    memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        let start = |empty| Kind::Start { empty };
        for (text, expected) in [
            ("<a>b", Some((start(false), 3))),
            ("<a/>b", Some((start(true), 4))),
            ("<a b='>' c=\"/>\">d", Some((start(false), 16))),
            ("<a b='>", None),
            ("</a >", Some((Kind::End, 5))),
            ("text", Some((Kind::Text, 4))),
            ("text<", Some((Kind::Text, 4))),
            ("<!-- <a> -->", Some((Kind::Aside, 12))),
            ("<!-", None),
            ("<![CDATA[a]]]>", Some((Kind::Aside, 14))),
            ("<![CDA", None),
            ("<?a > ?>", Some((Kind::Aside, 8))),
            ("<!DOCTYPE a>", Some((Kind::Aside, 12))),
            ("<", None),
            ("", None),
        ] {
            assert_eq!(token(text.as_bytes()), expected, "{text}");
        }
        assert_eq!(local(name(b"<s:a b='1'>")), b"a");
    }
}
