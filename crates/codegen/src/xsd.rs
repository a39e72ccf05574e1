//! XML Schema of a SOAP service: document/literal, children unqualified.
//!
//! A request that the schema refuses, the document refuses. In responses any element but the outcome may be nil, and
//! what a failed call has no value for may be missing. Dates of responses are text: the vendor's own WSDL of the
//! sibling service has them so, and an odd date must not fail a call.

mod leaf;

use certwire_schema::model::{Element, Operation, Service, Struct, Type};

use crate::message::{self, Direction, Parts};
use crate::xml::{self, Node};

/// Namespace of XML Schema.
const XS: &str = "http://www.w3.org/2001/XMLSchema";

/// The schema as a file of its own.
pub fn emit(service: &Service) -> String {
    xml::document(&message::origin(service), &schema(service))
}

/// The schema as an element, to stand alone or in a WSDL.
pub(crate) fn schema(service: &Service) -> Node {
    let namespace = service.namespace.as_deref().unwrap_or_default();
    let about = format!("{}, edition {}.", service.title, service.edition);
    let types = Types {
        service,
        parts: Parts::of(service),
    };
    Node::new("xs:schema")
        .with("xmlns:xs", XS)
        .with("xmlns:tns", namespace)
        .with("targetNamespace", namespace)
        .with("elementFormDefault", "unqualified")
        .children(annotation(&about))
        .children(types.roots())
        .children(types.messages())
        .children(types.groups())
        .children(leaf::lists(&types))
        .children(leaf::strings(&types))
}

/// What the types of a schema are made from.
struct Types<'a> {
    service: &'a Service,
    parts: Parts<'a>,
}

impl Types<'_> {
    fn roots(&self) -> Vec<Node> {
        let each = |operation: &Operation, direction: Direction| {
            let inner = match direction {
                Direction::Request => "Request",
                Direction::Response => "Response",
            };
            let inner = Node::new("xs:element")
                .with("name", inner)
                .with("type", format!("tns:{}", direction.type_name(operation)));
            let sequence = Node::new("xs:sequence").child(inner);
            Node::new("xs:element")
                .with("name", direction.root(operation))
                .child(Node::new("xs:complexType").child(sequence))
        };
        self.each_message(|operation, direction| vec![each(operation, direction)])
    }

    fn messages(&self) -> Vec<Node> {
        self.each_message(|operation, direction| {
            let message = direction.message(operation);
            let name = direction.type_name(operation);
            let section = message::section(&message.section);
            let about = match direction {
                Direction::Request => message::sentences(&[&operation.summary, &section]),
                Direction::Response => section,
            };
            self.structure(&name, &about, &message.body, direction, true)
        })
    }

    fn each_message(&self, make: impl Fn(&Operation, Direction) -> Vec<Node>) -> Vec<Node> {
        let mut nodes = Vec::new();
        for operation in &self.service.operations {
            for direction in Direction::BOTH {
                nodes.extend(make(operation, direction));
            }
        }
        nodes
    }

    fn groups(&self) -> Vec<Node> {
        let mut nodes = Vec::new();
        for direction in Direction::BOTH {
            let used = |group: &&Struct| self.parts.has_group(&group.name, direction);
            for group in self.service.groups.iter().filter(used) {
                let name = self.parts.group_type(&group.name, direction);
                let section = message::section(&group.section);
                let about = message::sentences(&[&group.about, &section]);
                nodes.extend(self.structure(&name, &about, group, direction, false));
            }
        }
        nodes
    }

    /// A structure's type, then those of its own blocks.
    fn structure(
        &self,
        name: &str,
        about: &str,
        body: &Struct,
        direction: Direction,
        top: bool,
    ) -> Vec<Node> {
        let mut sequence = Node::new("xs:sequence");
        let mut inner = Vec::new();
        for element in &body.elements {
            sequence = sequence.child(self.element(name, element, direction, top));
            let own = format!("{name}{}", element.name);
            if let Type::Block(block) = &element.ty {
                inner.extend(self.structure(&own, "", block, direction, false));
            } else if direction == Direction::Request && leaf::has_own_type(element) {
                inner.push(leaf::own_type(&own, element));
            }
        }
        let mut nodes = vec![
            Node::new("xs:complexType")
                .with("name", name)
                .children(annotation(about))
                .child(sequence),
        ];
        nodes.extend(inner);
        nodes
    }

    fn element(&self, owner: &str, element: &Element, direction: Direction, top: bool) -> Node {
        let outcome = message::tells_outcome(self.service, element);
        let answer = direction == Direction::Response;
        let optional = answer && (top && !outcome || element.occurs.is_list());
        let mut node = Node::new("xs:element")
            .with("name", element.name.as_str())
            .with("type", self.type_of(owner, element, direction));
        if optional || !element.occurs.is_required() {
            node = node.with("minOccurs", "0");
        }
        if element.occurs.is_list() {
            node = node.with("maxOccurs", "unbounded");
        }
        if answer && !outcome {
            node = node.with("nillable", "true");
        }
        node.children(annotation(&self.notes(element, direction)))
    }

    fn type_of(&self, owner: &str, element: &Element, direction: Direction) -> String {
        match &element.ty {
            Type::Group(name) => format!("tns:{}", self.parts.group_type(name, direction)),
            Type::Block(_) => format!("tns:{owner}{}", element.name),
            _ if direction == Direction::Response => leaf::open(element).to_owned(),
            _ => leaf::closed(owner, element),
        }
    }

    fn notes(&self, element: &Element, direction: Direction) -> String {
        let about = message::describe(self.service, element, direction);
        let default = element.default.as_deref();
        let default = default.map_or_else(String::new, |value| format!("Default: {value}."));
        let secret = if element.secret {
            "Secret: keep it out of logs."
        } else {
            ""
        };
        let deprecated = if element.deprecated {
            "Deprecated."
        } else {
            ""
        };
        message::sentences(&[&about, &default, secret, deprecated])
    }
}

/// Documentation, if there is any.
fn annotation(text: &str) -> Option<Node> {
    let documentation = || Node::new("xs:documentation").text(text);
    (!text.is_empty()).then(|| Node::new("xs:annotation").child(documentation()))
}
