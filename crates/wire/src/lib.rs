//! Strict, fast XML reader and writer for SOAP and XML-RPC messages, with a validating walk.
