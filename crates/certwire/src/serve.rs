//! `certwire sandbox`: a sandbox of both CAs until Ctrl-C, with a live log of calls on a terminal.

use std::{
    fmt::Write as _,
    fs,
    io::{self, IsTerminal, Write},
    sync::Arc,
};

use certwire_sandbox::{
    Config, Sandbox,
    chaos::Chaos,
    model::{Exchange, Service},
    store,
};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use crate::{cli::sandbox::SandboxArgs, exit::Exit};

/// Why the sandbox does not start: a sentence.
type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Runs a sandbox.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn run(args: &SandboxArgs, out: &mut dyn Write) -> io::Result<Exit> {
    let open = [("--listen", args.listen), ("--management", args.management)]
        .into_iter()
        .filter(|(_, address)| !address.ip().is_loopback());
    for (flag, address) in open {
        if !args.not_only_loopback {
            eprintln!(
                "certwire: {flag} {address} lets other machines in, and the management API gives every password and \
                 key: say --not-only-loopback if that is meant"
            );
            return Ok(Exit::Usage);
        }
        eprintln!("certwire: warning: other machines reach {address} ({flag})");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    match runtime.block_on(serve(args, out)) {
        Ok(exit) => Ok(exit),
        Err(trouble) => {
            eprintln!("certwire: {trouble}");
            Ok(Exit::Failed)
        }
    }
}

async fn serve(args: &SandboxArgs, out: &mut dyn Write) -> Result<Exit, Trouble> {
    let sandbox = Sandbox::start(config(args)?).await?;
    out.write_all(welcome(&sandbox, args)?.as_bytes())?;
    out.flush()?;
    let calls = sandbox.world().listen();
    if io::stderr().is_terminal() {
        tokio::select! {
            () = log(calls) => {}
            stopped = tokio::signal::ctrl_c() => stopped?,
        }
    } else {
        tokio::signal::ctrl_c().await?;
    }
    tokio::select! {
        () = sandbox.stop() => Ok(Exit::Done),
        again = tokio::signal::ctrl_c() => {
            again?;
            Ok(Exit::Interrupted)
        }
    }
}

fn config(args: &SandboxArgs) -> Result<Config, Trouble> {
    let seed = match &args.seed {
        Some(path) => {
            let text = fs::read_to_string(path)
                .map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            let seed = serde_json::from_str(&text)
                .map_err(|error| format!("{} is no seed: {error}", path.display()))?;
            Some(seed)
        }
        None => None,
    };
    Ok(Config {
        vendors: args.listen,
        management: args.management,
        tls: args.tls,
        names: args.names.clone(),
        state: args.state.clone(),
        seed,
        settings: args.trouble.settings(),
        ..Config::default()
    })
}

/// What a user needs to know to go on.
fn welcome(sandbox: &Sandbox, args: &SandboxArgs) -> Result<String, Trouble> {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to text cannot fail.
        let _ = writeln!(text, "{name:<14} {value}");
    };
    line("GlobalSign", &sandbox.gs_url());
    line("WSDL", &format!("{}?wsdl", sandbox.gs_url()));
    line("TBS", &format!("{}/api-operations.php", sandbox.tbs_url()));
    line("", &format!("{}/api-infos.php", sandbox.tbs_url()));
    line("management", &sandbox.management_url());
    if args.tls {
        let root = format!("trust {}/ca/tls.pem", sandbox.management_url());
        line("TLS", &root);
    }
    for service in [Service::Gs, Service::Tbs] {
        if let Some(account) = sandbox.account(service)? {
            let name = format!("{} account", service.id());
            line(&name, &format!("{} / {}", account.user, account.password));
        }
    }
    match &args.state {
        Some(path) => line("state", &path.display().to_string()),
        None => line(
            "state",
            "memory: forgotten at the end (--state FILE keeps it)",
        ),
    }
    let settings = sandbox
        .world()
        .work(|desk| Ok::<_, store::Error>(desk.settings.clone()))?;
    if settings.chaos != Chaos::default() {
        line(
            "trouble",
            "on purpose, as GET /settings of the management API says",
        );
    }
    line(
        "certificates",
        "real ones, by a CA that nobody trusts: NOT A REAL CA",
    );
    line(
        "next",
        "certwire demo --keep shows the same orders as curl, zeep and PHP",
    );
    line("stop", "Ctrl-C");
    Ok(text)
}

/// One line on standard error for each call.
async fn log(mut calls: Receiver<Arc<Exchange>>) {
    loop {
        match calls.recv().await {
            Ok(call) => eprintln!(
                "{} {:<3} {:<20} {:<16} {} {}",
                call.at,
                call.service.id(),
                shown(&call.operation),
                shown(&call.account),
                call.trouble.as_deref().unwrap_or(&call.outcome),
                call.codes.join(" ")
            ),
            Err(RecvError::Lagged(missed)) => eprintln!("({missed} calls not shown)"),
            Err(RecvError::Closed) => return,
        }
    }
}

/// What a caller sent, fit for a terminal: short, and without anything that moves a cursor.
fn shown(text: &str) -> String {
    const MOST: usize = 30;
    let harmless = |c: char| if c.is_control() { '\u{FFFD}' } else { c };
    text.chars().take(MOST).map(harmless).collect()
}
