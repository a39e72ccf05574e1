//! Questions to the model.

use crate::model::{
    Element, Enum, Message, Model, Occurs, Operation, Service, Struct, Table, Type,
};

impl Occurs {
    /// The schema's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Opt => "opt",
            Self::Some => "some",
            Self::Many => "many",
        }
    }

    /// `1`, `?`, `+` or `*`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Opt => "?",
            Self::Some => "+",
            Self::Many => "*",
        }
    }

    /// Whether it must be there.
    pub fn is_required(self) -> bool {
        matches!(self, Self::One | Self::Some)
    }

    /// Whether it may repeat.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Some | Self::Many)
    }
}

impl Type {
    /// The schema's word, the name of an enum or group, or `struct` for a block.
    pub fn word(&self) -> &str {
        match self {
            Self::String => "string",
            Self::Int => "int",
            Self::Boolean => "boolean",
            Self::DateTime => "datetime",
            Self::Date => "date",
            Self::Enum(name) | Self::Group(name) => name,
            Self::Block(_) => "struct",
        }
    }

    /// Whether it holds text and no members.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Self::Group(_) | Self::Block(_))
    }
}

impl Element {
    /// Whether the name stands for any member name (`<domain>`).
    pub fn is_keyed(&self) -> bool {
        self.name.starts_with('<') && self.name.ends_with('>')
    }
}

impl Service {
    /// A group by name.
    pub fn group(&self, name: &str) -> Option<&Struct> {
        self.groups.iter().find(|group| group.name == name)
    }

    /// An enum by name.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        self.enums.iter().find(|list| list.name == name)
    }

    /// A code table by name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// An operation by name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }

    /// The members of an element that has some.
    pub fn members<'a>(&'a self, element: &'a Element) -> Option<&'a Struct> {
        match &element.ty {
            Type::Group(name) => self.group(name),
            Type::Block(block) => Some(block),
            _ => None,
        }
    }

    /// The element at a slash-joined path below a structure; where text and a structure share the name, the text.
    pub fn find<'a>(&'a self, body: &'a Struct, path: &str) -> Option<&'a Element> {
        let (name, rest) = path
            .split_once('/')
            .map_or((path, None), |(name, rest)| (name, Some(rest)));
        let mut named = body.elements.iter().filter(|element| element.name == name);
        let Some(rest) = rest else {
            let all: Vec<&Element> = named.collect();
            return all
                .iter()
                .find(|element| element.ty.is_scalar())
                .or(all.first())
                .copied();
        };
        named.find_map(|element| self.find(self.members(element)?, rest))
    }
}

impl Message {
    /// Whether the message has more than one shape.
    pub fn has_variants(&self) -> bool {
        self.variants.len() > 1
    }
}

impl Model {
    /// A service by id.
    pub fn service(&self, id: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }
}
