//! `certwire rules`: what validation looks at beyond single elements, and what only the CA can.

use std::fmt::Write;

use certwire_wire::reference::Rule;
use serde_json::json;

use crate::service::Service;

/// How the list is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Listing {
    /// A table.
    #[default]
    Human,
    /// One object a rule, one rule a line.
    Json,
}

/// The rules of one service or both, of one operation or all.
///
/// # Errors
///
/// A sentence, when no service has such an operation.
pub fn list(
    service: Option<Service>,
    operation: Option<&str>,
    listing: Listing,
) -> Result<String, String> {
    let services = service.map_or(Service::ALL.to_vec(), |service| vec![service]);
    if let Some(name) = operation
        && services
            .iter()
            .all(|service| service.reference().operation(name).is_none())
    {
        return Err(format!(
            "no operation is called `{name}`: `certwire schema show` lists them all"
        ));
    }
    let rules = services.iter().flat_map(|service| {
        let rules = service.reference().rules.iter();
        rules.map(move |rule| (*service, rule))
    });
    let concerns = |rule: &Rule| operation.is_none_or(|name| rule.operations.contains(&name));
    let rules: Vec<_> = rules.filter(|(_, rule)| concerns(rule)).collect();
    Ok(match listing {
        Listing::Human => table(&rules),
        Listing::Json => lines(&rules),
    })
}

fn table(rules: &[(Service, &Rule)]) -> String {
    let rows = rules.iter().map(|(service, rule)| {
        [
            service.id().to_owned(),
            rule.id.to_owned(),
            rule.codes.join(" "),
            rule.decided.as_str().to_owned(),
            rule.severity.as_str().to_owned(),
            rule.summary.to_owned(),
        ]
    });
    let head = ["service", "rule", "codes", "decided", "severity", "summary"];
    let rows: Vec<[String; 6]> = std::iter::once(head.map(str::to_owned))
        .chain(rows)
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(&widths) {
            let _ = write!(text, "{cell:<width$}\t");
        }
        let _ = writeln!(text, "{}", row[5]);
    }
    text
}

fn lines(rules: &[(Service, &Rule)]) -> String {
    let mut text = String::new();
    for (service, rule) in rules {
        let line = json!({
            "service": service.id(),
            "rule": rule.id,
            "operations": rule.operations,
            "direction": if rule.response { "response" } else { "request" },
            "codes": rule.codes,
            "decided": rule.decided.as_str(),
            "severity": rule.severity.as_str(),
            "section": rule.section,
            "summary": rule.summary,
        });
        let _ = writeln!(text, "{line}");
    }
    text
}
