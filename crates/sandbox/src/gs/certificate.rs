//! What `GlobalSign` puts into certificates.

use certwire_preflight::Csr;
use serde_json::Value;

use super::Details;
use crate::{
    ca::{AlternativeName, Attribute, Authority, Error, Request, keys::SubscriberKey, pkcs12},
    desk::Desk,
    model::{Certificate, Order, at},
    time::Time,
};

/// Names of the subject's attributes, as a `DnAttributes` structure and a certificate name them.
const ATTRIBUTES: [(&str, &str); 8] = [
    ("Country", "C"),
    ("StateOrProvince", "ST"),
    ("Locality", "L"),
    ("Organization", "O"),
    ("OrganizationUnit", "OU"),
    ("OrganizationalIdentifier", "organizationIdentifier"),
    ("CommonName", "CN"),
    ("Email", "emailAddress"),
];

/// Days that a certificate of so many years is valid (section 14.2).
fn days(years: &str) -> i64 {
    match years {
        "3" => 1096,
        "2" => 731,
        _ => 366,
    }
}

/// The intermediate that signs for a product.
pub(super) fn authority(product: &str) -> Authority {
    match product {
        "OSMulti" | "OSEV" => Authority::CodeSigning,
        "DSAATL" | "DSQCSignature" | "DSQCSeal" => Authority::DocumentSigning,
        _ => Authority::PersonalSign,
    }
}

/// Issues the certificate of an order: for the key of the CSR, or for a key made here, which goes into a `PKCS#12` file.
///
/// # Errors
///
/// When the CSR cannot be read or the subject not be written.
pub(super) fn issue(
    desk: &Desk<'_>,
    order: &Order<Details>,
    csr: Option<&str>,
    from: Time,
) -> Result<Certificate, Error> {
    let years = order.request.get("Year").map(Value::to_string);
    let until = from.seconds() + days(years.as_deref().unwrap_or_default()) * 86_400;
    let csr = csr.and_then(|text| Csr::parse(text).ok());
    let (key, request) = match csr {
        Some(csr) => (None, Request::from_csr(&csr, from.seconds(), until)?),
        None => {
            let key = SubscriberKey::generate()?;
            let mut request = Request::new(key.public_key()?, from.seconds(), until);
            request.subject = subject(order);
            let email = order.asked("DnAttributes/Email").map(str::to_owned);
            request.names.extend(email.map(AlternativeName::Email));
            (Some(key), request)
        }
    };
    let issued = desk.ca.issue(authority(&order.product), &request)?;
    let pkcs12 = match &key {
        Some(key) => Some(pkcs12(
            key,
            &issued.pem,
            &issued.chain,
            &order.id,
            &order.details.pickup_password,
        )?),
        None => None,
    };
    Ok(Certificate {
        serial: issued.serial,
        subject: issued.subject,
        pem: issued.pem,
        chain: issued.chain,
        pkcs7: issued.pkcs7,
        not_before: from,
        not_after: Time::from_millis(until * 1000),
        revoked: None,
        pkcs12,
    })
}

/// The subject that the order asks for.
fn subject(order: &Order<Details>) -> Vec<Attribute> {
    let named = ATTRIBUTES.iter().flat_map(|(name, kind)| {
        let value = at(&order.request, &format!("DnAttributes/{name}"));
        let values = match value {
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(value)) => vec![value.as_str()],
            _ => Vec::new(),
        };
        values
            .into_iter()
            .filter(|value| !value.is_empty())
            .map(|value| Attribute::new(*kind, value))
    });
    named.collect()
}

/// The issuers of a product's certificates, as PEM, root last.
pub(super) fn chain(desk: &Desk<'_>, product: &str) -> Vec<String> {
    let authority = authority(product);
    vec![
        desk.ca.intermediate(authority).pem.clone(),
        desk.ca.root(authority).pem.clone(),
    ]
}
