//! Short closed lists.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::model::{Enum, Value};
use crate::parse::Cx;
use crate::parse::line::{self, Form, Kind};

const ENUM: Form = Form {
    arguments: &[("name", Kind::Text)],
    least: 1,
    properties: &[
        ("section", Kind::Quoted),
        ("about", Kind::Text),
        ("erratum", Kind::Text),
        ("base", Kind::Word(&["string", "int"])),
    ],
    required: &["section"],
    block: true,
    ..Form::EMPTY
};

const VALUE: Form = Form {
    arguments: &[("value", Kind::Text)],
    least: 1,
    properties: &[
        ("rust", Kind::Text),
        ("about", Kind::Text),
        ("alias", Kind::Text),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    ..Form::EMPTY
};

/// One closed list.
pub(crate) fn enumeration(cx: &mut Cx, node: &KdlNode) -> Enum {
    line::check(cx, node, &ENUM);
    let mut values: Vec<Value> = Vec::new();
    for child in line::children(node) {
        if child.name().value() == "value" {
            let value = value(cx, child);
            if values.iter().any(|known| known.wire == value.wire) {
                let message = format!("`{}` stands twice in this enum", value.wire);
                cx.push(Fault::new(value.span.clone(), message).help("keep one of the two"));
            }
            values.push(value);
        } else {
            cx.unknown_line(child, "an enum", &["value"]);
        }
    }
    let name = line::argument(node, 0);
    let int = line::text(node, "base").is_some_and(|base| base == "int");
    Enum {
        section: cx.section(node).unwrap_or_default(),
        about: line::text(node, "about").unwrap_or_default(),
        int,
        values,
        errata: cx.errata(node, &name),
        span: cx.argument_span(node, 0),
        name,
    }
}

fn value(cx: &mut Cx, node: &KdlNode) -> Value {
    line::check(cx, node, &VALUE);
    let wire = line::argument(node, 0);
    let (since, until) = cx.editions(node);
    Value {
        rust: line::text(node, "rust"),
        about: line::text(node, "about").unwrap_or_default(),
        aliases: line::words(node, "alias"),
        since,
        until,
        errata: cx.errata(node, &wire),
        span: cx.argument_span(node, 0),
        wire,
    }
}
