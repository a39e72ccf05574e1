//! Encodings: which are read, which declaration wins, what is refused by name.

use std::borrow::Cow;

use certwire_wire::{encoding::decode, error::XmlErrorKind};

fn kind(body: &[u8], content_type: Option<&str>) -> XmlErrorKind {
    decode(body, content_type).unwrap_err().kind
}

fn declared(name: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!("<?xml version=\"1.0\" encoding=\"{name}\"?><a>").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"</a>");
    body
}

#[test]
fn utf8_is_borrowed() {
    let (text, name) = decode("<a>é</a>".as_bytes(), None).unwrap();
    assert!(matches!(text, Cow::Borrowed("<a>é</a>")));
    assert_eq!(name, None);
    let (text, _) = decode(b"\xEF\xBB\xBF<a/>", Some("text/xml; charset=iso-8859-1")).unwrap();
    assert_eq!(text, "<a/>");
    for name in ["UTF-8", "utf-8", "Utf8"] {
        assert_eq!(
            decode(&declared(name, "é".as_bytes()), None).unwrap().1,
            None
        );
    }
}

#[test]
fn single_byte_encodings_are_decoded() {
    for (declared_as, name) in [
        ("ISO-8859-1", "ISO-8859-1"),
        ("iso-8859-1", "ISO-8859-1"),
        ("latin1", "ISO-8859-1"),
        ("windows-1252", "Windows-1252"),
        ("CP1252", "Windows-1252"),
    ] {
        let body = declared(declared_as, b"\xE9\x80\x9F\xFF");
        let (text, found) = decode(&body, None).unwrap();
        assert!(text.ends_with("<a>é€Ÿÿ</a>"), "{text}");
        assert_eq!(found, Some(name));
    }
    let body = declared("US-ASCII", b"x");
    let (text, name) = decode(&body, None).unwrap();
    assert!(matches!(text, Cow::Borrowed(_)));
    assert_eq!(name, Some("US-ASCII"));
    for byte in [0x81, 0x8D, 0x8F, 0x90, 0x9D] {
        let encoding = "Windows-1252";
        assert_eq!(
            kind(&declared(encoding, &[byte]), None),
            XmlErrorKind::InvalidByte { byte, encoding }
        );
    }
}

#[test]
fn the_declaration_goes_before_the_header() {
    let header = Some("text/xml; charset=\"ISO-8859-1\"");
    assert_eq!(decode(b"<a>\xE9</a>", header).unwrap().0, "<a>é</a>");
    assert_eq!(
        decode(
            b"<a>\xE9</a>",
            Some("text/xml;Charset = windows-1252 ; q=1")
        )
        .unwrap()
        .0,
        "<a>é</a>"
    );
    assert_eq!(
        decode(&declared("UTF-8", "é".as_bytes()), header)
            .unwrap()
            .1,
        None
    );
    let utf8 = Some("text/xml;charset=UTF-8");
    assert_eq!(
        decode(&declared("ISO-8859-1", b"\xE9"), utf8).unwrap().1,
        Some("ISO-8859-1")
    );
    assert!(decode("<a>é</a>".as_bytes(), Some("text/xml; charset=")).is_ok());
}

#[test]
fn other_bytes_and_encodings_are_refused_by_name() {
    let invalid = |byte| XmlErrorKind::InvalidByte {
        byte,
        encoding: "UTF-8",
    };
    assert_eq!(kind(b"<a>\xE9</a>", None), invalid(0xE9));
    assert_eq!(kind(b"<a>\xC0\xAF</a>", None), invalid(0xC0));
    assert_eq!(kind(b"<a>\xED\xA0\x80</a>", None), invalid(0xED));
    assert_eq!(decode(b"\xEF\xBB\xBF<a>\xFF", None).unwrap_err().offset, 6);
    let ascii = XmlErrorKind::InvalidByte {
        byte: 0xC3,
        encoding: "US-ASCII",
    };
    assert_eq!(kind(&declared("us-ascii", "é".as_bytes()), None), ascii);
    let named = |name: &str| XmlErrorKind::Encoding(name.into());
    for name in [
        "UTF-7",
        "UTF-16",
        "Shift_JIS",
        "EBCDIC-CP-US",
        "ISO-8859-15",
        "UCS-4",
    ] {
        assert_eq!(kind(&declared(name, b"x"), None), named(name));
        let header = format!("text/xml; charset={name}");
        assert_eq!(kind(b"<a/>", Some(&header)), named(name));
    }
    for bom in [
        b"\xFF\xFE<\0a\0".as_slice(),
        b"\xFE\xFF\0<\0a",
        b"\0<\0a",
        b"<\0a\0",
    ] {
        assert_eq!(kind(bom, None), named("UTF-16"));
    }
    for bom in [
        b"\0\0\xFE\xFF".as_slice(),
        b"\xFF\xFE\0\0",
        b"\0\0\0<",
        b"<\0\0\0",
    ] {
        assert_eq!(kind(bom, None), named("UTF-32"));
    }
    let mut marked = b"\xEF\xBB\xBF".to_vec();
    marked.extend(declared("ISO-8859-1", b"x"));
    assert_eq!(kind(&marked, None), XmlErrorKind::EncodingMark);
}
