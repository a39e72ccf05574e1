//! The words of rules: how many arguments each takes, and what they are.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::model::{Clause, Element, Operation, Rule, Service, Type};
use crate::names::Named;
use crate::parse::Cx;
use crate::parse::line::{self, Form, Kind};
use crate::span::Span;
use crate::suggest::suggest;

/// A word and its arguments, or arguments alone.
const FORM: Form = Form {
    arguments: &[("argument", Kind::Text)],
    least: 1,
    repeats: true,
    ..Form::EMPTY
};

/// The table whose rows give a code its family.
const FAMILY_TABLE: &str = "family";

/// What an argument is.
#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Path,
    Value,
    Table,
    Column,
    Family,
    Named,
    Csr,
}

/// A word, its arguments, and whether the last may repeat.
type Word = (&'static str, &'static [Slot], bool);

const CONDITIONS: &[Word] = &[
    ("when", &[Slot::Path, Slot::Value], true),
    ("when-present", &[Slot::Path], false),
    ("when-absent", &[Slot::Path], false),
    ("when-not", &[Slot::Path, Slot::Value], true),
    ("when-family", &[Slot::Path, Slot::Family], true),
];

const CHECKS: &[Word] = &[
    ("present", &[Slot::Path], true),
    ("absent", &[Slot::Path], true),
    ("any-of", &[Slot::Path, Slot::Path], true),
    ("one-of", &[Slot::Path, Slot::Path], true),
    ("not-both", &[Slot::Path, Slot::Path], true),
    ("all-or-none", &[Slot::Path, Slot::Path], true),
    ("equals", &[Slot::Path, Slot::Path], true),
    ("values", &[Slot::Path, Slot::Value], true),
    ("count-equals", &[Slot::Path, Slot::Path], false),
    ("ordered", &[Slot::Path, Slot::Path], false),
    ("unique", &[Slot::Path], false),
    (
        "lookup",
        &[Slot::Path, Slot::Table, Slot::Column, Slot::Path],
        false,
    ),
    ("named", &[Slot::Named, Slot::Path], true),
    ("csr", &[Slot::Csr, Slot::Path], false),
];

/// A clause, and where each of its arguments stands.
pub(crate) struct Placed {
    pub(crate) clause: Clause,
    pub(crate) spans: Vec<Span>,
}

impl Placed {
    /// `check WORD …` carries its word as the first argument; conditions are their own word.
    pub(crate) fn of(cx: &mut Cx, node: &KdlNode) -> Self {
        line::check(cx, node, &FORM);
        let mut arguments = line::arguments(node);
        let mut spans: Vec<Span> = (0..arguments.len())
            .map(|index| cx.argument_span(node, index))
            .collect();
        let (word, span) = if node.name().value() == "check" && !arguments.is_empty() {
            (arguments.remove(0), spans.remove(0))
        } else {
            (node.name().value().to_owned(), cx.span(node))
        };
        Self {
            clause: Clause {
                word,
                arguments,
                span,
            },
            spans,
        }
    }
}

/// Checks one clause of a rule whose operations are known.
pub(crate) fn check(cx: &mut Cx, service: &Service, rule: &Rule, placed: &Placed) {
    let Placed { clause, spans } = placed;
    let condition = clause.word.starts_with("when");
    let words = if condition { CONDITIONS } else { CHECKS };
    let Some((word, slots, repeats)) = words.iter().find(|(word, ..)| *word == clause.word) else {
        let help = suggest(&clause.word, words.iter().map(|(word, ..)| *word));
        cx.push(
            Fault::new(
                clause.span.clone(),
                format!("there is no check `{}`", clause.word),
            )
            .maybe_help(help),
        );
        return;
    };
    let count = clause.arguments.len();
    if count < slots.len() || (!repeats && count > slots.len()) {
        let message = format!("`{word}` takes {}", arity(slots, *repeats));
        cx.push(Fault::new(clause.span.clone(), message).label(format!("{count} here")));
        return;
    }
    for (index, argument) in clause.arguments.iter().enumerate() {
        let span = spans.get(index).unwrap_or(&clause.span);
        match slots.get(index).unwrap_or(&slots[slots.len() - 1]) {
            Slot::Path => path(cx, service, rule, span, argument),
            Slot::Value => value(cx, service, rule, (&clause.arguments[0], argument), span),
            Slot::Table => cx.refer(Named::Table, argument, span),
            Slot::Column => column(cx, service, &clause.arguments[1], argument, span),
            Slot::Family => family(cx, service, span, argument),
            Slot::Named => name(cx, span, argument, super::checks::NAMED),
            Slot::Csr => name(cx, span, argument, super::checks::CSR),
        }
    }
}

fn arity(slots: &[Slot], repeats: bool) -> String {
    let word = |slot: &Slot| match slot {
        Slot::Path => "PATH",
        Slot::Value => "VALUE",
        Slot::Table => "TABLE",
        Slot::Column => "COLUMN",
        Slot::Family => "FAMILY",
        Slot::Named | Slot::Csr => "NAME",
    };
    let words: Vec<&str> = slots.iter().map(word).collect();
    format!("{}{}", words.join(" "), if repeats { "…" } else { "" })
}

fn name(cx: &mut Cx, span: &Span, name: &str, known: &[&str]) {
    if !known.contains(&name) {
        let message = format!("there is no hand-written check `{name}`");
        let help = suggest(name, known.iter().copied());
        cx.push(Fault::new(span.clone(), message).maybe_help(help));
    }
}

fn messages<'a>(
    service: &'a Service,
    rule: &'a Rule,
) -> impl Iterator<Item = (&'a Operation, &'a crate::model::Struct)> {
    let operations = rule
        .operations
        .iter()
        .filter_map(|name| service.operation(name));
    operations.map(|operation| {
        let message = if rule.response {
            &operation.response
        } else {
            &operation.request
        };
        (operation, &message.body)
    })
}

fn path(cx: &mut Cx, service: &Service, rule: &Rule, span: &Span, path: &str) {
    for (operation, body) in messages(service, rule) {
        if service.find(body, path).is_some() {
            continue;
        }
        let direction = if rule.response { "response" } else { "request" };
        let message = format!("the {direction} of `{}` has no `{path}`", operation.name);
        let known = paths(service, body);
        let help = suggest(path, known.iter().map(String::as_str));
        cx.push(Fault::new(span.clone(), message).maybe_help(help));
        return;
    }
}

/// Every path below a structure.
fn paths(service: &Service, body: &crate::model::Struct) -> Vec<String> {
    let mut all = Vec::new();
    for element in &body.elements {
        all.push(element.name.clone());
        // A recursive group is told elsewhere and must not hang this.
        let members = service
            .members(element)
            .filter(|members| members.name != body.name);
        let below = members
            .map(|members| paths(service, members))
            .unwrap_or_default();
        all.extend(below.iter().map(|path| format!("{}/{path}", element.name)));
    }
    all
}

fn value(cx: &mut Cx, service: &Service, rule: &Rule, (path, value): (&str, &str), span: &Span) {
    for (operation, body) in messages(service, rule) {
        let Some(element) = service.find(body, path) else {
            continue;
        };
        let Some(known) = closed_list(service, element) else {
            continue;
        };
        if !known.contains(&value) {
            let message = format!("`{path}` of `{}` is never `{value}`", operation.name);
            let help = suggest(value, known);
            cx.push(Fault::new(span.clone(), message).maybe_help(help));
            return;
        }
    }
}

fn closed_list<'a>(service: &'a Service, element: &'a Element) -> Option<Vec<&'a str>> {
    if let Type::Enum(name) = &element.ty {
        return Some(
            service
                .enumeration(name)?
                .values
                .iter()
                .map(|value| value.wire.as_str())
                .collect(),
        );
    }
    if let Some(name) = &element.codes {
        return Some(
            service
                .table(name)?
                .codes
                .iter()
                .map(|code| code.code.as_str())
                .collect(),
        );
    }
    (!element.values.is_empty()).then(|| element.values.iter().map(String::as_str).collect())
}

fn column(cx: &mut Cx, service: &Service, table: &str, column: &str, span: &Span) {
    let Some(table) = service.table(table) else {
        return;
    };
    let known = ["code", "label"]
        .into_iter()
        .chain(table.columns.iter().map(String::as_str));
    if !known.clone().any(|known| known == column) {
        let message = format!("the code table `{}` has no column `{column}`", table.name);
        cx.push(Fault::new(span.clone(), message).maybe_help(suggest(column, known)));
    }
}

fn family(cx: &mut Cx, service: &Service, span: &Span, family: &str) {
    cx.refer(Named::Table, FAMILY_TABLE, span);
    let Some(table) = service.table(FAMILY_TABLE) else {
        return;
    };
    let cells = table
        .codes
        .iter()
        .flat_map(|code| std::iter::once(&code.label).chain(&code.columns));
    let mut known: Vec<&str> = cells
        .flat_map(|cell| cell.split([',', ' ']))
        .filter(|word| !word.is_empty())
        .collect();
    known.sort_unstable();
    known.dedup();
    if !known.contains(&family) {
        let message = format!("no code is of the family `{family}`");
        cx.push(Fault::new(span.clone(), message).maybe_help(suggest(family, known)));
    }
}
