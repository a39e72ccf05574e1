//! What the validators say of a message, with a fixed clock and a CSR check that finds what it is told to.

use std::collections::BTreeMap;

use certwire_wire::{
    report::{Report, Severity, Violation},
    rules::{CsrCheck, CsrFinding, CsrSubject},
    tree::Node,
    validate::Context,
};

use crate::message::Message;

/// The first of December 2023, noon in UTC.
pub const NOW: i64 = 1_701_432_000_000;

/// Rule or check, code, severity, path.
type Finding = (String, Option<String>, Severity, String);

/// Findings, each with how often it stands.
pub type Findings = BTreeMap<Finding, usize>;

/// The violations without places and sentences.
pub fn findings(report: &Report) -> Findings {
    let mut findings = Findings::new();
    for violation in &report.violations {
        *findings.entry(finding(violation)).or_default() += 1;
    }
    findings
}

fn finding(violation: &Violation) -> Finding {
    (
        violation.rule.to_string(),
        violation.code.as_deref().map(str::to_owned),
        violation.severity,
        violation.place.path.clone(),
    )
}

/// Finds what it is told to find.
struct Told<'t>(&'t [String]);

impl CsrCheck for Told<'_> {
    fn check(&self, _: &CsrSubject<'_>) -> Vec<CsrFinding> {
        let found = self.0.iter().map(|name| CsrFinding {
            check: name.clone().leak(),
            code: "",
            severity: Severity::Error,
            message: format!("{name} was found"),
            offset: None,
        });
        found.collect()
    }
}

/// Judges a tree; the CSR check finds what `finds` names.
pub fn judge_tree(message: Message, node: &Node<'_>, finds: &[String]) -> Report {
    message.judge_tree_in(node, context(&Told(finds)))
}

/// Judges a body likewise.
///
/// # Errors
///
/// What makes it no message.
pub fn judge_xml(message: Message, xml: &str, finds: &[String]) -> Result<Report, String> {
    message.judge_xml_in(xml, context(&Told(finds)))
}

fn context<'c>(check: &'c Told<'c>) -> Context<'c> {
    Context {
        now: Some(NOW),
        csr: Some(check),
        ..Context::default()
    }
}
