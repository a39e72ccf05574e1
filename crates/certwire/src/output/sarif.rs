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
    /// As JSON, which takes less memory than values do.
    results: String,
    troubles: Vec<Value>,
    /// Whether something could not be judged.
    failed: bool,
}

impl Printer for Sarif {
    fn payload(&mut self, judgement: &Judgement, _: &mut dyn Write) -> io::Result<()> {
        match &judgement.outcome {
            Ok(report) => {
                report
                    .violations
                    .iter()
                    .for_each(|violation| self.violation(judgement, violation));
                report
                    .notes
                    .iter()
                    .for_each(|note| self.note(judgement, note));
                if let Some(sentence) = judgement.omitted.sentence() {
                    self.trouble(judgement, "warning", &sentence);
                }
            }
            Err(trouble) => {
                self.failed = true;
                self.trouble(judgement, "error", &trouble.0);
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let rules: Vec<Value> = self
            .rules
            .iter()
            .map(|(id, text)| json!({ "id": id, "shortDescription": { "text": text } }))
            .collect();
        let tool = json!({ "driver": {
            "name": "certwire",
            "version": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
        } });
        let invocation = json!({
            "executionSuccessful": !self.failed,
            "toolExecutionNotifications": self.troubles,
        });
        writeln!(
            out,
            "{{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \"version\": \"2.1.0\",\n  \
             \"runs\": [{{\n    \"tool\": {tool},\n    \"columnKind\": \"unicodeCodePoints\",\n    \
             \"invocations\": [{invocation}],\n    \"results\": [{}\n    ]\n  }}]\n}}",
            self.results
        )
    }
}

impl Sarif {
    /// Tells of something else than a finding.
    fn trouble(&mut self, judgement: &Judgement, level: &str, text: &str) {
        let artifact = json!({ "uri": uri(&judgement.file) });
        self.troubles.push(json!({
            "level": level,
            "message": { "text": text },
            "locations": [{ "physicalLocation": { "artifactLocation": artifact } }],
        }));
    }

    fn result(&mut self, result: &Value) {
        let comma = if self.results.is_empty() { "" } else { "," };
        let _ = write!(self.results, "{comma}\n      {result}");
    }

    fn violation(&mut self, judgement: &Judgement, violation: &Violation) {
        let service = judgement.service.map_or("xml", |service| service.id());
        let id = format!("{service}/{}", violation.rule);
        self.rules.insert(id.clone(), describe(&violation.rule));
        let level = match violation.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        self.result(&json!({
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
        self.result(&json!({
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
