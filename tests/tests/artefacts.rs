//! The files below `schema/generated/`, judged by tools that are not ours: xmllint, zeep and Python's jsonschema.

use std::{
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
};

const REQUEST: &str = include_str!("artefacts/order_ps1.xml");
const RESPONSE: &str = include_str!("artefacts/order_ps1_response.xml");
const TOKEN: &str = r#"{"AuthToken": {"UserName": "reseller", "Password": "none"}}"#;

fn workspace(path: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    root.join(path).to_string_lossy().into_owned()
}

/// Runs a tool with this input and gives what it printed, and whether it was content.
fn run(command: &mut Command, install: &str, input: &str) -> (bool, String) {
    let started = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.unwrap_or_else(|error| {
        panic!("{command:?} does not start ({error}): install it with `{install}`")
    });
    let mut stdin = child.stdin.take().expect("a pipe");
    // A tool that is not content with its files may not read at all.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("output");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        !errors.contains("ModuleNotFoundError"),
        "install it with `{install}`:\n{errors}"
    );
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.success(), text + &errors)
}

fn xmllint(schema: &str, document: &str) -> (bool, String) {
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema", schema, "-"]);
    run(&mut command, "apt-get install libxml2-utils", document)
}

fn python(script: &str, argument: &str, input: &str) -> (bool, String) {
    let script = workspace(&format!("tests/tests/artefacts/{script}"));
    let mut command = Command::new("python3");
    command.args([script, workspace(argument)]);
    run(&mut command, "pip install zeep jsonschema", input)
}

/// Judges a document, changed in one place, by the XSD.
fn assert_xsd(document: &str, old: &str, new: &str, valid: bool) {
    assert!(document.contains(old), "`{old}` is not in the document");
    let changed = document.replacen(old, new, 1);
    let (accepted, output) = xmllint(&workspace("schema/generated/gs.xsd"), &changed);
    assert_eq!(accepted, valid, "`{old}` -> `{new}`: {output}");
}

#[test]
fn xsd_takes_what_the_document_permits() {
    let name = |length: usize| format!("<FirstName>{}</FirstName>", "é".repeat(length));
    let first = "<FirstName>Zoé</FirstName>";
    assert_xsd(REQUEST, first, first, true);
    assert_xsd(REQUEST, first, &name(256), true);
    assert_xsd(REQUEST, "<SubID>42</SubID>", "", true);
    assert_xsd(REQUEST, "<SubID>42</SubID>", "<SubID/>", true);
    assert_xsd(REQUEST, "<OrderKind>new<", "<OrderKind>renewal<", true);
}

#[test]
fn xsd_refuses_what_a_request_must_not_be() {
    let first = "<FirstName>Zoé</FirstName>";
    let long = format!("<FirstName>{}</FirstName>", "é".repeat(257));
    assert_xsd(REQUEST, first, &long, false);
    assert_xsd(REQUEST, first, "", false);
    assert_xsd(REQUEST, first, "<FirstName/>", false);
    assert_xsd(REQUEST, "<SubID>", "<SubId>42</SubId><SubID>", false);
    assert_xsd(REQUEST, ">12345678<", ">1234567<", false);
    assert_xsd(REQUEST, "<OrderKind>new<", "<OrderKind>New<", false);
    assert_xsd(REQUEST, "<Year>1<", "<Year>4<", false);
    let year = "<Year>1</Year>\n    <OrderKind>new</OrderKind>";
    let swapped = "<OrderKind>new</OrderKind><Year>1</Year>";
    assert_xsd(REQUEST, year, swapped, false);
    assert_xsd(REQUEST, "<Request>", "<Request xmlns=\"urn:x\">", false);
}

#[test]
fn xsd_takes_the_answers_of_real_servers() {
    let id = RESPONSE.lines().find(|line| line.contains("OrderID"));
    let id = id.expect("the line of OrderID");
    let errors = RESPONSE.lines().find(|line| line.contains("<Errors>"));
    let errors = errors.expect("the line of Errors");
    assert_xsd(RESPONSE, id, id, true);
    assert_xsd(RESPONSE, id, "", true);
    assert_xsd(RESPONSE, id, "<OrderID>CEPS1234</OrderID>", true);
    assert_xsd(RESPONSE, errors, "<Errors/>", true);
    assert_xsd(RESPONSE, errors, "", true);
    assert_xsd(RESPONSE, "<SuccessCode>-1</SuccessCode>", "", false);
    assert_xsd(RESPONSE, "<SuccessCode>-1<", "<SuccessCode>no<", false);
}

#[test]
fn wsdl_serves_zeep() {
    let (loaded, output) = python("wsdl.py", "schema/generated/gs.wsdl", "");
    assert!(loaded, "{output}");
    let operations: Vec<&str> = output.lines().take(14).collect();
    let expected = [
        "GetModifiedOrders",
        "GetOrderByOrderID",
        "GetOrders",
        "ModifyOrder",
        "OrderAATL",
        "OrderOS",
        "OrderOSEV",
        "OrderPS1",
        "OrderPS2",
        "OrderPS2Dept",
        "OrderPS2Pro",
        "OrderQC",
        "ReIssue",
        "ResendEmail",
    ];
    assert_eq!(operations, expected);
    let children = "GetOrderByOrderID xmlns:ns0=\"https://system.globalsign.com/pc/ws/v2/\"><Request><OrderRequestHeader>";
    assert!(output.contains(children), "{output}");
}

/// Judges messages, one a line, by the JSON Schema of a service.
fn assert_json(service: &str, messages: &[(&str, bool)]) {
    let lines: Vec<String> = messages
        .iter()
        .map(|(message, _)| message.replace('\n', " "))
        .collect();
    let schema = format!("schema/generated/{service}.schema.json");
    let (judged, output) = python("json_schema.py", &schema, &lines.join("\n"));
    assert!(judged, "{output}");
    let verdicts: Vec<&str> = output.lines().collect();
    assert_eq!(verdicts.len(), messages.len(), "{output}");
    for ((message, valid), verdict) in messages.iter().zip(verdicts) {
        assert_eq!(verdict == "valid", *valid, "{message}");
    }
}

#[test]
fn json_schema_judges_soap_messages() {
    let order = |rest: &str| {
        format!(r#"{{"ModifyOrder": {{"OrderRequestHeader": {TOKEN}, "OrderID": "X1"{rest}}}}}"#)
    };
    let answer = |code: i32, rest: &str| {
        let header = format!(r#"{{"SuccessCode": {code}, "Timestamp": "2023-08-01T12:13:12Z"}}"#);
        format!(r#"{{"ModifyOrderResponse": {{"OrderResponseHeader": {header}{rest}}}}}"#)
    };
    let cancel = order(r#", "ModifyOrderOperation": "CANCEL""#);
    assert_json(
        "gs",
        &[
            (&cancel, true),
            (&order(""), false),
            (&order(r#", "ModifyOrderOperation": "cancel""#), false),
            (&cancel.replace("X1", &"é".repeat(50)), true),
            (&cancel.replace("X1", &"é".repeat(51)), false),
            (&cancel.replace("X1", ""), false),
            (&cancel.replace("OrderID", "OrderId"), false),
            (&cancel.replace("\"none\"", "7"), false),
            (&answer(0, r#", "OrderID": "X1", "New": 1"#), true),
            (&answer(0, ""), false),
            (&answer(-1, ""), true),
            ("{}", false),
            (r#"{"OrderUnknown": {}}"#, false),
        ],
    );
}

#[test]
fn json_schema_judges_xml_rpc_messages() {
    let ask = |demand: &str| {
        let login = r#"{"utilisateur": "reseller", "motDePasse": "none"}"#;
        format!(r#"{{"statut": {{"identification": {login}, "demande": {demand}}}}}"#)
    };
    let one = ask(r#"{"my-ref": {"certificat": {"refTBS": "0123456789"}, "typeDemande": 2}}"#);
    assert_json(
        "tbs",
        &[
            (&one, true),
            (&one.replace("0123456789", "123456789"), false),
            (&one.replace(": 2}", ": 3}"), false),
            (&one.replace(": 2}", ": \"2\"}"), false),
            (&ask("{}"), false),
            (&ask(r#"{"my-ref": {}}"#), false),
            (
                r#"{"soldeResponse": {"date": "2023-08-01 10:00:00", "solde": 10}}"#,
                true,
            ),
            (
                r#"{"soldeResponse": {"date": "2023-08-01 10:00:00",
                    "solde": {"ssl": {"derniereOperation": "2023-08-01 10:00:00", "nombre": 3}}}}"#,
                true,
            ),
            (r#"{"soldeResponse": {"codeReponse": "-1"}}"#, true),
            (r#"{"soldeResponse": {"solde": 10}}"#, false),
        ],
    );
}

#[test]
fn json_schema_tells_the_shapes_of_an_order_apart() {
    let party = r#""identification": {"utilisateur": "reseller", "motDePasse": "none"}"#;
    let paid = r#""produit": {"code": "X509"}, "paiement": {"modePaiement": "0ch"}"#;
    let request = r#""requete": {"logiciel": "4D", "CSR": "…"}"#;
    let part =
        r#""contactPart": {"nomPart": "Example", "prenomPart": "Zoé", "telPart": "+33100000000"}"#;
    let order = |members: &[&str]| {
        let members = members.join(", ");
        format!(r#"{{"achat": {{{party}, "demande": {{"my-ref": {{{members}}}}}}}}}"#)
    };
    let email = order(&[paid, request, part]);
    let code = first_product();
    let with_code = |message: &str| message.replace("\"X509\"", &code);
    let both = order(&[paid, request, part, r#""organisation": {}"#]);
    assert_json(
        "tbs",
        &[
            (&with_code(&email), true),
            (&email.replace("X509", "no product"), false),
            (&with_code(&order(&[paid, request])), false),
            (&with_code(&both), false),
        ],
    );
}

/// The first product code of the schema, quoted.
fn first_product() -> String {
    let path = workspace("schema/tbs/codes/product.kdl");
    let table = std::fs::read_to_string(path).expect("the product table");
    let row = table
        .lines()
        .find_map(|line| line.trim().strip_prefix("code "));
    let code = row.and_then(|row| row.split(' ').next());
    code.expect("a row").to_owned()
}
