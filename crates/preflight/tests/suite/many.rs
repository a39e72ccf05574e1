//! Ten thousand good requests over 64 keys, a sample of them judged by OpenSSL too.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use certwire_preflight::{Csr, Severity, Verdict, gs, tbs};

use crate::support::key::{self, Key, Rsa};
use crate::support::{build, bytes, der};

const REQUESTS: usize = if cfg!(debug_assertions) { 128 } else { 10_000 };
const SAMPLE: usize = if cfg!(debug_assertions) { 30 } else { 300 };

fn keys() -> Vec<Key> {
    let mut keys = Vec::new();
    let primes = key::primes(1024);
    keys.extend(
        primes
            .windows(2)
            .map(|pair| Key::Rsa(Rsa::new(&pair[0], &pair[1], key::F4))),
    );
    let primes = key::primes(1536);
    keys.extend(
        primes
            .windows(2)
            .map(|pair| Key::Rsa(Rsa::new(&pair[0], &pair[1], key::F4))),
    );
    keys.push(Key::rsa(4096));
    keys.extend((0..25).map(|seed| Key::p256(&format!("many {seed}"))));
    keys.extend((0..12).map(|seed| Key::p384(&format!("many {seed}"))));
    keys.extend((0..8).map(|seed| Key::p521(&format!("many {seed}"))));
    assert_eq!(keys.len(), 64);
    keys
}

/// A subject and names that differ from number to number; some hold letters outside ASCII.
fn request(number: usize, keys: &[Key]) -> Vec<u8> {
    let dice = bytes(&format!("request {number}"), 8);
    let host = format!("host{number}.example.com");
    let organisation =
        ["NOT A REAL COMPANY", "Pas réelle SARL", "株式会社"][usize::from(dice[0]) % 3];
    let mut name = vec![
        ("C", "FR"),
        ("ST", "Calvados"),
        ("O", organisation),
        ("CN", &host[..]),
    ];
    if dice[1].is_multiple_of(2) {
        name.insert(2, ("L", "Caen"));
    }
    for _ in 0..dice[2] % 3 {
        name.push(("OU", "NOT A REAL UNIT"));
    }
    let names = [&host[..], "www.example.com", "someone@example.com"];
    build::request(
        &keys[number % keys.len()],
        &name,
        &names[..usize::from(dice[3]) % 4],
    )
}

#[test]
fn ten_thousand_are_good() {
    let keys = keys();
    std::thread::scope(|scope| {
        for part in 0..2 {
            let keys = &keys;
            scope.spawn(move || {
                for number in (part..REQUESTS).step_by(2) {
                    assert_good(
                        number,
                        &der::pem("CERTIFICATE REQUEST", &request(number, keys)),
                    );
                }
            });
        }
    });
}

fn assert_good(number: usize, text: &str) {
    let report = gs::preflight(text, None);
    assert!(report.is_clean(), "{number}: {report:?}");
    let product = tbs::Product {
        code: "X509SHA256s",
        families: &["dcv-sectigo"],
        fields: &[],
    };
    let csr = Csr::parse(text).unwrap();
    let report = tbs::all(&csr, &tbs::Order::of(&product));
    let wrong = report
        .findings
        .iter()
        .find(|one| one.severity == Severity::Error || one.code != Some("-123"));
    assert_eq!(wrong, None, "{number}");
}

/// Every other request of the sample is spoilt in its signature or contents.
#[test]
fn openssl_agrees() {
    if Command::new("openssl").arg("version").output().is_err() {
        eprintln!("openssl is not installed: skipped");
        return;
    }
    let keys = keys();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("many");
    fs::create_dir_all(&folder).unwrap();
    for number in 0..SAMPLE {
        let mut der = request(number * 31, &keys);
        if number % 2 == 1 {
            let place = if number % 4 == 1 { der.len() - 1 } else { 60 };
            der[place] ^= 1;
        }
        let file = folder.join(format!("{number}.der"));
        fs::write(&file, &der).unwrap();
        let theirs = Command::new("openssl")
            .args(["req", "-verify", "-noout", "-inform", "DER", "-in"])
            .arg(&file)
            .output()
            .unwrap();
        let theirs = String::from_utf8_lossy(&theirs.stderr).contains("verify OK");
        let ours = Csr::parse_bytes(&der).is_ok_and(|csr| csr.verify() == Verdict::Good);
        assert_eq!(ours, theirs, "{}", file.display());
        assert_eq!(ours, number % 2 == 0, "{}", file.display());
    }
}
