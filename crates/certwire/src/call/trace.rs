//! What `--verbose` and `--log` show of calls.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use certwire_transport::{Exchanged, WireLog};
use tracing_subscriber::{
    Layer, filter::LevelFilter, filter::Targets, layer::SubscriberExt, registry,
    util::SubscriberInitExt,
};

use super::{failure::Failure, keep, print::say};

/// Tells of calls on standard error: each call once, or every step of it.
pub fn install(verbose: u8) {
    let level = match verbose {
        0 => return,
        1 => LevelFilter::INFO,
        _ => LevelFilter::DEBUG,
    };
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(false)
        .with_target(false);
    // Ours alone: what other crates tell could hold more than we know of.
    let ours = Targets::new().with_target("certwire_transport", level);
    let _ = registry().with(lines.with_filter(ours)).try_init();
}

/// Appends exchanges to a file.
#[derive(Debug)]
pub struct Log(Mutex<File>);

impl Log {
    /// Opens the file, which only its owner can read if it is made.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let file = keep::owner_only().append(true).create(true).open(path);
        file.map(|file| Self(Mutex::new(file)))
            .map_err(|error| Failure::failed(format!("{}: {error}", path.display())))
    }
}

impl WireLog for Log {
    fn exchanged(&self, exchange: &Exchanged) {
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = format!("{}\n", exchange.to_text());
        if let Err(error) = file.write_all(text.as_bytes()) {
            // A full disk must not spoil an order.
            say(&format!(
                "certwire: the exchange cannot be logged: {error}\n"
            ));
        }
    }
}
