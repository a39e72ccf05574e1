//! What XSD, WSDL and JSON Schema have in common: direction, type names and descriptions.
//!
//! Both schemas follow one rule. What is sent is checked in full: presence, lengths, types, closed lists. What comes
//! back is only described, because a client that refuses an answer for a new code or a long chain has lost a
//! certificate that was paid for; lengths and lists of responses stand in the descriptions.

use std::collections::BTreeSet;

use certwire_schema::model::{Element, Message, Operation, Protocol, Service, Struct, Type};

/// Which way a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// To the CA.
    Request,
    /// From the CA.
    Response,
}

impl Direction {
    /// Both, in the order of a call.
    pub(crate) const BOTH: [Self; 2] = [Self::Request, Self::Response];

    /// The message of an operation that goes this way.
    pub(crate) fn message(self, operation: &Operation) -> &Message {
        match self {
            Self::Request => &operation.request,
            Self::Response => &operation.response,
        }
    }

    /// Root of the message on the wire.
    pub(crate) fn root(self, operation: &Operation) -> String {
        match self {
            Self::Request => operation.name.clone(),
            Self::Response => format!("{}Response", operation.name),
        }
    }

    /// Name of the message's type. Not that of its root: generators of classes make one from each.
    pub(crate) fn type_name(self, operation: &Operation) -> String {
        match self {
            Self::Request => format!("{}Request", operation.name),
            Self::Response => format!("{}Result", operation.name),
        }
    }
}

/// What the messages of each direction are made of, by name.
#[derive(Debug, Default)]
pub(crate) struct Parts<'a> {
    groups: BTreeSet<(Direction, &'a str)>,
    enums: BTreeSet<&'a str>,
    tables: BTreeSet<(&'a str, bool)>,
}

impl<'a> Parts<'a> {
    /// Everything that the operations of a service reach.
    pub(crate) fn of(service: &'a Service) -> Self {
        let mut parts = Self::default();
        for operation in &service.operations {
            for direction in Direction::BOTH {
                parts.collect(service, &direction.message(operation).body, direction);
            }
        }
        parts
    }

    fn collect(&mut self, service: &'a Service, body: &'a Struct, direction: Direction) {
        for element in &body.elements {
            if direction == Direction::Request {
                self.lists(element);
            }
            if let Type::Group(name) = &element.ty
                && !self.groups.insert((direction, name))
            {
                continue;
            }
            if let Some(members) = service.members(element) {
                self.collect(service, members, direction);
            }
        }
    }

    fn lists(&mut self, element: &'a Element) {
        if let Some(table) = &element.codes {
            self.tables.insert((table, matches!(element.ty, Type::Int)));
        }
        if let Type::Enum(name) = &element.ty {
            self.enums.insert(name);
        }
    }

    /// Whether messages of this direction hold the group.
    pub(crate) fn has_group(&self, name: &str, direction: Direction) -> bool {
        self.groups.contains(&(direction, name))
    }

    /// Whether requests hold the closed list.
    pub(crate) fn has_enum(&self, name: &str) -> bool {
        self.enums.contains(name)
    }

    /// Whether requests hold the code table, as numbers or as text.
    pub(crate) fn has_table(&self, name: &str, int: bool) -> bool {
        self.tables.contains(&(name, int))
    }

    /// Type name of a group; one that both directions share needs two.
    pub(crate) fn group_type(&self, name: &str, direction: Direction) -> String {
        let shared = self.has_group(name, Direction::Request);
        let suffix = if direction == Direction::Response && shared {
            "Result"
        } else {
            ""
        };
        format!("{name}{suffix}")
    }
}

/// Type name of a code table.
pub(crate) fn table_type(name: &str, int: bool) -> String {
    format!("codes.{name}{}", if int { ".int" } else { "" })
}

/// Codes of a table as they are sent: cells that are blank in print are none, and each stands once.
pub(crate) fn table_codes<'a>(service: &'a Service, name: &str) -> Vec<(&'a str, &'a str)> {
    let mut seen = BTreeSet::new();
    let codes = service
        .table(name)
        .into_iter()
        .flat_map(|table| &table.codes);
    codes
        .filter(|code| !code.code.is_empty() && seen.insert(code.code.as_str()))
        .map(|code| (code.code.as_str(), code.label.as_str()))
        .collect()
}

/// The element of a response whose negative value tells that the call failed.
pub(crate) fn outcome(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Soap => "SuccessCode",
        Protocol::XmlRpc => "codeReponse",
    }
}

/// Whether an element is the outcome or the structure that holds it: the one thing that a failed answer has too.
pub(crate) fn tells_outcome(service: &Service, element: &Element) -> bool {
    let outcome = outcome(service.protocol);
    let holds = |members: &Struct| members.elements.iter().any(|member| member.name == outcome);
    element.name == outcome || service.members(element).is_some_and(holds)
}

/// Tells whence a file comes.
pub(crate) fn origin(service: &Service) -> String {
    let id = &service.id;
    format!("Generated by `cargo xtask codegen` from schema/{id}; do not edit.")
}

/// `Section 4.1.`
pub(crate) fn section(id: &str) -> String {
    if id.is_empty() {
        String::new()
    } else {
        format!("Section {id}.")
    }
}

/// Sentences joined by blanks, empty ones left out.
pub(crate) fn sentences(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(" ")
}

/// What an element is, and what a schema of its direction cannot say otherwise.
pub(crate) fn describe(service: &Service, element: &Element, direction: Direction) -> String {
    let own = element.section.as_deref().map(section).unwrap_or_default();
    match direction {
        Direction::Request => sentences(&[&element.about, &own]),
        Direction::Response => {
            let (length, values) = (length(element), known_values(service, element));
            sentences(&[&element.about, &length, &values, &own])
        }
    }
}

fn length(element: &Element) -> String {
    match (element.min, element.max) {
        (None, None) => String::new(),
        (None, Some(max)) => format!("At most {max} characters."),
        (Some(min), None) => format!("At least {min} characters."),
        (Some(min), Some(max)) if min == max => format!("{max} characters."),
        (Some(min), Some(max)) => format!("{min} to {max} characters."),
    }
}

fn known_values(service: &Service, element: &Element) -> String {
    if let Some(table) = element
        .codes
        .as_deref()
        .and_then(|name| service.table(name))
    {
        return format!("Codes of table {}, section {}.", table.name, table.section);
    }
    let values: Vec<&str> = match &element.ty {
        Type::DateTime => return "Date and time, as text.".to_owned(),
        Type::Date => return "Date, as text.".to_owned(),
        Type::Enum(name) => {
            let list = service
                .enumeration(name)
                .into_iter()
                .flat_map(|list| &list.values);
            list.map(|value| value.wire.as_str()).collect()
        }
        _ => element.values.iter().map(String::as_str).collect(),
    };
    if values.is_empty() {
        String::new()
    } else {
        format!("Known values: {}.", values.join(", "))
    }
}
