//! Arguments that the calls to both CAs share.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use clap::Args;

use crate::call::time;

/// How a call is made, whatever it asks for.
#[derive(Debug, Args)]
pub struct CallArgs {
    /// Where to send, as whom, how.
    #[command(flatten)]
    pub connection: ConnectionArgs,
    /// What to show and keep.
    #[command(flatten)]
    pub manner: MannerArgs,
    /// Changes to the request.
    #[command(flatten)]
    pub edits: EditArgs,
}

/// Where to send, as whom, how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub struct ConnectionArgs {
    /// The configuration file; else the variable `CERTWIRE_CONFIG` names it, else it is certwire/config.toml in the user's
    /// configuration folder.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The profile of the configuration to use; else the variable `CERTWIRE_PROFILE` names it, else it is the service's only
    /// one.
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,
    /// Where to send: live, test (`GlobalSign`), sandbox4 or sandbox6 (TBS), or a URL.
    #[arg(long, global = true, value_name = "NAME|URL")]
    pub endpoint: Option<String>,
    /// The API user.
    #[arg(long, global = true, value_name = "NAME")]
    pub user: Option<String>,
    /// A file that holds the password alone and that only its owner can read, or - for standard input.
    #[arg(long, global = true, value_name = "FILE|-")]
    pub password_file: Option<PathBuf>,
    /// A proxy, without user and password; without this there is none, whatever the environment says.
    #[arg(long, global = true, value_name = "URL")]
    pub proxy: Option<String>,
    /// A client certificate with its key, PEM; only its owner can read it.
    #[arg(long, global = true, value_name = "FILE")]
    pub client_certificate: Option<PathBuf>,
    /// A root certificate to trust beside the system's, PEM.
    #[arg(long, global = true, value_name = "FILE")]
    pub trusted_root: Option<PathBuf>,
    /// The address of this machine to call from, for accounts that allow only some.
    #[arg(long, global = true, value_name = "IP")]
    pub source_address: Option<IpAddr>,
    /// How long a connection may take, such as 10s.
    #[arg(long, global = true, value_name = "TIME", value_parser = time::duration)]
    pub connect_timeout: Option<Duration>,
    /// How long a call may take in all, such as 2m.
    #[arg(long, global = true, value_name = "TIME", value_parser = time::duration)]
    pub call_timeout: Option<Duration>,
}

/// What to show and keep.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct MannerArgs {
    /// How to print answers.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT"
    )]
    pub format: AnswerFormat,
    /// Print the request as it would be sent, secrets masked, with everything that the checks find, and send nothing.
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Append every exchange to this file, secrets masked.
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// Tell on standard error how calls go; twice for more.
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// A file or folder with lists of weak Debian keys; without one they are not looked for.
    #[cfg(feature = "preflight")]
    #[arg(long, global = true, value_name = "PATH")]
    pub weak_keys: Option<PathBuf>,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum AnswerFormat {
    /// Lines for people.
    #[default]
    Human,
    /// One object an answer, one answer a line.
    Json,
}

/// Changes to the request.
#[derive(Debug, Args)]
#[command(next_help_heading = "Request")]
pub struct EditArgs {
    /// Set an element: its path as `certwire schema show` prints it, such as DnAttributes/CommonName=… or
    /// demande/requete/CSR=…; `demande[REF]/…` for one of several orders. Adds an entry where the element repeats.
    #[arg(long, global = true, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// The same with the content of a file, or of standard input; the only way for secrets.
    #[arg(long, global = true, value_name = "PATH=FILE|-")]
    pub set_file: Vec<String>,
}

/// Consent to what costs money or cannot be undone.
#[derive(Debug, Args)]
pub struct ConsentArgs {
    /// Go ahead without asking; needed where nobody can be asked.
    #[arg(long, short)]
    pub yes: bool,
}

/// Waiting for a certificate.
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// Wait until the certificate is issued.
    #[arg(long)]
    pub wait: bool,
    /// How long to wait, such as 45m or 2h.
    #[arg(long, value_name = "TIME", default_value = "2h", value_parser = time::duration)]
    pub deadline: Duration,
    /// When to ask for the first time again; each later interval is twice as long, up to five minutes.
    #[arg(long, value_name = "TIME", default_value = "5s", value_parser = time::duration)]
    pub interval: Duration,
    /// Write certificate and chain into this folder, which is made if need be.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// A period.
#[derive(Debug, Args)]
pub struct PeriodArgs {
    /// Its start, such as 2026-01-31 or 2026-01-31T08:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = time::instant, conflicts_with = "since")]
    pub from: Option<i64>,
    /// Its end; now, if not given.
    #[arg(long, value_name = "TIME", value_parser = time::instant)]
    pub to: Option<i64>,
    /// Its length up to its end, such as 7d; 1d if no start is given either.
    #[arg(long, value_name = "TIME", value_parser = time::duration)]
    pub since: Option<Duration>,
}
