//! Elements and the blocks that hold them.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::merge::{self, Shape};
use crate::model::{Element, Occurs, Struct, Type, Variant};
use crate::names::Named;
use crate::parse::Cx;
use crate::parse::line::{self, Form, Kind};
use crate::suggest::suggest;

/// The four cardinalities.
pub(crate) const CARDINALITIES: [&str; 4] = ["one", "opt", "some", "many"];

/// Types that need no declaration.
const SCALARS: [&str; 5] = ["string", "int", "boolean", "datetime", "date"];

const ELEMENT: Form = Form {
    arguments: &[("name", Kind::Text), ("type", Kind::Text)],
    least: 1,
    properties: &[
        ("min", Kind::Length),
        ("max", Kind::Length),
        ("len", Kind::Length),
        ("min-value", Kind::Integer),
        ("max-value", Kind::Integer),
        ("codes", Kind::Text),
        ("values", Kind::Text),
        ("default", Kind::Text),
        ("section", Kind::Quoted),
        ("about", Kind::Text),
        ("secret", Kind::Flag),
        ("deprecated", Kind::Flag),
        ("since", Kind::Quoted),
        ("until", Kind::Quoted),
        ("erratum", Kind::Text),
        ("alias", Kind::Text),
        ("wrapper", Kind::Text),
        ("inline", Kind::Flag),
        ("tolerate", Kind::Text),
        ("param", Kind::Length),
        ("key", Kind::Text),
        ("absent", Kind::Text),
        ("invalid", Kind::Text),
        ("long", Kind::Text),
        ("cell", Kind::Text),
        ("rust", Kind::Text),
    ],
    block: true,
    ..Form::EMPTY
};

const VARIANT: Form = Form {
    arguments: &[("name", Kind::Text)],
    least: 1,
    properties: &[("when", Kind::Text)],
    block: true,
    ..Form::EMPTY
};

/// The members of a block and its variants.
pub(crate) fn members(cx: &mut Cx, nodes: &[KdlNode], place: &str) -> (Vec<Element>, Vec<Variant>) {
    let items: Vec<Item> = nodes
        .iter()
        .filter_map(|node| item(cx, node, place))
        .collect();
    let variants: Vec<&Item> = items.iter().filter(|item| item.variant.is_some()).collect();
    if variants.is_empty() {
        return (
            items.into_iter().flat_map(|item| item.elements).collect(),
            Vec::new(),
        );
    }
    let shapes: Vec<Shape> = variants
        .iter()
        .filter_map(|chosen| shape(chosen, &items))
        .collect();
    merge::check_selectors(&shapes, cx.findings);
    merge::merge(&shapes, &mut cx.findings.faults)
}

/// One line of a block: an element, or a variant's elements.
struct Item {
    variant: Option<(String, Option<String>, crate::span::Span)>,
    elements: Vec<Element>,
}

fn item(cx: &mut Cx, node: &KdlNode, place: &str) -> Option<Item> {
    let word = node.name().value();
    if word == "variant" {
        line::check(cx, node, &VARIANT);
        let span = cx.argument_span(node, 0);
        let variant = (line::argument(node, 0), line::text(node, "when"), span);
        let elements = elements(cx, line::children(node), "a variant");
        return Some(Item {
            variant: Some(variant),
            elements,
        });
    }
    element(cx, node, place, &["one", "opt", "some", "many", "variant"]).map(|element| Item {
        variant: None,
        elements: vec![element],
    })
}

/// Lines outside the variants belong to every shape, in their place.
fn shape(chosen: &Item, items: &[Item]) -> Option<Shape> {
    let (name, when, span) = chosen.variant.clone()?;
    let elements = items
        .iter()
        .filter(|item| item.variant.is_none() || std::ptr::eq(*item, chosen));
    let elements = elements.flat_map(|item| item.elements.clone()).collect();
    Some(Shape {
        name,
        when,
        span,
        elements,
    })
}

fn elements(cx: &mut Cx, nodes: &[KdlNode], place: &str) -> Vec<Element> {
    nodes
        .iter()
        .filter_map(|node| element(cx, node, place, &CARDINALITIES))
        .collect()
}

/// One element; `None` when the line is none.
pub(crate) fn element(cx: &mut Cx, node: &KdlNode, place: &str, known: &[&str]) -> Option<Element> {
    let Some(occurs) = occurs(node.name().value()) else {
        cx.unknown_line(node, place, known);
        return None;
    };
    line::check(cx, node, &ELEMENT);
    let name = line::argument(node, 0);
    let ty = element_type(cx, node, &name);
    let length = line::number(node, "len");
    let (since, until) = cx.editions(node);
    let mut element = Element {
        occurs,
        ty,
        min: line::number(node, "min").or(length),
        max: line::number(node, "max").or(length),
        min_value: line::number(node, "min-value"),
        max_value: line::number(node, "max-value"),
        values: list(node, "values"),
        codes: cx.referring_property(node, "codes", Named::Table),
        default: line::text(node, "default"),
        section: cx.section(node),
        about: line::text(node, "about").unwrap_or_default(),
        secret: line::flag(node, "secret"),
        deprecated: line::flag(node, "deprecated"),
        since,
        until,
        errata: Vec::new(),
        aliases: list(node, "alias"),
        wrapper: line::text(node, "wrapper"),
        inline: line::flag(node, "inline"),
        tolerate: list(node, "tolerate"),
        param: line::number(node, "param").unwrap_or(1),
        key: line::text(node, "key"),
        absent_code: cx.referring_property(node, "absent", Named::Error),
        invalid_code: cx.referring_property(node, "invalid", Named::Error),
        length_code: cx.referring_property(node, "long", Named::Error),
        cell: line::text(node, "cell"),
        rust: line::text(node, "rust"),
        span: cx.argument_span(node, 0),
        name,
    };
    element.errata = cx.errata_with(node, &facts(&element), true);
    super::check::element(cx, node, &element);
    Some(element)
}

/// A property that lists things between commas.
fn list(node: &KdlNode, property: &str) -> Vec<String> {
    let text = line::text(node, property).unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|value| !value.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The cardinality of a line's first word.
fn occurs(word: &str) -> Option<Occurs> {
    Some(match word {
        "one" => Occurs::One,
        "opt" => Occurs::Opt,
        "some" => Occurs::Some,
        "many" => Occurs::Many,
        _ => return None,
    })
}

fn element_type(cx: &mut Cx, node: &KdlNode, name: &str) -> Type {
    let word = node.entry(1).map(|_| line::argument(node, 1));
    match (word, node.children()) {
        (None, Some(block)) => Type::Block(Box::new(block_struct(cx, node, block.nodes(), name))),
        (None, None) => {
            cx.fault(
                node,
                format!("`{name}` has neither a type nor a block"),
                Some(types_help()),
            );
            Type::String
        }
        (Some(word), block) => {
            if block.is_some() {
                let message = format!("`{name}` has a type and a block");
                cx.fault(
                    node,
                    message,
                    Some(format!("remove `{word}` or the `{{ … }}`")),
                );
            }
            named_type(cx, node, &word)
        }
    }
}

fn types_help() -> String {
    format!(
        "write one of {}, the name of an enum or group, or a `{{ … }}` block",
        SCALARS.join(", ")
    )
}

fn block_struct(cx: &mut Cx, node: &KdlNode, nodes: &[KdlNode], name: &str) -> Struct {
    let (elements, variants) = members(cx, nodes, "a structure");
    let section = line::text(node, "section").unwrap_or_default();
    let about = line::text(node, "about").unwrap_or_default();
    let span = cx.argument_span(node, 0);
    let body = Struct {
        name: name.to_owned(),
        section,
        about,
        elements,
        variants,
        errata: Vec::new(),
        span,
    };
    super::check::structure(cx, &body);
    body
}

/// Blocks stand where their parent does, unless they say otherwise.
pub(crate) fn inherit_section(elements: &mut [Element], section: &str) {
    for element in elements {
        if let Type::Block(block) = &mut element.ty {
            if block.section.is_empty() {
                section.clone_into(&mut block.section);
            }
            inherit_section(&mut block.elements, &block.section);
        }
    }
}

fn named_type(cx: &mut Cx, node: &KdlNode, word: &str) -> Type {
    let span = cx.argument_span(node, 1);
    match word {
        "string" => Type::String,
        "int" => Type::Int,
        "boolean" => Type::Boolean,
        "datetime" => Type::DateTime,
        "date" => Type::Date,
        _ if cx.names.has(Named::Enum, word) => {
            cx.refer(Named::Enum, word, &span);
            Type::Enum(word.to_owned())
        }
        _ if cx.names.has(Named::Group, word) => {
            cx.refer(Named::Group, word, &span);
            Type::Group(word.to_owned())
        }
        _ => {
            cx.findings.dangling.extend([Named::Enum, Named::Group]);
            let known = SCALARS
                .iter()
                .copied()
                .chain(cx.names.all(Named::Enum))
                .chain(cx.names.all(Named::Group));
            let help = suggest(word, known).unwrap_or_else(types_help);
            cx.push(Fault::new(span, format!("there is no type `{word}`")).help(help));
            Type::String
        }
    }
}

/// What an erratum can expect of an element.
fn facts(element: &Element) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        ("name", element.name.clone()),
        ("occurs", element.occurs.word().to_owned()),
    ];
    facts.push(("type", element.ty.word().to_owned()));
    facts.extend(element.min.map(|min| ("min", min.to_string())));
    facts.extend(element.max.map(|max| ("max", max.to_string())));
    facts
}
