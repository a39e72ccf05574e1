//! Bounds on what a payload may demand of the reader.

use crate::error::{XmlError, XmlErrorKind};

/// Bounds that every reader keeps; the defaults suit any message of the two protocols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Elements inside one another.
    pub depth: usize,
    /// Attributes of one element, namespace declarations included.
    pub attributes: usize,
    /// Namespace declarations in force at one place.
    pub bindings: usize,
    /// Members of one XML-RPC struct.
    pub members: usize,
    /// Bytes of one value.
    pub value: usize,
    /// Bytes of one body.
    pub body: usize,
}

impl Limits {
    /// The usual bounds.
    pub const DEFAULT: Self = Self {
        depth: 64,
        attributes: 32,
        bindings: 16,
        members: 4_096,
        value: 1 << 20,
        body: 8 << 20,
    };

    /// Refuses a body that is too long.
    pub(crate) fn admit(&self, body: &str) -> Result<(), XmlError> {
        if body.len() <= self.body {
            return Ok(());
        }
        Err(XmlError {
            kind: XmlErrorKind::BodyTooLong(self.body),
            offset: self.body,
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}
