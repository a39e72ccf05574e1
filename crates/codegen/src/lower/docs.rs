//! What the documentation of generated types says.

use certwire_emit::doc::{code, sentence};
use certwire_schema::model::{Code, Element, Enum, Message, Operation, Struct, Table, Value};

/// An operation's own type.
pub(crate) fn operation(operation: &Operation) -> Vec<String> {
    let mut facts = vec![format!(
        "{}, {}",
        code(&operation.name),
        section(&operation.section)
    )];
    editions(
        &mut facts,
        operation.since.as_ref(),
        operation.until.as_ref(),
    );
    facts.extend(errata(&operation.errata));
    vec![sentence(&operation.summary), joined(&facts)]
}

/// Other names of an operation's types: its English title, where that is a word.
pub(super) fn aliases(operation: &Operation, side: &str) -> Vec<String> {
    title_alias(operation)
        .map(|title| format!("{title} {}", side.to_lowercase()))
        .into_iter()
        .collect()
}

/// The English title, where the wire's name is not English.
pub(crate) fn title_alias(operation: &Operation) -> Option<String> {
    let foreign = operation.application.is_some();
    (foreign && !operation.title.eq_ignore_ascii_case(&operation.name))
        .then(|| operation.title.clone())
}

/// A request or response.
pub(super) fn message(operation: &Operation, side: &str, message: &Message) -> Vec<String> {
    let name = certwire_emit::names::type_name(&operation.name);
    let summary = format!("{side} of [`{name}`]: {}.", sentence(&operation.title));
    let mut facts = vec![capital(&section(&message.section))];
    facts.extend(errata(&message.errata));
    vec![summary, joined(&facts)]
}

/// A shared structure.
pub(super) fn group(group: &Struct) -> Vec<String> {
    let mut facts = vec![format!(
        "{}, {}",
        code(&group.name),
        section(&group.section)
    )];
    facts.extend(errata(&group.errata));
    vec![sentence(&group.about), joined(&facts)]
}

/// A structure that only one element uses.
pub(super) fn block(element: &Element, above: &str, path: &[String]) -> Vec<String> {
    let mut facts = vec![format!("{}, {}", code(&path.join("/")), section(above))];
    facts.extend(errata(&element.errata));
    vec![sentence(&element.about), joined(&facts)]
}

/// A member.
pub(super) fn field(element: &Element, above: &str) -> Vec<String> {
    let mut facts = vec![place(element, above)];
    facts.extend(length(element));
    facts.extend(element.key.as_ref().map(|key| format!("by {}", code(key))));
    if !element.values.is_empty() {
        let values: Vec<String> = element.values.iter().map(|value| code(value)).collect();
        facts.push(format!("one of {}", values.join(", ")));
    }
    facts.extend(
        element
            .codes
            .as_ref()
            .map(|table| format!("codes of the table {}", code(table))),
    );
    facts.extend(
        element
            .default
            .as_ref()
            .map(|value| format!("default {}", code(value))),
    );
    if !element.aliases.is_empty() {
        let names: Vec<String> = element.aliases.iter().map(|name| code(name)).collect();
        facts.push(format!("also read as {}", names.join(", ")));
    }
    if element.secret {
        facts.push("secret".to_owned());
    }
    if element.deprecated {
        facts.push("deprecated".to_owned());
    }
    editions(&mut facts, element.since.as_ref(), element.until.as_ref());
    facts.extend(errata(&element.errata));
    vec![sentence(&element.about), joined(&facts)]
}

/// Wire name, with the section where it is not the structure's.
fn place(element: &Element, above: &str) -> String {
    let name = code(&element.name);
    match &element.section {
        Some(own) if own != above => format!("{name}, {}", section(own)),
        _ => name,
    }
}

fn length(element: &Element) -> Option<String> {
    match (element.min, element.max) {
        (Some(min), Some(max)) if min == max => Some(format!("{min} characters")),
        (Some(min), Some(max)) => Some(format!("{min} to {max} characters")),
        (None, Some(max)) => Some(format!("at most {max} characters")),
        (Some(min), None) => Some(format!("at least {min} characters")),
        (None, None) => None,
    }
}

/// A closed list.
pub(super) fn list(list: &Enum) -> Vec<String> {
    let mut facts = vec![capital(&section(&list.section))];
    facts.extend(errata(&list.errata));
    vec![sentence(&list.about), joined(&facts)]
}

/// A code table.
pub(super) fn table(table: &Table) -> Vec<String> {
    let mut facts = vec![format!(
        "Code table {}, {}",
        code(&table.name),
        section(&table.section)
    )];
    facts.extend(errata(&table.errata));
    vec![sentence(&table.about), joined(&facts)]
}

/// A value of a closed list.
pub(super) fn value(value: &Value) -> Vec<String> {
    let mut facts = vec![code(&value.wire)];
    editions(&mut facts, value.since.as_ref(), value.until.as_ref());
    facts.extend(errata(&value.errata));
    vec![headed(&facts, &value.about)]
}

/// A row of a code table.
pub(super) fn row(row: &Code) -> Vec<String> {
    let mut facts = vec![code(&row.code)];
    editions(&mut facts, row.since.as_ref(), row.until.as_ref());
    facts.extend(errata(&row.errata));
    vec![headed(&facts, &row.label)]
}

fn headed(facts: &[String], about: &str) -> String {
    let head = facts.join("; ");
    if about.is_empty() {
        return format!("{head}.");
    }
    let about = sentence(about);
    let stop = if about.ends_with('.') { "" } else { "." };
    format!("{head}: {about}{stop}")
}

fn editions(facts: &mut Vec<String>, since: Option<&String>, until: Option<&String>) {
    facts.extend(since.map(|edition| format!("since {edition}")));
    facts.extend(until.map(|edition| format!("until {edition}")));
}

fn errata(errata: &[String]) -> Option<String> {
    match errata {
        [] => None,
        [one] => Some(format!("erratum {one}")),
        _ => Some(format!("errata {}", errata.join(", "))),
    }
}

/// `section 6.1`, or a title as code.
fn section(id: &str) -> String {
    if id.starts_with(|c: char| c.is_ascii_digit()) {
        format!("section {id}")
    } else {
        format!("section {}", code(id))
    }
}

fn joined(facts: &[String]) -> String {
    format!("{}.", facts.join("; "))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + chars.as_str()
}
