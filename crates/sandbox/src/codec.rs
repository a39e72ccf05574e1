//! Messages between the wire and the sandbox's own form, which is JSON with the wire's names.
//!
//! Both go by the shapes of the operations: an answer's members come out in the document's order and form, whatever the
//! order in which a handler names them.

use std::borrow::Cow;

use certwire_wire::{
    limits::Limits,
    operation::{Direction, Operation},
    sink::{At, Sink},
    soap,
    tree::{Builder, Node, Secrets, Tree, Walk},
    walk::report,
    xmlrpc,
};
use serde_json::{Map, Value};

use crate::model::Service;

/// Reads a SOAP request of this operation; `None` when the operation is none of the service or the body none of its.
pub(crate) fn read_soap(operation: &str, xml: &str, secrets: Secrets) -> Option<Value> {
    let operation = Service::Gs.reference().operation(operation)?;
    let (limits, mut builder) = (Limits::DEFAULT, Builder::new(secrets));
    soap::report(xml, &limits, operation, Direction::Request, &mut builder).ok()?;
    Some(to_value(&builder.finish()))
}

/// Reads an XML-RPC call of this method; `None` when the method is none of the service or the body none of its.
pub(crate) fn read_xmlrpc(method: &str, xml: &str, secrets: Secrets) -> Option<Value> {
    let operation = Service::Tbs.reference().operation(method)?;
    let (limits, mut builder) = (Limits::DEFAULT, Builder::new(secrets));
    xmlrpc::report(xml, &limits, operation, Direction::Request, &mut builder).ok()?;
    Some(to_value(&builder.finish()))
}

/// Writes an answer to this SOAP operation.
pub(crate) fn write_soap(operation: &str, answer: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(operation) = Service::Gs.reference().operation(operation) {
        let mut writer = soap::Writer::new(&mut bytes, None);
        writer.begin(operation, Direction::Response);
        members(operation, &to_node(answer), &mut writer);
        // Texts were made fit for XML on the way here.
        let _ = writer.finish();
    }
    bytes
}

/// Writes the answers to a call of this XML-RPC method: one flat, several each under its reference.
pub(crate) fn write_xmlrpc(
    method: &str,
    answers: Vec<(String, Map<String, Value>)>,
    php_arrays: bool,
) -> Vec<u8> {
    let several = answers.len() > 1;
    let mut written = answers
        .into_iter()
        .map(|(key, members)| (key, write_flat(method, &Value::Object(members), php_arrays)));
    if !several {
        return written.next().map(|(_, bytes)| bytes).unwrap_or_default();
    }
    let mut body = Vec::new();
    let mut tail = Vec::new();
    for (key, bytes) in written {
        // The writer's own frame goes around all of them; what stands between is one value.
        let Some((head, value, end)) = unframe(&bytes) else {
            continue;
        };
        if body.is_empty() {
            body.extend_from_slice(head);
            body.extend_from_slice(b"<value><struct>");
            tail = end.to_vec();
        }
        body.extend_from_slice(b"<member><name>");
        body.extend_from_slice(escape(&key).as_bytes());
        body.extend_from_slice(b"</name>");
        body.extend_from_slice(value);
        body.extend_from_slice(b"</member>");
    }
    body.extend_from_slice(b"</struct></value>");
    body.extend_from_slice(&tail);
    body
}

/// What stands before, in and after the only parameter of a response.
fn unframe(response: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    const OPEN: &str = "<param>";
    const CLOSE: &str = "</param>";
    let text = std::str::from_utf8(response).ok()?;
    let start = text.find(OPEN)? + OPEN.len();
    let end = text.rfind(CLOSE)?;
    Some((
        &response[..start],
        response.get(start..end)?,
        &response[end..],
    ))
}

fn write_flat(method: &str, answer: &Value, php_arrays: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(operation) = Service::Tbs.reference().operation(method) {
        let options = xmlrpc::WriteOptions {
            indent: false,
            php_arrays,
        };
        let mut writer = xmlrpc::Writer::new(&mut bytes, options);
        writer.begin(operation, Direction::Response);
        members(operation, &to_node(answer), &mut writer);
        // As above.
        let _ = writer.finish();
    }
    bytes
}

/// Text as it stands between tags.
pub(crate) fn escape(text: &str) -> String {
    carried(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('\r', "&#xD;")
}

/// A text with a question mark for every character that XML cannot carry; a CSR may bring some.
fn carried(text: &str) -> Cow<'_, str> {
    let foreign = |c: char| matches!(c, '\0'..='\x08' | '\x0B' | '\x0C' | '\x0E'..='\x1F' | '\u{FFFE}' | '\u{FFFF}');
    if text.contains(foreign) {
        Cow::Owned(text.replace(foreign, "?"))
    } else {
        Cow::Borrowed(text)
    }
}

/// Hands the members of an answer to a writer, in the document's order.
fn members(operation: &'static Operation, answer: &Node<'_>, writer: &mut impl Sink) {
    report(&mut Walk::new(answer, writer), operation.response);
}

fn to_node(value: &Value) -> Node<'_> {
    let tree = match value {
        Value::Null => Tree::Null,
        Value::Bool(flag) => Tree::Bool(*flag),
        Value::Number(number) => number
            .as_i64()
            .map_or_else(|| Tree::Text(number.to_string().into()), Tree::Int),
        Value::String(text) => Tree::Text(carried(text)),
        Value::Array(entries) => Tree::List(entries.iter().map(to_node).collect()),
        Value::Object(members) => Tree::Map(
            members
                .iter()
                .map(|(name, value)| (Cow::Borrowed(name.as_str()), to_node(value)))
                .collect(),
        ),
    };
    Node { at: At::NONE, tree }
}

fn to_value(node: &Node<'_>) -> Value {
    match &node.tree {
        Tree::Null => Value::Null,
        Tree::Bool(flag) => Value::Bool(*flag),
        Tree::Int(number) => Value::from(*number),
        Tree::Text(text) => Value::from(text.as_ref()),
        Tree::List(entries) => entries.iter().map(to_value).collect(),
        Tree::Map(members) => members
            .iter()
            .map(|(name, value)| (name.clone().into_owned(), to_value(value)))
            .collect(),
    }
}
