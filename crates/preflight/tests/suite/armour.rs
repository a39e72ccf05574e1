//! Texts as payloads really have them.

use certwire_preflight::request::{Departure, MAX_TEXT};
use certwire_preflight::{Csr, Kind};

use crate::support::build::{self, SERVER};
use crate::support::der;
use crate::support::key::Key;

fn good() -> String {
    build::pem(&Key::p256("armour"), SERVER, &[])
}

fn departures(text: &str) -> Vec<Departure> {
    let csr = Csr::parse(text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(csr.subject().first("CN"), Some("www.example.com"));
    csr.departures().to_vec()
}

#[test]
fn harmless() {
    let good = good();
    let indented = good.replace('\n', "\n                            ");
    let variants = [
        good.clone(),
        good.trim_end().to_owned(),
        good.replace('\n', "\r\n"),
        good.replace('\n', "\r"),
        good.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"),
        format!("\n                            {indented}"),
        format!("Certificate Request:\n    Data:\n        Version: 1 (0x0)\n{good}"),
        format!("{good}\nregards,\nthe -- admin"),
        format!(
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{good}"
        ),
        good.replace('\n', " \n"),
        good.replace('\n', "\n\n"),
    ];
    for text in variants {
        assert_eq!(departures(&text), [], "{text}");
    }
}

#[test]
fn doubtful() {
    let good = good();
    let body: String = good.lines().filter(|line| !line.starts_with('-')).collect();
    let end = "-----END CERTIFICATE REQUEST-----";
    assert_eq!(departures(&body), [Departure::NoArmour]);
    assert_eq!(departures(&format!("  {body}\n")), [Departure::NoArmour]);
    assert_eq!(departures(&good.replace(end, "")), [Departure::NoEndLine]);
    assert_eq!(
        departures(&good.replace(end, "-----END CERTIFICATE REQ")),
        [Departure::NoEndLine]
    );
    assert_eq!(
        departures(&good.replace(end, "-----END NEW CERTIFICATE REQUEST-----")),
        [Departure::EndLineDiffers]
    );
    assert_eq!(
        departures(&good.replace('\n', " ")),
        [Departure::LinesJoined]
    );
    assert_eq!(
        departures(&good.replace('\n', "")),
        [Departure::LinesJoined]
    );
    assert_eq!(
        departures(&format!("{good}{good}")),
        [Departure::SecondRequest]
    );
}

#[test]
fn refused() {
    let good = good();
    let reason = |text: &str| Csr::parse(text).unwrap_err();
    let relabelled = |label: &str| good.replace("CERTIFICATE REQUEST", label);
    for (text, part) in [
        (String::new(), "empty"),
        (" \n".to_owned(), "empty"),
        (relabelled("CERTIFICATE"), "is a certificate"),
        (relabelled("PRIVATE KEY"), "private key"),
        (relabelled("EC PRIVATE KEY"), "private key"),
        (relabelled("PUBLIC KEY"), "public key"),
        (relabelled("PKCS7"), "BEGIN line"),
        (
            good.replace("BEGIN CERTIFICATE REQUEST-----", "BEGIN CERTIFICATE REQ"),
            "BEGIN line",
        ),
        (
            "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----".to_owned(),
            "nothing",
        ),
        (
            "<html><body>502</body></html>".to_owned(),
            "neither PEM nor base64",
        ),
        ("SGVsbG8gd29ybGQh".to_owned(), "end is missing"),
        ("MAMBAf8=".to_owned(), "structure"),
        ("x".repeat(MAX_TEXT + 1), "64 KiB"),
    ] {
        let fault = reason(&text);
        assert!(fault.reason.contains(part), "{text}: {fault}");
        assert!(fault.offset <= text.len());
    }
}

#[test]
fn faults_have_places() {
    let good = good();
    let place = 100;
    let mut spoilt = good.clone();
    spoilt.replace_range(place..=place, "!");
    assert_eq!(Csr::parse(&spoilt).unwrap_err().offset, place);
    let cut = &good[..good.len() / 2];
    assert!(Csr::parse(cut).is_err());
    let csr = Csr::parse(&format!("some text\n{good}")).unwrap();
    assert_eq!(csr.offset(), 10);
}

#[test]
fn der_files() {
    let request = build::request(&Key::p256("armour"), SERVER, &[]);
    assert!(Csr::parse_bytes(&request).is_ok());
    assert!(Csr::parse_bytes(good().as_bytes()).is_ok());
    assert!(
        Csr::parse_bytes(&[0xff, 0xfe, 0])
            .unwrap_err()
            .reason
            .contains("neither text nor DER")
    );
    assert!(Csr::parse_bytes(&[request, vec![0]].concat()).is_err());
}

#[test]
fn spkacs() {
    let body = der::base64(&build::spkac(&Key::p256("armour")));
    let (first, second) = body.split_at(64);
    for text in [
        body.clone(),
        format!("SPKAC={body}"),
        format!("SPKAC={body}\r\n"),
        format!("  SPKAC={first}\n{second}\n"),
        format!("CN=NOT A REAL NAME\nSPKAC={body}\nemailAddress=a@example.com\n"),
    ] {
        let csr = Csr::parse(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
        assert_eq!(csr.kind(), Kind::Spkac);
    }
    let request = der::base64(&build::request(&Key::p256("armour"), SERVER, &[]));
    assert!(
        Csr::parse(&format!("SPKAC={request}"))
            .unwrap_err()
            .reason
            .contains("CSR after SPKAC=")
    );
    assert!(
        Csr::parse(&der::pem(
            "CERTIFICATE REQUEST",
            &build::spkac(&Key::p256("armour"))
        ))
        .is_err()
    );
}

/// What OpenSSL takes and strict DER does not: no attributes, attributes out of order, lengths in the long form.
#[test]
fn forgiven_structure() {
    let key = Key::p256("armour");
    let parts = |attributes: Vec<u8>| {
        [
            der::integer(&[0]),
            build::subject(SERVER),
            key.spki(),
            attributes,
        ]
    };
    let read = |parts: &[Vec<u8>]| Csr::parse_bytes(&build::sign(der::sequence(parts), &key));
    assert!(read(&parts(vec![])[..3]).is_ok());
    let attribute = |oid: &str| der::sequence(&[der::oid(oid), der::set(&[der::tlv(0x0c, b"x")])]);
    let unsorted = [
        attribute("1.3.6.1.4.1.311.13.2.3"),
        attribute("1.2.840.113549.1.9.7"),
    ]
    .concat();
    let csr = read(&parts(der::tlv(0xa0, &unsorted))).unwrap();
    assert_eq!(
        csr.attributes(),
        ["1.3.6.1.4.1.311.13.2.3", "1.2.840.113549.1.9.7"]
    );
    assert!(read(&parts(vec![0xa0, 0x81, 0x00])).is_ok());
}

/// Old and odd string types read too, and Microsoft's way of asking for extensions.
#[test]
fn string_types() {
    let key = Key::p256("armour");
    let texts: [(u8, &[u8], &str); 6] = [
        (0x0c, "é".as_bytes(), "é"),
        (0x13, b"a*b@c", "a*b@c"),
        (0x14, &[0xe9], "é"),
        (0x1c, &[0, 0, 0, 0xe9], "é"),
        (0x1e, &[0, 0xe9, 0x68, 0x2a], "é株"),
        (0x0c, &[0xe9], "\u{fffd}"),
    ];
    for (tag, bytes, expected) in texts {
        let pair = der::sequence(&[der::oid("2.5.4.3"), der::tlv(tag, bytes)]);
        let subject = der::sequence(&[der::set(&[pair])]);
        let parts = [der::integer(&[0]), subject, key.spki(), der::tlv(0xa0, &[])];
        let csr = Csr::parse_bytes(&build::sign(der::sequence(&parts), &key)).unwrap();
        assert_eq!(csr.subject().first("CN"), Some(expected), "{tag}");
    }
    let names = der::sequence(&[der::tlv(0x82, b"a.example.com")]);
    let extension = der::sequence(&[der::oid("2.5.29.17"), der::tlv(0x04, &names)]);
    let values = der::set(&[der::sequence(&[extension])]);
    let attribute = der::sequence(&[der::oid("1.3.6.1.4.1.311.2.1.14"), values]);
    let parts = [
        der::integer(&[0]),
        build::subject(SERVER),
        key.spki(),
        der::tlv(0xa0, &attribute),
    ];
    let csr = Csr::parse_bytes(&build::sign(der::sequence(&parts), &key)).unwrap();
    assert_eq!(csr.alternative_names().len(), 1);
}

/// The hybrid form of a point is the uncompressed one with another first byte.
#[test]
fn hybrid_points() {
    use certwire_preflight::Verdict;
    let key = Key::p256("armour");
    let spki = key.spki();
    let point = &spki[spki.len() - 65..];
    let hybrid = [&[6 | (point[64] & 1)], &point[1..]].concat();
    let spki = crate::support::key::ec_spki("1.2.840.10045.3.1.7", &hybrid);
    let parts = [
        der::integer(&[0]),
        build::subject(SERVER),
        spki,
        der::tlv(0xa0, &[]),
    ];
    let csr = Csr::parse_bytes(&build::sign(der::sequence(&parts), &key)).unwrap();
    assert_eq!(csr.verify(), Verdict::Good);
}
