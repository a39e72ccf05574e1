//! Loader, model, diagnostics, inventory and diff of the Certwire schema files.

mod checks;
pub mod diagnostic;
pub mod inventory;
mod load;
mod merge;
pub mod model;
mod names;
mod parse;
mod source;
pub mod span;
mod suggest;
mod summary;
mod syntax;
mod view;

pub use diagnostic::{Diagnostics, Fault};
pub use load::{SERVICES, load, load_files};
pub use model::Model;
pub use source::{Source, Sources};
pub use span::Span;
pub use summary::summary;
