//! Loader, model, diagnostics, inventory and diff of the Certwire schema files.

pub mod model;
pub mod span;
