//! Arguments of `demo` and `sandbox`.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, ValueEnum};

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  certwire demo --keep\n\nNeeds no account and no network.")]
pub struct DemoArgs {
    /// Where keys and certificates go.
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    pub out: PathBuf,

    /// Leave the sandbox running, and print the same orders as curl, zeep and PHP.
    #[arg(long)]
    pub keep: bool,

    /// How to print the steps.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: DemoFormat,
}

/// How the steps of the demo are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DemoFormat {
    /// For people.
    #[default]
    Human,
    /// One object a step, one step a line.
    Json,
}

/// Arguments of `sandbox`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  certwire sandbox --state sandbox.db")]
pub struct SandboxArgs {
    /// Where both CAs listen; port 0 takes any free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8700")]
    pub listen: SocketAddr,

    /// Where the management API and its page listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8701")]
    pub management: SocketAddr,

    /// A file that keeps the state; without one it is forgotten at the end.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// What an empty sandbox begins with: JSON, as the management API gives a snapshot.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
}
