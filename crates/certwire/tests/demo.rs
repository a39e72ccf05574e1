//! `certwire demo`, as a newcomer runs it; OpenSSL judges what it issues.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    folder
}

fn demo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_certwire"));
    command.arg("demo").arg("--out").arg(folder).args(arguments);
    command
}

/// The steps of a run.
fn steps(output: &[u8]) -> Vec<Value> {
    let lines = std::str::from_utf8(output).expect("text").lines();
    lines
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .collect()
}

#[test]
fn it_issues_at_both_cas_and_openssl_agrees() {
    let folder = folder("demo");
    let output = demo(&folder, &["--format", "json"])
        .output()
        .expect("a run");
    assert!(output.status.success(), "{output:?}");
    let steps = steps(&output.stdout);
    let names: Vec<_> = steps.iter().map(|step| &step["name"]).collect();
    let all = [
        "sandbox",
        "key",
        "check",
        "globalsign",
        "tbs",
        "verify",
        "next",
    ];
    assert_eq!(names, all);
    assert!(
        steps[2]["verdict"]
            .as_str()
            .is_some_and(|text| text.contains("error[-103]"))
    );

    let certificates = steps[5]["certificates"].as_array().expect("certificates");
    assert_eq!(certificates.len(), 2);
    for (name, certificate) in ["globalsign", "tbs"].iter().zip(certificates) {
        let verified = Command::new("openssl")
            .args(["verify", "-x509_strict", "-CAfile"])
            .arg(folder.join(format!("{name}-chain.pem")))
            .arg(folder.join(format!("{name}.pem")))
            .output()
            .expect("openssl");
        assert!(verified.status.success(), "{verified:?}");
        assert!(
            certificate["chain_ok"]
                .as_str()
                .is_some_and(|text| text.contains("NOT A REAL CA"))
        );
    }
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_the_key() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder("demo-key");
    std::fs::create_dir_all(&folder).expect("a folder");
    // One from an earlier run, open to all.
    std::fs::write(folder.join("tbs.key"), "old").expect("a file");
    let output = demo(&folder, &[]).output().expect("a run");
    assert!(output.status.success(), "{output:?}");
    let key = std::fs::metadata(folder.join("tbs.key")).expect("the key");
    assert_eq!(key.permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_it_leaves_running_takes_the_orders_that_it_wrote() {
    let folder = folder("demo-keep");
    let mut running = demo(&folder, &["--keep", "--format", "json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("a run");
    let mut lines = BufReader::new(running.stdout.take().expect("output")).lines();
    let last = lines.nth(6).expect("seven steps").expect("text");
    let next: Value = serde_json::from_str(&last).expect("an object");
    let curl = next["curl"].as_array().expect("two commands");
    for (command, sign) in curl.iter().zip(["<SuccessCode>0", "<name>refTBS"]) {
        let answer = post(command.as_str().expect("text"));
        assert!(answer.contains(sign), "{answer}");
    }
    for (program, file) in [("python3", "order.py"), ("php", "order.php")] {
        let sent = Command::new(program).arg(folder.join(file)).output();
        let sent = sent.unwrap_or_else(|error| panic!("{program}: {error}; .ci/run installs it"));
        let answers = String::from_utf8_lossy(&sent.stdout);
        assert!(answers.contains("GlobalSign 0 PC"), "{program}: {sent:?}");
        // The key is on a curve, which some products may not take: a warning, no refusal.
        assert!(answers.contains("TBS 0 4"), "{program}: {sent:?}");
    }
    running.kill().expect("an end");
    running.wait().expect("an end");
}

/// Sends what a `curl` line sends.
fn post(curl: &str) -> String {
    let words: Vec<_> = curl.split_whitespace().collect();
    let file = words.iter().find_map(|word| word.strip_prefix('@'));
    let body = std::fs::read(file.expect("a file")).expect("an order");
    let url = words.last().and_then(|url| url.strip_prefix("http://"));
    let (host, path) = url.expect("a URL").split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("a connection");
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/xml\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("a request");
    stream.write_all(&body).expect("a body");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}
