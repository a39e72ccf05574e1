//! Speed of our readers and writers beside others: `cargo xtask bench`.
//!
//! Every subject runs in turn on the same bytes, round after round. Read the column `x raw`: how many times faster than
//! quick-xml's bare event loop, as the median of the ratios within each round, so that a machine that slows down slows
//! both. MB/s and µs are for orientation only. `decode` builds the value, `validate` judges and builds none, `stream`
//! reads a list one record at a time; quick-xml checks less than any of them. Everything begins with bytes, so that
//! the check of UTF-8 is counted. Demands are those of issue 6; one that is not met is no failure of this program.
//!
//! The same subjects make time series under criterion: `cargo bench --package xtask-bench`.

#[cfg(feature = "build")]
mod build;
mod cli;
mod count;
mod data;
mod demands;
mod gate;
mod get_orders;
mod large;
mod liste_renouv;
mod measure;
mod messages;
mod ours;
mod outside;
mod peers;
mod plot;
mod process;
mod section;
mod table;
mod verdict;

pub use cli::main;
pub use measure::Subject;
pub use messages::{Message, each};
