//! Shared structures.

use kdl::KdlNode;

use crate::model::Struct;
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, check, element};

const GROUP: Form = Form {
    arguments: &[("name", Kind::Text)],
    least: 1,
    properties: &[
        ("section", Kind::Quoted),
        ("about", Kind::Text),
        ("erratum", Kind::Text),
    ],
    required: &["section"],
    block: true,
    ..Form::EMPTY
};

/// One group.
pub(crate) fn group(cx: &mut Cx, node: &KdlNode) -> Struct {
    line::check(cx, node, &GROUP);
    let (mut elements, variants) = element::members(cx, line::children(node), "a group");
    let name = line::argument(node, 0);
    let section = cx.section(node).unwrap_or_default();
    element::inherit_section(&mut elements, &section);
    let group = Struct {
        section,
        about: line::text(node, "about").unwrap_or_default(),
        errata: cx.errata(node, &name),
        span: cx.argument_span(node, 0),
        elements,
        variants,
        name,
    };
    check::structure(cx, &group);
    group
}
