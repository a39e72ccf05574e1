//! A verdict as one JSON object.

use certwire_wire::report::{Note, Place, Violation};
use serde_json::{Map, Value, json};

use crate::{judgement::Judgement, service::Service};

/// The verdict on one payload.
pub fn object(judgement: &Judgement) -> Value {
    let report = judgement.outcome.as_ref();
    let violations: Vec<Value> =
        report.map_or(Vec::new(), |r| r.violations.iter().map(violation).collect());
    let notes: Vec<Value> = report.map_or(Vec::new(), |r| r.notes.iter().map(note).collect());
    let mut object = json!({
        "file": judgement.file,
        "protocol": judgement.service.map(Service::id),
        "operation": judgement.operation,
        "direction": judgement.direction_name(),
        "valid": judgement.is_valid(),
        "violations": violations,
        "notes": notes,
    });
    if let (Err(trouble), Value::Object(members)) = (report, &mut object) {
        members.insert("error".to_owned(), Value::String(trouble.to_string()));
    }
    object
}

fn violation(violation: &Violation) -> Value {
    let mut members = start(&violation.place);
    members.insert("rule".to_owned(), json!(violation.rule));
    members.insert("code".to_owned(), json!(violation.code));
    members.insert("severity".to_owned(), json!(violation.severity.as_str()));
    place(&mut members, &violation.place);
    members.insert("section".to_owned(), json!(violation.section));
    members.insert("message".to_owned(), json!(violation.message));
    Value::Object(members)
}

fn note(note: &Note) -> Value {
    let mut members = start(&note.place);
    members.insert("kind".to_owned(), json!(note.kind));
    place(&mut members, &note.place);
    members.insert("message".to_owned(), json!(note.message));
    Value::Object(members)
}

fn start(place: &Place) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("path".to_owned(), json!(place.path));
    members.insert("instance".to_owned(), json!(place.instance));
    members
}

fn place(members: &mut Map<String, Value>, place: &Place) {
    members.insert("line".to_owned(), json!(place.line));
    members.insert("column".to_owned(), json!(place.column));
}
