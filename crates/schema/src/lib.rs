//! Loader, model, diagnostics, inventory and diff of the Certwire schema files.

mod checks;
mod compare;
pub mod diagnostic;
pub mod diff;
pub mod inventory;
mod load;
mod lookup;
mod merge;
pub mod model;
mod names;
mod parse;
mod revision;
mod source;
pub mod span;
mod suggest;
mod summary;
mod syntax;
mod view;

pub use compare::{Failure, compare};
pub use diagnostic::{Diagnostics, Fault};
pub use load::{SERVICES, load, load_files};
pub use model::Model;
pub use source::{Source, Sources};
pub use span::Span;
pub use summary::summary;
