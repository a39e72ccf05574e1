//! Which members must be there, shape by shape.

use certwire_schema::model::{Element, Occurs, Protocol, Service, Struct, Variant};
use serde_json::{Value, json};

use super::Members;
use crate::message::{self, Direction};

/// Requirements of a structure: `required`, or `anyOf` of its shapes.
pub(super) fn structure(schema: &mut Members, body: &Struct, direction: Direction) {
    if body.variants.is_empty() {
        let required = required(&all(body), body, direction);
        if !required.is_empty() {
            schema.insert("required".into(), required.into());
        }
    } else {
        schema.insert("anyOf".into(), variants(body, direction).into());
    }
}

/// The same for a whole message: a failed response needs to hold no more than its outcome.
pub(super) fn message(
    service: &Service,
    schema: &mut Members,
    body: &Struct,
    direction: Direction,
) {
    let outcome = body
        .elements
        .iter()
        .find(|element| message::tells_outcome(service, element));
    let (Direction::Response, Some(outcome)) = (direction, outcome) else {
        return structure(schema, body, direction);
    };
    let mut shapes = if body.variants.is_empty() {
        vec![json!({ "title": "success", "required": required(&all(body), body, direction) })]
    } else {
        variants(body, direction)
    };
    shapes.push(failure(service, outcome));
    schema.insert("anyOf".into(), shapes.into());
}

/// An answer whose outcome is negative.
fn failure(service: &Service, outcome: &Element) -> Value {
    let name = message::outcome(service.protocol);
    let negative = match service.protocol {
        Protocol::Soap => json!({ "maximum": -1 }),
        Protocol::XmlRpc => json!({ "pattern": "^-" }),
    };
    let negative = if outcome.name == name {
        negative
    } else {
        json!({ "properties": { name: negative }, "required": [name] })
    };
    json!({
        "title": "failure",
        "properties": { &outcome.name: negative },
        "required": [&outcome.name],
    })
}

fn all(body: &Struct) -> Vec<(usize, Occurs)> {
    let elements = body.elements.iter().enumerate();
    elements
        .map(|(index, element)| (index, element.occurs))
        .collect()
}

/// Secrets of a response are left out of its JSON form. Entries under free names cannot be listed.
fn required(members: &[(usize, Occurs)], body: &Struct, direction: Direction) -> Vec<String> {
    let must = |(index, occurs): &(usize, Occurs)| {
        let element = &body.elements[*index];
        let hidden = direction == Direction::Response && element.secret;
        (occurs.is_required() && !hidden && !element.is_keyed()).then(|| element.name.clone())
    };
    members.iter().filter_map(must).collect()
}

fn variants(body: &Struct, direction: Direction) -> Vec<Value> {
    let each = |variant: &Variant| {
        let mut shape = Members::new();
        shape.insert("title".into(), variant.name.clone().into());
        let foreign = foreign(&variant.members, body);
        if direction == Direction::Request && !foreign.is_empty() {
            shape.insert("properties".into(), foreign.into());
        }
        let required = required(&variant.members, body, direction);
        shape.insert("required".into(), required.into());
        shape.into()
    };
    body.variants.iter().map(each).collect()
}

/// Members that a shape does not have, each refused.
fn foreign(members: &[(usize, Occurs)], body: &Struct) -> Members {
    let has = |name: &str| {
        members
            .iter()
            .any(|(index, _)| body.elements[*index].name == name)
    };
    let others = body
        .elements
        .iter()
        .filter(|element| !element.is_keyed() && !has(&element.name));
    others
        .map(|element| (element.name.clone(), Value::Bool(false)))
        .collect()
}
