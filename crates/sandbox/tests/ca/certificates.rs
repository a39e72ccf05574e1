//! Certificates from requests of every kind of key.

use certwire_preflight::Csr;
use certwire_sandbox::ca::keys::SubscriberKey;
use certwire_sandbox::ca::{AlternativeName, Attribute, Authority, Ca, Error, Request, purpose};
use proptest::prelude::*;

use crate::openssl::Folder;
use crate::support::{CA, NOW, VERIFY, YEAR, issue, openssl_csr, write};

const PLAIN: &str = "[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nC=FR\nCN=Jeanne Exemple\n";

const KEYS: [(&str, &str); 6] = [
    ("rsa-2048", "RSA -pkeyopt rsa_keygen_bits:2048"),
    ("rsa-4096", "RSA -pkeyopt rsa_keygen_bits:4096"),
    ("p-256", "EC -pkeyopt ec_paramgen_curve:P-256"),
    ("p-384", "EC -pkeyopt ec_paramgen_curve:P-384"),
    ("ed25519", "ED25519"),
    ("rsa-pss", "RSA-PSS -pkeyopt rsa_keygen_bits:2048"),
];

#[test]
fn every_kind_of_key_under_every_authority() {
    for (name, key) in KEYS {
        let folder = Folder::new(&format!("key-{name}"));
        let csr = openssl_csr(&folder, key, PLAIN);
        let public = folder.run("pkey -in key.pem -pubout");
        for authority in Authority::ALL {
            let issued = issue(authority, &csr);
            write(&folder, &issued);
            let purpose = match authority {
                Authority::PersonalSign | Authority::TlsClient => "smimesign",
                Authority::TlsServer => "sslserver",
                Authority::CodeSigning | Authority::DocumentSigning => "any",
            };
            let words = format!("{VERIFY} -purpose {purpose} certificate.pem");
            assert_eq!(folder.run(&words), "certificate.pem: OK\n");
            let pubkey = "x509 -in certificate.pem -noout -pubkey";
            assert_eq!(folder.run(pubkey), public, "{name}");
        }
    }
}

#[test]
fn a_certificate_says_what_was_issued() {
    let folder = Folder::new("fields");
    let csr = openssl_csr(&folder, KEYS[2].1, PLAIN);
    let issued = issue(Authority::PersonalSign, &csr);
    write(&folder, &issued);
    let show = "x509 -in certificate.pem -noout -nameopt RFC2253";
    let said = folder.run(&format!("{show} -serial -subject -issuer -dates"));
    let expected = format!(
        "serial={}\nsubject={}\nissuer={}\nnotBefore=Jan  1 00:00:00 2026 GMT\nnotAfter=Jan  1 00:00:00 2027 GMT\n",
        issued.serial, issued.subject, issued.issuer
    );
    assert_eq!(said, expected);
    assert_eq!(issued.subject, "CN=Jeanne Exemple,C=FR");
    assert_eq!(issued.serial.len(), 32);
    assert_eq!((issued.not_before, issued.not_after), (NOW, NOW + YEAR));
    folder.write("certificate.der", &issued.der);
    folder.run("x509 -inform DER -in certificate.der -out again.pem");
    assert_eq!(folder.read("again.pem"), issued.pem);
    let text = folder.run(&format!("{show} -text"));
    for part in [
        "CA:FALSE",
        "URI:http://127.0.0.1:8080/ca/gs-personal.crl",
        "CA Issuers - URI:http://127.0.0.1:8080/ca/gs-personal.cer",
        "Digital Signature, Non Repudiation\n",
        "TLS Web Client Authentication, E-mail Protection",
        "X509v3 Authority Key Identifier",
        "X509v3 Subject Key Identifier",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn nobody_gets_the_rights_of_a_ca() {
    let folder = Folder::new("no-ca");
    let configuration = format!(
        "{PLAIN}[more]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=digitalSignature,keyCertSign,cRLSign\n\
         subjectAltName=email:a@example.com,DNS:www.example.com,IP:192.0.2.1,URI:https://example.com/,\
         otherName:1.3.6.1.4.1.311.20.2.3;UTF8:jeanne@example.com,dirName:dn\n"
    );
    let configuration = configuration.replacen("[dn]", "req_extensions=more\n[dn]", 1);
    let csr = openssl_csr(&folder, KEYS[2].1, &configuration);
    write(&folder, &issue(Authority::TlsServer, &csr));
    let text = folder.run("x509 -in certificate.pem -noout -text -nameopt utf8");
    assert!(!text.contains("CA:TRUE"), "{text}");
    assert!(
        text.contains("Key Usage: critical\n                Digital Signature\n"),
        "{text}"
    );
    let names = |text: &str| {
        let mut lines = text.lines().map(str::trim);
        lines
            .find(|line| line.starts_with("email:"))
            .map(str::to_owned)
    };
    let asked = folder.run("req -in csr.pem -noout -text");
    let found = names(&text).expect("names");
    assert_eq!(found.split(", ").count(), 6, "{found}");
    assert_eq!(Some(found), names(&asked));
    folder.run(&format!("{VERIFY} certificate.pem"));
    // It cannot be an issuer.
    folder.write("child.cnf", PLAIN);
    folder.run(
        "req -new -x509 -config child.cnf -subj /CN=child -CA certificate.pem \
                -CAkey key.pem -key key.pem -out child.pem",
    );
    folder.write(
        "chain.pem",
        folder.read("intermediate.pem") + &folder.read("certificate.pem"),
    );
    let said =
        folder.refuse("verify -no_check_time -CAfile root.pem -untrusted chain.pem child.pem");
    assert!(said.contains("invalid CA certificate"), "{said}");
}

#[test]
fn what_the_caller_asks_for() {
    let folder = Folder::new("asked");
    let csr = openssl_csr(&folder, KEYS[0].1, PLAIN);
    let mut request = Request::from_csr(&csr, NOW, NOW + YEAR).unwrap();
    request.subject.clear();
    request.names = vec![AlternativeName::Upn("jeanne@example.com".to_owned())];
    request.purposes = vec![purpose::SMART_CARD.to_owned(), purpose::CLIENT.to_owned()];
    write(
        &folder,
        &CA.issue(Authority::PersonalSign, &request).unwrap(),
    );
    let text = folder.run("x509 -in certificate.pem -noout -text");
    for part in [
        "Subject Alternative Name: critical",
        "UPN::jeanne@example.com",
        "Microsoft Smartcard Login, TLS Web Client Authentication",
        "Digital Signature, Non Repudiation, Key Encipherment",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    folder.run(&format!("{VERIFY} certificate.pem"));
}

#[test]
fn an_spkac_gets_the_subject_that_the_caller_gives() {
    let folder = Folder::new("spkac");
    folder.run("genpkey -out key.pem -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
    let csr = Csr::parse(&folder.run("spkac -key key.pem -challenge certwire")).unwrap();
    let mut request = Request::from_csr(&csr, NOW, NOW + YEAR).unwrap();
    assert_eq!(request.subject, []);
    request.subject.push(Attribute::new("CN", "Jeanne Exemple"));
    let issued = CA.issue(Authority::TlsClient, &request).unwrap();
    write(&folder, &issued);
    folder.run(&format!("{VERIFY} certificate.pem"));
    assert_eq!(issued.subject, "CN=Jeanne Exemple");
    let public = folder.run("pkey -in key.pem -pubout");
    assert_eq!(
        folder.run("x509 -in certificate.pem -noout -pubkey"),
        public
    );
}

#[test]
fn a_requested_extension_that_does_not_read_is_refused() {
    for (oid, extension) in [
        ("2.5.29.17", "subjectAltName=DER:30:03:82:05:61"),
        ("2.5.29.17", "subjectAltName=DER:30:03:0c:01:61"),
        ("2.5.29.15", "keyUsage=DER:05:00"),
    ] {
        let folder = Folder::new("unread");
        let configuration = format!("{PLAIN}[more]\n{extension}\n");
        let configuration = configuration.replacen("[dn]", "req_extensions=more\n[dn]", 1);
        let csr = openssl_csr(&folder, KEYS[2].1, &configuration);
        let refused = Request::from_csr(&csr, NOW, NOW + YEAR);
        assert_eq!(refused, Err(Error::Extension(oid.to_owned())));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is asked is issued or refused.
    #[test]
    fn nothing_panics(
        key in prop::collection::vec(any::<u8>(), 0..80),
        kind in any::<String>(),
        value in any::<String>(),
        der in prop::collection::vec(any::<u8>(), 0..40),
        purpose in any::<String>(),
        times in any::<(i64, i64)>(),
    ) {
        let own = SubscriberKey::generate().unwrap();
        let mut request = Request::new(own.public_key().unwrap(), times.0, times.1);
        request.names = vec![AlternativeName::Der(der)];
        let _ = CA.issue(Authority::TlsClient, &request);
        (request.not_before, request.not_after) = (NOW, NOW + YEAR);
        let _ = CA.issue(Authority::TlsClient, &request);
        request.names = vec![AlternativeName::Dns(value.clone()), AlternativeName::Upn(value.clone())];
        request.purposes = vec![purpose];
        request.subject = vec![Attribute::new(kind, value)];
        let _ = CA.issue(Authority::TlsClient, &request);
        request.public_key = key;
        let _ = CA.issue(Authority::TlsClient, &request);
    }
}

#[test]
fn what_is_refused() {
    let folder = Folder::new("refused");
    let csr = openssl_csr(&folder, KEYS[2].1, PLAIN);
    let good = Request::from_csr(&csr, NOW, NOW + YEAR).unwrap();
    let refused = |change: &dyn Fn(&mut Request)| {
        let mut request = good.clone();
        change(&mut request);
        CA.issue(Authority::TlsClient, &request).unwrap_err()
    };
    assert_eq!(
        refused(&|request| request.public_key.truncate(40)),
        Error::PublicKey
    );
    assert_eq!(
        refused(&|request| request.not_after = NOW - 1),
        Error::Validity
    );
    assert_eq!(refused(&|request| request.not_before = -1), Error::Time(-1));
    assert_eq!(
        refused(&|request| request.not_after = i64::MAX),
        Error::Time(i64::MAX)
    );
    assert_eq!(
        refused(&|request| request.purposes = vec!["anything".to_owned()]),
        Error::Purpose("anything".to_owned())
    );
    assert_eq!(
        refused(&|request| request.names = vec![AlternativeName::Email("é@example.com".to_owned())]),
        Error::AlternativeName("é@example.com".to_owned())
    );
    assert!(matches!(
        refused(&|request| request.names = vec![AlternativeName::Der(vec![0x82, 9])]),
        Error::Encoding(_)
    ));
    assert!(matches!(
        refused(&|request| request.subject[0].kind = "no such".to_owned()),
        Error::Attribute { .. }
    ));
}

#[test]
fn every_start_has_new_keys_under_names_that_warn() {
    let folder = Folder::new("roots");
    let other = Ca::new(NOW, "https://localhost/").unwrap();
    let mut keys = std::collections::BTreeSet::new();
    for ca in [&*CA, &other] {
        for authority in Authority::ALL {
            for published in [ca.root(authority), ca.intermediate(authority)] {
                folder.write("ca.pem", &published.pem);
                let show = "x509 -in ca.pem -noout -subject -issuer -nameopt RFC2253";
                assert_eq!(folder.run(show).matches("NOT A REAL CA").count(), 2);
                assert!(keys.insert(folder.run("x509 -in ca.pem -noout -pubkey")));
            }
        }
    }
    let csr = openssl_csr(&folder, KEYS[2].1, PLAIN);
    let issued = issue(Authority::TlsServer, &csr);
    write(&folder, &issued);
    folder.write("root.pem", &other.root(Authority::TlsServer).pem);
    folder.refuse(&format!("{VERIFY} certificate.pem"));
}

#[test]
fn the_pkcs7_holds_the_chain_in_order() {
    let folder = Folder::new("pkcs7");
    let csr = openssl_csr(&folder, KEYS[2].1, PLAIN);
    let issued = issue(Authority::CodeSigning, &csr);
    folder.write("chain.p7b", &issued.pkcs7);
    let said = folder.run("pkcs7 -in chain.p7b -print_certs");
    let found: Vec<&str> = said.split("-----BEGIN CERTIFICATE-----").skip(1).collect();
    let expected = [&issued.pem, &issued.chain[0], &issued.chain[1]];
    assert_eq!(found.len(), expected.len(), "{said}");
    for (found, expected) in found.iter().zip(expected) {
        let body = expected.trim_start_matches("-----BEGIN CERTIFICATE-----");
        assert!(found.starts_with(body), "{found}\nis not\n{body}");
    }
}
