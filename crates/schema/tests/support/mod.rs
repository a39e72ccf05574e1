//! A small schema in memory, and ways to break it.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses some of it"
)]

use certwire_schema::model::Model;
use certwire_schema::{Diagnostics, load_files};

/// A SOAP service with two operations, invented.
pub const SHOP: &str = include_str!("shop.kdl");

/// An XML-RPC service with shapes and keyed structures, invented.
pub const POST: &str = include_str!("post.kdl");

/// Loads one file as the folder `gs`.
pub fn load_gs(text: &str) -> Result<Model, Diagnostics> {
    load_files(vec![("gs/all.kdl".into(), text.into())]).map(|(model, _)| model)
}

/// Loads one file as the folder `tbs`.
pub fn load_tbs(text: &str) -> Result<Model, Diagnostics> {
    load_files(vec![("tbs/all.kdl".into(), text.into())]).map(|(model, _)| model)
}

/// A text with one part exchanged; the part must be there.
pub fn exchange(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "`{from}` must stand once");
    text.replacen(from, to, 1)
}

/// The model of a schema that must load.
pub fn sound(result: Result<Model, Diagnostics>) -> Model {
    result.unwrap_or_else(|faults| panic!("{faults}"))
}
