//! The other fields of the subject.

use super::{Context, Presence, Product};
use crate::finding::Report;
use crate::request::{AlternativeName, Csr};

/// The names of the CSR field tables, and what OpenSSL calls the same attribute.
const TABLE_NAMES: [(&str, &[&str]); 14] = [
    ("CN", &["CN"]),
    ("Email", &["emailAddress", "mail"]),
    ("O", &["O"]),
    ("OU", &["OU"]),
    ("STREET1", &["street"]),
    ("STREET2", &["street"]),
    ("STREET3", &["street"]),
    ("POBox", &["postOfficeBox"]),
    ("L", &["L"]),
    ("PostalCode", &["postalCode"]),
    ("ST", &["ST"]),
    ("C", &["C"]),
    ("TelephoneNumber", &["telephoneNumber"]),
    ("userId", &["UID"]),
];

fn attribute_names(field: &str) -> &'static [&'static str] {
    TABLE_NAMES
        .iter()
        .find_map(|(known, names)| (*known == field).then_some(*names))
        .unwrap_or_default()
}

pub(super) fn country_present(context: &Context<'_>, report: &mut Report) {
    if context.has_subject() && context.csr.subject().first("C").is_none() {
        let message = "The CSR has no C field: make one with the two-letter country code.";
        report.error("country-present", "-120", message);
    }
}

/// An error where the manual prints the field as mandatory; a warning where it prints nothing; nothing where it is optional.
pub(super) fn state_present(context: &Context<'_>, report: &mut Report) {
    const CHECK: &str = "state-present";
    const CODE: &str = "-122";
    if !context.has_subject() || context.csr.subject().first("ST").is_some() {
        return;
    }
    let cell = context
        .order
        .product
        .and_then(|product| product.fields.iter().find(|(name, _)| *name == "ST"));
    match cell {
        _ if context.is("signlogin") => {
            report.error(
                CHECK,
                CODE,
                "The CSR has no ST field, which this product demands: make one with ST.",
            );
        }
        Some((_, Presence::Mandatory)) => {
            report.error(
                CHECK,
                CODE,
                "The CSR has no ST field, which this product demands: make one with ST.",
            );
        }
        Some(_) => {}
        None => {
            let message = "The CSR has no ST field. Some products demand it, and the manual does not say which: if the CA \
                           refuses, make a CSR with ST.";
            report.warning(CHECK, CODE, message);
        }
    }
}

pub(super) fn mandatory(context: &Context<'_>, report: &mut Report) {
    let Some(product) = context.order.product.filter(|_| context.has_subject()) else {
        return;
    };
    let demanded = product
        .fields
        .iter()
        .filter(|(_, presence)| *presence == Presence::Mandatory);
    for (field, _) in demanded {
        let names = attribute_names(field);
        if names.is_empty() {
            report.skip(
                "mandatory-fields",
                Some("-81"),
                format!("the field {field} of the table is not known"),
            );
        } else if names
            .iter()
            .all(|name| context.csr.subject().first(name).is_none())
        {
            missing(context.csr, field, report);
        }
    }
}

fn missing(csr: &Csr, field: &str, report: &mut Report) {
    let message =
        format!("The CSR has no field {field}, which this product demands: make one with it.");
    if field == "Email" && alternative_emails(csr).next().is_some() {
        // The table does not say that the address must stand in the subject.
        let message =
            format!("{message} It has an address in subjectAltName only, which may not count.");
        report.warning("mandatory-fields", "-81", message);
    } else {
        report.error("mandatory-fields", "-81", message);
    }
}

pub(super) fn forbidden(context: &Context<'_>, report: &mut Report) {
    let Some(product) = context
        .order
        .product
        .filter(|product| !product.fields.is_empty())
    else {
        return;
    };
    let mut told = Vec::new();
    for attribute in &context.csr.subject().attributes {
        let label = attribute.label();
        if !told.contains(&label) && !is_allowed(product, attribute.name) {
            told.push(label);
            let message = format!(
                "The CSR has the field {label}, which this product forbids: make one without it."
            );
            report.error("forbidden-fields", "-84", message);
        }
    }
    let lines = context.csr.subject().values("street").count();
    let allowed = product
        .fields
        .iter()
        .filter(|(name, _)| name.starts_with("STREET"))
        .count();
    if allowed > 0 && lines > allowed {
        let message = format!(
            "The CSR has {lines} street fields; the table has {allowed}: make one with fewer."
        );
        report.warning("forbidden-fields", "-84", message);
    }
}

fn is_allowed(product: &Product<'_>, attribute: Option<&str>) -> bool {
    let Some(attribute) = attribute else {
        return false;
    };
    product.fields.iter().any(|(field, presence)| {
        *presence != Presence::Forbidden && attribute_names(field).contains(&attribute)
    })
}

/// An address that is malformed is an error; that none is there is -81 where the product has a table, else a guess.
pub(super) fn email(context: &Context<'_>, report: &mut Report) {
    let Some(product) = context.order.product.filter(|product| product.is("client")) else {
        return;
    };
    let subject = context.csr.subject();
    let all: Vec<&str> = subject
        .values("emailAddress")
        .chain(subject.values("mail"))
        .chain(alternative_emails(context.csr))
        .collect();
    for address in all.iter().filter(|address| !is_email(address)) {
        let message =
            format!("\"{address}\" is no e-mail address: make a CSR with the address to certify.");
        report.error("email", "-82", message);
    }
    if all.is_empty() && context.has_subject() && product.fields.is_empty() {
        let message =
            "The CSR has no e-mail address, and the product certifies one: make a CSR with it.";
        report.warning("email", "-82", message);
    }
}

fn alternative_emails(csr: &Csr) -> impl Iterator<Item = &str> {
    csr.alternative_names()
        .iter()
        .filter_map(|name| match name {
            AlternativeName::Email(address) => Some(address.as_str()),
            _ => None,
        })
}

/// A part before the only unquoted at sign, a domain with a dot behind it, nothing blank.
fn is_email(address: &str) -> bool {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return false;
    };
    let blank = |text: &str| {
        text.contains(|character: char| character.is_whitespace() || character.is_control())
    };
    let dots = |text: &str| text.starts_with('.') || text.ends_with('.') || text.contains("..");
    let quoted = local.len() > 2 && local.starts_with('"') && local.ends_with('"');
    let local_fits =
        quoted || !(local.is_empty() || blank(local) || dots(local) || local.contains('@'));
    local_fits && domain.contains('.') && !blank(domain) && !dots(domain)
}

pub(super) fn organization_identifier_present(context: &Context<'_>, report: &mut Report) {
    if context.is("certigna-cachet")
        && context.has_subject()
        && context
            .csr
            .subject()
            .first("organizationIdentifier")
            .is_none()
    {
        let message = "The CSR has no organizationIdentifier, which stamps seem to need: if the CA refuses, make one with it.";
        report.warning("organization-identifier-present", "-400", message);
    }
}

/// ETSI EN 319 412-1, section 5.1.4; the manual prints no form.
pub(super) fn organization_identifier_form(context: &Context<'_>, report: &mut Report) {
    for identifier in context.csr.subject().values("organizationIdentifier") {
        if !is_identifier(identifier) {
            let message = format!(
                "The organizationIdentifier \"{identifier}\" has no known form: write three letters for its kind, the country, \
                 a hyphen and the number, as NTRFR-123456789 or VATFR-12345678901."
            );
            report.warning("organization-identifier-form", "-402", message);
        }
    }
}

/// `VATFR-…`, `NTRFR-…`, `PSDFR-…`, `LEIXG-…`, or two letters of a national scheme and a colon, as `SI:FR-…`.
fn is_identifier(text: &str) -> bool {
    let Some((kind, number)) = text.split_once('-') else {
        return false;
    };
    let letters = |part: &str| part.bytes().all(|byte| byte.is_ascii_uppercase());
    let Some((scheme, country)) = kind
        .split_at_checked(3)
        .filter(|(_, country)| country.len() == 2)
    else {
        return false;
    };
    let known = matches!(scheme, "VAT" | "NTR" | "PSD" | "LEI" | "GOV")
        || scheme.strip_suffix(':').is_some_and(letters);
    known && letters(country) && !number.is_empty()
}

pub(super) fn organizational_unit_present(context: &Context<'_>, report: &mut Report) {
    if context.is("rgs") && context.has_subject() && context.csr.subject().first("OU").is_none() {
        let message = "The CSR has no OU, which RGS products seem to need: if the CA refuses, make one with it.";
        report.warning("organizational-unit-present", "-401", message);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_email, is_identifier};

    #[test]
    fn addresses() {
        for good in [
            "a@example.com",
            "a.b+c@ex-ample.co.uk",
            "\"a b\"@example.com",
            "é@exämple.fr",
        ] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@exa mple.com",
            "a@@b.c",
            "a..b@c.d",
            "a@.com",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn identifiers() {
        for good in [
            "VATFR-12345678901",
            "NTRFR-123 456 789",
            "PSDFR-ACPR-12345",
            "LEIXG-5299000J2N45DDNE4Y28",
            "SI:FR-123456789",
        ] {
            assert!(is_identifier(good), "{good}");
        }
        for bad in [
            "",
            "123456789",
            "VATFR12345678901",
            "vatfr-1",
            "VATFRA-1",
            "XYZFR-1",
            "NTRFR-",
            "é-1",
            "ééé-1",
        ] {
            assert!(!is_identifier(bad), "{bad}");
        }
    }
}
