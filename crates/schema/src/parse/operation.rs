//! Operations and their messages.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::merge::{self, Shape};
use crate::model::{Effect, Message, MessageVariant, Operation, Retry, Struct};
use crate::names::Named;
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, Once, check, element};

const OPERATION: Form = Form {
    arguments: &[("name", Kind::Text)],
    least: 1,
    properties: &[
        ("section", Kind::Quoted),
        ("effect", Kind::Word(&["query", "mutation", "purchase"])),
        ("retry", Kind::Word(&["safe", "never"])),
        ("title", Kind::Text),
        ("application", Kind::Text),
        ("stream", Kind::Text),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    required: &["section", "effect", "retry", "title"],
    block: true,
    ..Form::EMPTY
};

const MESSAGE: Form = Form {
    properties: &[
        ("variant", Kind::Text),
        ("when", Kind::Text),
        ("section", Kind::Quoted),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
    ],
    block: true,
    ..Form::EMPTY
};

const ROOT: Form = Form {
    arguments: &[("message", Kind::Word(&["response"]))],
    least: 1,
    properties: &[("alias", Kind::Text), ("erratum", Kind::Text)],
    required: &["alias"],
    ..Form::EMPTY
};

/// One operation.
pub(crate) fn operation(cx: &mut Cx, node: &KdlNode) -> Operation {
    line::check(cx, node, &OPERATION);
    let name = line::argument(node, 0);
    let (since, until) = cx.editions(node);
    let section = cx.section(node).unwrap_or_default();
    let errata = cx.errata(node, &name);
    let mut parts = Parts::default();
    for child in line::children(node) {
        part(cx, child, &section, &mut parts);
    }
    parts.once.require(cx, node, &["summary"]);
    let request = message(cx, node, parts.requests, &name, &section, "request");
    let response = message(cx, node, parts.responses, &name, &section, "response");
    let operation = Operation {
        title: line::text(node, "title").unwrap_or_default(),
        summary: parts.summary,
        section,
        effect: effect(&line::text(node, "effect").unwrap_or_default()),
        retry: if line::text(node, "retry").as_deref() == Some("safe") {
            Retry::Safe
        } else {
            Retry::Never
        },
        application: cx.referring_property(node, "application", Named::Application),
        response_aliases: parts.aliases,
        stream: line::text(node, "stream"),
        request,
        response,
        errata: errata.into_iter().chain(parts.errata).collect(),
        since,
        until,
        span: cx.argument_span(node, 0),
        name,
    };
    if operation.retry == Retry::Safe && operation.effect != Effect::Query {
        let span = cx.property_span(node, "retry");
        cx.push(Fault::new(span, "only a query may be repeated").help("write `retry=never`"));
    }
    operation
}

/// What an operation's block holds.
#[derive(Default)]
struct Parts {
    summary: String,
    aliases: Vec<String>,
    errata: Vec<String>,
    requests: Vec<Block>,
    responses: Vec<Block>,
    once: Once,
}

fn part(cx: &mut Cx, node: &KdlNode, section: &str, parts: &mut Parts) {
    match node.name().value() {
        "summary" => {
            line::check(cx, node, &Form::TEXT);
            parts.once.note(cx, node);
            parts.summary = line::argument(node, 0);
        }
        "root" => {
            line::check(cx, node, &ROOT);
            parts.once.note(cx, node);
            parts.aliases = line::words(node, "alias");
            parts.errata = cx.errata(node, "root");
        }
        "request" => parts.requests.push(block(cx, node, true, section)),
        "response" => parts.responses.push(block(cx, node, false, section)),
        _ => cx.unknown_line(
            node,
            "an operation",
            &["summary", "root", "request", "response"],
        ),
    }
}

fn effect(word: &str) -> Effect {
    match word {
        "query" => Effect::Query,
        "purchase" => Effect::Purchase,
        _ => Effect::Mutation,
    }
}

/// One `request` or `response` block.
struct Block {
    shape: Shape,
    section: Option<String>,
    errata: Vec<String>,
    since: Option<String>,
    until: Option<String>,
}

fn block(cx: &mut Cx, node: &KdlNode, request: bool, section: &str) -> Block {
    line::check(cx, node, &MESSAGE);
    let place = if request { "a request" } else { "a response" };
    let mut elements = Vec::new();
    for child in line::children(node) {
        let element = element::element(cx, child, place, &element::CARDINALITIES);
        if let Some(element) = element {
            if child.get("param").is_some() && !request {
                let span = cx.property_span(child, "param");
                cx.push(Fault::new(span, "only requests have parameters").help("remove `param=`"));
            }
            elements.push(element);
        }
    }
    let name = line::text(node, "variant").unwrap_or_default();
    let span = if name.is_empty() {
        cx.span(node)
    } else {
        cx.property_span(node, "variant")
    };
    let (since, until) = cx.editions(node);
    let own = cx.section(node);
    element::inherit_section(&mut elements, own.as_deref().unwrap_or(section));
    Block {
        shape: Shape {
            name,
            when: line::text(node, "when"),
            span,
            elements,
        },
        section: own,
        errata: cx.errata(node, place),
        since,
        until,
    }
}

fn message(
    cx: &mut Cx,
    node: &KdlNode,
    blocks: Vec<Block>,
    name: &str,
    section: &str,
    word: &str,
) -> Message {
    if blocks.is_empty() {
        let help = format!("add a `{word} {{ … }}` block");
        cx.fault(node, format!("`{name}` has no {word}"), Some(help));
    }
    let shapes: Vec<Shape> = blocks.iter().map(|block| block.shape.clone()).collect();
    check_variants(cx, &shapes, word);
    let (elements, variants) = merge::merge(&shapes, &mut cx.findings.faults);
    let section = match blocks.as_slice() {
        [
            Block {
                section: Some(own), ..
            },
        ] => own.clone(),
        _ => section.to_owned(),
    };
    let span = cx.argument_span(node, 0);
    let body = Struct {
        name: name.to_owned(),
        section: section.clone(),
        elements,
        variants,
        span,
        ..Struct::default()
    };
    let mut message = Message {
        variants: Vec::new(),
        body,
        section,
        errata: Vec::new(),
    };
    for block in blocks {
        merge::extend(&mut message.errata, &block.errata);
        let shape = variant(block, name, &message.section);
        check::structure(cx, &shape.body);
        message.variants.push(shape);
    }
    message
}

fn variant(block: Block, name: &str, section: &str) -> MessageVariant {
    let Block {
        shape,
        section: own,
        since,
        until,
        ..
    } = block;
    let body = Struct {
        name: name.to_owned(),
        section: own.unwrap_or_else(|| section.to_owned()),
        elements: shape.elements,
        span: shape.span,
        ..Struct::default()
    };
    MessageVariant {
        name: shape.name,
        when: shape.when,
        body,
        since,
        until,
    }
}

fn check_variants(cx: &mut Cx, shapes: &[Shape], word: &str) {
    merge::check_selectors(shapes, cx.findings);
    for shape in shapes
        .iter()
        .filter(|shape| shapes.len() > 1 && shape.name.is_empty())
    {
        let message = format!("a further {word} needs a name");
        cx.push(Fault::new(shape.span.clone(), message).help("name every shape: `variant=…`"));
    }
}
