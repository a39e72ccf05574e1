//! Strict XML 1.0 without document type declarations.

mod chars;
mod document;
mod escape;
mod events;
mod excerpt;
mod lead;
mod namespace;
mod scanner;
mod tag;
mod text;

pub(crate) use chars::is_space;
pub(crate) use document::{is_encoding_name, pseudo_attribute, usual_declaration};
pub(crate) use escape::{is_name, push_escaped};
pub use events::{Event, Events, check, events};
pub use excerpt::excerpt;
pub(crate) use lead::Lead;
pub(crate) use scanner::{Ahead, Context, Scanner, Step, Stop};
pub(crate) use tag::Tag;
pub(crate) use text::before_markup;
