//! The vendor's error codes.

use kdl::KdlNode;

use crate::model::{ErrorClass, ErrorCode};
use crate::names::Named;
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, Once};

const ERROR: Form = Form {
    arguments: &[("code", Kind::Text)],
    least: 1,
    properties: &[
        (
            "class",
            Kind::Word(&["auth", "input", "state", "billing", "internal", "notice"]),
        ),
        ("one-order", Kind::Flag),
        ("section", Kind::Quoted),
        ("method", Kind::Text),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    required: &["class", "section"],
    block: true,
    ..Form::EMPTY
};

const LINES: [&str; 3] = ["text", "cause", "remedy"];

/// One error code.
pub(crate) fn error(cx: &mut Cx, node: &KdlNode) -> ErrorCode {
    line::check(cx, node, &ERROR);
    let mut texts = [String::new(), String::new(), String::new()];
    let mut once = Once::default();
    for child in line::children(node) {
        let Some(index) = LINES.iter().position(|word| *word == child.name().value()) else {
            cx.unknown_line(child, "an error", &LINES);
            continue;
        };
        line::check(cx, child, &Form::TEXT);
        once.note(cx, child);
        texts[index] = line::argument(child, 0);
    }
    once.require(cx, node, &LINES);
    let [text, cause, remedy] = texts;
    let code = line::argument(node, 0);
    let (since, until) = cx.editions(node);
    let class = class(&line::text(node, "class").unwrap_or_default());
    let one_order = line::flag(node, "one-order");
    if one_order && class != ErrorClass::Auth {
        let message = "`one-order` marks failures of permission";
        cx.fault(
            node,
            message,
            Some("say `class=auth` or leave it out".to_owned()),
        );
    }
    ErrorCode {
        method: cx.referring_property(node, "method", Named::Operation),
        class,
        one_order,
        section: cx.section(node).unwrap_or_default(),
        text,
        cause,
        remedy,
        since,
        until,
        errata: cx.errata(node, &code),
        span: cx.argument_span(node, 0),
        code,
    }
}

fn class(word: &str) -> ErrorClass {
    match word {
        "auth" => ErrorClass::Auth,
        "state" => ErrorClass::State,
        "billing" => ErrorClass::Billing,
        "internal" => ErrorClass::Internal,
        "notice" => ErrorClass::Notice,
        _ => ErrorClass::Input,
    }
}
