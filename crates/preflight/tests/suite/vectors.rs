//! Requests made with OpenSSL: every curve, hash and padding.

use std::path::PathBuf;

use certwire_preflight::request::AlternativeName;
use certwire_preflight::{Csr, Kind, PublicKey, Verdict, gs};

fn vectors() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    files
        .into_iter()
        .map(read)
        .filter(|(name, _)| name != "make")
        .collect()
}

fn vector(wanted: &str) -> Csr {
    let (_, text) = vectors()
        .into_iter()
        .find(|(name, _)| name == wanted)
        .unwrap();
    Csr::parse(&text).unwrap()
}

#[test]
fn each_is_judged_by_its_name() {
    let vectors = vectors();
    assert!(vectors.len() > 60);
    for (name, text) in vectors {
        let csr = Csr::parse(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let verdict = csr.verify();
        if name.starts_with("good-") {
            assert_eq!(verdict, Verdict::Good, "{name}");
        } else {
            assert!(
                matches!(verdict, Verdict::NotChecked(_)),
                "{name}: {verdict:?}"
            );
        }
        assert!(csr.departures().is_empty(), "{name}");
    }
}

/// One bit anywhere in contents or signature spoils it, whether the structure survives or not. The algorithm between them is
/// signed by nothing, and some of its parameters say nothing.
#[test]
fn every_flipped_bit_is_seen() {
    let bad = [
        "good-P-256-sha256",
        "good-P-384-sha384",
        "good-P-521-sha512",
        "good-rsa-sha256",
        "good-pss-sha256-digest",
    ];
    for name in bad {
        let (_, text) = vectors()
            .into_iter()
            .find(|(known, _)| known == name)
            .unwrap();
        let der = der_of(&text);
        let contents_end = 4 + announced(&der[4..]);
        let algorithm_end = contents_end + announced(&der[contents_end..]);
        for place in (0..contents_end).chain(algorithm_end..der.len()).step_by(7) {
            let mut spoilt = der.clone();
            spoilt[place] ^= 1 << (place % 8);
            if let Ok(csr) = Csr::parse_bytes(&spoilt) {
                assert_ne!(csr.verify(), Verdict::Good, "{name}, byte {place}");
            }
        }
    }
}

/// The length of the first value, header included.
fn announced(der: &[u8]) -> usize {
    match der[1] {
        0x81 => 3 + usize::from(der[2]),
        0x82 => 4 + (usize::from(der[2]) << 8 | usize::from(der[3])),
        short => 2 + usize::from(short),
    }
}

fn der_of(pem: &str) -> Vec<u8> {
    let digits: Vec<u8> = pem
        .lines()
        .filter(|line| !line.starts_with('-'))
        .flat_map(str::bytes)
        .collect();
    let value = |digit: &u8| match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => 0,
    };
    let group = |group: &[u8]| {
        let number = group
            .iter()
            .fold(0_u32, |number, digit| number << 6 | u32::from(value(digit)));
        let padding = group
            .iter()
            .rev()
            .take_while(|&&digit| digit == b'=')
            .count();
        number.to_be_bytes()[1..4 - padding].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}

#[test]
fn what_is_inside() {
    let csr = vector("good-extensions");
    assert_eq!(csr.kind(), Kind::Pkcs10);
    assert_eq!(csr.key().to_string(), "RSA 2048 bits, exponent 65537");
    assert_eq!(csr.signature_algorithm().to_string(), "RSA with SHA-256");
    let subject: Vec<_> = csr
        .subject()
        .attributes
        .iter()
        .map(|one| (one.label(), one.value.as_str()))
        .collect();
    let expected = [
        ("C", "FR"),
        ("ST", "Calvados"),
        ("L", "Caen"),
        ("O", "NOT A REAL COMPANY"),
        ("CN", "not-a-real.example.com"),
    ];
    assert_eq!(subject, expected);
    assert_eq!(
        csr.subject().attributes[0].string_type.to_string(),
        "PrintableString"
    );
    assert_eq!(
        csr.subject().attributes[1].string_type.to_string(),
        "UTF8String"
    );
    let names: Vec<String> = csr
        .alternative_names()
        .iter()
        .map(AlternativeName::to_string)
        .collect();
    let expected = [
        "DNS:a.example.com",
        "DNS:*.example.com",
        "email:a@example.com",
        "IP:192.0.2.1",
        "IP:2001:db8::1",
        "URI:https://example.com/",
    ];
    assert_eq!(names, expected);
    let extensions: Vec<_> = csr
        .extensions()
        .iter()
        .map(|one| (one.name.unwrap(), one.critical))
        .collect();
    assert_eq!(
        extensions,
        [
            ("subjectAltName", false),
            ("keyUsage", true),
            ("extendedKeyUsage", false)
        ]
    );
}

#[test]
fn an_spkac() {
    let csr = vector("good-spkac-sha256");
    assert_eq!(csr.kind(), Kind::Spkac);
    assert_eq!(csr.challenge(), Some("certwire"));
    assert!(csr.subject().attributes.is_empty());
}

#[test]
fn other_keys_are_named() {
    assert_eq!(vector("other-ed25519").key().to_string(), "Ed25519");
    assert_eq!(
        vector("other-secp256k1").key().to_string(),
        "EC curve 1.3.132.0.10 (256 bits)"
    );
    assert!(matches!(
        vector("other-explicit").key(),
        PublicKey::Ec { .. }
    ));
    let short = vector("other-secp224r1");
    let report = gs::all(&short, None);
    assert_eq!(report.codes(), ["-9936"]);
}
