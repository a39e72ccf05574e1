//! JSON Schema (draft 2020-12) of the JSON form of messages: `{"OrderOS": {…}}`, `{"OrderOSResponse": {…}}`.
//!
//! Only the canonical form: what readers forgive beyond it is not described.

mod leaf;
mod shapes;

use certwire_schema::model::{Element, Operation, Service, Struct, Type};
use serde_json::{Map, Value, json};

use crate::message::{self, Direction, Parts};

/// The members of one schema, in the order written.
type Members = Map<String, Value>;

/// The schema of every message of a service.
pub fn emit(service: &Service) -> String {
    let schemas = Schemas {
        service,
        parts: Parts::of(service),
    };
    format!("{:#}\n", schemas.root())
}

/// What the schemas of a service are made from.
struct Schemas<'a> {
    service: &'a Service,
    parts: Parts<'a>,
}

impl Schemas<'_> {
    fn root(&self) -> Value {
        let service = self.service;
        let mut properties = Members::new();
        let mut definitions = Members::new();
        for operation in &service.operations {
            for direction in Direction::BOTH {
                let name = direction.type_name(operation);
                properties.insert(direction.root(operation), reference(&name));
                definitions.insert(name, self.message(operation, direction));
            }
        }
        self.groups(&mut definitions);
        leaf::lists(self, &mut definitions);
        json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$comment": message::origin(service),
            "title": format!("{}, edition {}", service.title, service.edition),
            "description": "One request or response, under the name of its operation or that name with `Response`.",
            "type": "object",
            "properties": properties,
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "$defs": definitions,
        })
    }

    fn message(&self, operation: &Operation, direction: Direction) -> Value {
        let message = direction.message(operation);
        let section = message::section(&message.section);
        let (title, about) = match direction {
            Direction::Request => (operation.title.clone(), operation.summary.as_str()),
            Direction::Response => (format!("{}: response", operation.title), ""),
        };
        let mut schema = Members::new();
        schema.insert("title".into(), title.into());
        let description = message::sentences(&[about, &section]);
        insert_text(&mut schema, "description", &description);
        self.structure(&mut schema, &message.body, direction);
        shapes::message(self.service, &mut schema, &message.body, direction);
        schema.into()
    }

    fn groups(&self, definitions: &mut Members) {
        for direction in Direction::BOTH {
            let used = |group: &&Struct| self.parts.has_group(&group.name, direction);
            for group in self.service.groups.iter().filter(used) {
                let section = message::section(&group.section);
                let about = message::sentences(&[&group.about, &section]);
                let mut schema = Members::new();
                insert_text(&mut schema, "description", &about);
                self.structure(&mut schema, group, direction);
                shapes::structure(&mut schema, group, direction);
                definitions.insert(self.parts.group_type(&group.name, direction), schema.into());
            }
        }
    }

    fn structure(&self, schema: &mut Members, body: &Struct, direction: Direction) {
        schema.insert("type".into(), "object".into());
        let mut properties = Members::new();
        let mut rest = None;
        for element in &body.elements {
            let own = self.element(element, direction);
            if element.is_keyed() {
                rest = Some(own);
            } else if let Some(twin) = properties.remove(&element.name) {
                properties.insert(element.name.clone(), json!({ "anyOf": [twin, own] }));
            } else {
                properties.insert(element.name.clone(), own);
            }
        }
        if direction == Direction::Response && rest.is_some() {
            properties.insert("#unknown".into(), json!({ "type": "object" }));
        }
        schema.insert("properties".into(), properties.into());
        match rest {
            Some(rest) => schema.insert("additionalProperties".into(), rest),
            None if direction == Direction::Request => {
                schema.insert("additionalProperties".into(), false.into())
            }
            None => None,
        };
    }

    /// The schema of a member, its list or its map of entries.
    fn element(&self, element: &Element, direction: Direction) -> Value {
        let mut schema = Members::new();
        insert_text(
            &mut schema,
            "description",
            &message::describe(self.service, element, direction),
        );
        if element.deprecated {
            schema.insert("deprecated".into(), true.into());
        }
        if element.secret {
            schema.insert("writeOnly".into(), true.into());
        }
        let least = u32::from(element.occurs.is_required() && direction == Direction::Request);
        if element.is_keyed() || !element.occurs.is_list() {
            self.entry(&mut schema, element, direction);
        } else if element.key.is_some() {
            schema.insert("type".into(), "object".into());
            schema.insert("additionalProperties".into(), self.bare(element, direction));
            schema.insert("minProperties".into(), least.into());
        } else {
            schema.insert("type".into(), "array".into());
            schema.insert("items".into(), self.bare(element, direction));
            schema.insert("minItems".into(), least.into());
        }
        schema.into()
    }

    fn bare(&self, element: &Element, direction: Direction) -> Value {
        let mut schema = Members::new();
        self.entry(&mut schema, element, direction);
        schema.into()
    }

    /// What one entry must be.
    fn entry(&self, schema: &mut Members, element: &Element, direction: Direction) {
        match &element.ty {
            Type::Group(name) => {
                let name = self.parts.group_type(name, direction);
                schema.insert("$ref".into(), pointer(&name).into());
            }
            Type::Block(block) => {
                self.structure(schema, block, direction);
                shapes::structure(schema, block, direction);
            }
            _ => leaf::leaf(self.service, schema, element, direction),
        }
    }
}

fn insert_text(schema: &mut Members, name: &str, text: &str) {
    if !text.is_empty() {
        schema.insert(name.to_owned(), text.into());
    }
}

fn pointer(name: &str) -> String {
    format!("#/$defs/{name}")
}

fn reference(name: &str) -> Value {
    json!({ "$ref": pointer(name) })
}
