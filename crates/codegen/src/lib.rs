//! Generates types, validators, WSDL, XSD, JSON Schema and reference from the Certwire schema.
