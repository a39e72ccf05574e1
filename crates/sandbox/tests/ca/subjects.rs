//! Subjects survive unchanged.

use certwire_preflight::Csr;
use certwire_sandbox::ca::keys::{SubscriberKey, csr};
use certwire_sandbox::ca::{Attribute, Authority, Error, Request, StringType};
use proptest::prelude::*;

use crate::openssl::Folder;
use crate::support::{CA, NOW, YEAR, issue, openssl_csr, write};

/// Everything that the two APIs' products put into a subject, and more.
const RICH: &str = "[req]\nprompt=no\ndistinguished_name=dn\nstring_mask=default\n[dn]\n\
    C=FR\nST=Calvados\nL=Hérouville-Saint-Clair\n0.O=EXEMPLE SA\ntitle=Łódź\n\
    0.OU=Ventes\n1.OU=Achats\norganizationIdentifier=VATFR-12345678901\nserialNumber=440443810\n\
    businessCategory=Private Organization\njurisdictionC=FR\njurisdictionST=Calvados\njurisdictionL=Caen\n\
    postalCode=14200\nstreet=22, rue de la \"Bretagne\"\nSN=Exemple\nGN=Jeanne\n0.UID=jex\n0.DC=example\n1.DC=com\n\
    own.1.3.6.1.4.1.99999.1=our own\nCN=Jeanne Exemple\nemailAddress=jeanne@example.com\n";

const KEY: &str = "ED25519";

/// The attributes of the request or the certificate, each with its identifier, string type and value.
fn subject(folder: &Folder, request: bool) -> Vec<String> {
    let command = if request { "req" } else { "x509" };
    let file = if request {
        "csr.pem"
    } else {
        "certificate.pem"
    };
    let options = "compat,utf8,show_type,dump_der,dump_unknown,sep_multiline,oid";
    let said = folder.run(&format!(
        "{command} -in {file} -noout -subject -nameopt {options}"
    ));
    said.lines()
        .skip(1)
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn every_attribute_in_its_string_type() {
    for mask in ["default", "pkix", "utf8only"] {
        let folder = Folder::new(&format!("subject-{mask}"));
        let configuration = RICH.replace("string_mask=default", &format!("string_mask={mask}"));
        let csr = openssl_csr(&folder, KEY, &configuration);
        for authority in Authority::ALL {
            write(&folder, &issue(authority, &csr));
            let asked = subject(&folder, true);
            assert_eq!(asked.len(), 23, "{asked:#?}");
            assert_eq!(subject(&folder, false), asked);
        }
        let of_title = match mask {
            "utf8only" => "UTF8STRING",
            _ => "BMPSTRING",
        };
        let asked = subject(&folder, true).join("\n");
        assert!(asked.contains(&format!("2.5.4.12={of_title}:")), "{asked}");
        let text = folder.run("x509 -in certificate.pem -noout -text");
        for part in [
            "OU = Ventes, OU = Achats",
            "organizationIdentifier = VATFR-12345678901",
        ] {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
}

#[test]
fn rfc_4514_as_openssl_writes_it() {
    let folder = Folder::new("subject-text");
    let csr = openssl_csr(&folder, KEY, RICH);
    let issued = issue(Authority::PersonalSign, &csr);
    write(&folder, &issued);
    let words = "x509 -in certificate.pem -noout -subject -nameopt RFC2253,-esc_msb,utf8";
    assert_eq!(
        folder.run(words).trim_end(),
        format!("subject={}", issued.subject)
    );
    assert!(
        issued
            .subject
            .starts_with("emailAddress=jeanne@example.com,CN=Jeanne Exemple,1.3.6.1.4.1.99999.1=#")
    );
}

#[test]
fn a_universal_string_becomes_utf8() {
    let attribute = Attribute {
        kind: "2.5.4.3".to_owned(),
        value: "Jeanne 🥊".to_owned(),
        string_type: StringType::Universal,
    };
    let key = SubscriberKey::generate().unwrap();
    let mut request = Request::new(key.public_key().unwrap(), NOW, NOW + YEAR);
    request.subject = vec![attribute];
    let issued = CA.issue(Authority::PersonalSign, &request).unwrap();
    assert_eq!(issued.subject, "CN=Jeanne 🥊");
}

#[test]
fn what_is_no_text_is_refused() {
    let key = SubscriberKey::generate().unwrap();
    for (string_type, reason) in [
        (StringType::Other(3), "is no text"),
        (StringType::Teletex, "does not fit a TeletexString"),
    ] {
        let mut request = Request::new(key.public_key().unwrap(), NOW, NOW + YEAR);
        request.subject = vec![Attribute {
            kind: "2.5.4.45".to_owned(),
            value: "🥊".to_owned(),
            string_type,
        }];
        let attribute = "2.5.4.45".to_owned();
        let refused = CA.issue(Authority::PersonalSign, &request);
        assert_eq!(refused, Err(Error::Attribute { attribute, reason }));
    }
}

/// Any attribute that a subject can be given by name.
fn attribute() -> impl Strategy<Value = Attribute> {
    let kinds = "CN C O OU L ST street serialNumber emailAddress organizationIdentifier jurisdictionC DC \
                 telephoneNumber 1.3.6.1.4.1.99999.1";
    let kinds: Vec<&str> = kinds.split(' ').collect();
    let kind = prop::sample::select(kinds);
    (kind, "(?s).{0,40}").prop_map(|(kind, value)| Attribute::new(kind, value))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Through a request of ours, the checks' reader, the certificate, and OpenSSL's reading of it.
    #[test]
    fn any_text_survives(subject in prop::collection::vec(attribute(), 1..8)) {
        let key = SubscriberKey::generate().unwrap();
        let text = csr(&key, &subject, &[]).unwrap();
        let csr = Csr::parse(&text).unwrap();
        let read = &csr.subject().attributes;
        prop_assert_eq!(read.len(), subject.len());
        for (read, given) in read.iter().zip(&subject) {
            prop_assert_eq!(&read.value, &given.value);
            prop_assert_eq!(read.string_type, given.string_type);
        }
        let folder = Folder::new("any-subject");
        folder.write("csr.pem", &text);
        let issued = issue(Authority::PersonalSign, &csr);
        write(&folder, &issued);
        prop_assert_eq!(self::subject(&folder, false), self::subject(&folder, true));
        let words = "x509 -in certificate.pem -noout -subject -nameopt RFC2253,-esc_msb,utf8";
        let said = folder.run(words);
        prop_assert_eq!(said.trim_end_matches('\n'), format!("subject={}", issued.subject));
    }
}
