//! Check certificate orders before they cost money.
//!
//! The library behind the `certwire` command: reading payloads, judging them, printing verdicts. Programs that only
//! want to check their own messages depend on `gs-soap-validators` or `tbs-xmlrpc-validators` instead.

#[cfg(feature = "client")]
pub mod call;
pub mod cli;
pub mod command;
#[cfg(feature = "sandbox")]
pub mod demo;
pub mod exit;
pub mod input;
pub mod output;
pub mod prediction;
#[cfg(feature = "sandbox")]
pub mod serve;

pub use certwire_judge::{judge, judgement, service, shown, stream, tree};
