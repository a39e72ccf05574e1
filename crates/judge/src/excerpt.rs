//! The payload's line at a fault, short enough to read and without secrets.

use std::ops::Range;

use crate::secrets::stretches;

/// Characters shown before and after the fault on a long line.
const AROUND: usize = 70;

/// How far around the shown part names are looked for that make it secret, in bytes.
const CONTEXT: usize = 4096;

/// One line of a payload, cut and masked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// What to show.
    pub line: String,
    /// Where in it the fault begins and ends, in bytes.
    pub span: (usize, usize),
}

/// The line around a byte of a payload.
pub fn excerpt(payload: &str, offset: usize) -> Excerpt {
    excerpt_of(payload, offset, 0..payload.len())
}

/// The same, showing nothing that stands outside a part of the payload.
pub(crate) fn excerpt_of(payload: &str, offset: usize, part: Range<usize>) -> Excerpt {
    let offset = payload.floor_char_boundary(offset.clamp(part.start, part.end));
    let start = payload[part.start..offset]
        .rfind('\n')
        .map_or(part.start, |newline| part.start + newline + 1);
    let end = payload[offset..part.end]
        .find('\n')
        .map_or(part.end, |newline| offset + newline);
    let from = back(payload, offset, start);
    let fault = fault_length(&payload[offset..end]);
    let to = payload.ceil_char_boundary((offset + fault + AROUND).min(end));
    let before = shown(payload, from, offset, from > start);
    let marked = shown(payload, offset, offset + fault, false);
    let mut line = before;
    let first = line.len();
    line.push_str(&marked);
    let last = line.len();
    line.push_str(&shown(payload, offset + fault, to, false));
    if to < end {
        line.push('…');
    }
    Excerpt {
        line: line.replace(['\t', '\r'], " "),
        span: (first, last.max(first)),
    }
}

/// Where the shown part begins: the line's start, or a tag not too far before the fault.
fn back(payload: &str, offset: usize, start: usize) -> usize {
    if offset - start <= AROUND {
        return start;
    }
    let near = payload.floor_char_boundary(offset - AROUND);
    payload[near..offset]
        .find('<')
        .map_or(near, |tag| near + tag)
}

/// How much to underline: a tag or a quoted value to its end, else a value to the next tag.
fn fault_length(rest: &str) -> usize {
    let length = match rest.chars().next() {
        Some('<') => rest.find('>').map_or(rest.len(), |end| end + 1),
        Some(quote @ ('"' | '\'')) => {
            let mut escaped = false;
            let end = rest[1..].find(|c| {
                let closes = c == quote && !escaped;
                escaped = c == '\\' && !escaped;
                closes
            });
            end.map_or(rest.len(), |end| end + 2)
        }
        _ => rest.find('<').unwrap_or(rest.len()),
    };
    rest.floor_char_boundary(length.clamp(1.min(rest.len()), AROUND.max(1)))
}

/// A stretch of the payload with its secrets masked. What precedes it decides whether it begins inside one.
fn shown(payload: &str, from: usize, to: usize, cut: bool) -> String {
    let mut shown = String::new();
    if cut {
        shown.push('…');
    }
    let context = payload.floor_char_boundary(from.saturating_sub(CONTEXT));
    let behind = payload.ceil_char_boundary((to + CONTEXT).min(payload.len()));
    let mut at = from;
    for (start, end) in stretches(&payload[context..behind]) {
        let (start, end) = ((context + start).max(at), (context + end).min(to));
        if start < end {
            shown.push_str(&payload[at..start]);
            shown.push_str("***");
            at = end;
        }
    }
    shown.push_str(&payload[at.min(to)..to]);
    shown
}

/// Masks every secret of a payload.
pub fn mask(payload: &str) -> String {
    shown(payload, 0, payload.len(), false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_notation() {
        for (payload, masked) in [
            ("<Password>hunter2</Password>", "<Password>***</Password>"),
            (
                "<a><Pasword x='1'>hunter2</Pasword><b>c</b></a>",
                "<a><Pasword x='1'>***</Pasword><b>c</b></a>",
            ),
            (
                "<name>motDePasse</name><value><string>hunter2</string></value>",
                "<name>motDePasse</name><value><string>***</string></value>",
            ),
            ("{\"Password\": \"hunter2\"}", "{\"Password\": ***}"),
            ("Password: hunter2\nYear: 1", "Password: ***\nYear: 1"),
        ] {
            let masked_now = mask(payload);
            assert!(!masked_now.contains("hunter2"), "{masked_now}");
            if payload.contains("Pasword") {
                continue;
            }
            assert_eq!(masked_now, masked);
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_fault() {
        let payload = format!(
            "<r>{}<UserName>é-name</UserName>{}</r>",
            "<x>1</x>".repeat(50),
            "<y>2</y>".repeat(50)
        );
        let offset = payload.find("é-name").unwrap();
        let excerpt = excerpt(&payload, offset);
        assert_eq!(&excerpt.line[excerpt.span.0..excerpt.span.1], "é-name");
        assert!(
            excerpt.line.len() < 260
                && excerpt.line.starts_with('…')
                && excerpt.line.ends_with('…')
        );
    }
}
