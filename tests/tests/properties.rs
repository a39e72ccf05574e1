//! What holds for every valid message of every operation, and for every way of spoiling one field of it.

use std::path::Path;

use certwire::{input, output::notation};
use certwire_tests::{
    cases,
    generate::Choices,
    message::{self, Message, hold, same, show},
    mutate::{Mutation, mutations},
    plain::{self, Terse},
    stream, tool,
};
use certwire_wire::{
    operation::Direction,
    report::Report,
    tree::{Node, Tree},
};

/// Fails unless a report is clean.
fn clean(report: &Report, what: &str) -> Result<(), String> {
    if report.violations.is_empty() && report.notes.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{what}: {:#?}\n{:#?}",
        report.violations, report.notes
    ))
}

#[test]
fn every_operation_is_there() {
    let names = |messages: &mut dyn Iterator<Item = Message>| -> Vec<&str> {
        messages
            .filter(|message| message.direction == Direction::Request)
            .map(|message| message.operation.name)
            .collect()
    };
    let listed = |operations: &[&certwire_wire::operation::Operation]| -> Vec<&str> {
        operations.iter().map(|operation| operation.name).collect()
    };
    assert_eq!(
        names(&mut message::soap()),
        listed(&gs_soap_types::OPERATIONS)
    );
    let mut ours = names(&mut message::xml_rpc());
    let mut theirs = listed(&tbs_xmlrpc_types::OPERATIONS);
    ours.sort_unstable();
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
}

#[test]
fn what_is_written_reads_back() {
    hold(message::all(), 24, |message, node| message.round_trip(node));
}

#[test]
fn valid_messages_are_clean() {
    hold(message::all(), 24, |message, node| {
        clean(&message.judge_tree(node), "as a tree")?;
        let written = message.write(node)?;
        clean(&message.judge_xml(&written)?, &written)?;
        let plain = plain::xml(message, node, &mut Terse);
        clean(&message.judge_xml(&plain)?, &plain)
    });
}

#[test]
fn writers_write_what_the_tree_says() {
    hold(message::all(), 24, |message, node| {
        let plain = plain::xml(message, node, &mut Terse);
        let reading = message.read(&plain)?;
        same(&reading.tree, node, "what is read")?;
        if reading.remarks.is_empty() {
            Ok(())
        } else {
            Err(format!("{:?}\n{plain}", reading.remarks))
        }
    });
}

#[test]
fn streamed_lists_hold_the_same_records() {
    let is_list = |message: &Message| {
        message.direction == Direction::Response && !message.operation.stream.is_empty()
    };
    assert_eq!(message::all().filter(is_list).count(), 6);
    hold(message::all().filter(is_list), 48, |message, node| {
        let body = message.write(node)?;
        let choices = Choices::new(body.len() as u64, 1_000);
        let streamed = stream::read(message, body.as_bytes(), choices);
        let streamed = streamed.ok_or("no stream")??;
        if streamed.remarks > 0 {
            return Err(format!("{} remarks about\n{body}", streamed.remarks));
        }
        let records = |records: &[Node<'static>]| Tree::List(records.to_vec()).into();
        let expected = stream::records(message, node);
        same(&records(&streamed.records), &records(&expected), "the list")?;
        let list = message.operation.stream.split('/').next();
        let rest = |node: &Node<'static>| match &node.tree {
            Tree::Map(members) => {
                let mut members = members.clone();
                members.retain(|(name, _)| {
                    Some(&**name) != list && !name.bytes().all(|b| b.is_ascii_digit())
                });
                Tree::Map(members).into()
            }
            _ => node.clone(),
        };
        same(&rest(&streamed.rest), &rest(node), "the rest")
    });
}

#[test]
fn json_and_yaml_read_back() {
    hold(message::all(), 12, |message, node| {
        for text in [notation::json(node), notation::yaml(node)] {
            let again =
                input::text::parse(&text).map_err(|trouble| format!("{}\n{text}", trouble.0))?;
            same(&again, node, "what is read")?;
            clean(&message.judge_tree(&again), &text)?;
        }
        Ok(())
    });
}

#[test]
fn the_xsd_takes_every_soap_message() {
    let documents: Vec<_> = message::soap()
        .flat_map(|message| {
            cases::batch(24).map(move |mut choices| {
                let node = message.generate(&mut choices);
                let written = message.write(&node).expect("a message");
                (message.name(), inside_envelope(&written))
            })
        })
        .collect();
    let schema = tool::workspace("schema/generated/gs.xsd");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("xsd");
    let refused = tool::xmllint(&schema, &folder, &documents);
    assert!(refused.is_empty(), "{refused}");
}

/// The operation's element, which the XSD describes, with the namespace that the envelope of a request declares.
fn inside_envelope(xml: &str) -> String {
    let (before, rest) = xml.split_once(":Body>").expect("a body");
    let (body, _) = rest.rsplit_once("</soap").expect("the body's end");
    let (body, _) = body.rsplit_once("</soap").expect("the body's end");
    match before
        .split_once(" xmlns:ws=\"")
        .and_then(|(_, rest)| rest.split_once('"'))
    {
        Some((namespace, _)) => body.replacen('>', &format!(" xmlns:ws=\"{namespace}\">"), 1),
        None => body.to_owned(),
    }
}

#[test]
fn the_json_schemas_take_every_message() {
    for (schema, messages) in [
        ("gs", message::soap().collect::<Vec<_>>()),
        ("tbs", message::xml_rpc().collect()),
    ] {
        let documents: Vec<String> = messages
            .iter()
            .flat_map(|message| {
                cases::batch(12).map(|mut choices| {
                    let node = message.generate(&mut choices);
                    let root = (message.name().into(), node);
                    one_line(&Tree::Map(vec![root]).into())
                })
            })
            .collect();
        let schema = tool::workspace(&format!("schema/generated/{schema}.schema.json"));
        let verdicts = tool::python("json_schema.py", &[&schema], &documents);
        for (document, verdict) in documents.iter().zip(verdicts) {
            assert_eq!(verdict, "valid", "{document}");
        }
    }
}

fn one_line(node: &Node<'_>) -> String {
    let value: serde_json::Value = serde_json::from_str(&show(node)).expect("JSON");
    value.to_string()
}

#[test]
fn every_spoilt_field_is_found() {
    let requests = message::all().filter(|message| message.direction == Direction::Request);
    hold(requests, 4, |message, node| {
        let mutations = mutations(message, node);
        let wrong = mutations
            .iter()
            .flat_map(|mutation| unexpected(message, mutation));
        let wrong: Vec<String> = wrong.collect();
        if wrong.is_empty() {
            Ok(())
        } else {
            Err(wrong.join("\n"))
        }
    });
}

/// What the two ways of judging say of a mutation, if it is not exactly what is expected.
fn unexpected(message: Message, mutation: &Mutation) -> Vec<String> {
    let mut reports = vec![("tree", Ok(message.judge_tree(&mutation.node)))];
    if !(message.is_soap() && mutation.empties) {
        let xml = plain::xml(message, &mutation.node, &mut Terse);
        reports.push(("xml", message.judge_xml(&xml)));
    }
    let expected: Vec<_> = mutation
        .expected
        .iter()
        .map(|(path, rule, code)| format!("{path} {rule} {code:?}"))
        .collect();
    let mut wrong = Vec::new();
    for (form, report) in reports {
        let found = match report {
            Ok(report) => report
                .violations
                .iter()
                .map(|v| format!("{} {} {:?}", v.place.path, v.rule, v.code.as_deref()))
                .collect(),
            Err(error) => vec![error],
        };
        if found != expected {
            wrong.push(format!(
                "{} ({form}): found {found:?}, expected {expected:?}",
                mutation.what
            ));
        }
    }
    wrong
}
