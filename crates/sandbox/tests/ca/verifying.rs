//! Our own verification, against chains of ours and of OpenSSL's making.

use std::time::{SystemTime, UNIX_EPOCH};

use certwire_sandbox::ca::keys::SubscriberKey;
use certwire_sandbox::ca::verify::{Broken, Fault, verify_chain};
use certwire_sandbox::ca::{Attribute, Authority, Ca, Issued, Request};
use der::pem::{self, LineEnding};

use crate::openssl::Folder;
use crate::support::{CA, NOW, YEAR};

fn certificate(authority: Authority) -> Issued {
    let key = SubscriberKey::generate().unwrap();
    let mut request = Request::new(key.public_key().unwrap(), NOW, NOW + YEAR);
    request.subject = vec![Attribute::new("CN", "Jeanne Exemple")];
    CA.issue(authority, &request).unwrap()
}

fn broken(position: usize, fault: Fault) -> Result<Vec<String>, Broken> {
    Err(Broken { position, fault })
}

#[test]
fn every_authority_verifies() {
    for authority in Authority::ALL {
        let issued = certificate(authority);
        let subjects = verify_chain(&issued.pem, &issued.chain, NOW).unwrap();
        assert_eq!(subjects.len(), 3);
        assert_eq!(subjects[..2], [issued.subject, issued.issuer]);
    }
}

#[test]
fn what_is_wrong_is_found() {
    let issued = certificate(Authority::TlsServer);
    let other = certificate(Authority::TlsClient);
    let chain = &issued.chain;
    // Same names, other keys.
    let ca = Ca::new(NOW, "").unwrap();
    let stranger = ca.root(Authority::TlsServer).pem.clone();
    let strangers = [ca.intermediate(Authority::TlsServer).pem.clone(), stranger];
    let mixed = [chain[0].clone(), strangers[1].clone()];
    let leaf = issued.pem.as_str();
    for (leaf, chain, at, expected) in [
        (leaf, &chain[..], NOW - 1, (0, Fault::NotYetValid)),
        (leaf, chain, i64::MIN, (0, Fault::NotYetValid)),
        (leaf, chain, NOW + YEAR + 1, (0, Fault::Expired)),
        (leaf, chain, i64::MAX, (0, Fault::Expired)),
        ("nothing", chain, NOW, (0, Fault::Unreadable)),
        (leaf, &other.chain, NOW, (0, Fault::WrongIssuer)),
        (leaf, &chain[1..], NOW, (0, Fault::WrongIssuer)),
        (leaf, &chain[..1], NOW, (1, Fault::WrongIssuer)),
        (leaf, &[], NOW, (0, Fault::WrongIssuer)),
        (leaf, &strangers, NOW, (0, Fault::Signature)),
        (leaf, &mixed, NOW, (1, Fault::Signature)),
    ] {
        let (position, fault) = expected;
        assert_eq!(verify_chain(leaf, chain, at), broken(position, fault));
    }
    let said = Broken {
        position: 1,
        fault: Fault::Signature,
    };
    assert_eq!(
        said.to_string(),
        "Certificate 1 of the chain has a signature that its issuer did not make."
    );
}

const ISSUER: &str = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign";
const LEAF: &str = "subjectAltName=critical,DNS:www.example.com";
const P384: &str = "EC -pkeyopt ec_paramgen_curve:P-384";

/// The fault of a chain of three that OpenSSL makes with these extensions on root and leaf.
fn fault(name: &str, key: &str, root: &str, leaf: &str) -> Option<Fault> {
    let folder = Folder::new(&format!("chain-{name}"));
    let names = "[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nCN=NOT A REAL CA";
    let sections = format!("{names}\n[root]\n{root}\n[middle]\n{ISSUER}\n[leaf]\n{leaf}\n");
    folder.write("ca.cnf", sections);
    for (name, issuer) in [("root", ""), ("middle", "root"), ("leaf", "middle")] {
        folder.run(&format!("genpkey -out {name}.key -algorithm {key}"));
        let by = match issuer {
            "" => String::new(),
            issuer => format!(" -CA {issuer}.pem -CAkey {issuer}.key"),
        };
        folder.run(&format!(
            "req -new -x509 -config ca.cnf -subj /CN={name} -key {name}.key -extensions {name} -out {name}.pem{by}"
        ));
    }
    // OpenSSL lets them begin by the real clock, and end after thirty days.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let at = i64::try_from(now.as_secs()).unwrap() + 3600;
    let chain = [folder.read("middle.pem"), folder.read("root.pem")];
    let found = verify_chain(&folder.read("leaf.pem"), &chain, at);
    found.err().map(|broken| broken.fault)
}

#[test]
fn chains_of_another_maker() {
    let long_enough = ISSUER.replace("TRUE", "TRUE,pathlen:1");
    let too_short = ISSUER.replace("TRUE", "TRUE,pathlen:0");
    let signs_no_certificates = ISSUER.replace("keyCertSign", "cRLSign");
    let no_ca = "basicConstraints=critical,CA:FALSE";
    let no_constraints = "keyUsage=keyCertSign";
    let critical = "1.3.6.1.4.1.99999.1=critical,ASN1:NULL";
    let may_not = Some(Fault::IssuerMayNot);
    for (name, key, root, leaf, expected) in [
        ("good", P384, ISSUER, LEAF, None),
        ("long-enough", P384, long_enough.as_str(), LEAF, None),
        ("too-short", P384, &too_short, LEAF, may_not),
        ("no-right", P384, &signs_no_certificates, LEAF, may_not),
        ("no-ca", P384, no_ca, LEAF, may_not),
        ("no-constraints", P384, no_constraints, LEAF, may_not),
        (
            "critical",
            P384,
            ISSUER,
            critical,
            Some(Fault::CriticalExtension),
        ),
        ("ed25519", "ED25519", ISSUER, LEAF, Some(Fault::Algorithm)),
    ] {
        assert_eq!(fault(name, key, root, leaf), expected, "{name}");
    }
}

/// PEM of whatever bytes.
fn armour(der: &[u8]) -> String {
    pem::encode_string("CERTIFICATE", LineEnding::LF, der).unwrap()
}

#[test]
fn a_changed_name_breaks_the_signature() {
    let issued = certificate(Authority::DocumentSigning);
    let mut der = issued.der.clone();
    let mut places = der.windows(6);
    let place = places.position(|window| window == b"Jeanne").unwrap();
    der[place] = b'L';
    let found = verify_chain(&armour(&der), &issued.chain, NOW);
    assert_eq!(found, broken(0, Fault::Signature));
}

#[test]
fn no_changed_byte_goes_unseen() {
    let issued = certificate(Authority::PersonalSign);
    for place in 0..issued.der.len() {
        let mut der = issued.der.clone();
        der[place] ^= 1;
        assert!(
            verify_chain(&armour(&der), &issued.chain, NOW).is_err(),
            "{place}"
        );
        assert!(verify_chain(&armour(&der[..place]), &issued.chain, NOW).is_err());
    }
}
