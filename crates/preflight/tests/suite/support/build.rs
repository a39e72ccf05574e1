//! Builds requests.

use certwire_preflight::Csr;

use super::der;
use super::key::Key;

/// Attributes by the names that OpenSSL gives them.
const OIDS: &[(&str, &str)] = &[
    ("CN", "2.5.4.3"),
    ("C", "2.5.4.6"),
    ("L", "2.5.4.7"),
    ("ST", "2.5.4.8"),
    ("street", "2.5.4.9"),
    ("O", "2.5.4.10"),
    ("OU", "2.5.4.11"),
    ("postalCode", "2.5.4.17"),
    ("postOfficeBox", "2.5.4.18"),
    ("telephoneNumber", "2.5.4.20"),
    ("organizationIdentifier", "2.5.4.97"),
    ("UID", "0.9.2342.19200300.100.1.1"),
    ("emailAddress", "1.2.840.113549.1.9.1"),
];

/// The names of an attribute, in the subject's order.
pub(crate) type Name<'a> = &'a [(&'a str, &'a str)];

pub(crate) const SERVER: Name<'static> = &[
    ("C", "FR"),
    ("ST", "Calvados"),
    ("O", "NOT A REAL COMPANY"),
    ("CN", "www.example.com"),
];

pub(crate) fn subject(name: Name<'_>) -> Vec<u8> {
    let one = |(attribute, value): &(&str, &str)| {
        let known = OIDS.iter().find(|(known, _)| known == attribute);
        let oid = known.map_or(*attribute, |(_, oid)| oid);
        der::set(&[der::sequence(&[
            der::oid(oid),
            der::tlv(0x0c, value.as_bytes()),
        ])])
    };
    der::sequence(&name.iter().map(one).collect::<Vec<_>>())
}

/// `[0]` with one extensionRequest for these host names and e-mail addresses; empty without any.
pub(crate) fn attributes(alternative: &[&str]) -> Vec<u8> {
    if alternative.is_empty() {
        return der::tlv(0xa0, &[]);
    }
    let form = |name: &&str| {
        der::tlv(
            if name.contains('@') { 0x81 } else { 0x82 },
            name.as_bytes(),
        )
    };
    let names = der::sequence(&alternative.iter().map(form).collect::<Vec<_>>());
    let extension = der::sequence(&[der::oid("2.5.29.17"), der::tlv(0x04, &names)]);
    let values = der::set(&[der::sequence(&[extension])]);
    der::tlv(
        0xa0,
        &der::sequence(&[der::oid("1.2.840.113549.1.9.14"), values]),
    )
}

/// Signs the request's contents.
pub(crate) fn sign(contents: Vec<u8>, key: &Key) -> Vec<u8> {
    let (algorithm, signature) = key.sign(&contents);
    der::sequence(&[contents, algorithm, der::bit_string(&signature)])
}

pub(crate) fn request(key: &Key, name: Name<'_>, alternative: &[&str]) -> Vec<u8> {
    let version = der::integer(&[0]);
    sign(
        der::sequence(&[version, subject(name), key.spki(), attributes(alternative)]),
        key,
    )
}

pub(crate) fn pem(key: &Key, name: Name<'_>, alternative: &[&str]) -> String {
    der::pem("CERTIFICATE REQUEST", &request(key, name, alternative))
}

/// A request that reads; good or not.
pub(crate) fn csr(key: &Key, name: Name<'_>, alternative: &[&str]) -> Csr {
    Csr::parse_bytes(&request(key, name, alternative)).unwrap()
}

pub(crate) fn spkac(key: &Key) -> Vec<u8> {
    sign(
        der::sequence(&[key.spki(), der::tlv(0x16, b"certwire")]),
        key,
    )
}
