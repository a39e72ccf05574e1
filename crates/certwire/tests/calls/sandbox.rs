//! Both halves of the command together: orders at the sandbox, to the certificate.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use crate::support::*;

/// A sandbox, stopped at the end.
struct Sandbox {
    child: Child,
    /// What it printed: a word and what it says of it.
    facts: Vec<(String, String)>,
}

impl Sandbox {
    fn start() -> Self {
        let any = "127.0.0.1:0";
        let mut child = command(&["sandbox", "--listen", any, "--management", any])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let mut facts = Vec::new();
        while facts.iter().all(|(name, _)| name != "stop") {
            let line = lines
                .next()
                .expect("it says how to stop it")
                .expect("UTF-8");
            let (name, fact) = line.split_once("  ").unwrap_or((&line, ""));
            facts.push((name.to_owned(), fact.trim().to_owned()));
        }
        Self { child, facts }
    }

    fn fact(&self, name: &str) -> &str {
        let mut facts = self.facts.iter();
        let fact = facts.find_map(|(known, fact)| (known == name).then_some(fact));
        fact.unwrap_or_else(|| panic!("{name} in {:?}", self.facts))
    }

    /// The command with the sandbox's account of a service.
    fn command(&self, service: &str, arguments: &[&str]) -> std::process::Command {
        let account = self.fact(&format!("{service} account"));
        let (user, password) = account.split_once(" / ").expect("a user and a password");
        let url = match service {
            "gs" => self.fact("GlobalSign"),
            _ => self.fact("TBS").trim_end_matches("/api-operations.php"),
        };
        let mut command = command(&[&[service], arguments, &["--endpoint", url]].concat());
        let prefix = format!("CERTWIRE_{}", service.to_ascii_uppercase());
        command
            .env(format!("{prefix}_USER"), user)
            .env(format!("{prefix}_PASSWORD"), password);
        command
    }

    /// Has an order issued, as the CA's own people would.
    fn issue(&self, order: &str) {
        let host = self.fact("management").trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("it listens");
        let body = "{\"action\":\"issue\"}";
        write!(
            stream,
            "POST /orders/{order}/actions HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nconnection: \
             close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Orders, has the certificate issued once the order is told, and waits for it.
fn issued(sandbox: &Sandbox, service: &str, arguments: &[&str], out: &Path) -> PathBuf {
    let rest = [
        "--yes",
        "--wait",
        "--interval",
        "10ms",
        "--format",
        "json",
        "--out",
    ];
    let arguments = [arguments, &rest, &[out.to_str().expect("UTF-8")]].concat();
    let mut child = sandbox
        .command(service, &arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let mut object = || -> serde_json::Value {
        let line = lines.next().expect("an answer").expect("UTF-8");
        serde_json::from_str(&line).expect("one object a line")
    };
    let ordered = object();
    assert_eq!(ordered["outcome"], "accepted", "{ordered}");
    let id = ordered["id"].as_str().expect("an id").to_owned();
    sandbox.issue(&id);
    let end = object();
    assert_eq!(end["outcome"], "accepted", "{end}");
    assert_eq!(end["reference"], id.as_str());
    assert!(child.wait().expect("it ends").success());
    out.join(format!("{id}.pem"))
}

#[test]
fn both_services_bring_a_certificate_and_its_chain() {
    let folder = folder("sandbox_issued");
    let sandbox = Sandbox::start();
    let gs = path("gs/requests/order_ps2_pro/minimal.xml");
    let tbs = path("tbs/requests/achat/standard.minimal.xml");
    let orders = [
        ("gs", vec!["order", gs.as_str(), "--sub-id", "mine"]),
        ("tbs", vec!["order", tbs.as_str(), "--client-ref", "mine"]),
    ];
    for (service, arguments) in orders {
        let certificate = issued(&sandbox, service, &arguments, &folder.join(service));
        let read = |file: &Path| fs::read_to_string(file).expect("it was written");
        let count = |text: &str| text.matches("-----BEGIN CERTIFICATE-----").count();
        assert_eq!(count(&read(&certificate)), 1, "{service}");
        assert!(
            count(&read(&certificate.with_extension("chain.pem"))) > 0,
            "{service}"
        );
    }
    for (service, arguments) in [
        ("gs", &["list", "--sub-id", "mine"][..]),
        ("tbs", &["lookup", "--client-ref", "mine"]),
        ("gs", &["modified"]),
        ("tbs", &["changes"]),
    ] {
        let found = sandbox
            .command(service, arguments)
            .output()
            .expect("it starts");
        let found = Ended::of(found).expect(0);
        assert_eq!(
            found.out.lines().count(),
            1,
            "{service} {arguments:?}: {}",
            found.out
        );
    }
}

#[test]
fn a_wrong_password_is_told_by_its_exit_code() {
    let sandbox = Sandbox::start();
    for (service, arguments) in [("gs", ["list"]), ("tbs", ["balance"])] {
        let mut command = sandbox.command(service, &arguments);
        command.env(
            format!("CERTWIRE_{}_PASSWORD", service.to_ascii_uppercase()),
            "wrong",
        );
        Ended::of(command.output().expect("it starts")).expect(4);
    }
}

#[test]
fn other_machines_are_let_in_only_when_that_is_said() {
    let any = "127.0.0.1:0";
    for (listen, management) in [("0.0.0.0:0", any), (any, "0.0.0.0:0"), (any, "[::]:0")] {
        let output = command(&["sandbox", "--listen", listen, "--management", management])
            .output()
            .expect("it ends");
        assert_eq!(output.status.code(), Some(2), "{listen} {management}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("--not-only-loopback"), "{said}");
    }
}
