//! The built command against a server of the tests: outcomes, exit codes, and that nothing leaves which should not.

mod answers;
mod files;
mod money;
#[cfg(feature = "sandbox")]
mod sandbox;
mod secrets;
mod settings;
mod support;
mod terminal;
mod waiting;
