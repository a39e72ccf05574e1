//! The service for tools of other languages, as text.

/// JSON Schema of the messages.
pub const JSON_SCHEMA: &str = include_str!("generated/tbs.schema.json");
