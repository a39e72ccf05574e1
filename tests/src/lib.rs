//! What the integration tests share: arbitrary valid messages, single-field mutations, tools that are not ours.

pub mod cases;
pub mod generate;
pub mod message;
pub mod mutate;
pub mod noise;
pub mod plain;
pub mod rules;
pub mod stream;
pub mod tool;
