//! Each payload gets the verdict that stands in its folder's `expected.jsonl`.

use std::{env, fs};

use certwire::{
    judge::judge,
    judgement::Judgement,
    output::{Format, printer},
};
use serde_json::Value;

use crate::files::{Payload, options, payloads, root};

const FOLDERS: [&str; 10] = [
    "gs/invalid",
    "gs/requests",
    "gs/responses",
    "gs/rules",
    "malformed",
    "tbs/invalid",
    "tbs/manual",
    "tbs/requests",
    "tbs/responses",
    "tbs/rules",
];

#[test]
fn verdicts_are_as_expected() {
    let differences: Vec<String> = FOLDERS.into_iter().flat_map(differences).collect();
    let advice = "Read them against the documents; UPDATE_EXPECT=1 writes them anew.";
    assert!(
        differences.is_empty(),
        "{}\n{advice}",
        differences.join("\n")
    );
}

fn differences(folder: &str) -> Vec<String> {
    let found: Vec<String> = payloads(folder).iter().map(verdict).collect();
    let path = root().join(folder).join("expected.jsonl");
    if env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, found.join("\n") + "\n").expect("a writable file");
        return Vec::new();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    let expected: Vec<&str> = expected.lines().collect();
    let missing = expected
        .iter()
        .filter(|line| !found.iter().any(|found| found == *line));
    let new = found
        .iter()
        .filter(|line| !expected.contains(&line.as_str()));
    let missing = missing.map(|line| format!("{folder} expected: {line}"));
    missing
        .chain(new.map(|line| format!("{folder} found:    {line}")))
        .collect()
}

/// The verdict as the command prints it, without the sentences.
fn verdict(payload: &Payload) -> String {
    let mut out = Vec::new();
    printer(Format::Json, false)
        .payload(&payload.judge(), &mut out)
        .expect("a buffer");
    let mut verdict: Value = serde_json::from_slice(&out).expect("JSON");
    for list in ["violations", "notes"] {
        for finding in verdict[list].as_array_mut().expect("a list") {
            finding
                .as_object_mut()
                .expect("an object")
                .remove("message");
        }
    }
    verdict.to_string()
}

#[test]
fn valid_ones_are_valid() {
    for folder in [
        "gs/requests",
        "gs/responses",
        "tbs/requests",
        "tbs/responses",
    ] {
        for payload in payloads(folder) {
            assert!(payload.judge().is_valid(), "{folder}/{}", payload.name);
        }
    }
}

/// What is printed has no note but those that the document's own misprints earn.
#[test]
fn documented_shapes_are_canonical() {
    let misprints = ["inlined", "frame", "operation"];
    for folder in [
        "gs/requests",
        "gs/responses",
        "tbs/requests",
        "tbs/responses",
    ] {
        for payload in payloads(folder)
            .iter()
            .filter(|payload| !payload.is_observed())
        {
            let report = payload.judge().outcome.expect("a verdict");
            let mut notes = report.notes.iter();
            let odd = notes.find(|note| !misprints.contains(&note.kind));
            let odd = odd.map(|note| &note.message);
            assert_eq!(odd, None, "{folder}/{}", payload.name);
        }
    }
}

#[test]
fn broken_ones_are_not_valid() {
    let warned = ["order_ps1/out_of_order.xml", "get_orders/serial_number.xml"];
    for folder in [
        "gs/invalid",
        "gs/rules",
        "tbs/invalid",
        "tbs/rules",
        "malformed",
    ] {
        for payload in payloads(folder) {
            let valid = warned.contains(&payload.name.as_str());
            assert_eq!(
                payload.judge().is_valid(),
                valid,
                "{folder}/{}",
                payload.name
            );
        }
    }
}

/// Without a hint, a response is read as its own operation's or, where it fits several, as nobody's.
#[test]
fn responses_tell_no_wrong_operation() {
    for payload in payloads("tbs/responses") {
        let unhinted: Judgement = judge(payload.name.clone(), &payload.bytes, &options());
        let folder = payload.name.split_once('/').map(|(folder, _)| folder);
        let wrong = unhinted
            .operation
            .filter(|operation| Some(*operation) != folder);
        assert_eq!(wrong, None, "{}", payload.name);
        assert!(unhinted.is_valid(), "{}", payload.name);
    }
}
