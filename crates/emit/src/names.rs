//! Rust names of wire names.

use heck::{ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};

/// Name of a struct's member: `OrderID` becomes `order_id`, `type` becomes `r#type`.
pub fn field(wire: &str) -> Ident {
    let snake = plural_acronyms(wire).to_snake_case();
    ident(&prefixed(&snake, 'n'))
}

/// Name of a type: as on the wire when that is a Rust name, `DCV_Status` becomes `DcvStatus`.
pub fn type_name(wire: &str) -> String {
    let name = wire.trim_start_matches('<').trim_end_matches('>');
    let camel = if name.chars().all(char::is_alphanumeric) {
        capitalised(name)
    } else {
        name.to_upper_camel_case()
    };
    prefixed(&camel, 'N')
}

/// Name of an enum's variant.
pub fn variant(wire: &str) -> Ident {
    ident(&type_name(wire))
}

/// Name of a file or module.
pub fn module(wire: &str) -> String {
    wire.to_snake_case()
}

/// An identifier of this name, raw or with an underscore where it is a keyword.
pub fn ident(name: &str) -> Ident {
    if let Ok(ident) = syn::parse_str::<Ident>(name) {
        return ident;
    }
    if matches!(name, "self" | "Self" | "super" | "crate") {
        return Ident::new(&format!("{name}_"), Span::call_site());
    }
    Ident::new_raw(name, Span::call_site())
}

/// `FQDNs` would become `fqd_ns`.
fn plural_acronyms(wire: &str) -> String {
    match wire.strip_suffix('s') {
        Some(stem) if stem.ends_with(|c: char| c.is_uppercase()) => format!("{stem}S"),
        _ => wire.to_owned(),
    }
}

fn capitalised(name: &str) -> String {
    let mut chars = name.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn prefixed(name: &str, letter: char) -> String {
    if name.starts_with(|c: char| c.is_alphabetic()) {
        name.to_owned()
    } else {
        format!("{letter}{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        for (wire, rust) in [
            ("type", "r#type"),
            ("self", "self_"),
            ("CSR", "csr"),
            ("OU1", "ou1"),
            ("DCV_Status", "dcv_status"),
            ("0", "n0"),
            ("ref demande", "ref_demande"),
            ("X509Cert", "x509_cert"),
            ("PKCS12Option", "pkcs12_option"),
            (
                "OriginalOrderIDForReIssue",
                "original_order_id_for_re_issue",
            ),
            ("FQDNs", "fqdns"),
            ("refTBS", "ref_tbs"),
            ("WARNING", "warning"),
        ] {
            assert_eq!(field(wire).to_string(), rust);
        }
    }

    #[test]
    fn types() {
        for (wire, rust) in [
            ("OrderPS1", "OrderPS1"),
            ("achat", "Achat"),
            ("dcvAdresses", "DcvAdresses"),
            ("DCV_Status", "DcvStatus"),
            ("<domain>", "Domain"),
            ("SHA256-FULL-CHAIN", "Sha256FullChain"),
            ("1", "N1"),
            ("ref demande", "RefDemande"),
        ] {
            assert_eq!(type_name(wire), rust);
        }
    }
}
