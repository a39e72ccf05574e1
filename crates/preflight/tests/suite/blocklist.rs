//! Lists of known weak keys, in each format.

use std::fs;
use std::path::PathBuf;

use certwire_preflight::{BlockList, Csr, gs, tbs};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::support::build::{self, SERVER};
use crate::support::bytes;
use crate::support::key::Key;

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn list(contents: &[u8]) -> BlockList {
    let mut list = BlockList::default();
    list.add(contents, None).unwrap();
    list
}

fn verdict(csr: &Csr, list: &BlockList) -> (Vec<&'static str>, usize) {
    let report = gs::run("key-not-weak", csr, Some(list)).unwrap();
    (report.codes(), report.not_checked.len())
}

const LISTED: (&[&str], usize) = (&["-9936"], 0);
const SOUND: (&[&str], usize) = (&[], 0);
const UNKNOWN: (&[&str], usize) = (&[], 1);

fn assert_verdict(csr: &Csr, list: &BlockList, expected: (&[&str], usize)) {
    let (codes, not_checked) = verdict(csr, list);
    assert_eq!((&codes[..], not_checked), expected);
}

fn rsa() -> (Csr, Vec<u8>, Vec<u8>) {
    let key = Key::rsa(2048);
    let Key::Rsa(numbers) = &key else {
        unreachable!()
    };
    let (modulus, exponent) = (numbers.modulus.clone(), numbers.exponent.clone());
    (build::csr(&key, SERVER, &[]), modulus, exponent)
}

#[test]
fn openssl_lines() {
    let (csr, modulus, _) = rsa();
    let digest = Sha1::digest(format!("Modulus={}\n", hex(&modulus).to_uppercase()));
    let others = "# comment\n00005890bc78bcbee3ca\n00005c9c49fd31e889a3 # other\n\n";
    assert_verdict(&csr, &list(others.as_bytes()), SOUND);
    assert_verdict(
        &csr,
        &list(format!("{others}{}\n", hex(&digest[10..])).as_bytes()),
        LISTED,
    );
    assert_verdict(
        &csr,
        &list(format!("{others}{}\n", hex(&digest)).as_bytes()),
        LISTED,
    );
    let elliptic = build::csr(&Key::p256("list"), SERVER, &[]);
    assert_verdict(&elliptic, &list(others.as_bytes()), UNKNOWN);
}

#[test]
fn openssh_lines() {
    let (csr, modulus, exponent) = rsa();
    let field = |bytes: &[u8]| [&u32::try_from(bytes.len()).unwrap().to_be_bytes(), bytes].concat();
    let blob = [
        field(b"ssh-rsa"),
        field(&exponent),
        field(&[&[0], &modulus[..]].concat()),
    ]
    .concat();
    let digest = Md5::digest(blob);
    assert_verdict(
        &csr,
        &list(format!("{}\n", hex(&digest[6..])).as_bytes()),
        LISTED,
    );
    let colons: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_verdict(
        &csr,
        &list(format!("{} host\n", colons.join(":")).as_bytes()),
        LISTED,
    );
}

#[test]
fn binary_tables() {
    let (csr, modulus, _) = rsa();
    let badkeys = |digest: &[u8]| {
        let mut rows: Vec<[u8; 16]> = (0..50)
            .map(|row| bytes(&format!("row {row}"), 16).try_into().unwrap())
            .collect();
        let mut row: [u8; 16] = digest[..16].try_into().unwrap();
        row[15] = 3;
        rows.push(row);
        rows.sort_unstable();
        rows.concat()
    };
    assert_verdict(&csr, &list(&badkeys(&Sha256::digest(&modulus))), LISTED);
    assert_verdict(&csr, &list(&badkeys(&[7; 32])), SOUND);
    let elliptic = build::csr(&Key::p256("list"), SERVER, &[]);
    let spki = Key::p256("list").spki();
    let x = &spki[spki.len() - 64..spki.len() - 32];
    assert_ne!(x[0], 0);
    assert_verdict(&elliptic, &list(&badkeys(&Sha256::digest(x))), LISTED);
    let mut prefixes: Vec<[u8; 8]> = (0..50)
        .map(|row| bytes(&format!("row {row}"), 8).try_into().unwrap())
        .collect();
    prefixes.push(Sha256::digest(&spki)[..8].try_into().unwrap());
    prefixes.sort_unstable();
    assert_verdict(&elliptic, &list(&prefixes.concat()), LISTED);
    assert_verdict(&csr, &list(&prefixes.concat()), SOUND);
}

#[test]
fn no_list_at_all() {
    for bytes in [
        &b""[..],
        b"# only a comment\n",
        b"not hexadecimal\n",
        b"abcd\n",
        &[0xff, 0, 1, 2, 3, 4, 5],
        &[
            9, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0,
        ],
    ] {
        assert!(BlockList::default().add(bytes, None).is_err(), "{bytes:?}");
    }
    let (csr, ..) = rsa();
    assert_verdict(&csr, &BlockList::default(), UNKNOWN);
    let report = tbs::run("key-not-weak", &csr, &tbs::Order::default()).unwrap();
    assert_eq!(report.not_checked[0].code, Some("-26"));
}

#[test]
fn folders() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("blocklists");
    fs::create_dir_all(&folder).unwrap();
    assert!(BlockList::read(&folder.join("missing")).is_err());
    fs::write(folder.join("blacklist.DSA-1024"), "no list\n").unwrap();
    fs::write(folder.join("blacklist.RSA-1024"), "00005890bc78bcbee3ca\n").unwrap();
    let (csr, modulus, _) = rsa();
    let file = folder.join("blacklist.RSA-2048");
    let _ = fs::remove_file(&file);
    assert_verdict(&csr, &BlockList::read(&folder).unwrap(), UNKNOWN);
    let digest = Sha1::digest(format!("Modulus={}\n", hex(&modulus).to_uppercase()));
    fs::write(&file, hex(&digest[10..])).unwrap();
    assert_verdict(&csr, &BlockList::read(&folder).unwrap(), LISTED);
    assert_verdict(&csr, &BlockList::read(&file).unwrap(), LISTED);
    let list = BlockList::read(&file).unwrap();
    let order = tbs::Order {
        weak_keys: Some(&list),
        ..tbs::Order::default()
    };
    let report = tbs::run("key-not-weak", &csr, &order);
    assert_eq!(report.unwrap().codes(), ["-26"]);
}
