//! The subcommands.

pub mod convert;
pub mod explain;
pub mod new;
pub mod schema;
pub mod validate;
