//! The first syntax error of a file, with a remedy for the usual ones.

use std::ops::Range;

use kdl::{KdlDiagnostic, KdlError};

use crate::diagnostic::Fault;
use crate::span::Span;

/// The fault that a failed parse stands for.
pub(crate) fn fault(file: usize, text: &str, error: &KdlError) -> Fault {
    let placed = error
        .diagnostics
        .iter()
        .map(|diagnostic| (guilty(text, diagnostic), diagnostic));
    // A fault inside a block is told as an unclosed block too, at the block's beginning.
    let first = placed.min_by_key(|(range, diagnostic)| (is_unclosed(diagnostic), range.start));
    let Some((range, first)) = first else {
        return Fault::new(
            Span {
                file,
                start: 0,
                end: 0,
            },
            "this is no KDL",
        );
    };
    let message = first
        .message
        .as_deref()
        .unwrap_or("this is no KDL")
        .trim_end_matches('.');
    let message = message[..1].to_lowercase() + &message[1..];
    let help = if message.contains("newline in single-line") {
        Some("close the quotes on this line".to_owned())
    } else if message.contains("was not found after nodes") {
        Some("a value or a quote is missing before this, or a `}` after it".to_owned())
    } else if is_unclosed(first) {
        Some("end the block with `}`, or remove this `{`".to_owned())
    } else if text[..range.start].trim_end().ends_with('}') && message.contains("end of document") {
        Some("remove the `}`: no block is open there".to_owned())
    } else {
        remedy(&text[range.clone()]).or_else(|| first.help.clone())
    };
    Fault::new(
        Span {
            file,
            start: range.start,
            end: range.end,
        },
        message,
    )
    .maybe_help(help)
}

fn is_unclosed(diagnostic: &KdlDiagnostic) -> bool {
    let message = diagnostic.message.as_deref().unwrap_or_default();
    message.contains("closing '}'")
}

/// The text that a diagnostic is about. Where the parser gave up on a whole block, that is the word at which it stopped.
fn guilty(text: &str, diagnostic: &KdlDiagnostic) -> Range<usize> {
    let start = floor(text, diagnostic.span.offset());
    let end = floor(text, diagnostic.span.offset() + diagnostic.span.len()).max(start);
    if text[start..end].trim().contains('\n') {
        return word(text, end);
    }
    if end > start {
        start..end
    } else {
        word(text, start)
    }
}

fn word(text: &str, at: usize) -> Range<usize> {
    let start = text[..at]
        .rfind(char::is_whitespace)
        .map_or(0, |space| space + 1);
    let end = text[at..]
        .find(char::is_whitespace)
        .map_or(text.len(), |space| at + space);
    floor(text, start)..end
}

/// Mistakes that the parser has no words for.
fn remedy(word: &str) -> Option<String> {
    let value = word.split_once('=').map_or(word, |(_, value)| value);
    let value = value.trim_end_matches([';', '{', '}']);
    if value.contains(['"', ' ', '\n']) {
        return None;
    }
    if matches!(value, "true" | "false" | "null") {
        return Some(format!("write `#{value}`"));
    }
    if value.contains('/') {
        return Some(format!("a slash must be in quotes: \"{value}\""));
    }
    let digits = value.trim_start_matches(['-', '+', '.']);
    digits
        .starts_with(|c: char| c.is_ascii_digit())
        .then(|| format!("write it in quotes: \"{value}\""))
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
