//! The test CA.
