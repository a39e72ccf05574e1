//! Places in schema files.

/// A stretch of one schema file, in bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Span {
    /// Index of the file in [`crate::Sources`].
    pub file: usize,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}
