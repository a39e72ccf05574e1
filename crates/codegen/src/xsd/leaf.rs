//! Simple types: lengths, closed lists and code tables of requests.

use std::collections::BTreeMap;

use certwire_schema::model::{Element, Service, Struct, Type};

use super::{Types, annotation};
use crate::message::{self, Direction};
use crate::xml::Node;

/// Type of a leaf in a response.
pub(super) fn open(element: &Element) -> &'static str {
    match element.ty {
        Type::Int => int(element),
        Type::Boolean => "xs:boolean",
        _ => "xs:string",
    }
}

/// Type of a leaf in a request.
pub(super) fn closed(owner: &str, element: &Element) -> String {
    if has_own_type(element) {
        return format!("tns:{owner}{}", element.name);
    }
    if let Some(table) = &element.codes {
        let name = message::table_type(table, matches!(element.ty, Type::Int));
        return format!("tns:{name}");
    }
    match &element.ty {
        Type::Enum(name) => format!("tns:{name}"),
        Type::String => {
            let (min, max) = bounds(element);
            string_name(min, max)
                .map_or_else(|| "xs:string".to_owned(), |name| format!("tns:{name}"))
        }
        _ => base(element).to_owned(),
    }
}

/// Whether the element's limits are no other's: a list of its own, bounds of a number, the length of a date.
pub(super) fn has_own_type(element: &Element) -> bool {
    if element.codes.is_some() {
        return false;
    }
    let length = element.min.is_some() || element.max.is_some();
    match element.ty {
        Type::String => !element.values.is_empty(),
        Type::Int => {
            let bounds = element.min_value.is_some() || element.max_value.is_some();
            length || bounds || !element.values.is_empty()
        }
        Type::DateTime => length,
        // Nothing that XML Schema takes for one is longer than the document allows.
        _ => false,
    }
}

/// The type of such an element.
pub(super) fn own_type(name: &str, element: &Element) -> Node {
    let mut facets = Vec::new();
    if !matches!(element.ty, Type::String) && (element.min.is_some() || element.max.is_some()) {
        let max = element.max.map_or_else(String::new, |max| max.to_string());
        let pattern = format!(".{{{},{max}}}", element.min.unwrap_or(1));
        facets.push(facet("xs:pattern", pattern));
    }
    let values = element.values.iter();
    facets.extend(values.map(|value| facet("xs:enumeration", value.as_str())));
    let least = element
        .min_value
        .map(|value| facet("xs:minInclusive", value.to_string()));
    let greatest = element
        .max_value
        .map(|value| facet("xs:maxInclusive", value.to_string()));
    facets.extend(least.into_iter().chain(greatest));
    simple_type(name, "", base(element), facets)
}

/// Closed lists and code tables that requests use.
pub(super) fn lists(types: &Types) -> Vec<Node> {
    let service = types.service;
    let mut nodes = Vec::new();
    for list in service
        .enums
        .iter()
        .filter(|list| types.parts.has_enum(&list.name))
    {
        let about = message::sentences(&[&list.about, &message::section(&list.section)]);
        let values = list.values.iter();
        let facets = values
            .map(|value| enumeration(&value.wire, &value.about))
            .collect();
        let base = if list.int { "xs:int" } else { "xs:string" };
        nodes.push(simple_type(&list.name, &about, base, facets));
    }
    for table in &service.tables {
        for int in [false, true] {
            if types.parts.has_table(&table.name, int) {
                nodes.push(code_table(service, &table.name, int));
            }
        }
    }
    nodes
}

fn code_table(service: &Service, name: &str, int: bool) -> Node {
    let about = service.table(name).map_or_else(String::new, |table| {
        message::sentences(&[&table.about, &message::section(&table.section)])
    });
    let codes = message::table_codes(service, name).into_iter();
    let facets = codes
        .map(|(code, label)| enumeration(code, label))
        .collect();
    let base = if int { "xs:int" } else { "xs:string" };
    simple_type(&message::table_type(name, int), &about, base, facets)
}

/// The lengths of text that requests use, each once.
pub(super) fn strings(types: &Types) -> Vec<Node> {
    let mut lengths = BTreeMap::new();
    let service = types.service;
    for operation in &service.operations {
        lengths_in(&operation.request.body, &mut lengths);
    }
    let used = |group: &&Struct| types.parts.has_group(&group.name, Direction::Request);
    for group in service.groups.iter().filter(used) {
        lengths_in(group, &mut lengths);
    }
    let make = |((min, max), name): ((u32, Option<u32>), String)| {
        let least = (min > 0).then(|| facet("xs:minLength", min.to_string()));
        let greatest = max.map(|max| facet("xs:maxLength", max.to_string()));
        let facets = least.into_iter().chain(greatest).collect();
        simple_type(&name, "", "xs:string", facets)
    };
    lengths.into_iter().map(make).collect()
}

fn lengths_in(body: &Struct, lengths: &mut BTreeMap<(u32, Option<u32>), String>) {
    for element in &body.elements {
        if let Type::Block(block) = &element.ty {
            lengths_in(block, lengths);
        }
        let free = element.codes.is_none() && element.values.is_empty();
        let (min, max) = bounds(element);
        if let (Type::String, true, Some(name)) = (&element.ty, free, string_name(min, max)) {
            lengths.insert((min, max), name);
        }
    }
}

/// Length of a text. An empty element counts as missing, so a mandatory one has a character at least.
fn bounds(element: &Element) -> (u32, Option<u32>) {
    let least = u32::from(element.occurs.is_required());
    (element.min.unwrap_or(0).max(least), element.max)
}

fn string_name(min: u32, max: Option<u32>) -> Option<String> {
    match (min, max) {
        (0, None) => None,
        (0, Some(max)) => Some(format!("StringTo{max}")),
        (min, None) => Some(format!("String{min}Up")),
        (min, Some(max)) => Some(format!("String{min}To{max}")),
    }
}

fn base(element: &Element) -> &'static str {
    match element.ty {
        Type::Int => int(element),
        Type::Boolean => "xs:boolean",
        Type::DateTime => "xs:dateTime",
        Type::Date => "xs:date",
        _ => "xs:string",
    }
}

/// Numbers have 32 bits unless the schema says otherwise.
fn int(element: &Element) -> &'static str {
    let fits = |bound: Option<i64>| bound.is_none_or(|bound| i32::try_from(bound).is_ok());
    if fits(element.min_value) && fits(element.max_value) {
        "xs:int"
    } else {
        "xs:long"
    }
}

fn simple_type(name: &str, about: &str, base: &str, facets: Vec<Node>) -> Node {
    let restriction = Node::new("xs:restriction")
        .with("base", base)
        .children(facets);
    Node::new("xs:simpleType")
        .with("name", name)
        .children(annotation(about))
        .child(restriction)
}

fn enumeration(value: &str, about: &str) -> Node {
    facet("xs:enumeration", value).children(annotation(about))
}

fn facet(name: &'static str, value: impl Into<String>) -> Node {
    Node::new(name).with("value", value)
}
