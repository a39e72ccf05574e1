//! Contradictions and their rulings.

use kdl::KdlNode;

use crate::model::Erratum;
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, Once};

const ERRATUM: Form = Form {
    arguments: &[("id", Kind::Text)],
    least: 1,
    properties: &[("section", Kind::Quoted), ("kind", Kind::Word(KINDS))],
    required: &["section", "kind"],
    block: true,
    ..Form::EMPTY
};

const KINDS: &[&str] = &[
    "length",
    "name",
    "type",
    "cardinality",
    "example",
    "code",
    "table",
    "method",
    "wire",
    "text",
];

const READS: Form = Form {
    arguments: &[("text", Kind::Text)],
    least: 1,
    properties: &[
        ("max", Kind::Length),
        ("min", Kind::Length),
        ("type", Kind::Text),
        ("occurs", Kind::Word(&["one", "opt", "some", "many"])),
        ("name", Kind::Text),
    ],
    ..Form::EMPTY
};

/// One erratum.
pub(crate) fn erratum(cx: &mut Cx, node: &KdlNode) -> Erratum {
    line::check(cx, node, &ERRATUM);
    let mut erratum = Erratum {
        id: line::argument(node, 0),
        section: cx.section(node).unwrap_or_default(),
        kind: line::text(node, "kind").unwrap_or_default(),
        place: String::new(),
        paper: String::new(),
        reads: String::new(),
        writes: None,
        why: String::new(),
        expects: Vec::new(),
        span: cx.argument_span(node, 0),
    };
    let mut once = Once::default();
    for child in line::children(node) {
        let text = line::argument(child, 0);
        match child.name().value() {
            "where" => erratum.place = text,
            "paper" => erratum.paper = text,
            "reads" => {
                erratum.reads = text;
                erratum.expects = expects(child);
            }
            "writes" => erratum.writes = Some(text),
            "why" => erratum.why = text,
            _ => {
                cx.unknown_line(
                    child,
                    "an erratum",
                    &["where", "paper", "reads", "writes", "why"],
                );
                continue;
            }
        }
        let form = if child.name().value() == "reads" {
            &READS
        } else {
            &Form::TEXT
        };
        line::check(cx, child, form);
        once.note(cx, child);
    }
    once.require(cx, node, &["where", "paper", "reads", "why"]);
    erratum
}

fn expects(node: &KdlNode) -> Vec<(String, String)> {
    let properties = node
        .entries()
        .iter()
        .filter_map(|entry| Some((entry.name()?.value(), entry.value())));
    let text = |value: &kdl::KdlValue| {
        value
            .as_string()
            .map_or_else(|| value.to_string(), str::to_owned)
    };
    properties
        .map(|(name, value)| (name.to_owned(), text(value)))
        .collect()
}
