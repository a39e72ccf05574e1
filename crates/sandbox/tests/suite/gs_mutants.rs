//! Golden orders with something changed: the sandbox refuses what the validators refuse, with their codes, and takes the
//! rest; and whatever comes, the answer is one that strict validation takes.

use certwire_preflight::Preflight;
use certwire_wire::{
    operation::Direction,
    report::{Severity, Violation},
    soap,
    validate::Context,
};
use proptest::prelude::*;

use crate::{
    common,
    gs_support::{Answer, Gs, csr, with},
};

const ORDERS: [&str; 8] = [
    "order_os/minimal",
    "order_osev/minimal",
    "order_ps1/minimal",
    "order_ps2/minimal",
    "order_ps2_dept/minimal",
    "order_ps2_pro/minimal",
    "order_aatl/without_csr.minimal",
    "order_qc/minimal",
];

/// What is done to one line of a request, below the credentials.
#[derive(Debug, Clone, Copy)]
enum Change {
    Removed,
    Doubled,
    Emptied,
    Nil,
    Lengthened,
    Worded,
}

const CHANGES: [Change; 6] = [
    Change::Removed,
    Change::Doubled,
    Change::Emptied,
    Change::Nil,
    Change::Lengthened,
    Change::Worded,
];

/// A leaf's line: indentation, name, content.
fn leaf(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.trim().strip_prefix('<')?.split_once('>')?;
    let content = rest.strip_suffix(&format!("</{name}>"))?;
    Some((name, content))
}

fn changed(line: &str, change: Change) -> Option<String> {
    let (name, content) = leaf(line)?;
    Some(match change {
        Change::Removed => String::new(),
        Change::Doubled => format!("{line}\n{line}"),
        Change::Emptied => format!("<{name}></{name}>"),
        Change::Nil => format!(
            "<{name} xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>"
        ),
        Change::Lengthened => format!("<{name}>{}</{name}>", content.repeat(300)),
        Change::Worded => format!("<{name}>&lt;words &amp; more]]&gt;</{name}>"),
    })
}

/// Codes of the errors that the validators find.
fn expected(gs: &Gs, xml: &str) -> Vec<String> {
    let operation = soap::root(xml).expect("a SOAP body").name;
    let preflight = Preflight::default();
    let context = Context {
        now: Some(gs.running.0.now().expect("a clock").millis()),
        csr: Some(&preflight),
        ..Context::default()
    };
    let judged = gs_soap_validators::validate(xml, &operation, Direction::Request, context);
    let report = judged.expect("an operation").expect("a request");
    let errors = report.violations.iter();
    let errors = errors.filter(|violation| violation.severity == Severity::Error);
    let code = |violation: &Violation| violation.code.as_deref().unwrap_or("-101").to_owned();
    errors.map(code).collect()
}

fn agrees(gs: &Gs, xml: &str) {
    let (expected, answer) = (expected(gs, xml), gs.call(xml));
    if expected.is_empty() {
        assert!(
            answer.one("SuccessCode") != "-1",
            "{xml}\n{}",
            answer.text()
        );
    } else {
        assert_eq!(answer.codes(), expected, "{xml}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_refuses_what_the_validators_refuse() {
    let gs = Gs::start().await;
    let mut calls = 0;
    for path in ORDERS {
        let xml = gs.golden(path);
        let lines: Vec<&str> = xml.lines().collect();
        let credentials = lines
            .iter()
            .position(|line| line.contains("</OrderRequestHeader>"));
        for number in credentials.expect("a header")..lines.len() {
            for change in CHANGES {
                let Some(line) = changed(lines[number], change) else {
                    continue;
                };
                let mut lines = lines.clone();
                lines[number] = &line;
                agrees(&gs, &lines.join("\n"));
                calls += 1;
            }
        }
    }
    assert!(calls > 500, "{calls}");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_broken_anywhere_get_an_answer() {
    let gs = Gs::start().await;
    let xml = gs.golden("order_ps1/minimal");
    let post = |body: &str| -> Answer {
        gs.post("/pc/ws/v2/GasOrderService", "text/xml;charset=UTF-8", body)
    };
    let config = ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let places = 0..xml.len();
    let outcome = proptest::test_runner::TestRunner::new(config).run(
        &(
            places,
            prop_oneof![
                Just(""),
                Just("<"),
                Just("&"),
                Just("\u{1}"),
                Just("</a>"),
                Just("é")
            ],
        ),
        |(place, inserted)| {
            let Some((before, after)) = xml.split_at_checked(place) else {
                return Ok(());
            };
            for body in [format!("{before}{inserted}{after}"), before.to_owned()] {
                let answer = post(&body);
                prop_assert!(matches!(answer.status, 200 | 500), "{}", answer.status);
                let root = soap::root(&answer.text());
                prop_assert!(root.is_ok() || answer.text().contains("<soap:Fault>"));
            }
            Ok(())
        },
    );
    outcome.expect("an answer to everything");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn subjects_that_xml_cannot_carry_come_back_without_it() {
    let gs = Gs::start().await;
    let mut subject = common::subject();
    subject.push(certwire_sandbox::ca::Attribute::new(
        "CN",
        "a\u{1}b\u{fffe}<c>",
    ));
    let xml = gs.golden("order_aatl/fortify.minimal");
    let xml = crate::gs_support::after(&with(&xml, "IssueType", "1"), "IssueType", "<CSR></CSR>");
    let id = gs
        .accepted(&with(&xml, "CSR", &csr(&subject)))
        .one("OrderID");
    gs.act(&id, &certwire_sandbox::model::Command::Issue)
        .expect("an open order");
    for _ in 0..2 {
        let answer = gs.look(&id);
        let name = answer.one("SubjectName");
        assert!(name.contains("b?\\&lt;c\\&gt;"), "{name}");
        gs.observe();
    }
    gs.stop().await;
}
