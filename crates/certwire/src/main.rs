//! The `certwire` command.
fn main() {}
