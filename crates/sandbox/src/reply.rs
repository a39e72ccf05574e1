//! What goes back over HTTP.

/// An answer to one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body.
    pub body: Vec<u8>,
    /// What the log says of it.
    pub summary: Summary,
}

/// What the log says of a call.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// The operation, if the body names one.
    pub operation: String,
    /// User name of the account.
    pub account: String,
    /// `accepted`, `refused` or `fault`.
    pub outcome: &'static str,
    /// Codes of a refusal.
    pub codes: Vec<String>,
}
