//! What is about to be bought or undone, in a few lines, for the question before it is sent.

use std::fmt::Write;

use certwire_wire::{
    operation::{Direction, Effect, Operation},
    tree::{Node, Tree},
};

use super::message::Message;
use crate::{service::Service, tree::positions};

/// What people call the reference that they give an order.
const REFERENCE: &str = "reference of yours";

/// The elements that tell an operator which order this is, by wire name, with what they are called.
const TELLING: [(&str, &str); 21] = [
    ("ProductCode", "product"),
    ("code", "product"),
    ("OrderKind", "kind"),
    ("Year", "years"),
    ("dureeVie", "years"),
    ("CommonName", "name"),
    ("domainePrincipal", "name"),
    ("domaines", "names"),
    ("spkacCN", "name"),
    ("CN", "name"),
    ("Email", "e-mail"),
    ("nbLicence", "licences"),
    ("modePaiement", "payment"),
    ("OrderID", "order"),
    ("TargetOrderID", "order"),
    ("RenewalTargetOrderID", "renews"),
    ("refTBS", "order"),
    ("refCA", "CA's reference"),
    ("raison", "reason"),
    ("SubID", REFERENCE),
    ("refClient", REFERENCE),
];

/// The request in a few lines.
pub fn summary(message: &Message, address: &str) -> String {
    let Message {
        service, operation, ..
    } = message;
    let effect = match operation.effect {
        Effect::Purchase => "costs money",
        Effect::Mutation => "changes an order",
        Effect::Query => "reads only",
    };
    let mut text = format!(
        "{} at {address}\n{} ({effect}): {}\n",
        service.vendor(),
        operation.name,
        operation.title
    );
    for (key, node) in demands(operation, &message.members) {
        let facts = facts(message, node);
        let facts = if facts.is_empty() {
            "no details".to_owned()
        } else {
            facts
        };
        let _ = match key {
            Some(key) => writeln!(text, "  {key}: {facts}"),
            None => writeln!(text, "  {facts}"),
        };
    }
    if operation.effect == Effect::Purchase && !text.contains(REFERENCE) {
        let flag = match service {
            Service::Gs => "--sub-id",
            Service::Tbs => "--client-ref",
        };
        let _ = writeln!(
            text,
            "  no {REFERENCE}: {flag} gives one, by which the order is found again"
        );
    }
    text
}

/// The demands of a request under their references; the request itself where it makes only one.
fn demands<'n>(
    operation: &Operation,
    members: &'n Node<'static>,
) -> Vec<(Option<&'n str>, &'n Node<'static>)> {
    let keyed = operation.request.fields.iter().find(|field| field.keyed);
    let member = keyed.and_then(|field| get(members, field.name));
    match member.map(|node| &node.tree) {
        Some(Tree::Map(entries)) => entries
            .iter()
            .map(|(key, node)| (Some(key.as_ref()), node))
            .collect(),
        Some(Tree::List(entries)) => entries.iter().map(|node| (None, node)).collect(),
        _ => vec![(None, members)],
    }
}

/// The telling elements of a demand, in the schema's order.
fn facts(message: &Message, demand: &Node<'static>) -> String {
    let mut facts: Vec<String> = Vec::new();
    for position in positions(message.operation, Direction::Request) {
        let field = position.field;
        let Some((_, name)) = TELLING.iter().find(|(wire, _)| *wire == field.name) else {
            continue;
        };
        let path = position.path.as_str();
        let path = path.strip_prefix("demande/").unwrap_or(path);
        let Some(value) = value(demand, path).filter(|value| !value.is_empty()) else {
            continue;
        };
        let table = message.service.reference().table(field.table);
        let label = table
            .and_then(|table| table.code(&value))
            .map_or("", |row| row.label);
        let fact = match label {
            // A label that is a mere number of days says no more than the code.
            label if label == value || !label.contains(char::is_alphabetic) => {
                format!("{name} {value}")
            }
            label => format!("{name} {value} ({label})"),
        };
        if !facts.contains(&fact) {
            facts.push(fact);
        }
    }
    facts.join(", ")
}

fn get<'n>(node: &'n Node<'static>, name: &str) -> Option<&'n Node<'static>> {
    match &node.tree {
        Tree::Map(members) => members
            .iter()
            .find_map(|(member, node)| (member == name).then_some(node)),
        _ => None,
    }
}

/// The leaf at a path.
pub(crate) fn value(node: &Node<'static>, path: &str) -> Option<String> {
    let mut node = node;
    for name in path.split('/') {
        node = get(node, name)?;
    }
    match &node.tree {
        Tree::Text(text) => Some(text.clone().into_owned()),
        Tree::Int(number) => Some(number.to_string()),
        Tree::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
