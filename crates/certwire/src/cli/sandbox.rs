//! Arguments of `demo` and `sandbox`.

use std::{net::SocketAddr, path::PathBuf};

use certwire_sandbox::{
    chaos::Chaos,
    settings::{Encoding, Settings, Wire},
};
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

    /// Let other machines in, where an address is not loopback: the management API gives them every password and key.
    #[arg(long)]
    pub not_only_loopback: bool,

    /// A file that keeps the state; without one it is forgotten at the end.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,

    /// What an empty sandbox begins with: JSON, as the management API gives a snapshot.
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,

    /// Speak TLS at the CAs' addresses, with a certificate made at the start; the management API gives its root.
    #[arg(long)]
    pub tls: bool,

    /// A host name of the sandbox beside localhost, for the TLS certificate and the management API; may be repeated.
    #[arg(long = "name", value_name = "HOST")]
    pub names: Vec<String>,

    /// Deliberate trouble.
    #[command(flatten)]
    pub trouble: TroubleArgs,
}

/// Deliberate trouble, and what answers look like. Shares are per mille of calls.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Trouble (shares are per mille of calls)")]
pub struct TroubleArgs {
    /// A mild mix of everything below; a flag of its own changes its share.
    #[arg(long)]
    pub chaos: bool,

    /// What the draws begin with: the n-th call meets the same trouble under the same seed.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub chaos_seed: u64,

    /// Answers that come late.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub delays: Option<u16>,

    /// How late they come at most.
    #[arg(long, value_name = "MILLISECONDS")]
    pub delay_up_to: Option<u32>,

    /// Status 503, and nothing done.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub server_errors: Option<u16>,

    /// An HTML page under status 200, and nothing done.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub html_pages: Option<u16>,

    /// A SOAP or XML-RPC fault, and nothing done.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub faults: Option<u16>,

    /// The connection is reset, and nothing done.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub resets_before: Option<u16>,

    /// The connection is reset after the order was stored.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub resets_after: Option<u16>,

    /// Status 503 after the order was stored.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub errors_after: Option<u16>,

    /// Answers that end in the middle, after the order was stored.
    #[arg(long, value_name = "SHARE", value_parser = share())]
    pub truncations: Option<u16>,

    /// How long look-ups do not see a new order, on the sandbox's clock.
    #[arg(long, value_name = "SECONDS")]
    pub lag: Option<u64>,

    /// GlobalSign's timestamps count the afternoon from 0 again.
    #[arg(long)]
    pub twelve_hour_clock: bool,

    /// Answers as real servers were seen to send them: `xsi:nil` for what is absent (GlobalSign), PHP arrays for numbered
    /// structures (TBS).
    #[arg(long)]
    pub observed: bool,

    /// TBS's answers in ISO-8859-1.
    #[arg(long)]
    pub latin1: bool,
}

fn share() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(..=1000)
}

impl TroubleArgs {
    /// The switches that the flags ask for; nothing when none is given.
    pub fn settings(&self) -> Option<Settings> {
        let settings = Settings {
            chaos: self.chaos(),
            wire: if self.observed {
                Wire::Observed
            } else {
                Wire::Documented
            },
            encoding: if self.latin1 {
                Encoding::Latin1
            } else {
                Encoding::Utf8
            },
            ..Settings::default()
        };
        let calm = Settings {
            chaos: Chaos {
                seed: self.chaos_seed,
                ..Chaos::default()
            },
            ..Settings::default()
        };
        (settings != calm).then_some(settings)
    }

    fn chaos(&self) -> Chaos {
        let calm = Chaos {
            seed: self.chaos_seed,
            ..Chaos::default()
        };
        let base = if self.chaos {
            Chaos::mild(self.chaos_seed)
        } else {
            calm
        };
        Chaos {
            seed: self.chaos_seed,
            delays: self.delays.unwrap_or(base.delays),
            delay_millis: self.delay_up_to.unwrap_or(base.delay_millis),
            server_errors: self.server_errors.unwrap_or(base.server_errors),
            html_pages: self.html_pages.unwrap_or(base.html_pages),
            faults: self.faults.unwrap_or(base.faults),
            resets_before: self.resets_before.unwrap_or(base.resets_before),
            resets_after: self.resets_after.unwrap_or(base.resets_after),
            errors_after: self.errors_after.unwrap_or(base.errors_after),
            truncations: self.truncations.unwrap_or(base.truncations),
            lag: self.lag.unwrap_or(base.lag),
            twelve_hour_clock: self.twelve_hour_clock || base.twelve_hour_clock,
        }
    }
}
