//! How a sandbox is started.

use std::{net::SocketAddr, path::PathBuf};

use certwire_preflight::BlockList;

use crate::{settings::Settings, store::Snapshot};

/// How a sandbox is started.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where both vendors' addresses listen; port 0 takes any free one.
    pub vendors: SocketAddr,
    /// Where the management API listens.
    pub management: SocketAddr,
    /// Whether the vendors' addresses speak TLS, with a certificate made at the start.
    pub tls: bool,
    /// Host names of the sandbox beside `localhost`: in the TLS certificate, and what the management API answers to.
    pub names: Vec<String>,
    /// The file that keeps the state; memory without one.
    pub state: Option<PathBuf>,
    /// What to begin with when the state is empty; an account for each service without it.
    pub seed: Option<Snapshot>,
    /// The switches to begin with, whatever the state or the seed says; a reset goes back to them too.
    pub settings: Option<Settings>,
    /// Keys that are known to be weak; without a list none is.
    pub weak_keys: Option<BlockList>,
}

impl Default for Config {
    fn default() -> Self {
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        Self {
            vendors: loopback,
            management: loopback,
            tls: false,
            names: Vec::new(),
            state: None,
            seed: None,
            settings: None,
            weak_keys: None,
        }
    }
}
