//! One client at work: what it says is heard, line by line, and answered where it waits.

use std::{path::Path, process::Stdio, time::Duration};

use certwire_sandbox::{
    Sandbox,
    ca::{
        Attribute,
        keys::{self, SubscriberKey},
    },
    model::Service,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    process::{Child, ChildStderr, Command},
};

use crate::{
    clients::Client,
    judge::{self, Call, Judge},
};

/// After this a client hangs. Building one takes most of it.
const LIMIT: Duration = Duration::from_mins(5);
/// How much of what a client complains about is shown, in characters.
const COMPLAINT: usize = 4000;

/// How a client fared.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) version: Option<String>,
    pub(crate) done: Vec<Call>,
    /// Why it did not get everything done.
    pub(crate) failure: Option<String>,
}

impl Outcome {
    fn failed(failure: String) -> Self {
        Self {
            version: None,
            done: Vec::new(),
            failure: Some(failure),
        }
    }
}

/// Runs a client to its end.
pub(crate) async fn run(client: &Client, sandbox: &Sandbox, workspace: &Path) -> Outcome {
    let account = match judge::account(sandbox, client.service) {
        Ok(account) => account,
        Err(failure) => return Outcome::failed(failure),
    };
    let mut child = match spawn(client, sandbox, workspace, &account.user, &account.password) {
        Ok(child) => child,
        Err(failure) => return Outcome::failed(failure),
    };
    let complaints = child.stderr.take();
    let mut judge = Judge::new(sandbox, client.service, &account.user);
    let talk = async {
        let (heard, complaint) = tokio::join!(talk(&mut child, &mut judge), collect(complaints));
        heard.map_err(|failure| join(failure, &complaint).replace(&account.password, "***"))
    };
    let heard = tokio::time::timeout(LIMIT, talk).await;
    let failure = heard.unwrap_or_else(|_| Err(format!("it hangs for {LIMIT:?}")));
    let missing = Call::ALL
        .into_iter()
        .find(|call| !judge.done.contains(call));
    let silent = missing.map(|call| format!("it ended without the {}", call.name()));
    Outcome {
        version: judge.version,
        done: judge.done,
        failure: failure.err().or(silent),
    }
}

fn spawn(
    client: &Client,
    sandbox: &Sandbox,
    workspace: &Path,
    user: &str,
    password: &str,
) -> Result<Child, String> {
    let started = || -> std::io::Result<Command> {
        let mut command = client.start(workspace)?;
        command
            .env("CERTWIRE_USER", user)
            .env("CERTWIRE_PASSWORD", password)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Ok(command)
    };
    let mut command = started().map_err(|error| error.to_string())?;
    match client.service {
        Service::Gs => command.env("CERTWIRE_URL", sandbox.gs_url()),
        Service::Tbs => command
            .env("CERTWIRE_URL", sandbox.tbs_url())
            .env("CERTWIRE_CSR", csr()?),
    };
    command.spawn().map_err(|error| error.to_string())
}

/// A request for a certificate, with a key of its own.
fn csr() -> Result<String, String> {
    let subject = [
        ("C", "FR"),
        ("ST", "Calvados"),
        ("L", "Exempleville"),
        ("O", "Exemple Société"),
        ("CN", "www.example.com"),
    ];
    let subject = subject.map(|(kind, value)| Attribute::new(kind, value));
    let key = SubscriberKey::generate().map_err(|error| error.to_string())?;
    keys::csr(&key, &subject, &[]).map_err(|error| error.to_string())
}

/// Hears what the client says until it ends.
async fn talk(child: &mut Child, judge: &mut Judge<'_>) -> Result<(), String> {
    let said = child.stdout.take().ok_or("it has no standard output")?;
    let mut answers = child.stdin.take().ok_or("it has no standard input")?;
    let mut lines = BufReader::new(said).lines();
    let broken = |error: std::io::Error| error.to_string();
    let mut heard = Ok(());
    while let Some(line) = lines.next_line().await.map_err(broken)? {
        let Some((name, value)) = line.split_once('\t') else {
            heard = Err(format!("it says `{line}`, which is no statement"));
            break;
        };
        match judge.hear(name, &value.replace("\\n", "\n")) {
            // What the client does not read any more it does not need.
            Ok(true) => drop(answers.write_all(b"\n").await),
            Ok(false) => {}
            Err(failure) => {
                heard = Err(failure);
                break;
            }
        }
    }
    if heard.is_err() {
        let _ = child.start_kill();
    }
    let status = child.wait().await.map_err(broken)?;
    heard?;
    if !status.success() {
        return Err(format!("it ends with {status}"));
    }
    Ok(())
}

async fn collect(complaints: Option<ChildStderr>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut complaints) = complaints {
        // What could be read is what can be shown.
        let _ = complaints.read_to_end(&mut bytes).await;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn join(failure: String, complaint: &str) -> String {
    let complaint = complaint.trim();
    if complaint.is_empty() {
        return failure;
    }
    let begin: String = complaint.chars().take(COMPLAINT).collect();
    format!("{failure}\n{begin}")
}
