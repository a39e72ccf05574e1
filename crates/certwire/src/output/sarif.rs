//! SARIF 2.1.0, as code scanners read it.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write},
};

use certwire_wire::report::{Note, Place, Severity, Violation};
use serde_json::{Value, json};

use super::Printer;
use crate::judgement::Judgement;

/// Keeps the results until the end, because the rules stand before them.
#[derive(Default)]
pub(super) struct Sarif {
    rules: BTreeMap<String, &'static str>,
    results: Vec<Value>,
    troubles: Vec<Value>,
}

impl Printer for Sarif {
    fn payload(&mut self, judgement: &Judgement, _: &mut dyn Write) -> io::Result<()> {
        match &judgement.outcome {
            Ok(report) => {
                report.violations.iter().for_each(|violation| self.violation(judgement, violation));
                report.notes.iter().for_each(|note| self.note(judgement, note));
            }
            Err(trouble) => self.troubles.push(json!({
                "level": "error",
                "message": { "text": trouble.to_string() },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(&judgement.file) } } }],
            })),
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|(id, text)| json!({ "id": id, "shortDescription": { "text": text } }))
            .collect();
        let log = json!({
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "certwire",
                    "version": env!("CARGO_PKG_VERSION"),
                    "informationUri": env!("CARGO_PKG_REPOSITORY"),
                    "rules": rules,
                } },
                "columnKind": "unicodeCodePoints",
                "invocations": [{
                    "executionSuccessful": self.troubles.is_empty(),
                    "toolExecutionNotifications": self.troubles,
                }],
                "results": self.results,
            }],
        });
        writeln!(out, "{log:#}")
    }
}

impl Sarif {
    fn violation(&mut self, judgement: &Judgement, violation: &Violation) {
        let service = judgement.service.map_or("xml", |service| service.id());
        let id = format!("{service}/{}", violation.rule);
        self.rules.insert(id.clone(), describe(&violation.rule));
        let level = match violation.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        self.results.push(json!({
            "ruleId": id,
            "level": level,
            "message": { "text": violation.message },
            "locations": [location(&judgement.file, &violation.place)],
            "properties": { "code": violation.code, "section": violation.section },
        }));
    }

    fn note(&mut self, judgement: &Judgement, note: &Note) {
        let service = judgement.service.map_or("xml", |service| service.id());
        let id = format!("{service}/note/{}", note.kind);
        self.rules.insert(
            id.clone(),
            "A departure from the documented form that is read all the same.",
        );
        self.results.push(json!({
            "ruleId": id,
            "level": "note",
            "message": { "text": note.message },
            "locations": [location(&judgement.file, &note.place)],
        }));
    }
}

fn describe(rule: &str) -> &'static str {
    match rule {
        "presence" => "A mandatory element is missing.",
        "length" => "A value is longer or shorter than the document allows.",
        "type" => "A value is not of the document's type.",
        "value" => "A value is not on the document's closed list.",
        "unknown" => "The document knows no such element here.",
        "duplicate" => "An element that may stand once stands again.",
        "order" => "An element stands out of the document's order.",
        "variant" => "An element belongs to another form of the message.",
        "xml" => "The payload is not well-formed XML.",
        _ => "A rule of the vendor's document.",
    }
}

fn location(file: &str, place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(file) } });
    if let (Some(line), Some(column)) = (place.line, place.column) {
        physical["region"] = json!({ "startLine": line, "startColumn": column });
    }
    json!({
        "physicalLocation": physical,
        "logicalLocations": [{ "fullyQualifiedName": place.path }],
    })
}

/// A file name as a relative URI reference.
fn uri(file: &str) -> String {
    let mut uri = String::with_capacity(file.len());
    for byte in file.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
