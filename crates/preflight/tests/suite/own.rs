//! Checks of our own.

use certwire_preflight::{Severity, own};

use crate::support::build::{self, SERVER};
use crate::support::found;
use crate::support::key::{self, Key, Rsa};

fn checks(p: &[u8], q: &[u8]) -> Vec<&'static str> {
    let csr = build::csr(&Key::Rsa(Rsa::new(p, q, key::F4)), SERVER, &[]);
    let report = own::advise(&csr);
    assert!(
        report
            .findings
            .iter()
            .all(|one| one.severity == Severity::Warning && one.code.is_none())
    );
    report
        .findings
        .iter()
        .map(|finding| finding.check)
        .collect()
}

#[test]
fn roca() {
    for row in key::rows(&["roca"]) {
        assert_eq!(checks(&key::unhex(row[0]), &key::unhex(row[1])), ["roca"]);
    }
    let all = key::primes(1024);
    for p in &all[1..] {
        assert_eq!(checks(&all[0], p), [""; 0]);
    }
}

#[test]
fn small_factors_and_squares() {
    let prime = &key::primes(1024)[0];
    assert_eq!(checks(prime, &[3]), ["small-factor"]);
    assert_eq!(checks(prime, &[2, 239]), ["small-factor"], "751");
    assert_eq!(checks(prime, &[2, 245]), [""; 0], "757");
    assert_eq!(checks(prime, &[2]), ["small-factor"]);
    assert_eq!(checks(prime, prime), ["square-modulus"]);
}

#[test]
fn weak_hashes_are_told_and_verified() {
    for name in [
        "good-rsa-sha1.pem",
        "good-P-256-sha1.pem",
        "good-spkac-md5.txt",
        "good-pss-sha1-20.pem",
    ] {
        let path = format!("{}/tests/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
        let report = own::preflight(&std::fs::read_to_string(path).unwrap(), None);
        assert_eq!(found(&report), [("weak-hash", None)], "{name}");
    }
}

#[test]
fn whole_preflight() {
    let good = build::pem(&Key::rsa(2048), SERVER, &[]);
    assert!(own::preflight(&good, None).is_clean());
    let mut spoilt = build::request(&Key::p521("own"), SERVER, &[]);
    *spoilt.last_mut().unwrap() ^= 1;
    let text = crate::support::der::pem("CERTIFICATE REQUEST", &spoilt);
    assert_eq!(found(&own::preflight(&text, None)), [("readable", None)]);
    let close = &key::rows(&["close", "50"])[0];
    let rsa = Rsa::new(&key::unhex(close[0]), &key::unhex(close[1]), key::F4);
    let report = own::preflight(&build::pem(&Key::Rsa(rsa), SERVER, &[]), None);
    assert_eq!(found(&report), [("close-primes", None)]);
}
