//! The CN and the names beside it.

use super::Context;
use crate::finding::Report;
use crate::request::AlternativeName;

/// Families whose CN is the name of a person, a company or a stamp, where a blank belongs.
const NAMES_OF_PEOPLE: [&str; 3] = ["client", "code-signing", "certigna-cachet"];

pub(super) fn present(context: &Context<'_>, report: &mut Report) {
    if context.has_subject() && common_name(context).is_none() {
        report.error(
            "name-present",
            "-27",
            "The CSR has no CN: make one with the main name as CN.",
        );
    }
}

pub(super) fn wildcard_name(context: &Context<'_>, report: &mut Report) {
    if !context.is("wildcard") {
        return;
    }
    if let Some(name) = common_name(context)
        && !name.strip_prefix("*.").is_some_and(is_host_name)
    {
        let message = format!(
            "The CN \"{name}\" is no wildcard: put *. and the domain in the CN, or order a product for single names."
        );
        report.warning("wildcard-name", "-24", message);
    }
}

pub(super) fn no_asterisk(context: &Context<'_>, report: &mut Report) {
    if context.order.product.is_none() || context.is("wildcard") {
        return;
    }
    if let Some(name) = common_name(context).filter(|name| name.contains('*')) {
        let message = format!(
            "The CN \"{name}\" has an asterisk: put the host name in the CN, or order a wildcard product."
        );
        report.warning("no-asterisk", "-25", message);
    }
    for name in context.csr.alternative_names() {
        if let AlternativeName::Dns(name) = name
            && name.contains('*')
        {
            let message = format!(
                "The name \"{name}\" has an asterisk: spell the names out, or order a wildcard product."
            );
            report.warning("no-asterisk", "-15", message);
        }
    }
}

pub(super) fn characters(context: &Context<'_>, report: &mut Report) {
    let Some(name) = common_name(context).filter(|name| name.contains(is_blank)) else {
        return;
    };
    let of_people = match context.order.product {
        Some(_) => NAMES_OF_PEOPLE.iter().any(|family| context.is(family)),
        // Which kind of certificate is reissued is not known here: only what reads as a host name counts.
        None => !is_host_name(&name.replace(is_blank, "")),
    };
    if !of_people {
        let message = format!(
            "The CN \"{name}\" has a blank, tab or line break: make a CSR with the bare name."
        );
        report.warning("name-characters", "-29", message);
    }
}

pub(super) fn fqdn_for_sans(context: &Context<'_>, report: &mut Report) {
    if !context.order.has_names {
        return;
    }
    if let Some(name) = common_name(context)
        && !is_host_name(name.strip_prefix("*.").unwrap_or(name))
    {
        let message = format!(
            "Additional names need a full host name as CN, and \"{name}\" is none: make a CSR with one."
        );
        report.warning("fqdn-for-sans", "-263", message);
    }
}

fn common_name<'a>(context: &Context<'a>) -> Option<&'a str> {
    context.csr.subject().first("CN")
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

/// Two labels or more, each of letters, digits and inner hyphens; the last with a letter, else it is an address.
/// Names in other scripts are left to the CA.
fn is_host_name(name: &str) -> bool {
    let label = |label: &str| {
        let fits = |character: char| character.is_alphanumeric() || character == '-';
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(fits)
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.contains('.') && name.split('.').all(label) && last.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::is_host_name;

    #[test]
    fn host_names() {
        for name in [
            "example.com",
            "a-b.example.fr",
            "1.example.com",
            "exämple.de",
            "xn--exmple-cua.de",
        ] {
            assert!(is_host_name(name), "{name}");
        }
        for name in [
            "",
            "localhost",
            ".com",
            "a..com",
            "-a.com",
            "a.com.",
            "192.0.2.1",
            "a b.com",
            "a_b.com",
            "*.a.com",
        ] {
            assert!(!is_host_name(name), "{name}");
        }
    }
}
