//! `certwire csr`: what a key or CSR holds, and what the CA would say to it.

use std::{fmt::Write, path::Path};

use certwire_preflight::{BlockList, Csr, Preflight, Report, Severity, Verdict, own};
use serde_json::json;

use crate::{
    exit::Exit,
    input::{Trouble, files::Source},
    service::Service,
};

/// More than any CSR needs.
const LIMIT: u64 = 64 * 1024;

/// A product, with its service: `tbs:X509SHA256s`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Whose product.
    pub service: Service,
    /// Its code.
    pub code: String,
}

impl std::str::FromStr for Product {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (service, code) = text
            .split_once(':')
            .ok_or("write it as gs:PS2Pro or tbs:X509SHA256s")?;
        let service = Service::ALL.into_iter().find(|known| known.id() == service);
        let service = service.ok_or("the service is `gs` or `tbs`")?;
        let table = service.reference().table("product");
        if table.is_some_and(|table| table.contains(code)) {
            Ok(Self {
                service,
                code: code.to_owned(),
            })
        } else {
            Err(format!(
                "{} has no product {code}: `certwire explain {} product` lists them",
                service.vendor(),
                service.id()
            ))
        }
    }
}

/// Reads lists of known weak keys from a file or folder.
///
/// # Errors
///
/// A sentence, when they cannot be read.
pub fn weak_keys(path: Option<&Path>) -> Result<Option<BlockList>, Trouble> {
    let read = |path: &Path| {
        BlockList::read(path).map_err(|error| {
            Trouble::new(format!(
                "{}: the list cannot be read: {error}.",
                path.display()
            ))
        })
    };
    path.map(read).transpose()
}

/// Checks a CSR; for a product, as its service would.
///
/// # Errors
///
/// A sentence, when it cannot be read.
pub fn check(
    source: &Source,
    product: Option<&Product>,
    weak_keys: Option<BlockList>,
    json: bool,
) -> Result<(String, Exit), Trouble> {
    let csr = read(source)?;
    let mut report = own::advise(&csr);
    match product {
        Some(product) => report.absorb(Preflight::new(weak_keys).report(
            product.service.reference(),
            &csr,
            Some(&product.code),
        )),
        None => report.absorb(own::check(&csr, weak_keys.as_ref())),
    }
    let exit = if report.is_valid() {
        Exit::Done
    } else {
        Exit::Violations
    };
    let text = if json {
        as_json(&source.name(), &report)
    } else {
        as_text(&source.name(), &report)
    };
    Ok((text, exit))
}

/// Describes a CSR.
///
/// # Errors
///
/// A sentence, when it cannot be read.
pub fn show(source: &Source) -> Result<String, Trouble> {
    let csr = read(source)?;
    let mut text = String::new();
    let _ = writeln!(text, "Key        {}", csr.key());
    let _ = writeln!(
        text,
        "Signature  {}, {}",
        csr.signature_algorithm(),
        match csr.verify() {
            Verdict::Good => "good".to_owned(),
            Verdict::Bad => "BAD: made by another key, or the request was changed".to_owned(),
            Verdict::NotChecked(reason) => format!("not checked: {reason}"),
        }
    );
    for attribute in &csr.subject().attributes {
        let _ = writeln!(
            text,
            "Subject    {} = {}",
            attribute.name.unwrap_or(&attribute.oid),
            attribute.value
        );
    }
    for name in csr.alternative_names() {
        let _ = writeln!(text, "Name       {name}");
    }
    for extension in csr.extensions() {
        let critical = if extension.critical { ", critical" } else { "" };
        let _ = writeln!(
            text,
            "Extension  {}{critical}",
            extension.name.unwrap_or(&extension.oid)
        );
    }
    Ok(text)
}

fn read(source: &Source) -> Result<Csr, Trouble> {
    let bytes = source.read(LIMIT)?;
    Csr::parse_bytes(&bytes).map_err(|fault| Trouble::new(format!("{}: {fault}", source.name())))
}

fn as_text(name: &str, report: &Report) -> String {
    let mut text = String::new();
    for finding in &report.findings {
        let code = finding
            .code
            .map_or(String::new(), |code| format!("[{code}]"));
        let _ = writeln!(
            text,
            "{}{code}: {}",
            finding.severity.as_str(),
            finding.message
        );
    }
    for gap in &report.not_checked {
        let _ = writeln!(text, "not checked: {}: {}", gap.check, gap.reason);
    }
    let errors = report
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    let warnings = report.findings.len() - errors;
    let _ = writeln!(
        text,
        "{name}: {errors} errors, {warnings} warnings, {} not checked",
        report.not_checked.len()
    );
    text
}

fn as_json(name: &str, report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        json!({
            "check": finding.check,
            "code": finding.code,
            "severity": finding.severity.as_str(),
            "message": finding.message,
        })
    });
    let gaps = report.not_checked.iter();
    let gaps =
        gaps.map(|gap| json!({ "check": gap.check, "code": gap.code, "reason": gap.reason }));
    let object = json!({
        "file": name,
        "valid": report.is_valid(),
        "findings": findings.collect::<Vec<_>>(),
        "not_checked": gaps.collect::<Vec<_>>(),
    });
    format!("{object}\n")
}
