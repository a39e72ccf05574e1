//! The subcommands.

pub mod convert;
#[cfg(feature = "preflight")]
pub mod csr;
pub mod explain;
pub mod new;
pub mod rules;
pub mod schema;
pub mod validate;
