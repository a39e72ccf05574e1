//! Other people's clients order from the sandbox: `cargo xtask interop`.
//!
//! Each is a small program in its own language under `tests/interop`, which says what it does on its standard output;
//! here it is held against what the sandbox knows. Nothing is installed: what is missing is named, with the command
//! that gets it.

mod clients;
mod conversation;
mod dxr_client;
mod judge;
mod table;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use certwire_sandbox::{Config, Sandbox};
use clap::{Parser, builder::PossibleValuesParser};
use clients::{CLIENTS, Client};
use table::Found;

/// Runs other people's clients against the sandbox, from the order to the revocation.
#[derive(Parser)]
#[command(name = "cargo xtask interop")]
struct Arguments {
    /// Run this client alone, may be given again; it is a failure when it is missing
    #[arg(long, value_name = "NAME", value_parser = PossibleValuesParser::new(CLIENTS.map(|client| client.name)))]
    only: Vec<String>,
    /// Print the table as Markdown
    #[arg(long)]
    markdown: bool,
    /// Be the client that is part of this program
    #[arg(long, hide = true)]
    as_dxr: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = if arguments.as_dxr {
        dxr_client::run().await
    } else {
        run(&arguments).await
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<(), String> {
    let chosen = |client: &Client| {
        arguments.only.is_empty() || arguments.only.iter().any(|name| name == client.name)
    };
    let workspace = workspace();
    let sandbox = Sandbox::start(Config::default()).await;
    let sandbox = sandbox.map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    for client in CLIENTS.into_iter().filter(chosen) {
        eprintln!("{} …", client.name);
        let outcome = if client.is_found(&workspace).await {
            Found::Ran(conversation::run(&client, &sandbox, &workspace).await)
        } else {
            Found::Missing
        };
        found.push((client, outcome));
    }
    sandbox.stop().await;
    if arguments.markdown {
        print!("{}", table::markdown(&found));
    } else {
        print!("{}", table::plain(&found));
    }
    verdict(arguments, &found)
}

fn verdict(arguments: &Arguments, found: &[(Client, Found)]) -> Result<(), String> {
    let count = |fits: fn(&Found) -> bool| found.iter().filter(|(_, found)| fits(found)).count();
    let failed = count(Found::is_failure);
    let missing = count(|found| matches!(found, Found::Missing));
    eprintln!(
        "{} ran, {failed} failed, {missing} missing",
        found.len() - missing
    );
    if failed > 0 || (missing > 0 && !arguments.only.is_empty()) {
        return Err("not every client got everything done".to_owned());
    }
    Ok(())
}

/// The workspace's folder, wherever the command is given.
fn workspace() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_owned()
}
