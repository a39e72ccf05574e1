//! What TBS's suppliers put into certificates.

use certwire_preflight::{Csr, Kind};
use serde_json::Value;

use super::{dcv, find::TbsOrder, product::Product, road};
use crate::{
    ca::{AlternativeName, Attribute, Error, Request},
    desk::Desk,
    model::{Certificate, text_at},
    time::Time,
};

/// Members of `detailsRequete` and `detailsInvitation` with the subject's attributes that they become.
const ATTRIBUTES: [(&str, &str, &str); 14] = [
    ("spkacC", "C", "C"),
    ("spkacST", "ST", "ST"),
    ("spkacL", "L", "L"),
    ("spkacPostalCode", "PostalCode", "postalCode"),
    ("spkacSTREET1", "STREET1", "street"),
    ("spkacSTREET2", "STREET2", "street"),
    ("spkacSTREET3", "STREET3", "street"),
    ("spkacPOBox", "POBox", "postOfficeBox"),
    ("spkacO", "O", "O"),
    ("spkacOU", "OU", "OU"),
    ("spkacTelephone", "TelephoneNumber", "telephoneNumber"),
    ("spkacUserId", "userId", "UID"),
    ("spkacCN", "CN", "CN"),
    ("spkacEmail", "Email", "emailAddress"),
];

/// The request in work: the one that an invited person brought, or that of the latest demand.
pub(super) fn csr(order: &TbsOrder) -> Option<Csr> {
    let demand = order.details.reissue.as_ref().unwrap_or(&order.request);
    let brought = order.details.csr.as_deref();
    let text = text_at(demand, "requete/CSR").or(brought)?;
    Csr::parse(text).ok()
}

/// The e-mail address that a request names.
pub(super) fn email(csr: &Csr) -> Option<String> {
    csr.subject().first("emailAddress").map(str::to_owned)
}

/// Issues the certificate of an order, or of its reissue, which ends when the first one ends.
///
/// # Errors
///
/// When there is no request, or the CA cannot sign what it asks for.
pub(super) fn issue(
    desk: &Desk<'_>,
    order: &TbsOrder,
    product: &Product,
    from: Time,
) -> Result<Certificate, Error> {
    let csr = csr(order).ok_or_else(|| Error::Extension("CSR".to_owned()))?;
    let lifetime = order.request.get("produit").and_then(|product| {
        let lifetime = product.get("dureeVie")?;
        Some(
            lifetime
                .as_str()
                .map_or_else(|| lifetime.to_string(), str::to_owned),
        )
    });
    let until = match (&order.details.reissue, order.certificate()) {
        (Some(_), Some(first)) => first.not_after.seconds(),
        _ => from.seconds() + product.days(lifetime.as_deref()) * 86_400,
    };
    let mut request = Request::from_csr(&csr, from.seconds(), until)?;
    let subject = subject(order, &csr);
    if !subject.is_empty() {
        request.subject = subject;
    }
    request.purposes = product.purposes();
    add_names(desk, order, product, &csr, &mut request);
    let issued = desk.ca.issue(product.authority(), &request)?;
    Ok(Certificate {
        serial: issued.serial,
        subject: issued.subject,
        pem: issued.pem,
        chain: issued.chain,
        pkcs7: issued.pkcs7,
        not_before: from,
        not_after: Time::from_millis(until * 1000),
        revoked: None,
        pkcs12: None,
    })
}

/// The subject where the request's own does not count: beside an SPKAC and an invitation. Else nothing.
fn subject(order: &TbsOrder, csr: &Csr) -> Vec<Attribute> {
    let invited = order.request.get("detailsInvitation");
    let details = match invited {
        Some(details) => Some((details, false)),
        None if csr.kind() == Kind::Spkac => {
            let details = order.request.get("detailsRequete");
            details.map(|details| (details, true))
        }
        None => None,
    };
    let Some((details, spkac)) = details else {
        return Vec::new();
    };
    let attributes = ATTRIBUTES.iter().filter_map(|&(for_spkac, invited, kind)| {
        let name = if spkac { for_spkac } else { invited };
        text_at(details, name).map(|value| Attribute::new(kind, value))
    });
    attributes.collect()
}

/// Adds the alternative names that the order asks for beside those of the request.
fn add_names(
    desk: &Desk<'_>,
    order: &TbsOrder,
    product: &Product,
    csr: &Csr,
    request: &mut Request,
) {
    let demand: &Value = order.details.reissue.as_ref().unwrap_or(&order.request);
    let mut add = |name: AlternativeName| {
        if !request.names.contains(&name) {
            request.names.push(name);
        }
    };
    if product.is_server() {
        let common_name = csr.subject().first("CN").unwrap_or_default();
        let cloned = road::cloned_names(desk, order).unwrap_or_default();
        let names = dcv::names(demand, common_name, &cloned);
        let all = std::iter::once(common_name).chain(names.iter().map(String::as_str));
        for name in all.filter(|name| certwire_wire::checks::is_domain(name)) {
            add(AlternativeName::Dns(name.to_owned()));
        }
        return;
    }
    let details = [
        "detailsInvitation/Email",
        "detailsRequete/spkacEmail",
        "requete/certificateEmail",
    ];
    let named = details.iter().find_map(|path| text_at(demand, path));
    if let Some(email) = named.map(str::to_owned).or_else(|| email(csr)) {
        add(AlternativeName::Email(email));
    }
}
