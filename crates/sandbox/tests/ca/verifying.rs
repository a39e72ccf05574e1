//! Our own verification, against chains of ours and of OpenSSL's making.

use std::time::{SystemTime, UNIX_EPOCH};

use certwire_sandbox::ca::keys::SubscriberKey;
use certwire_sandbox::ca::verify::{Broken, Fault, verify_chain};
use certwire_sandbox::ca::{Attribute, Authority, Issued, Request};

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
    let check = |leaf: &str, chain: &[String], at| verify_chain(leaf, chain, at);
    let chain = &issued.chain;
    assert_eq!(
        check(&issued.pem, chain, NOW - 1),
        broken(0, Fault::NotYetValid)
    );
    assert_eq!(
        check(&issued.pem, chain, NOW + YEAR + 1),
        broken(0, Fault::Expired)
    );
    assert_eq!(
        check(&issued.pem, chain, i64::MAX),
        broken(0, Fault::Expired)
    );
    assert_eq!(
        check(&issued.pem, chain, i64::MIN),
        broken(0, Fault::NotYetValid)
    );
    assert_eq!(check("nothing", chain, NOW), broken(0, Fault::Unreadable));
    assert_eq!(
        check(&issued.pem, &other.chain, NOW),
        broken(0, Fault::WrongIssuer)
    );
    assert_eq!(
        check(&issued.pem, &chain[1..], NOW),
        broken(0, Fault::WrongIssuer)
    );
    assert_eq!(
        check(&issued.pem, &chain[..1], NOW),
        broken(1, Fault::WrongIssuer)
    );
    assert_eq!(check(&issued.pem, &[], NOW), broken(0, Fault::WrongIssuer));
    // Same names, other keys.
    let ca = certwire_sandbox::ca::Ca::new(NOW, "").unwrap();
    let stranger = [
        ca.intermediate(Authority::TlsServer).pem.clone(),
        ca.root(Authority::TlsServer).pem.clone(),
    ];
    assert_eq!(
        check(&issued.pem, &stranger, NOW),
        broken(0, Fault::Signature)
    );
    let mixed = [chain[0].clone(), stranger[1].clone()];
    assert_eq!(check(&issued.pem, &mixed, NOW), broken(1, Fault::Signature));
    let said = Broken {
        position: 1,
        fault: Fault::Signature,
    };
    assert_eq!(
        said.to_string(),
        "Certificate 1 of the chain has a signature that its issuer did not make."
    );
}

/// A chain that OpenSSL makes, its last link with these extensions on the issuer.
fn chain(folder: &Folder, key: &str, issuer: &str, leaf: &str) -> (String, Vec<String>) {
    folder.write(
        "ca.cnf",
        format!("[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nCN=NOT A REAL CA\n[issuer]\n{issuer}\n[leaf]\n{leaf}\n"),
    );
    let genpkey = |out| folder.run(&format!("genpkey -out {out} -algorithm {key}"));
    genpkey("root.key");
    genpkey("leaf.key");
    folder.run(
        "req -new -x509 -config ca.cnf -key root.key -extensions issuer -days 9000 -out root.pem",
    );
    folder.run("req -new -x509 -config ca.cnf -subj /CN=leaf -key leaf.key -CA root.pem -CAkey root.key -extensions leaf -days 9000 -out leaf.pem");
    (folder.read("leaf.pem"), vec![folder.read("root.pem")])
}

#[test]
fn chains_of_another_maker() {
    const GOOD: &str = "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign";
    const LEAF: &str = "subjectAltName=critical,DNS:www.example.com";
    const P384: &str = "EC -pkeyopt ec_paramgen_curve:P-384";
    // OpenSSL lets them begin by the real clock.
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let at = i64::try_from(now.as_secs()).unwrap() + 3600;
    let cases = [
        ("good", P384, GOOD, LEAF, None),
        (
            "no-ca",
            P384,
            "basicConstraints=critical,CA:FALSE",
            LEAF,
            Some(Fault::IssuerMayNot),
        ),
        (
            "no-constraints",
            P384,
            "keyUsage=keyCertSign",
            LEAF,
            Some(Fault::IssuerMayNot),
        ),
        (
            "no-right",
            P384,
            "basicConstraints=CA:TRUE\nkeyUsage=cRLSign",
            LEAF,
            Some(Fault::IssuerMayNot),
        ),
        (
            "critical",
            P384,
            GOOD,
            "1.3.6.1.4.1.99999.1=critical,ASN1:NULL",
            Some(Fault::CriticalExtension),
        ),
        ("ed25519", "ED25519", GOOD, LEAF, Some(Fault::Algorithm)),
    ];
    for (name, key, issuer, leaf, fault) in cases {
        let folder = Folder::new(&format!("chain-{name}"));
        let (leaf, chain) = chain(&folder, key, issuer, leaf);
        let found = verify_chain(&leaf, &chain, at).map_err(|broken| broken.fault);
        assert_eq!(found.err(), fault, "{name}");
    }
}

#[test]
fn a_changed_byte_breaks_the_signature() {
    let issued = certificate(Authority::DocumentSigning);
    let folder = Folder::new("changed");
    let place = issued
        .der
        .windows(6)
        .position(|window| window == b"Jeanne")
        .unwrap();
    let mut der = issued.der.clone();
    der[place] = b'L';
    folder.write("changed.der", der);
    folder.run("x509 -inform DER -in changed.der -out changed.pem");
    let found = verify_chain(&folder.read("changed.pem"), &issued.chain, NOW);
    assert_eq!(found, broken(0, Fault::Signature));
}
