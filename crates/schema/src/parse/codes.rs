//! Code tables.

use std::collections::BTreeSet;

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::model::{Code, Table};
use crate::names::Named;
use crate::parse::Cx;
use crate::parse::line::{self, Form, Kind};

const TABLE: Form = Form {
    arguments: &[("name", Kind::Text)],
    least: 1,
    properties: &[
        ("section", Kind::Quoted),
        ("about", Kind::Text),
        ("rust", Kind::Text),
        ("columns", Kind::Text),
        ("reference", Kind::Flag),
        ("erratum", Kind::Text),
    ],
    required: &["section"],
    block: true,
    ..Form::EMPTY
};

const CODE: Form = Form {
    arguments: &[("code", Kind::Text), ("label", Kind::Text)],
    least: 2,
    properties: &[
        ("rust", Kind::Text),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    ..Form::EMPTY
};

/// One code table.
pub(crate) fn table(cx: &mut Cx, node: &KdlNode) -> Table {
    line::check(cx, node, &TABLE);
    let columns = line::words(node, "columns");
    let mut codes: Vec<Code> = Vec::new();
    let mut seen = BTreeSet::new();
    for child in line::children(node) {
        if child.name().value() != "code" {
            cx.unknown_line(child, "a code table", &["code"]);
            continue;
        }
        let code = code(cx, child, &columns);
        // The documents print some codes twice; the erratum on the line says so.
        let excused = code.code.is_empty() || !code.errata.is_empty() || code.since.is_some();
        if !seen.insert(code.code.clone()) && !excused {
            let message = format!("`{}` stands twice in this table", code.code);
            cx.push(
                Fault::new(code.span.clone(), message)
                    .help("keep one, or name the erratum that explains it"),
            );
        }
        codes.push(code);
    }
    let name = line::argument(node, 0);
    Table {
        rust: line::text(node, "rust"),
        section: cx.section(node).unwrap_or_default(),
        about: line::text(node, "about").unwrap_or_default(),
        columns,
        codes,
        errata: cx.errata(node, &name),
        span: cx.argument_span(node, 0),
        name,
    }
}

fn code(cx: &mut Cx, node: &KdlNode, columns: &[String]) -> Code {
    line::check_with(cx, node, &CODE, columns);
    let code = line::argument(node, 0);
    let (since, until) = cx.editions(node);
    for operation in line::words(node, "operation") {
        let span = cx.property_span(node, "operation");
        cx.refer(Named::Operation, &operation, &span);
    }
    Code {
        label: line::argument(node, 1),
        columns: columns
            .iter()
            .map(|column| line::text(node, column).unwrap_or_default())
            .collect(),
        rust: line::text(node, "rust"),
        since,
        until,
        errata: cx.errata(node, &code),
        span: cx.argument_span(node, 0),
        code,
    }
}
