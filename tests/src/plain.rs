//! Messages as XML, written from trees without the writers that are under test.
//!
//! Trees that are no valid messages can be written too.

use std::borrow::Cow;

use certwire_wire::{
    operation::Direction,
    shape::{Field, Shape},
    tree::{Node, Tree},
};

use crate::{generate::takes_any_name, message::Message};

/// How the text of a document is laid out.
pub trait Ink {
    /// What stands between two tags.
    fn between(&mut self, xml: &mut String);

    /// The text of an element; `plain` when it is no number, date or other value of a type.
    fn text(&mut self, text: &str, plain: bool, xml: &mut String);
}

/// As terse as can be.
#[derive(Debug)]
pub struct Terse;

impl Ink for Terse {
    fn between(&mut self, _: &mut String) {}

    fn text(&mut self, text: &str, _: bool, xml: &mut String) {
        for c in text.chars() {
            match c {
                '&' => xml.push_str("&amp;"),
                '<' => xml.push_str("&lt;"),
                '>' => xml.push_str("&gt;"),
                '\r' => xml.push_str("&#13;"),
                c => xml.push(c),
            }
        }
    }
}

/// A message as XML.
pub fn xml(message: Message, node: &Node<'_>, ink: &mut dyn Ink) -> String {
    let mut pen = Pen {
        ink,
        xml: String::new(),
    };
    if message.is_soap() {
        pen.envelope(message, node);
    } else {
        pen.call(message, node);
    }
    pen.xml
}

/// The parameters of an XML-RPC message, as trees in which keyed structures are spread out as on the wire.
pub fn parameters(message: Message, node: &Node<'_>) -> Vec<Node<'static>> {
    let shape = message.shape();
    let home = |name: &str| {
        let field = shape.fields.iter().find(|field| field.name == name);
        field.map_or(1, |field| field.param.max(1))
    };
    let count = if message.direction == Direction::Request {
        shape
            .fields
            .iter()
            .map(|field| field.param.max(1))
            .max()
            .unwrap_or(1)
    } else {
        1
    };
    let parameter = |number: u8| {
        let mine = members(node).filter(|(name, _)| count == 1 || home(name) == number);
        spread(shape, mine)
    };
    (1..=count).map(parameter).collect()
}

fn members<'n>(node: &'n Node<'n>) -> impl Iterator<Item = &'n (Cow<'n, str>, Node<'n>)> {
    let members: &[_] = match &node.tree {
        Tree::Map(members) => members,
        _ => &[],
    };
    members.iter()
}

/// The member that a name of a tree means, by the kind of its value where two have one name.
pub fn field_of(shape: &'static Shape, name: &str, node: &Node<'_>) -> Option<&'static Field> {
    let is_leaf = !matches!(node.tree, Tree::Map(_) | Tree::List(_));
    let mut named = shape.fields.iter().filter(|field| field.name == name);
    let first = named.clone().next();
    let fitting = named.find(|field| field.shape().is_none() == is_leaf);
    let any = || shape.fields.iter().find(|field| takes_any_name(field));
    fitting.or(first).or_else(any)
}

fn spread<'n>(
    shape: &'static Shape,
    members: impl Iterator<Item = &'n (Cow<'n, str>, Node<'n>)>,
) -> Node<'static> {
    let mut spread_out = Vec::new();
    for (name, node) in members {
        let field = field_of(shape, name, node);
        match (&node.tree, field) {
            (Tree::Map(entries), Some(field)) if field.keyed && !takes_any_name(field) => {
                spread_out.extend(
                    entries
                        .iter()
                        .map(|(key, node)| value(key, Some(field), node)),
                );
            }
            _ => spread_out.push(value(name, field, node)),
        }
    }
    Tree::Map(spread_out).into()
}

fn value(
    name: &str,
    field: Option<&'static Field>,
    node: &Node<'_>,
) -> (Cow<'static, str>, Node<'static>) {
    let inner = field.and_then(Field::shape);
    let convert = |node: &Node<'_>| match (&node.tree, inner) {
        (Tree::Map(members), Some(shape)) => spread(shape, members.iter()),
        _ => crate::message::without_places(node),
    };
    let converted = match &node.tree {
        Tree::List(entries) => Tree::List(entries.iter().map(convert).collect()).into(),
        _ => convert(node),
    };
    (Cow::Owned(name.to_owned()), converted)
}

struct Pen<'i> {
    ink: &'i mut dyn Ink,
    xml: String,
}

impl Pen<'_> {
    fn open(&mut self, tag: &str) {
        self.ink.between(&mut self.xml);
        self.xml.push('<');
        self.xml.push_str(tag);
        self.xml.push('>');
    }

    fn close(&mut self, tag: &str) {
        self.ink.between(&mut self.xml);
        self.end(tag);
    }

    fn end(&mut self, tag: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.xml.push_str("</");
        self.xml.push_str(name);
        self.xml.push('>');
    }

    fn leaf(&mut self, tag: &str, text: &str, plain: bool) {
        self.open(tag);
        self.ink.text(text, plain, &mut self.xml);
        self.end(tag);
    }

    fn within(&mut self, tags: &[&str], inside: impl FnOnce(&mut Self)) {
        for tag in tags {
            self.open(tag);
        }
        inside(self);
        for tag in tags.iter().rev() {
            self.close(tag);
        }
    }

    fn envelope(&mut self, message: Message, node: &Node<'_>) {
        let part = match message.direction {
            Direction::Request => "Request",
            Direction::Response => "Response",
        };
        let operation = format!(
            "o:{} xmlns:o=\"{}\"",
            message.name(),
            message.operation.namespace
        );
        let envelope = "s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"";
        self.within(&[envelope, "s:Body", &operation, part], |pen| {
            pen.elements(Some(message.shape()), node);
        });
    }

    fn elements(&mut self, shape: Option<&'static Shape>, node: &Node<'_>) {
        for (name, node) in members(node) {
            let field = shape.and_then(|shape| field_of(shape, name, node));
            match &node.tree {
                Tree::List(entries) => {
                    for entry in entries {
                        self.element(name, field, entry);
                    }
                }
                _ => self.element(name, field, node),
            }
        }
    }

    fn element(&mut self, name: &str, field: Option<&'static Field>, node: &Node<'_>) {
        match text_of(node) {
            Some(text) => self.leaf(name, &text, is_plain(field)),
            None => self.within(&[name], |pen| {
                pen.elements(field.and_then(Field::shape), node);
            }),
        }
    }

    fn call(&mut self, message: Message, node: &Node<'_>) {
        let parameters = parameters(message, node);
        let root = match message.direction {
            Direction::Request => "methodCall",
            Direction::Response => "methodResponse",
        };
        self.within(&[root], |pen| {
            if root == "methodCall" {
                pen.leaf("methodName", message.operation.name, false);
            }
            pen.within(&["params"], |pen| {
                for parameter in &parameters {
                    pen.within(&["param"], |pen| {
                        pen.value(Some(message.shape()), None, parameter);
                    });
                }
            });
        });
    }

    fn value(
        &mut self,
        shape: Option<&'static Shape>,
        field: Option<&'static Field>,
        node: &Node<'_>,
    ) {
        self.within(&["value"], |pen| match &node.tree {
            Tree::Map(_) => pen.within(&["struct"], |pen| {
                for (name, node) in members(node) {
                    pen.member(shape, name, node);
                }
            }),
            Tree::List(entries) => pen.within(&["array", "data"], |pen| {
                for entry in entries {
                    pen.value(shape, field, entry);
                }
            }),
            Tree::Int(number) => pen.leaf("int", &number.to_string(), false),
            Tree::Bool(flag) => pen.leaf("boolean", if *flag { "1" } else { "0" }, false),
            Tree::Text(text) => pen.leaf("string", text, is_plain(field)),
            Tree::Null => {}
        });
    }

    fn member(&mut self, shape: Option<&'static Shape>, name: &str, node: &Node<'_>) {
        let keyed = || shape?.fields.iter().find(|field| field.keyed);
        let named = shape.and_then(|shape| field_of(shape, name, node));
        let field = named.or_else(keyed);
        self.within(&["member"], |pen| {
            pen.leaf("name", name, true);
            pen.value(field.and_then(Field::shape), field, node);
        });
    }
}

/// The text of a leaf; none for a structure.
fn text_of(node: &Node<'_>) -> Option<String> {
    match &node.tree {
        Tree::Map(_) | Tree::List(_) => None,
        Tree::Null => Some(String::new()),
        Tree::Bool(flag) => Some(flag.to_string()),
        Tree::Int(number) => Some(number.to_string()),
        Tree::Text(text) => Some(text.to_string()),
    }
}

fn is_plain(field: Option<&'static Field>) -> bool {
    use certwire_wire::shape::Kind;
    field.is_none_or(|field| matches!(field.kind, Kind::Text))
}
