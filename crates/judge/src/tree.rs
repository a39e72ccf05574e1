//! The elements of an operation, as a tree to print and to search.

use std::fmt::Write;

use certwire_wire::{
    operation::{Direction, Operation},
    shape::{Field, Kind, Occurs, Shape},
};

use crate::service::Service;

/// Rows of a table that is short enough to be shown in a line.
const SHORT: usize = 10;

/// One element and where it stands.
#[derive(Debug, Clone)]
pub struct Position {
    /// Wire names from the message's root, joined by `/`.
    pub path: String,
    /// How many structures stand around it.
    pub depth: usize,
    /// The element.
    pub field: &'static Field,
}

/// All elements of a message, in wire order.
pub fn positions(operation: &'static Operation, direction: Direction) -> Vec<Position> {
    let mut positions = Vec::new();
    collect(operation.shape(direction), "", 0, &mut positions);
    positions
}

fn collect(shape: &'static Shape, prefix: &str, depth: usize, positions: &mut Vec<Position>) {
    for field in shape.fields {
        let path = format!("{prefix}{}", field.name);
        positions.push(Position {
            path: path.clone(),
            depth,
            field,
        });
        if let Some(inner) = field.shape() {
            collect(inner, &format!("{path}/"), depth + 1, positions);
        }
    }
}

/// The trees of an operation's request and response.
pub fn both(service: Service, operation: &'static Operation) -> String {
    let of = |direction| render(service, operation, direction);
    format!(
        "\nRequest\n{}\nResponse\n{}",
        of(Direction::Request),
        of(Direction::Response)
    )
}

/// The tree of a message: one element a line, with how often, what, and its limits.
fn render(service: Service, operation: &'static Operation, direction: Direction) -> String {
    let positions = positions(operation, direction);
    let width = positions
        .iter()
        .map(|p| p.depth * 2 + p.field.name.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    for position in &positions {
        let indent = "  ".repeat(position.depth);
        let name = format!("{indent}{}", position.field.name);
        let pad = " ".repeat(width - name.chars().count());
        let _ = writeln!(
            text,
            "  {}  {name}{pad}  {}",
            occurs(position.field),
            limits(service, position.field)
        );
    }
    text
}

/// `1`, `?`, `*` or `+`.
pub fn occurs(field: &Field) -> char {
    match field.occurs {
        Occurs::One => '1',
        Occurs::Opt => '?',
        Occurs::Some => '+',
        Occurs::Many => '*',
    }
}

/// Type, length, values and flags in one phrase.
pub fn limits(service: Service, field: &Field) -> String {
    let mut words = vec![kind(field)];
    match (field.min, field.max) {
        (0, u32::MAX) => {}
        (0, max) => words.push(format!("up to {}", characters(max))),
        (min, u32::MAX) => words.push(format!("at least {min} characters")),
        (min, max) if min == max => words.push(characters(min)),
        (min, max) => words.push(format!("{min} to {max} characters")),
    }
    if let Kind::Enum(list) = field.kind {
        words[0] = format!("one of {}", list.values.join("|"));
    }
    if !field.table.is_empty() {
        words.push(codes(service, field.table));
    }
    if !field.default.is_empty() {
        words.push(format!("default {}", field.default));
    }
    for (flag, word) in [(field.secret, "secret"), (field.deprecated, "deprecated")] {
        if flag {
            words.push(word.to_owned());
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(", ")
}

fn characters(count: u32) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}

/// A short table's codes themselves, else the table's name.
fn codes(service: Service, table: &str) -> String {
    match service.reference().table(table) {
        Some(table) if table.codes.len() <= SHORT => {
            let codes: Vec<&str> = table.codes.iter().map(|code| code.code).collect();
            format!("one of {}", codes.join("|"))
        }
        _ => format!("codes of table {table}"),
    }
}

/// The type's name.
pub fn kind(field: &Field) -> String {
    match field.kind {
        Kind::Text => "text".to_owned(),
        Kind::Int(..) => "whole number".to_owned(),
        Kind::Boolean => "true or false".to_owned(),
        Kind::DateTime => "date and time".to_owned(),
        Kind::Date => "date".to_owned(),
        Kind::Enum(_) => "one of".to_owned(),
        Kind::Struct(_) => String::new(),
    }
}
