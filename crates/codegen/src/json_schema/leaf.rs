//! Text, numbers, dates and closed lists.

use certwire_schema::model::{Element, Service, Type};
use serde_json::{Value, json};

use super::{Members, Schemas, insert_text, pointer};
use crate::message::{self, Direction};

/// A leaf. Those of responses have a type and no limits.
pub(super) fn leaf(
    service: &Service,
    schema: &mut Members,
    element: &Element,
    direction: Direction,
) {
    let int = is_int(service, element);
    if direction == Direction::Response {
        schema.insert("type".into(), kind(element, int).into());
        return;
    }
    if let Some(table) = &element.codes {
        let name = message::table_type(table, int);
        schema.insert("$ref".into(), pointer(&name).into());
    } else if let Type::Enum(name) = &element.ty {
        schema.insert("$ref".into(), pointer(name).into());
    } else {
        schema.insert("type".into(), kind(element, int).into());
        limits(schema, element);
    }
    if let Some(default) = &element.default {
        let boolean = matches!(element.ty, Type::Boolean);
        schema.insert("default".into(), value(default, int, boolean));
    }
}

fn limits(schema: &mut Members, element: &Element) {
    let int = matches!(element.ty, Type::Int);
    if !element.values.is_empty() {
        let values = element.values.iter();
        let values: Vec<Value> = values.map(|text| value(text, int, false)).collect();
        schema.insert("enum".into(), values.into());
        return;
    }
    match element.ty {
        Type::Int => {
            let least = element.min_value.unwrap_or(i64::from(i32::MIN));
            let greatest = element.max_value.unwrap_or(i64::from(i32::MAX));
            schema.insert("minimum".into(), least.into());
            schema.insert("maximum".into(), greatest.into());
        }
        Type::Boolean => {}
        _ => {
            let format = match element.ty {
                Type::DateTime => "date-time",
                Type::Date => "date",
                _ => "",
            };
            insert_text(schema, "format", format);
            // An empty text counts as missing.
            let least = u32::from(element.occurs.is_required());
            let min = element.min.unwrap_or(0).max(least);
            if min > 0 {
                schema.insert("minLength".into(), min.into());
            }
            if let Some(max) = element.max {
                schema.insert("maxLength".into(), max.into());
            }
        }
    }
}

fn kind(element: &Element, int: bool) -> &'static str {
    match element.ty {
        Type::Boolean => "boolean",
        _ if int => "integer",
        _ => "string",
    }
}

fn is_int(service: &Service, element: &Element) -> bool {
    match &element.ty {
        Type::Int => true,
        Type::Enum(name) => service.enumeration(name).is_some_and(|list| list.int),
        _ => false,
    }
}

/// A value of the schema files as JSON.
fn value(text: &str, int: bool, boolean: bool) -> Value {
    match text {
        "true" | "false" if boolean => (text == "true").into(),
        _ if int => text
            .parse::<i64>()
            .map_or_else(|_| text.into(), Value::from),
        _ => text.into(),
    }
}

/// Definitions of the closed lists and code tables that requests use.
pub(super) fn lists(schemas: &Schemas, definitions: &mut Members) {
    let service = schemas.service;
    let used = service
        .enums
        .iter()
        .filter(|list| schemas.parts.has_enum(&list.name));
    for list in used {
        let about = message::sentences(&[&list.about, &message::section(&list.section)]);
        let values = list
            .values
            .iter()
            .map(|value| value.wire.as_str())
            .collect();
        definitions.insert(list.name.clone(), closed_list(&about, values, list.int));
    }
    for table in &service.tables {
        let about = message::sentences(&[&table.about, &message::section(&table.section)]);
        for int in [false, true] {
            if schemas.parts.has_table(&table.name, int) {
                let codes = message::table_codes(service, &table.name).into_iter();
                let codes = codes.map(|(code, _)| code).collect();
                let name = message::table_type(&table.name, int);
                definitions.insert(name, closed_list(&about, codes, int));
            }
        }
    }
}

fn closed_list(about: &str, values: Vec<&str>, int: bool) -> Value {
    let values: Vec<Value> = values
        .into_iter()
        .map(|text| value(text, int, false))
        .collect();
    let kind = if int { "integer" } else { "string" };
    json!({ "description": about, "type": kind, "enum": values })
}
