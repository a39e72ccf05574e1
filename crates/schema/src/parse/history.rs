//! Editions of the document.

use kdl::KdlNode;

use crate::model::{Edition, Entry};
use crate::parse::Cx;
use crate::parse::line::{self, Form, Kind};

const EDITION: Form = Form {
    arguments: &[("edition", Kind::Quoted)],
    least: 1,
    properties: &[("date", Kind::Text), ("section", Kind::Quoted)],
    required: &["section"],
    block: true,
    ..Form::EMPTY
};

const ENTRY: Form = Form {
    arguments: &[("subject", Kind::Text)],
    least: 1,
    properties: &[("was", Kind::Text), ("erratum", Kind::Text)],
    ..Form::EMPTY
};

const KINDS: [&str; 6] = [
    "added",
    "removed",
    "changed",
    "fixed",
    "announced",
    "editorial",
];

/// One edition.
pub(crate) fn edition(cx: &mut Cx, node: &KdlNode) -> Edition {
    line::check(cx, node, &EDITION);
    let mut entries = Vec::new();
    for child in line::children(node) {
        let kind = child.name().value();
        if !KINDS.contains(&kind) {
            cx.unknown_line(child, "an edition", &KINDS);
            continue;
        }
        line::check(cx, child, &ENTRY);
        let subject = line::argument(child, 0);
        let errata = cx.errata(child, &subject);
        entries.push(Entry {
            kind: kind.to_owned(),
            subject,
            was: line::text(child, "was"),
            errata,
        });
    }
    Edition {
        id: line::argument(node, 0),
        date: line::text(node, "date"),
        section: cx.section(node).unwrap_or_default(),
        entries,
        span: cx.argument_span(node, 0),
    }
}
