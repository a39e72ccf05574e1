//! The schema files as text, for messages that quote them.

use crate::span::Span;

/// One schema file.
#[derive(Debug, Clone)]
pub struct Source {
    /// As shown in messages.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// All files of one load, in the order that [`Span::file`] counts.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The files.
    pub files: Vec<Source>,
}

impl Sources {
    /// Line and column (in characters), both from 1, of the first byte of a span.
    pub fn position(&self, span: &Span) -> (usize, usize) {
        let Some(source) = self.files.get(span.file) else {
            return (1, 1);
        };
        let before = source.text.get(..span.start).unwrap_or(&source.text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }

    /// `path:line:column` of a span.
    pub fn place(&self, span: &Span) -> String {
        let (line, column) = self.position(span);
        let path = self.files.get(span.file).map_or("?", |source| &source.path);
        format!("{path}:{line}:{column}")
    }
}
