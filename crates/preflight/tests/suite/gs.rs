//! GlobalSign: each bound, on both sides.

use certwire_preflight::{Csr, Report, Verdict, gs};

use crate::support::build::{self, SERVER};
use crate::support::found;
use crate::support::key::{self, Key, Rsa};

fn all(csr: &Csr) -> Report {
    gs::all(csr, None)
}

fn codes(key: &Key) -> Vec<&'static str> {
    all(&build::csr(key, SERVER, &[])).codes()
}

#[test]
fn key_sizes() {
    let sizes = [
        ((512, 512), &["-6015", "-9936"][..]),
        ((1023, 1024), &["-6015", "-9936"]),
        ((1024, 1024), &[]),
        ((1024, 1025), &["-6015"]),
        ((1535, 1536), &["-6015"]),
        ((1536, 1536), &[]),
        ((1536, 1537), &["-6015"]),
        ((2047, 2048), &["-6015"]),
        ((2048, 2048), &[]),
        ((2048, 2049), &["-6015"]),
        ((4095, 4096), &["-6015"]),
        ((4096, 4096), &[]),
        ((4096, 4097), &["-6015"]),
    ];
    for (halves, expected) in sizes {
        let rsa = Rsa::of_primes(halves, key::F4);
        let csr = build::csr(&Key::Rsa(rsa), SERVER, &[]);
        assert_eq!(all(&csr).codes(), expected, "{}", csr.key());
        assert_eq!(csr.verify(), Verdict::Good, "{}", csr.key());
    }
}

#[test]
fn exponents() {
    let bytes = |bits: u32, last: u8| {
        let mut bytes = vec![0xff; bits as usize / 8];
        *bytes.last_mut().unwrap() = last;
        bytes
    };
    let exponents = [
        (vec![3], true),
        (vec![0xff, 0xff], true),
        (vec![1, 0, 0], true),
        (vec![1, 0, 1], false),
        (vec![1, 0, 2], true),
        (vec![1, 0, 3], false),
        (bytes(256, 0xff), false),
        (bytes(256, 0xfe), true),
        (bytes(256, 0x43), false),
        ([&[1], &vec![0; 31][..], &[1]].concat(), true),
    ];
    for (exponent, refused) in exponents {
        let rsa = Rsa::of_primes((1024, 1024), &exponent);
        let report = all(&build::csr(&Key::Rsa(rsa), SERVER, &[]));
        let expected: &[&str] = if refused { &["-6016"] } else { &[] };
        assert_eq!(report.codes(), expected, "{exponent:02x?}");
    }
}

/// The signature is verified with exponents that OpenSSL itself refuses for long keys; 2^256 - 189 is the greatest prime.
#[test]
fn great_exponents_verify() {
    let mut greatest = vec![0xff; 32];
    greatest[31] = 0x43;
    for half in [1024, 1536, 2048] {
        let rsa = Rsa::of_primes((half, half), &greatest);
        assert_eq!(
            build::csr(&Key::Rsa(rsa), SERVER, &[]).verify(),
            Verdict::Good,
            "{half}"
        );
    }
    let all_ones = vec![0xff; 32];
    let primes = key::primes(1024);
    let invertible = primes
        .windows(2)
        .map(|pair| Key::Rsa(Rsa::new(&pair[0], &pair[1], &all_ones)))
        .filter(|key| build::csr(key, SERVER, &[]).verify() == Verdict::Good);
    assert!(invertible.count() > 0);
}

#[test]
fn close_primes() {
    for row in key::rows(&["close"]) {
        let climb: usize = row[0].parse().unwrap();
        let rsa = Rsa::new(&key::unhex(row[1]), &key::unhex(row[2]), key::F4);
        let expected: &[&str] = if climb < 110 { &["-6037"] } else { &[] };
        assert_eq!(codes(&Key::Rsa(rsa)), expected, "{climb}");
    }
}

#[test]
fn curves_that_are_long_enough() {
    for key in [Key::p256("gs"), Key::p384("gs"), Key::p521("gs")] {
        assert_eq!(codes(&key), [""; 0]);
    }
}

#[test]
fn without_a_list_nothing_is_said_of_weak_keys() {
    let report = all(&build::csr(&Key::p256("gs"), SERVER, &[]));
    assert_eq!(report.not_checked.len(), 1);
    assert_eq!(
        (report.not_checked[0].check, report.not_checked[0].code),
        ("key-not-weak", Some("-9936"))
    );
}

#[test]
fn one_check_by_name() {
    let rsa = Rsa::of_primes((512, 512), key::F4);
    let csr = build::csr(&Key::Rsa(rsa), SERVER, &[]);
    let one = |name| gs::run(name, &csr, None).map(|report| found(&report));
    assert_eq!(one("key-size"), Some(vec![("key-size", Some("-6015"))]));
    assert_eq!(
        one("key-not-weak"),
        Some(vec![("key-not-weak", Some("-9936"))])
    );
    assert_eq!(one("exponent"), Some(vec![]));
    assert_eq!(one("wildcard-name"), None);
}

#[test]
fn a_text_that_does_not_read_is_a_warning() {
    let report = gs::preflight("nonsense?", None);
    assert_eq!(found(&report), [("readable", Some("-104"))]);
    assert!(report.is_valid());
    assert!(gs::preflight(&build::pem(&Key::p256("gs"), SERVER, &[]), None).is_clean());
}
