//! What must hold within one element or structure.

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::model::{Element, Occurs, Struct, Type};
use crate::parse::Cx;

/// Most members that one structure may have: presence is kept in one machine word.
const MOST_MEMBERS: usize = 64;

/// Properties that fit the element's type and cardinality.
pub(crate) fn element(cx: &mut Cx, node: &KdlNode, element: &Element) {
    let text = matches!(element.ty, Type::String | Type::Int);
    let scalar = element.ty.is_scalar();
    let number = matches!(element.ty, Type::Int);
    let list = matches!(element.occurs, Occurs::Some | Occurs::Many);
    let has = |name: &str| node.get(name).is_some();
    let misplaced = [
        ("min", scalar, "a structure has no length"),
        ("max", scalar, "a structure has no length"),
        (
            "len",
            scalar && !has("min") && !has("max"),
            "`len` sets `min` and `max` of text",
        ),
        ("min-value", number, "bounds of a value belong to `int`"),
        ("max-value", number, "bounds of a value belong to `int`"),
        (
            "codes",
            text && !has("values"),
            "`codes` belongs to `string` and `int`, without `values`",
        ),
        ("values", text, "`values` belongs to `string` and `int`"),
        ("default", scalar, "a structure has no default"),
        ("wrapper", list, "`wrapper` belongs to `some` and `many`"),
        (
            "key",
            list && !scalar,
            "`key` belongs to `some` and `many` structures",
        ),
        ("inline", !scalar, "`inline` belongs to structures"),
        (
            "tolerate",
            tolerates(element),
            "`tolerate` takes `absent` where the element is mandatory and `length` where it has one",
        ),
    ];
    for (name, fits, help) in misplaced {
        if has(name) && !fits {
            let span = cx.property_span(node, name);
            cx.push(Fault::new(span, format!("`{name}=` does not fit this element")).help(help));
        }
    }
    if element.min > element.max && element.max.is_some() {
        let span = cx.property_span(node, "min");
        cx.push(Fault::new(span, "`min` is greater than `max`").help("exchange them"));
    }
    if !(1..=2).contains(&element.param) {
        let span = cx.property_span(node, "param");
        cx.push(
            Fault::new(span, "a call has parameters 1 and 2").help("write `param=1` or `param=2`"),
        );
    }
}

/// Whether there is something to forgive.
fn tolerates(element: &Element) -> bool {
    element.tolerate.iter().all(|word| match word.as_str() {
        "absent" => element.occurs.is_required(),
        "length" => element.min.or(element.max).is_some(),
        _ => false,
    })
}

/// Names within one structure, and its size.
pub(crate) fn structure(cx: &mut Cx, body: &Struct) {
    if body.elements.len() > MOST_MEMBERS {
        let message = format!("`{}` has {} members", body.name, body.elements.len());
        cx.push(
            Fault::new(body.span.clone(), message)
                .help(format!("{MOST_MEMBERS} are the most; make a group of some")),
        );
    }
    if body.elements.is_empty() {
        let message = format!("`{}` has no members", body.name);
        cx.push(
            Fault::new(body.span.clone(), message).help("write one element a line into its block"),
        );
    }
    for (index, element) in body.elements.iter().enumerate() {
        let earlier = &body.elements[..index];
        duplicate(cx, earlier, element);
        if element.is_keyed() && index + 1 < body.elements.len() {
            let message = format!(
                "`{}` stands for any name, so it must stand last",
                element.name
            );
            cx.push(
                Fault::new(element.span.clone(), message)
                    .help("move this line to the end of the block"),
            );
        }
    }
}

fn duplicate(cx: &mut Cx, earlier: &[Element], element: &Element) {
    let together = |other: &&Element| !apart(cx, other, element);
    if let Some(_other) = earlier
        .iter()
        .filter(together)
        .find(|other| same_place(other, element))
    {
        let message = format!("`{}` stands twice in this structure", element.name);
        let help = "one may hold text and the other a structure, or `since` and `until` may tell their editions apart";
        cx.push(Fault::new(element.span.clone(), message).help(help));
    } else if let Some(other) = earlier
        .iter()
        .filter(together)
        .find(|other| rust_key(other) == rust_key(element))
    {
        let message = format!(
            "`{}` and `{}` get the same Rust name",
            other.name, element.name
        );
        cx.push(Fault::new(element.span.clone(), message).help("name one of them with `rust=`"));
    }
}

fn same_place(a: &Element, b: &Element) -> bool {
    a.name == b.name && a.ty.is_scalar() == b.ty.is_scalar()
}

/// Whether no edition has both.
fn apart(cx: &Cx, a: &Element, b: &Element) -> bool {
    let before = |first: &Element, second: &Element| match (&first.until, &second.since) {
        (Some(until), Some(since)) => {
            cx.names.edition_index(until) <= cx.names.edition_index(since)
        }
        _ => false,
    };
    before(a, b) || before(b, a)
}

/// Rust names that differ only in case or underscores come out the same.
fn rust_key(element: &Element) -> String {
    let name = element.rust.as_ref().unwrap_or(&element.name);
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
