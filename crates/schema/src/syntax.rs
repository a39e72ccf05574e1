//! The first syntax error of a file, with a remedy for the usual ones.

use kdl::{KdlDiagnostic, KdlError};

use crate::diagnostic::Fault;
use crate::span::Span;

/// The fault that a failed parse stands for.
pub(crate) fn fault(file: usize, text: &str, error: &KdlError) -> Fault {
    let first = error
        .diagnostics
        .iter()
        .min_by_key(|diagnostic| diagnostic.span.offset());
    let start = first.map_or(0, |diagnostic| floor(text, diagnostic.span.offset()));
    let span = first.map_or(0, |diagnostic| diagnostic.span.len());
    // A parser that lost its way underlines pages: the first line is enough.
    let line_end = text[start..]
        .find('\n')
        .map_or(text.len(), |newline| start + newline);
    let end = floor(text, start + span).clamp(start, line_end.max(start));
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let message = first.and_then(|diagnostic| diagnostic.message.clone());
    let message = message.map_or_else(
        || "this is no KDL".to_owned(),
        |message| message.trim_end_matches('.').to_owned(),
    );
    let mut fault = Fault::new(Span { file, start, end }, message);
    fault.label = first.and_then(|diagnostic| diagnostic.label.clone());
    fault.help = remedy(&code(&text[line_start..line_end])).or_else(|| first.and_then(help));
    fault
}

fn help(diagnostic: &KdlDiagnostic) -> Option<String> {
    diagnostic.help.clone()
}

/// A line without its quoted texts.
fn code(line: &str) -> String {
    line.split('"')
        .enumerate()
        .map(|(index, part)| if index % 2 == 0 { part } else { "\"" })
        .collect()
}

/// Mistakes that the parser has no words for.
fn remedy(line: &str) -> Option<String> {
    for word in line.split_whitespace() {
        let value = word.split_once('=').map_or(word, |(_, value)| value);
        if matches!(value, "true" | "false" | "null") {
            return Some(format!("write `#{value}`"));
        }
        if word.contains('/') && !word.contains('"') && !word.starts_with('/') {
            return Some(format!("a slash must be in quotes: \"{value}\""));
        }
        let digits = value.trim_start_matches(['-', '+']);
        let number = digits.starts_with(|c: char| c.is_ascii_digit());
        if number && digits.parse::<f64>().is_err() && !value.contains('"') {
            return Some(format!(
                "write it in quotes: \"{}\"",
                value.trim_end_matches([';', '{', '}'])
            ));
        }
    }
    None
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0)
}
