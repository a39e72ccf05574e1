//! Payloads: where they come from and what they look like.

pub mod files;

pub use certwire_judge::input::{Trouble, kind, text};
