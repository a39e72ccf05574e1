//! The service for tools of other languages, as text.

/// WSDL of the service, its schema inside.
pub const WSDL: &str = include_str!("generated/gs.wsdl");

/// XML Schema of the messages.
pub const XSD: &str = include_str!("generated/gs.xsd");

/// JSON Schema of the messages.
pub const JSON_SCHEMA: &str = include_str!("generated/gs.schema.json");
