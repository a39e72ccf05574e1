//! What `GlobalSign` puts into certificates.

use certwire_preflight::Csr;
use serde_json::Value;

use super::Details;
use crate::{
    ca::{AlternativeName, Attribute, Authority, Error, Request, keys::SubscriberKey, pkcs12},
    desk::Desk,
    model::{Certificate, Order, at, text_at},
    time::Time,
};

/// Members of a `DnAttributes` structure, and the subject's attributes that they become, in the order of the subject.
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

const DAY: i64 = 86_400;

/// Days that a certificate of so many years is valid (section 14.2).
const fn days(years: i64) -> i64 {
    match years {
        3 => 1096,
        2 => 731,
        _ => 366,
    }
}

/// The intermediate that signs for a product.
fn authority(product: &str) -> Authority {
    match product {
        "OSMulti" | "OSEV" => Authority::CodeSigning,
        "DSAATL" | "DSQCSignature" | "DSQCSeal" => Authority::DocumentSigning,
        _ => Authority::PersonalSign,
    }
}

/// Issues the certificate of an order: for the key of its CSR, or for a key made here, which goes into a `PKCS#12` file.
///
/// # Errors
///
/// When the CSR cannot be read or the subject not be written.
pub(super) fn issue(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    from: Time,
) -> Result<Certificate, Error> {
    let until = end(desk, order, from);
    let (key, mut request) = if let Some(text) = &order.details.csr {
        let csr = Csr::parse(text).map_err(|_| Error::Pem("CERTIFICATE REQUEST"))?;
        (None, Request::from_csr(&csr, from.seconds(), until)?)
    } else {
        let key = SubscriberKey::generate()?;
        let request = Request::new(key.public_key()?, from.seconds(), until);
        (Some(key), request)
    };
    if request.subject.is_empty() {
        request.subject = subject(order);
    }
    if request.names.is_empty() {
        // An rfc822Name is ASCII; any other address stands in the subject alone.
        let email = member(order, "Email").filter(|email| email.is_ascii());
        let email = email.map(|email| AlternativeName::Email(email.to_owned()));
        request.names.extend(email);
    }
    let serial = request
        .subject
        .iter()
        .find(|attribute| is_serial(attribute));
    order.details.serial_number = serial.map(|attribute| attribute.value.clone());
    let issued = desk.ca.issue(authority(&order.product), &request)?;
    let password = &order.details.pickup_password;
    let file = |key: &SubscriberKey| pkcs12(key, &issued.pem, &issued.chain, &order.id, password);
    let pkcs12 = key.as_ref().map(file).transpose()?;
    Ok(Certificate {
        serial: issued.serial,
        subject: issued.subject,
        pem: issued.pem,
        chain: issued.chain,
        pkcs7: issued.pkcs7,
        not_before: from,
        not_after: Time::from_millis(until.saturating_mul(1000)),
        revoked: None,
        pkcs12,
    })
}

/// The last second of validity. A reissue ends when the certificate ended that it stands for.
fn end(desk: &Desk<'_>, order: &Order<Details>, from: Time) -> i64 {
    let original = order.details.reissues.as_deref();
    let original = original.and_then(|id| desk.tx.order::<Details>(id).ok().flatten());
    let ended = original.as_ref().and_then(Order::certificate);
    match ended.map(|certificate| certificate.not_after.seconds()) {
        Some(ended) if ended > from.seconds() => ended,
        _ => from.seconds() + days(years(&order.request)) * DAY,
    }
}

/// Years of validity that a request asks for.
pub(super) fn years(request: &Value) -> i64 {
    let years = at(request, "Year");
    let number = years.and_then(Value::as_i64);
    let number = number.or_else(|| years.and_then(Value::as_str)?.parse().ok());
    number.unwrap_or(1)
}

fn is_serial(attribute: &Attribute) -> bool {
    matches!(attribute.kind.as_str(), "serialNumber" | "2.5.4.5")
}

/// A part of the subject that the order asks for.
///
/// The unit in a `PersonalSign` 2 Pro order is ignored (section 9.1). Code signing orders have no place for the
/// organisation, whose name stands with the subscriber.
pub(super) fn member<'o>(order: &'o Order<Details>, name: &str) -> Option<&'o str> {
    match (name, order.product.as_str()) {
        ("OrganizationUnit", "PS2Pro") => None,
        ("Organization", "OSMulti" | "OSEV") => order.asked("Subscriber/OrganizationName"),
        _ => text_at(at(&order.request, "DnAttributes")?, name),
    }
}

/// The subject that the order asks for.
fn subject(order: &Order<Details>) -> Vec<Attribute> {
    let attribute = |(name, kind): &(&str, &str)| Some(Attribute::new(*kind, member(order, name)?));
    ATTRIBUTES.iter().filter_map(attribute).collect()
}

/// The issuers of a product's certificates, as PEM, root last.
pub(super) fn chain(desk: &Desk<'_>, product: &str) -> Vec<String> {
    let authority = authority(product);
    vec![
        desk.ca.intermediate(authority).pem.clone(),
        desk.ca.root(authority).pem.clone(),
    ]
}
