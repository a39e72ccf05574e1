//! Conditional and cross-field statements.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::model::{Decided, Effect, Rule, Service, Severity};
use crate::names::Named;
use crate::parse::clause::{self, Placed};
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, Once};

const RULE: Form = Form {
    arguments: &[("id", Kind::Text)],
    least: 1,
    properties: &[
        ("section", Kind::Quoted),
        ("decided", Kind::Word(&["offline", "csr", "server"])),
        ("code", Kind::Text),
        ("severity", Kind::Word(&["error", "warning"])),
        ("direction", Kind::Word(&["request", "response"])),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    required: &["section", "decided"],
    block: true,
    ..Form::EMPTY
};

const OPERATIONS: Form = Form {
    arguments: &[("operation", Kind::Text)],
    repeats: true,
    properties: &[("effect", Kind::Word(&["query", "mutation", "purchase"]))],
    ..Form::EMPTY
};

const LINES: [&str; 8] = [
    "operations",
    "summary",
    "check",
    "when",
    "when-present",
    "when-absent",
    "when-not",
    "when-family",
];

/// One rule. The service holds everything but rules already.
pub(crate) fn rule(cx: &mut Cx, node: &KdlNode, service: &Service) -> Rule {
    line::check(cx, node, &RULE);
    let (since, until) = cx.editions(node);
    let id = line::argument(node, 0);
    let is = |name: &str, word: &str| line::text(node, name).as_deref() == Some(word);
    let mut parts = Parts::default();
    for child in line::children(node) {
        part(cx, child, service, &mut parts);
    }
    parts.once.require(cx, node, &["operations", "summary"]);
    let rule = Rule {
        section: cx.section(node).unwrap_or_default(),
        operations: parts.operations,
        response: is("direction", "response"),
        codes: line::words(node, "code"),
        decided: decided(&line::text(node, "decided").unwrap_or_default()),
        severity: if is("severity", "warning") {
            Severity::Warning
        } else {
            Severity::Error
        },
        summary: parts.summary,
        when: parts
            .when
            .iter()
            .map(|placed| placed.clause.clone())
            .collect(),
        check: parts.check.as_ref().map(|placed| placed.clause.clone()),
        since,
        until,
        errata: cx.errata(node, &id),
        span: cx.argument_span(node, 0),
        id,
    };
    for code in &rule.codes {
        let span = cx.property_span(node, "code");
        cx.refer(Named::Error, code, &span);
    }
    check_decided(cx, node, &rule);
    for placed in parts.when.iter().chain(&parts.check) {
        clause::check(cx, service, &rule, placed);
    }
    rule
}

fn decided(word: &str) -> Decided {
    match word {
        "csr" => Decided::Csr,
        "server" => Decided::Server,
        _ => Decided::Offline,
    }
}

/// What a rule's block holds.
#[derive(Default)]
struct Parts {
    operations: Vec<String>,
    summary: String,
    when: Vec<Placed>,
    check: Option<Placed>,
    once: Once,
}

fn part(cx: &mut Cx, node: &KdlNode, service: &Service, parts: &mut Parts) {
    match node.name().value() {
        "operations" => {
            parts.once.note(cx, node);
            parts.operations = operations(cx, node, service);
        }
        "summary" => {
            parts.once.note(cx, node);
            line::check(cx, node, &Form::TEXT);
            parts.summary = line::argument(node, 0);
        }
        "check" => {
            parts.once.note(cx, node);
            parts.check = Some(Placed::of(cx, node));
        }
        word if LINES.contains(&word) => parts.when.push(Placed::of(cx, node)),
        _ => cx.unknown_line(node, "a rule", &LINES),
    }
}

fn operations(cx: &mut Cx, node: &KdlNode, service: &Service) -> Vec<String> {
    line::check(cx, node, &OPERATIONS);
    let all = service.operations.iter();
    if let Some(word) = line::text(node, "effect") {
        let effect = match word.as_str() {
            "query" => Effect::Query,
            "purchase" => Effect::Purchase,
            _ => Effect::Mutation,
        };
        return all
            .filter(|operation| operation.effect == effect)
            .map(|operation| operation.name.clone())
            .collect();
    }
    let names = line::arguments(node);
    if names == ["all"] {
        return all.map(|operation| operation.name.clone()).collect();
    }
    if names.is_empty() {
        let help = "name some, or write `operations all` or `operations effect=purchase`";
        cx.fault(node, "a rule for no operation", Some(help.into()));
    }
    for (index, name) in names.iter().enumerate() {
        let span = cx.argument_span(node, index);
        cx.refer(Named::Operation, name, &span);
    }
    names
}

fn check_decided(cx: &mut Cx, node: &KdlNode, rule: &Rule) {
    let (message, help) = match (rule.decided, &rule.check) {
        (Decided::Server, Some(_)) => (
            "a server rule has a check",
            "remove it: only the CA can decide this rule",
        ),
        (Decided::Server, None) | (_, Some(_)) => return,
        (_, None) => (
            "this rule has no check",
            "add `check …`, or write `decided=server`",
        ),
    };
    let span = cx.property_span(node, "decided");
    cx.push(Fault::new(span, message).help(help));
}
