//! Revocation.

use certwire_sandbox::ca::{Authority, Error, Reason, Revoked};

use crate::openssl::Folder;
use crate::support::{CA, NOW, VERIFY, issue, openssl_csr, write};

const WEEK: i64 = 7 * 24 * 60 * 60;
const CSR: &str = "[req]\nprompt=no\ndistinguished_name=dn\n[dn]\nCN=www.example.com\n";
const KEY: &str = "ED25519";

#[test]
fn a_revoked_certificate_fails_and_its_neighbour_does_not() {
    let folder = Folder::new("crl");
    let csr = openssl_csr(&folder, KEY, CSR);
    let neighbour = issue(Authority::TlsServer, &csr);
    let revoked = issue(Authority::TlsServer, &csr);
    write(&folder, &neighbour);
    folder.write("revoked.pem", &revoked.pem);
    let check = |file| format!("{VERIFY} -crl_check -CRLfile crl.pem {file}");

    let crl = CA
        .crl(Authority::TlsServer, &[], NOW, NOW + WEEK, 1)
        .unwrap();
    folder.write("crl.pem", &crl.pem);
    let text = folder.run("crl -in crl.pem -noout -text");
    assert!(text.contains("No Revoked Certificates"), "{text}");
    folder.run(&check("revoked.pem"));

    let entry = Revoked {
        serial: revoked.serial.clone(),
        time: NOW,
        reason: Reason::KeyCompromise,
    };
    let crl = CA
        .crl(Authority::TlsServer, &[entry], NOW, NOW + WEEK, 2)
        .unwrap();
    folder.write("crl.pem", &crl.pem);
    folder.write("crl.der", &crl.der);
    let text = folder.run("crl -inform DER -in crl.der -noout -text");
    for part in [
        format!("Serial Number: {}", revoked.serial).as_str(),
        "Key Compromise",
        "X509v3 CRL Number: \n                2",
        "Last Update: Jan  1 00:00:00 2026 GMT",
        "Next Update: Jan  8 00:00:00 2026 GMT",
        "X509v3 Authority Key Identifier",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    folder.run(&check("certificate.pem"));
    let said = folder.refuse(&check("revoked.pem"));
    assert!(said.contains("certificate revoked"), "{said}");
}

#[test]
fn a_crl_is_its_own_authoritys() {
    let folder = Folder::new("crl-of-another");
    let csr = openssl_csr(&folder, KEY, CSR);
    write(&folder, &issue(Authority::TlsServer, &csr));
    let crl = CA
        .crl(Authority::TlsClient, &[], NOW, NOW + WEEK, 1)
        .unwrap();
    folder.write("crl.pem", &crl.pem);
    let said = folder.refuse(&format!(
        "{VERIFY} -crl_check -CRLfile crl.pem certificate.pem"
    ));
    assert!(said.contains("unable to get certificate CRL"), "{said}");
    folder.write("issuer.pem", &CA.intermediate(Authority::TlsClient).pem);
    let said = folder.run("crl -in crl.pem -noout -CAfile issuer.pem");
    assert_eq!(said, "verify OK\n");
}

#[test]
fn every_reason_is_written() {
    let folder = Folder::new("reasons");
    let reasons = [
        (Reason::Unspecified, None),
        (Reason::KeyCompromise, Some("Key Compromise")),
        (Reason::AffiliationChanged, Some("Affiliation Changed")),
        (Reason::Superseded, Some("Superseded")),
        (Reason::CessationOfOperation, Some("Cessation Of Operation")),
        (Reason::PrivilegeWithdrawn, Some("Privilege Withdrawn")),
    ];
    for (number, (reason, name)) in (1..).zip(reasons) {
        let entry = Revoked {
            serial: "0a".to_owned(),
            time: NOW,
            reason,
        };
        let crl = CA
            .crl(Authority::CodeSigning, &[entry], NOW, NOW + WEEK, number)
            .unwrap();
        folder.write("crl.pem", &crl.pem);
        let text = folder.run("crl -in crl.pem -noout -text");
        let expected = name.map_or(0, |name| text.matches(name).count());
        assert_eq!(expected, usize::from(name.is_some()), "{text}");
        assert_eq!(text.contains("CRL Reason Code"), name.is_some(), "{text}");
    }
}

#[test]
fn serials_that_are_none() {
    for serial in ["", "0", "xy", "é", &"7F".repeat(21)] {
        let entry = Revoked {
            serial: serial.to_owned(),
            time: NOW,
            reason: Reason::Unspecified,
        };
        let refused = CA.crl(Authority::TlsServer, &[entry], NOW, NOW + WEEK, 1);
        assert_eq!(refused, Err(Error::Serial(serial.to_owned())));
    }
}
