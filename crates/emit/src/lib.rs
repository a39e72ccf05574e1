//! The emitter of Certwire codec implementations: a description of a struct in, tokens out.
//!
//! The generator and the derive macros share it. It knows nothing of schema files.

pub mod builder;
pub mod definition;
pub mod doc;
pub mod enumeration;
pub mod message;
pub mod names;
pub mod owned;
mod shape;
pub mod spec;
pub mod style;
