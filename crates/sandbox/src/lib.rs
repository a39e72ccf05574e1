//! A sandbox of both certificate authorities: `GlobalSign`'s GCC SOAP API for client certificates and TBS INTERNET's
//! XML-RPC API, served by real servers on loopback with a test CA behind them.
//!
//! Requests are checked by the same validators as everywhere else, orders go through the lifecycles that the documents
//! describe, and certificates are real but issued by a CA that nobody trusts. Time is the sandbox's own: vetting that takes
//! days passes when the clock is put forward.
//!
//! ```no_run
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! use certwire_sandbox::{Config, Sandbox};
//!
//! let sandbox = Sandbox::start(Config::default()).await?;
//! println!("{}", sandbox.gs_url());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! ```

pub mod ca;
pub mod chaos;
mod codec;
mod config;
mod desk;
pub mod gs;
mod manage;
pub mod model;
mod random;
mod redact;
mod reply;
mod sandbox;
mod server;
pub mod settings;
pub mod store;
pub mod tbs;
pub mod time;
mod world;

pub use config::Config;
pub use desk::{Desk, Impossible};
pub use sandbox::{Sandbox, StartError, made_up_password};
pub use world::World;
