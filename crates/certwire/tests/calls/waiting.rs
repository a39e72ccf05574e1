//! Waiting for certificates.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    process::Stdio,
};

use crate::support::*;

const ORDER: &str = "gs/requests/order_ps1/minimal.yaml";
const QUICK: [&str; 3] = ["--wait", "--interval", "1ms"];

#[test]
fn what_is_waited_for_is_written() {
    let folder = folder("waiting_written").join("issued");
    let out = folder.to_str().unwrap();
    let server = Server::start([
        ordered("OrderPS1", "PC1"),
        status("6", ""),
        Reply::ResetAfterRequest,
        status("4", FULFILLMENT),
    ]);
    let order = path(ORDER);
    let arguments = [&["gs", "order", &order, "--yes", "--out", out], &QUICK[..]].concat();
    let ended = call(&server, &arguments).expect(0);
    assert!(ended.out.contains("accepted, OrderID PC1"), "{}", ended.out);
    assert!(!ended.out.contains("BEGIN"), "{}", ended.out);
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    assert_eq!(
        read("PC1.pem"),
        "-----BEGIN CERTIFICATE-----\nLEAF\n-----END CERTIFICATE-----\n"
    );
    let chain = read("PC1.chain.pem");
    assert!(chain.find("INTER").unwrap() < chain.find("ROOT").unwrap());
    assert!(!chain.contains('\r'));
    assert_eq!(
        read("PC1.p7b"),
        "-----BEGIN PKCS7-----\nP7\n-----END PKCS7-----\n"
    );
    assert!(ended.out.contains("PC1.chain.pem"), "{}", ended.out);
}

#[test]
fn an_order_that_exists_is_waited_for_too() {
    let server = Server::start([status("4", FULFILLMENT)]);
    let arguments = [&["gs", "status", "PC1", "--format", "json"], &QUICK[..]].concat();
    let object = call(&server, &arguments).expect(0).object();
    assert_eq!(object["reference"], "PC1");
    assert_eq!(
        object["answer"]["OrderDetail"]["OrderInfo"]["OrderStatus"],
        "4"
    );
}

#[test]
fn the_deadline_is_no_failure() {
    let server = Server::start([ordered("OrderPS1", "PC1"), status("6", "")]);
    let order = path(ORDER);
    let arguments = [
        "gs",
        "order",
        &order,
        "--yes",
        "--wait",
        "--deadline",
        "0s",
        "--format",
        "json",
    ];
    let ended = call(&server, &arguments).expect(5);
    assert_eq!(ended.objects()[0]["outcome"], "accepted");
    assert_eq!(ended.objects()[1]["outcome"], "pending");
    assert!(
        ended.err.contains("certwire gs status PC1 --wait"),
        "{}",
        ended.err
    );
}

#[test]
fn another_end_is_a_refusal() {
    let server = Server::start([ordered("OrderPS1", "PC1"), status("3", "")]);
    let order = path(ORDER);
    let arguments = [
        &["gs", "order", &order, "--yes", "--format", "json"],
        &QUICK[..],
    ]
    .concat();
    let ended = call(&server, &arguments).expect(6);
    assert_eq!(ended.objects()[1]["outcome"], "ended");
}

#[test]
fn certificates_of_tbs_come_with_their_chain() {
    let folder = folder("waiting_tbs").join("issued");
    let out = folder.to_str().unwrap();
    let state = |code: &str| {
        let numbered = ["0", "1", "2"].map(|name| match name {
            "0" => format!("<member><name>0</name><value><int>{code}</int></value></member>"),
            name => member(name, "label"),
        });
        member("statut", &numbered.concat())
    };
    let answer = |code: &str, reference: &str, certificate: &str| {
        let certificate = member("certificat", &member(certificate, "CERTIFICATE"));
        xmlrpc(&demand(
            reference,
            "0",
            &format!("{}{certificate}", state(code)),
        ))
    };
    let server = Server::start([
        answer("0", "demande", "x509"),
        answer("1", "demande", "x509"),
        answer("1", "chain", "chaine"),
    ]);
    let arguments = [&["tbs", "status", "0123456789", "--out", out], &QUICK[..]].concat();
    call(&server, &arguments).expect(0);
    for name in ["0123456789.pem", "0123456789.chain.pem"] {
        assert_eq!(
            fs::read_to_string(folder.join(name)).unwrap(),
            "CERTIFICATE\n",
            "{name}"
        );
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_tells_how_to_go_on() {
    let server =
        Server::start(std::iter::once(ordered("OrderPS1", "PC1")).chain([status("6", "")]));
    let order = path(ORDER);
    let arguments = [
        "gs",
        "order",
        &order,
        "--yes",
        "--wait",
        "--interval",
        "1h",
        "--deadline",
        "2h",
    ];
    let mut command = command(&[&arguments[..], &["--endpoint", server.url()]].concat());
    let child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for its second question once the first was asked.
    while server.seen().len() < 2 {
        std::thread::yield_now();
    }
    interrupt(child.id());
    let ended = Ended::of(child.wait_with_output().unwrap()).expect(130);
    assert!(ended.out.contains("OrderID PC1"), "{}", ended.out);
    assert!(
        ended.err.contains("certwire gs status PC1 --wait"),
        "{}",
        ended.err
    );
}

#[cfg(unix)]
#[test]
fn an_order_under_way_is_not_left_at_the_first_interrupt() {
    let server = Server::start([Reply::Hang(Vec::new())]);
    let order = path(ORDER);
    let arguments = [
        "gs",
        "order",
        &order,
        "--yes",
        "--sub-id",
        "mine",
        "--endpoint",
        server.url(),
    ];
    let mut command = command(&arguments);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while server.seen().is_empty() {
        std::thread::yield_now();
    }
    let mut err = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    interrupt(child.id());
    while !line.contains("Ctrl-C again") {
        assert_ne!(err.read_line(&mut line).unwrap(), 0, "{line}");
    }
    interrupt(child.id());
    err.read_to_string(&mut line).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(line.contains("NOT KNOWN"), "{line}");
    assert!(line.contains("certwire gs list --sub-id mine"), "{line}");
}

#[cfg(unix)]
fn interrupt(process: u32) {
    let sent = std::process::Command::new("kill")
        .args(["-INT", &process.to_string()])
        .status();
    assert!(sent.unwrap().success());
}
