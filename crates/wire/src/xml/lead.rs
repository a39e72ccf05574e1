//! What a body looks like, told from its first characters.

/// How a body begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lead {
    /// There is nothing but white space.
    Empty,
    /// An HTML page, as proxies and gateways send.
    Html,
    /// Markup, so perhaps XML.
    Markup,
    /// Anything else.
    Other,
}

impl Lead {
    pub(crate) fn of(body: &str) -> Self {
        let text = body.trim_start_matches('\u{FEFF}').trim_ascii_start();
        let begins = |lead: &str| {
            let head = text.as_bytes().get(..lead.len());
            head.is_some_and(|head| head.eq_ignore_ascii_case(lead.as_bytes()))
        };
        if text.is_empty() {
            Self::Empty
        } else if begins("<!doctype html") || begins("<html") {
            Self::Html
        } else if begins("<") {
            Self::Markup
        } else {
            Self::Other
        }
    }
}
