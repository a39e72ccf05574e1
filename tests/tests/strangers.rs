//! Our readers and writers beside those of others: Python's `xmlrpc.client`, dxr, expat, quick-xml.

use certwire_tests::{
    cases,
    generate::Choices,
    message::{self, Message, hold, same, show},
    noise::Noise,
    plain::{self, parameters},
    tool,
};
use certwire_wire::{
    limits::Limits,
    operation::Direction,
    tree::{Node, Tree},
    xml::{self, Event},
};
use dxr::{MethodCall, MethodResponse};
use quick_xml::{Reader, events::Event as QuickEvent};
use serde_json::{Map, Value, json};

/// A tree as JSON.
fn as_json(node: &Node<'_>) -> Value {
    serde_json::from_str(&show(node)).expect("JSON")
}

/// The parameters of a message as JSON.
fn params(message: Message, node: &Node<'_>) -> Vec<Value> {
    parameters(message, node).iter().map(as_json).collect()
}

/// The name of the method that a message calls.
fn method(message: Message) -> Option<&'static str> {
    (message.direction == Direction::Request).then_some(message.operation.name)
}

/// Arbitrary messages for another program, all of them in one batch.
fn batch(
    messages: impl Iterator<Item = Message>,
    usual: u32,
) -> Vec<(Message, Node<'static>, Choices)> {
    let arbitrary = |message: Message| {
        cases::batch(usual).map(move |mut choices| {
            let node = message.generate(&mut choices);
            (message, node, choices)
        })
    };
    messages.flat_map(arbitrary).collect()
}

#[test]
fn python_reads_what_we_write() {
    let messages = batch(message::xml_rpc(), 24);
    let written = messages.iter().map(|(message, node, _)| {
        let xml = message.write(node).expect("a body");
        json!({ "xml": xml }).to_string()
    });
    let answers = tool::python("xml_rpc.py", &[], &written.collect::<Vec<_>>());
    for ((message, node, _), answer) in messages.iter().zip(answers) {
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        let expected = json!({ "method": method(*message), "params": params(*message, node) });
        assert_eq!(answer, expected);
    }
}

#[test]
fn we_read_what_python_writes() {
    // Python writes a carriage return as it is, and every reader must then take it for a line feed.
    let messages = batch(message::xml_rpc(), 24)
        .into_iter()
        .map(|(message, node, _)| (message, with_line_feeds(&node)));
    let messages: Vec<_> = messages.collect();
    let wanted = messages.iter().map(|(message, node)| {
        json!({ "method": method(*message), "params": params(*message, node) }).to_string()
    });
    let answers = tool::python("xml_rpc.py", &[], &wanted.collect::<Vec<_>>());
    for ((message, node), answer) in messages.iter().zip(answers) {
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        let xml = answer["xml"].as_str().expect("a body");
        assert_read(*message, node, xml);
    }
}

/// Fails unless we read this message, without a remark.
fn assert_read(message: Message, node: &Node<'_>, xml: &str) {
    if let Err(reason) = try_read(message, node, xml) {
        panic!("{}: {reason}", message.name());
    }
}

fn try_read(message: Message, node: &Node<'_>, xml: &str) -> Result<(), String> {
    let reading = message
        .read(xml)
        .map_err(|error| format!("{error}\n{xml}"))?;
    if !reading.remarks.is_empty() {
        return Err(format!("{:?}\n{xml}", reading.remarks));
    }
    same(&reading.tree, node, "what is read").map_err(|reason| format!("{reason}\n{xml}"))
}

fn with_line_feeds(node: &Node<'static>) -> Node<'static> {
    match &node.tree {
        Tree::Text(text) => Tree::Text(text.replace('\r', "\n").into()),
        Tree::List(entries) => Tree::List(entries.iter().map(with_line_feeds).collect()),
        Tree::Map(members) => {
            let members = members.iter();
            Tree::Map(
                members
                    .map(|(name, node)| (name.clone(), with_line_feeds(node)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
    .into()
}

#[test]
fn dxr_reads_what_we_write() {
    hold(message::xml_rpc(), 24, |message, node| {
        if holds_blank(node) {
            return Ok(());
        }
        let xml = message.write(node)?;
        let values = match message.direction {
            Direction::Request => {
                let call = MethodCall::from_xml(&xml).map_err(|error| error.to_string())?;
                assert_eq!(call.name, message.operation.name);
                call.params
            }
            Direction::Response => {
                let response = MethodResponse::from_xml(&xml);
                vec![response.map_err(|error| error.to_string())?.value]
            }
        };
        let read: Vec<Value> = values.iter().map(from_dxr).collect();
        let expected = params(message, node);
        if read == expected {
            Ok(())
        } else {
            Err(format!("{read:?}\nexpected {expected:?}\n{xml}"))
        }
    });
}

/// Whether a text or key is white space alone, which dxr's reader drops.
fn holds_blank(node: &Node<'_>) -> bool {
    let is_blank = |text: &str| text.bytes().all(|b| b.is_ascii_whitespace());
    match &node.tree {
        Tree::Text(text) => is_blank(text),
        Tree::List(entries) => entries.iter().any(holds_blank),
        Tree::Map(members) => members
            .iter()
            .any(|(name, node)| is_blank(name) || holds_blank(node)),
        Tree::Null | Tree::Bool(_) | Tree::Int(_) => false,
    }
}

#[test]
fn we_read_what_dxr_writes() {
    hold(message::xml_rpc(), 24, |message, node| {
        let mut params: Vec<_> = params(message, node).iter().map(to_dxr).collect();
        let xml = match message.direction {
            Direction::Request => MethodCall {
                name: message.operation.name.into(),
                params,
            }
            .to_xml(),
            Direction::Response => MethodResponse {
                value: params.remove(0),
            }
            .to_xml(),
        };
        // dxr keeps members sorted by name.
        let reading = message.read(&xml.map_err(|error| error.to_string())?)?;
        if !reading.remarks.is_empty() {
            return Err(format!("{:?}", reading.remarks));
        }
        same(&sorted(&reading.tree), &sorted(node), "what is read")
    });
}

/// The same message with the members of each structure sorted by name.
fn sorted(node: &Node<'static>) -> Node<'static> {
    match &node.tree {
        Tree::List(entries) => Tree::List(entries.iter().map(sorted).collect()),
        Tree::Map(members) => {
            let members = members.iter();
            let mut members: Vec<_> = members
                .map(|(name, node)| (name.clone(), sorted(node)))
                .collect();
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
            Tree::Map(members)
        }
        other => other.clone(),
    }
    .into()
}

fn from_dxr(value: &dxr::Value) -> Value {
    match value {
        dxr::Value::Integer(number) => json!(number),
        dxr::Value::Boolean(flag) => json!(flag),
        dxr::Value::String(text) => json!(text),
        dxr::Value::Array(entries) => entries.iter().map(from_dxr).collect(),
        dxr::Value::Struct(members) => {
            let members = members.iter();
            let members: Map<String, Value> = members
                .map(|(name, value)| (name.clone(), from_dxr(value)))
                .collect();
            Value::Object(members)
        }
        other => panic!("{other:?} is in no message"),
    }
}

fn to_dxr(value: &Value) -> dxr::Value {
    match value {
        Value::Bool(flag) => dxr::Value::Boolean(*flag),
        Value::String(text) => dxr::Value::String(text.clone()),
        Value::Number(number) => {
            let number = number.as_i64().and_then(|number| number.try_into().ok());
            dxr::Value::Integer(number.expect("a number of 32 bits"))
        }
        Value::Array(entries) => dxr::Value::Array(entries.iter().map(to_dxr).collect()),
        Value::Object(members) => {
            let members = members.iter();
            dxr::Value::Struct(
                members
                    .map(|(name, value)| (name.clone(), to_dxr(value)))
                    .collect(),
            )
        }
        Value::Null => panic!("null is in no message"),
    }
}

#[test]
fn we_read_every_layout() {
    for message in message::all() {
        let checked = cases::check(&message.name(), 24, |mut choices| {
            let node = message.generate(&mut choices);
            let xml = plain::xml(message, &node, &mut Noise(&mut choices));
            try_read(message, &node, &xml)
        });
        checked.unwrap_or_else(|reason| panic!("{reason}"));
    }
}

#[test]
fn quick_xml_and_expat_read_the_same_events() {
    let documents: Vec<String> = batch(message::all(), 12)
        .into_iter()
        .map(|(message, node, _)| {
            let seed = show(&node).len() as u64;
            plain::xml(message, &node, &mut Noise(&mut Choices::new(seed, 5_000)))
        })
        .collect();
    let lines: Vec<String> = documents.iter().map(|xml| json!(xml).to_string()).collect();
    let answers = tool::python("expat.py", &[], &lines);
    for (document, answer) in documents.iter().zip(answers) {
        let ours = our_events(document);
        let expat: Vec<String> = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(ours, expat, "{document}");
        assert_eq!(ours, quick_events(document), "{document}");
    }
}

/// Adds text to the list of events, joined to text before it.
fn push_text(events: &mut Vec<String>, text: &str) {
    if text.is_empty() {
        return;
    }
    match events.last_mut() {
        Some(last) if last.starts_with('T') => last.push_str(text),
        _ => events.push(format!("T{text}")),
    }
}

fn our_events(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    let events = xml::events(document, &Limits::DEFAULT).expect("a document");
    for event in events {
        match event.expect("well-formed") {
            Event::Start(name, _) => found.push(format!("S{name}")),
            Event::End(name) => found.push(format!("E{name}")),
            Event::Text(text) => push_text(&mut found, &text),
        }
    }
    found
}

fn quick_events(document: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut reader = Reader::from_str(document);
    loop {
        match reader.read_event().expect("well-formed") {
            QuickEvent::Eof => return found,
            QuickEvent::Start(tag) => {
                found.push(format!("S{}", tag.name().into_inner()));
            }
            QuickEvent::End(tag) => {
                found.push(format!("E{}", tag.name().into_inner()));
            }
            QuickEvent::Text(text) => push_text(&mut found, &text.xml10_content()),
            QuickEvent::CData(text) => push_text(&mut found, &text.xml10_content()),
            QuickEvent::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().expect("a character");
                let character = character.unwrap_or_else(|| match &*reference.xml10_content() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    _ => '\'',
                });
                push_text(&mut found, character.encode_utf8(&mut [0; 4]));
            }
            QuickEvent::Comment(_) | QuickEvent::PI(_) => {}
            other => panic!("{other:?} is in no message"),
        }
    }
}
