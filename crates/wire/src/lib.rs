//! Strict, fast XML reader and writer for SOAP and XML-RPC messages, with a validating walk.
#![expect(
    clippy::inline_always,
    reason = "names are compared as literals where the generated code is compiled, and only there"
)]

pub mod build;
pub mod checks;
pub mod decoded;
pub mod encoding;
pub mod error;
pub mod limits;
pub mod operation;
pub mod owned;
mod path;
pub mod reference;
pub mod report;
pub mod rules;
pub mod secret;
#[cfg(feature = "serde")]
pub mod serde;
pub mod shape;
pub mod sink;
pub mod soap;
mod stack;
pub mod stream;
mod tags;
pub mod timestamp;
pub mod tree;
pub mod validate;
pub mod value;
pub mod walk;
pub mod xml;
pub mod xmlrpc;
