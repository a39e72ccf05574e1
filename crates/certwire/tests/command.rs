//! The built command: exit codes, formats, templates, pages, and that secrets stay secret.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use certwire::service::Service;
use serde_json::Value;

const CANARY: &str = "canary-7f3a";

fn payloads(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../tests/payloads")
        .join(path)
}

fn certwire(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_certwire"))
        .args(arguments)
        .output()
        .expect("the command starts")
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwire"));
    command
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command starts");
    child
        .stdin
        .take()
        .expect("a pipe")
        .write_all(input.as_bytes())
        .expect("input is read");
    child.wait_with_output().expect("the command ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("no signal")
}

#[test]
fn exit_codes() {
    let good = payloads("gs/requests/order_ps1/minimal.xml");
    let bad = payloads("gs/invalid/order_ps1");
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    assert_eq!(code(&certwire(&["validate", good])), 0);
    assert_eq!(code(&certwire(&["validate", bad])), 3);
    assert_eq!(code(&certwire(&["validate", "no-such-file.xml"])), 1);
    assert_eq!(
        code(&certwire(&["validate", good, bad, "no-such-file.xml"])),
        1,
        "not everything was judged"
    );
    assert_eq!(code(&certwire(&["validate"])), 2);
    assert_eq!(
        code(&certwire(&["validate", "--format", "nonsense", good])),
        2
    );
    assert_eq!(code(&certwire(&["explain", "no-such-thing"])), 2);
    let notes = payloads("gs/requests/order_ps2/minimal.observed.xml");
    let notes = notes.to_str().unwrap();
    assert_eq!(
        code(&certwire(&["validate", notes])),
        0,
        "warnings and notes are valid"
    );
    assert_eq!(code(&certwire(&["validate", "--strict", notes])), 3);
    for input in [
        "",
        "  \n",
        "<!doctype html><html></html>",
        "\u{1}\u{2}\u{0}",
        "just words",
        "{\"Nothing\": {}}",
    ] {
        let output = with_input(&["validate", "-"], input);
        assert_eq!(code(&output), 1, "{input:?}");
        assert!(stdout(&output).contains("not judged"), "{input:?}");
    }
}

#[test]
fn one_json_object_a_file() {
    let folder = payloads("tbs/invalid");
    let output = certwire(&["validate", "--format", "json", folder.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    for line in stdout(&output).lines() {
        let object: Value = serde_json::from_str(line).expect("one object a line");
        for member in [
            "file",
            "protocol",
            "operation",
            "direction",
            "valid",
            "violations",
            "notes",
        ] {
            assert!(object.get(member).is_some(), "{member} in {line}");
        }
        for violation in object["violations"].as_array().expect("a list") {
            let members: Vec<&str> = violation
                .as_object()
                .expect("an object")
                .keys()
                .map(String::as_str)
                .collect();
            let expected = [
                "path", "instance", "rule", "code", "severity", "line", "column", "section",
                "message",
            ];
            assert_eq!(members, expected);
        }
    }
}

#[test]
fn formats_for_machines() {
    let folder = payloads("gs/invalid/order_ps1");
    let folder = folder.to_str().unwrap();
    let sarif: Value = serde_json::from_str(&stdout(&certwire(&[
        "validate", "--format", "sarif", folder,
    ])))
    .expect("JSON");
    assert_eq!(sarif["version"], "2.1.0");
    assert!(
        !sarif["runs"][0]["results"]
            .as_array()
            .expect("results")
            .is_empty()
    );
    let junit = stdout(&certwire(&["validate", "--format", "junit", folder]));
    certwire_wire::xml::check(&junit, &certwire_wire::limits::Limits::DEFAULT)
        .expect("well-formed");
    assert!(junit.contains("<failure type=\"-10"));
    let github = stdout(&certwire(&["validate", "--format", "github", folder]));
    let levels = ["::error file=", "::warning file=", "::notice file="];
    let annotates = |line: &str| levels.iter().any(|level| line.starts_with(level));
    assert!(github.lines().all(annotates));
}

#[test]
fn templates_lack_only_their_blanks() {
    for service in Service::ALL {
        for operation in service.reference().operations {
            for notation in ["yaml", "json", "xml"] {
                for all in [&[][..], &["--all"][..]] {
                    let arguments = [
                        &["new", service.id(), operation.name, "--format", notation],
                        all,
                    ]
                    .concat();
                    let template = stdout(&certwire(&arguments));
                    let output = with_input(&["validate", "--format", "json", "-"], &template);
                    let verdict: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
                    assert_eq!(verdict["operation"], operation.name, "{arguments:?}");
                    for violation in verdict["violations"].as_array().expect("a list") {
                        let blank = violation["message"]
                            .as_str()
                            .is_some_and(|text| text.contains("missing"));
                        let rule = service
                            .reference()
                            .rule(violation["rule"].as_str().unwrap_or_default());
                        assert!(blank || rule.is_some(), "{arguments:?}: {violation}");
                    }
                }
            }
        }
    }
}

#[test]
fn everything_has_a_page() {
    for service in Service::ALL {
        let reference = service.reference();
        let terms = reference.errors.iter().map(|error| error.code);
        let terms = terms.chain(reference.operations.iter().map(|operation| operation.name));
        let terms = terms.chain(reference.rules.iter().map(|rule| rule.id));
        let terms = terms.chain(reference.errata.iter().map(|erratum| erratum.id));
        let terms = terms.chain(reference.tables.iter().map(|table| table.name));
        for term in terms {
            let page = certwire::command::explain::pages(Some(service), term).expect("a page");
            assert!(page.lines().count() > 2, "{term}");
        }
    }
    assert_eq!(code(&certwire(&["explain", "gs", "-9936"])), 0);
    assert_eq!(code(&certwire(&["explain", "OrderPS2Dept"])), 0);
    assert!(stdout(&certwire(&["explain", "tbs", "produit/dureeVie"])).contains("years"));
}

#[test]
fn conversion_and_back() {
    for name in [
        "gs/requests/order_osev/maximal.xml",
        "tbs/requests/achat/standard.maximal.xml",
    ] {
        let name = payloads(name);
        for notation in ["yaml", "json"] {
            let text = stdout(&certwire(&[
                "convert",
                "--to",
                notation,
                name.to_str().unwrap(),
            ]));
            let xml = stdout(&with_input(&["convert", "-"], &text));
            assert_eq!(
                stdout(&with_input(&["convert", "--to", notation, "-"], &xml)),
                text
            );
        }
    }
}

/// Payloads that are wrong at, beside and around their secrets.
fn leaky() -> Vec<String> {
    let soap = |header: &str, rest: &str| {
        format!(
            "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><w:OrderPS1 \
             xmlns:w='https://system.globalsign.com/pc/ws/v2/'><Request><OrderRequestHeader><AuthToken>{header}</AuthToken>\
             </OrderRequestHeader>{rest}</Request></w:OrderPS1></e:Body></e:Envelope>"
        )
    };
    let long = format!("{CANARY}{}", "x".repeat(300));
    vec![
        soap(
            &format!("<UserName>u</UserName><Password>{long}</Password>"),
            "<Year>9</Year>",
        ),
        soap(
            &format!("<UserName>u</UserName><Pasword>{CANARY}</Pasword>"),
            "<Year>9</Year>",
        ),
        soap(
            &format!("<UserName>u</UserName><password >{CANARY}</password >"),
            "<Year>9</Year>",
        ),
        soap(
            &format!("<Password><b>{CANARY}</b></Password>"),
            "<Year>9</Year>",
        ),
        soap(
            &format!("<Password><![CDATA[{CANARY}]]></Password><Password>{CANARY}</Password>"),
            "<Year>9</Year>",
        ),
        soap(
            "",
            &format!(
                "<PickupPassword>{CANARY}<Year>9</Year></PickupPassword><Coupon>{long}</Coupon>"
            ),
        ),
        format!(
            "{{\"OrderPS1\": {{\"OrderRequestHeader\": {{\"AuthToken\": {{\"Password\": \"{long}\", \"Year\": 1}}}}, \"Coupon\": [\"{CANARY}\"]}}}}"
        ),
        format!(
            "OrderPS1:\n  PickupPassword: {CANARY}\n  Coupon: \"{long}\"\n  Passwort: {CANARY}\n  Year: 9\n"
        ),
        format!(
            "<methodCall><methodName>solde</methodName><params><param><value><struct><member><name>identification</name>\
             <value><struct><member><name>motDePasse</name><value><int>{CANARY}</int></value></member><member>\
             <name>motdepase</name><value>{CANARY}</value></member></struct></value></member></struct></value></param></params></methodCall>"
        ),
    ]
}

#[test]
fn secrets_are_in_no_output() {
    for payload in leaky() {
        for format in ["human", "json", "sarif", "github", "junit"] {
            let output = with_input(&["validate", "--format", format, "-"], &payload);
            let all = [
                stdout(&output),
                String::from_utf8_lossy(&output.stderr).into_owned(),
            ]
            .concat();
            assert!(!all.contains(CANARY), "{format}: {payload}\n{all}");
        }
    }
}
