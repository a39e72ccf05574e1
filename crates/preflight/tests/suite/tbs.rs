//! TBS: one request for each code.

use certwire_preflight::tbs::{self, Order, Presence, Product};
use certwire_preflight::{Csr, Report, Severity};

use crate::support::build::{self, Name, SERVER};
use crate::support::key::{self, Key, Rsa};
use crate::support::{der, found};

use Presence::{Forbidden as No, Mandatory as Yes, Optional as Opt};

const NOVICE: &[(&str, Presence)] = &[
    ("CN", Yes),
    ("Email", Yes),
    ("O", Yes),
    ("OU", Opt),
    ("STREET1", Yes),
    ("STREET2", Opt),
    ("STREET3", Opt),
    ("POBox", Opt),
    ("L", Yes),
    ("PostalCode", Yes),
    ("ST", Opt),
    ("C", Yes),
    ("TelephoneNumber", Opt),
    ("userId", No),
];

const EMAIL_NOVICE: Product<'static> = Product {
    code: "X509EmailNovice",
    families: &["client", "email-novice"],
    fields: NOVICE,
};
const EMAIL_PRO: Product<'static> = Product {
    code: "X509s2Email",
    families: &["client", "email-pro"],
    fields: &[],
};
const SIGN_LOGIN: Product<'static> = Product {
    code: "X509s2SignLogin",
    families: &["client", "signlogin"],
    fields: &[
        ("CN", Yes),
        ("Email", Yes),
        ("O", Yes),
        ("STREET1", Opt),
        ("L", Yes),
        ("ST", Yes),
        ("C", Yes),
    ],
};
const SINGLE: Product<'static> = Product {
    code: "X509SHA256s",
    families: &["dcv-sectigo"],
    fields: &[],
};
const WILDCARD: Product<'static> = Product {
    code: "X509wildSHA256",
    families: &["dcv-sectigo", "wildcard"],
    fields: &[],
};
const PRO: Product<'static> = Product {
    code: "global",
    families: &["digicert", "digicert-pro"],
    fields: &[],
};
const STAMP: Product<'static> = Product {
    code: "certiCachetDoc",
    families: &["rgs", "certigna", "certigna-cachet"],
    fields: &[],
};

const PERSON: Name<'static> = &[
    ("CN", "Jeanne NOT A REAL Dupont"),
    ("emailAddress", "jeanne@example.com"),
    ("O", "NOT A REAL COMPANY"),
    ("street", "1 rue du Port"),
    ("L", "Caen"),
    ("postalCode", "14000"),
    ("C", "FR"),
];

fn judged(csr: &Csr, product: &Product<'_>) -> Report {
    tbs::all(csr, &Order::of(product))
}

fn with_key(
    key: &Key,
    product: &Product<'_>,
    name: Name<'_>,
    alternative: &[&str],
) -> Vec<(&'static str, Severity)> {
    let report = judged(&build::csr(key, name, alternative), product);
    report
        .findings
        .iter()
        .map(|finding| (finding.code.unwrap(), finding.severity))
        .collect()
}

fn codes(
    product: &Product<'_>,
    name: Name<'_>,
    alternative: &[&str],
) -> Vec<(&'static str, Severity)> {
    with_key(&Key::rsa(2048), product, name, alternative)
}

fn without<'a>(name: &[(&'a str, &'a str)], field: &str) -> Vec<(&'a str, &'a str)> {
    name.iter()
        .copied()
        .filter(|(known, _)| *known != field)
        .collect()
}

fn with<'a>(
    name: &[(&'a str, &'a str)],
    field: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    let mut name = without(name, field);
    name.push((field, value));
    name
}

const NONE: [(&str, Severity); 0] = [];

#[test]
fn good_requests() {
    assert_eq!(
        codes(&SINGLE, SERVER, &["www.example.com", "example.com"]),
        NONE
    );
    assert_eq!(
        codes(
            &WILDCARD,
            &with(SERVER, "CN", "*.example.com"),
            &["*.example.com"]
        ),
        NONE
    );
    assert_eq!(codes(&EMAIL_NOVICE, PERSON, &[]), NONE);
    assert_eq!(
        codes(
            &EMAIL_PRO,
            &with(PERSON, "ST", "Calvados"),
            &["jeanne@example.com"]
        ),
        NONE
    );
    let stamp = with(
        &with(SERVER, "organizationIdentifier", "NTRFR-123456789"),
        "OU",
        "0002 123456789",
    );
    assert_eq!(codes(&STAMP, &stamp, &[]), NONE);
    assert_eq!(with_key(&Key::p384("tbs"), &PRO, SERVER, &[]), NONE);
}

#[test]
fn mandatory_fields() {
    for (field, extra) in [
        ("emailAddress", None),
        ("O", None),
        ("street", None),
        ("L", None),
        ("postalCode", None),
        ("CN", Some("-27")),
        ("C", Some("-120")),
    ] {
        let mut expected: Vec<_> = extra
            .into_iter()
            .map(|code| (code, Severity::Error))
            .collect();
        expected.push(("-81", Severity::Error));
        assert_eq!(
            codes(&EMAIL_NOVICE, &without(PERSON, field), &[]),
            expected,
            "{field}"
        );
    }
    let alternative = codes(
        &EMAIL_NOVICE,
        &without(PERSON, "emailAddress"),
        &["jeanne@example.com"],
    );
    assert_eq!(alternative, [("-81", Severity::Warning)]);
    let person = without(PERSON, "postalCode");
    assert_eq!(
        codes(&SIGN_LOGIN, &person, &[]),
        [("-122", Severity::Error), ("-81", Severity::Error)]
    );
    assert_eq!(
        codes(&SIGN_LOGIN, &with(&person, "ST", ""), &[]),
        [("-122", Severity::Error), ("-81", Severity::Error)]
    );
    assert_eq!(
        codes(&SIGN_LOGIN, &with(&person, "ST", "Calvados"), &[]),
        NONE
    );
}

#[test]
fn forbidden_fields() {
    for (field, value) in [
        ("UID", "jdupont"),
        ("organizationIdentifier", "NTRFR-1"),
        ("1.2.3.4", "x"),
    ] {
        assert_eq!(
            codes(&EMAIL_NOVICE, &with(PERSON, field, value), &[]),
            [("-84", Severity::Error)],
            "{field}"
        );
    }
    for field in ["OU", "postOfficeBox", "ST", "telephoneNumber"] {
        assert_eq!(
            codes(&EMAIL_NOVICE, &with(PERSON, field, "1"), &[]),
            NONE,
            "{field}"
        );
    }
    let mut streets = PERSON.to_vec();
    streets.extend([("street", "2"), ("street", "3")]);
    assert_eq!(codes(&EMAIL_NOVICE, &streets, &[]), NONE);
    streets.push(("street", "4"));
    assert_eq!(
        codes(&EMAIL_NOVICE, &streets, &[]),
        [("-84", Severity::Warning)]
    );
}

#[test]
fn names() {
    let single =
        |name, alternative: &[&str]| codes(&SINGLE, &with(SERVER, "CN", name), alternative);
    let warning = |code| [(code, Severity::Warning)];
    assert_eq!(single("*.example.com", &[]), warning("-25"));
    assert_eq!(
        single("www.example.com", &["*.example.com"]),
        warning("-15")
    );
    for name in ["www .example.com", "www.example.com\n", "\twww.example.com"] {
        assert_eq!(single(name, &[]), warning("-29"), "{name:?}");
    }
    assert_eq!(
        codes(&SINGLE, &without(SERVER, "CN"), &[]),
        [("-27", Severity::Error)]
    );
    assert_eq!(
        codes(&SINGLE, &without(SERVER, "C"), &[]),
        [("-120", Severity::Error)]
    );
    assert_eq!(codes(&SINGLE, &without(SERVER, "ST"), &[]), warning("-122"));
    for name in [
        "www.example.com",
        "*example.com",
        "a.*.example.com",
        "*.com.",
        "*.",
    ] {
        assert_eq!(
            codes(&WILDCARD, &with(SERVER, "CN", name), &[]),
            warning("-24"),
            "{name}"
        );
    }
}

#[test]
fn names_beside_the_cn() {
    for (name, expected) in [
        ("www.example.com", None),
        ("*.example.com", None),
        ("localhost", Some("-263")),
        ("192.0.2.1", Some("-263")),
    ] {
        let csr = build::csr(&Key::p256("tbs"), &with(SERVER, "CN", name), &[]);
        let order = Order {
            has_names: true,
            ..Order::of(&SINGLE)
        };
        let report = tbs::run("fqdn-for-sans", &csr, &order).unwrap();
        assert_eq!(report.codes(), Vec::from_iter(expected), "{name}");
    }
}

#[test]
fn email_addresses() {
    let bad = with(PERSON, "emailAddress", "jeanne@example");
    assert_eq!(codes(&EMAIL_NOVICE, &bad, &[]), [("-82", Severity::Error)]);
    let none = with(&without(PERSON, "emailAddress"), "ST", "Calvados");
    assert_eq!(codes(&EMAIL_PRO, &none, &[]), [("-82", Severity::Warning)]);
}

#[test]
fn stamps() {
    assert_eq!(
        codes(&STAMP, SERVER, &[]),
        [("-400", Severity::Warning), ("-401", Severity::Warning)]
    );
    let odd = with(
        &with(SERVER, "OU", "x"),
        "organizationIdentifier",
        "123456789",
    );
    assert_eq!(codes(&STAMP, &odd, &[]), [("-402", Severity::Warning)]);
}

#[test]
fn keys() {
    let short = Key::Rsa(Rsa::of_primes((1023, 1024), key::F4));
    assert_eq!(
        with_key(&short, &SINGLE, SERVER, &[]),
        [("-23a", Severity::Error), ("-121", Severity::Error)]
    );
    assert_eq!(
        with_key(&Key::p256("tbs"), &SINGLE, SERVER, &[]),
        [("-123", Severity::Warning)]
    );
}

/// The contents of a good request around another key; the signature cannot fit.
fn with_spki(spki: Vec<u8>) -> Report {
    let contents = der::sequence(&[
        der::integer(&[0]),
        build::subject(SERVER),
        spki,
        build::attributes(&[]),
    ]);
    let csr = Csr::parse_bytes(&build::sign(contents, &Key::p256("tbs"))).unwrap();
    judged(&csr, &PRO)
}

#[test]
fn keys_that_are_none() {
    let modulus = vec![0xfe; 256];
    let odd = vec![0xff; 256];
    for (modulus, exponent) in [
        (&modulus, vec![3]),
        (&odd, vec![2]),
        (&odd, vec![1]),
        (&odd, vec![]),
        (&odd, vec![0xff; 257]),
    ] {
        let report = with_spki(key::rsa_spki(modulus, &exponent));
        assert!(report.codes().contains(&"-23"), "{exponent:?}: {report:?}");
    }
    let mut point = vec![4];
    point.extend([7; 64]);
    for point in [&point[..], &point[..64], &[0], &[]] {
        let report = with_spki(key::ec_spki("1.2.840.10045.3.1.7", point));
        assert!(report.codes().contains(&"-23"), "{point:?}");
    }
    let report = with_spki(key::ec_spki("1.3.132.0.10", &point));
    assert!(!report.codes().contains(&"-23"));
    assert!(report.not_checked.iter().any(|one| one.code == Some("-23")));
}

#[test]
fn broken_signatures() {
    for key in [
        Key::rsa(2048),
        Key::p256("tbs"),
        Key::p384("tbs"),
        Key::p521("tbs"),
    ] {
        let mut request = build::request(&key, SERVER, &[]);
        *request.last_mut().unwrap() ^= 1;
        let report = judged(&Csr::parse_bytes(&request).unwrap(), &PRO);
        assert_eq!(found(&report), [("readable", Some("-22"))]);
        assert!(!report.is_valid());
    }
}

#[test]
fn spkacs() {
    let text = format!("SPKAC={}", der::base64(&build::spkac(&Key::rsa(2048))));
    assert!(tbs::preflight(&text, &Order::of(&EMAIL_NOVICE)).is_clean());
    let order = Order {
        has_details: Some(false),
        ..Order::of(&EMAIL_NOVICE)
    };
    let report = tbs::preflight(&text, &order);
    assert_eq!(found(&report), [("spkac-details", None)]);
    let mut bad = build::spkac(&Key::rsa(2048));
    *bad.last_mut().unwrap() ^= 1;
    let report = tbs::all(&Csr::parse(&der::base64(&bad)).unwrap(), &order);
    assert!(report.codes().contains(&"-22"));
}

#[test]
fn without_a_product() {
    let csr = build::csr(&Key::rsa(2048), &without(PERSON, "ST"), &[]);
    assert_eq!(tbs::all(&csr, &Order::default()).codes(), ["-122"]);
    let csr = build::csr(
        &Key::rsa(2048),
        &with(SERVER, "CN", "www .example.com"),
        &[],
    );
    assert_eq!(tbs::all(&csr, &Order::default()).codes(), ["-29"]);
}

/// Each check has a name, and the names are those of the schema's rules, with our own `armour`.
#[test]
fn every_check_runs_by_name() {
    let csr = build::csr(&Key::rsa(2048), SERVER, &[]);
    let order = Order::of(&SINGLE);
    assert_eq!(tbs::names().count(), 20);
    for name in tbs::names() {
        assert!(tbs::run(name, &csr, &order).is_some(), "{name}");
    }
    assert!(tbs::run("close-primes", &csr, &order).is_none());
}

#[test]
fn unreadable_text() {
    let report = tbs::preflight(
        "-----BEGIN CERTIFICATE REQUEST-----\nMIIBmjC...\n...Xs\n",
        &Order::default(),
    );
    assert_eq!(found(&report), [("readable", Some("-22"))]);
    assert_eq!(report.findings[0].offset, Some(43));
    let good = build::pem(&Key::rsa(2048), SERVER, &[]);
    let bare: String = good.lines().filter(|line| !line.starts_with('-')).collect();
    let report = tbs::preflight(&bare, &Order::of(&SINGLE));
    assert_eq!(found(&report), [("armour", Some("-22"))]);
    assert!(report.is_valid());
}
