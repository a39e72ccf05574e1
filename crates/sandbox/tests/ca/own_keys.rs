//! Keys made by the CA, and requests made with them.

use certwire_preflight::{Csr, Verdict};
use certwire_sandbox::ca::keys::{SubscriberKey, csr};
use certwire_sandbox::ca::{AlternativeName, Attribute, Authority, Error, Issued, Request, pkcs12};

use crate::openssl::Folder;
use crate::support::{CA, NOW, YEAR};

const PASSWORD: &str = "Zwölf-Boxkämpfer 🥊";

fn certificate(key: &SubscriberKey) -> Issued {
    let mut request = Request::new(key.public_key().unwrap(), NOW, NOW + YEAR);
    request.subject = vec![Attribute::new("CN", "Jeanne Exemple")];
    CA.issue(Authority::PersonalSign, &request).unwrap()
}

#[test]
fn a_pkcs12_opens_with_its_password_alone() {
    let folder = Folder::new("pkcs12");
    let key = SubscriberKey::generate().unwrap();
    let issued = certificate(&key);
    let bundle = pkcs12(&key, &issued.pem, &issued.chain, "Jeanne Exemple", PASSWORD).unwrap();
    folder.write("bundle.p12", bundle);
    folder.write("password", format!("{PASSWORD}\n"));
    let open = "pkcs12 -in bundle.p12 -passin file:password";

    let said = folder.run(&format!("{open} -info -nodes"));
    for part in [
        "MAC: sha256, Iteration 2048",
        "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256",
        "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 2048, PRF hmacWithSHA256",
        "friendlyName: Jeanne Exemple",
        "localKeyID",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    for pem in [&issued.pem, &issued.chain[0], &issued.chain[1]] {
        assert!(said.contains(pem.trim_end()), "{said}");
    }
    folder.run(&format!("{open} -nodes -nocerts -out key.pem"));
    folder.write("own.pem", key.pkcs8_pem().unwrap().as_str());
    let public = |file| folder.run(&format!("pkey -in {file} -pubout"));
    assert_eq!(public("key.pem"), public("own.pem"));
    folder.run(&format!("{open} -clcerts -nokeys -out certificate.pem"));
    assert_eq!(
        folder.run("x509 -in certificate.pem -noout -pubkey"),
        public("own.pem")
    );

    let said = folder.refuse("pkcs12 -in bundle.p12 -passin pass:another -nodes");
    assert!(said.contains("invalid password"), "{said}");
}

#[test]
fn a_pkcs12_of_any_length_of_password_and_without_a_name() {
    let folder = Folder::new("pkcs12-passwords");
    let key = SubscriberKey::generate().unwrap();
    let issued = certificate(&key);
    for password in ["", "a", &"thirty-one characters of a word".repeat(4)] {
        folder.write(
            "bundle.p12",
            pkcs12(&key, &issued.pem, &[], "", password).unwrap(),
        );
        folder.write("password", format!("{password}\n"));
        let said = folder.run("pkcs12 -in bundle.p12 -passin file:password -nodes");
        assert!(said.contains(issued.pem.trim_end()), "{said}");
        assert!(!said.contains("friendlyName"), "{said}");
    }
    let refused = pkcs12(&key, &key.pkcs8_pem().unwrap(), &[], "", "secret");
    assert_eq!(refused, Err(Error::Pem("CERTIFICATE")));
}

#[test]
fn a_key_shows_itself_only_when_asked() {
    let key = SubscriberKey::generate().unwrap();
    assert_eq!(format!("{key:?}"), "SubscriberKey");
}

#[test]
fn a_request_verifies() {
    let folder = Folder::new("csr");
    let key = SubscriberKey::generate().unwrap();
    let subject = [
        Attribute::new("C", "FR"),
        Attribute::new("OU", "Ventes"),
        Attribute::new("OU", "Achats"),
        Attribute::new("CN", "www.example.com"),
    ];
    let names = [AlternativeName::Dns("www.example.com".to_owned())];
    for names in [&names[..], &[]] {
        let text = csr(&key, &subject, names).unwrap();
        folder.write("csr.pem", &text);
        let words = "req -in csr.pem -noout -verify -subject -text -nameopt RFC2253";
        let said = folder.run(words);
        assert!(said.contains("verify OK"), "{said}");
        assert!(
            said.contains("CN=www.example.com,OU=Achats,OU=Ventes,C=FR"),
            "{said}"
        );
        assert_eq!(
            said.contains("DNS:www.example.com"),
            !names.is_empty(),
            "{said}"
        );
        let read = Csr::parse(&text).unwrap();
        assert_eq!(read.verify(), Verdict::Good);
        assert_eq!(read.spki(), key.public_key().unwrap());
    }
}
