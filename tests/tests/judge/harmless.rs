//! The same answer, written in another way: everything that XML and HTTP leave to the sender.

use std::fmt::Write;

use crate::{
    dom,
    mutate::Answer,
    source::{Part, Rng, Source},
};

/// The answer without its declaration, as UTF-8.
pub(crate) fn plain(source: &Source) -> Source {
    let text = dom::decoded(&source.bytes).expect("a golden answer");
    let text = match text.split_once("?>") {
        Some((declaration, rest)) if declaration.starts_with("<?xml ") => rest.trim_start(),
        _ => &text,
    };
    Source::new(source.name.clone(), text.as_bytes().to_vec())
}

/// A variation of an answer that [`plain`] prepared.
pub(crate) fn varied(rng: &mut Rng, source: &Source) -> Answer {
    let mut text = body(rng, source);
    if source.is_soap() {
        text = prefixes(rng, text);
    }
    let (declared, charset, bytes) = encoded(rng, &text);
    let mut answer = Answer::of([declared.as_bytes(), &bytes].concat());
    answer.content_type = match (rng.below(4), charset) {
        (0, _) => Some("application/xml"),
        (1, Some(charset)) => Some(charset),
        (2, _) if !declared.is_empty() => None,
        _ => Some("text/xml"),
    };
    answer
}

/// Tags and texts with other white space, comments, attributes and references.
fn body(rng: &mut Rng, source: &Source) -> String {
    let density = 2 + rng.below(12);
    let mut out = String::new();
    let mut at = 0;
    let mut leaves = source
        .elements
        .iter()
        .filter(|part| part.is_leaf)
        .peekable();
    for edge in source.edges.chunks(2) {
        let (start, end) = (edge[0], edge[1]);
        let text = std::str::from_utf8(&source.bytes[at..start]).expect("UTF-8");
        let tag = std::str::from_utf8(&source.bytes[start..end]).expect("UTF-8");
        at = end;
        while leaves.next_if(|part| part.outer.end < end).is_some() {}
        let leaf = leaves
            .peek()
            .filter(|part| part.inner.end == start && tag.starts_with("</"));
        if let Some(part) = leaf {
            inside(rng, density, part, text, &mut out);
        } else {
            out.push_str(text);
            between(rng, density, &mut out);
        }
        self::tag(rng, density, tag, &mut out);
    }
    between(rng, density, &mut out);
    out
}

fn between(rng: &mut Rng, density: usize, out: &mut String) {
    if rng.once_in(density) {
        out.push_str(rng.pick(&[
            "\n",
            "\r\n\t",
            "  ",
            "<!-- 0 -1 <a> -->",
            "<?php x?>",
            "\n<!---->\n",
        ]));
    }
}

fn tag(rng: &mut Rng, density: usize, tag: &str, out: &mut String) {
    let closing = tag.starts_with("</");
    let (inside, end) = match tag.strip_suffix("/>") {
        Some(inside) => (inside, "/>"),
        None => (&tag[..tag.len() - 1], ">"),
    };
    out.push_str(inside);
    if rng.once_in(density) {
        let noise = if closing {
            rng.pick(&[" ", "\n"])
        } else {
            rng.pick(&[
                " ",
                "\n\t",
                " id=\"_1\"",
                " a='&lt;0>'",
                " xmlns:zz=\"urn:z\" zz:b=\"-1\"",
            ])
        };
        out.push_str(noise);
    }
    if end == "/>" && rng.once_in(density) {
        let name = inside[1..].split([' ', '\n']).next().unwrap_or_default();
        let _ = write!(out, "></{name}>");
        return;
    }
    out.push_str(end);
}

/// The text of a leaf. Numbers, dates and truth values stay as they are: they are read strictly.
fn inside(rng: &mut Rng, density: usize, part: &Part, text: &str, out: &mut String) {
    let blank = text.trim().is_empty();
    let number = text.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    let typed = matches!(part.name.as_str(), "int" | "i4" | "i8" | "boolean" | "name")
        || matches!(text, "true" | "false");
    if blank || number || typed || text.contains('&') || !rng.once_in(density) {
        out.push_str(text);
        return;
    }
    // A short one may be a word of a closed list, which is read as strictly as a number.
    if text.len() > 12 && rng.once_in(2) {
        let _ = write!(out, "<![CDATA[{text}]]>");
        return;
    }
    for c in text.chars() {
        if rng.once_in(3) {
            let _ = write!(out, "&#x{:X};", u32::from(c));
        } else {
            out.push(c);
        }
    }
}

/// Other prefixes for the envelope and the operation.
fn prefixes(rng: &mut Rng, text: String) -> String {
    let mut text = text;
    for old in ["soap", "soapenv", "S", "ns2"] {
        if rng.once_in(2) {
            let new = rng.pick(&["e1", "SOAP-ENV", "_x", "s.o"]);
            let new = format!("{new}{old}");
            for (before, after) in [("<", ":"), ("</", ":"), ("xmlns:", "=")] {
                let from = format!("{before}{old}{after}");
                text = text.replace(&from, &format!("{before}{new}{after}"));
            }
        }
    }
    text
}

/// The declaration, a content type that says the same, and the bytes.
fn encoded(rng: &mut Rng, text: &str) -> (&'static str, Option<&'static str>, Vec<u8>) {
    let latin = |most: u32| {
        let mut bytes = Vec::new();
        for c in text.chars() {
            match u8::try_from(u32::from(c)) {
                Ok(byte) if u32::from(byte) < most => bytes.push(byte),
                _ => bytes.extend_from_slice(format!("&#{};", u32::from(c)).as_bytes()),
            }
        }
        bytes
    };
    // A reference is none in CDATA, a comment or a name.
    let ascii_only = text.is_ascii();
    match rng.below(6) {
        0 => (
            "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
            Some("text/xml; charset=ISO-8859-1"),
            if text.chars().all(|c| u32::from(c) < 256) || ascii_only {
                latin(256)
            } else {
                return ("", None, text.as_bytes().to_vec());
            },
        ),
        1 if ascii_only => (
            "<?xml version='1.0' encoding='US-ASCII'?>\n",
            Some("text/xml; charset=us-ascii"),
            latin(128),
        ),
        2 => (
            "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\" ?>",
            Some("text/xml;charset=UTF-8"),
            text.as_bytes().to_vec(),
        ),
        3 => (
            "\u{FEFF}",
            Some("text/xml;charset=UTF-8"),
            text.as_bytes().to_vec(),
        ),
        _ => ("", Some("text/xml;charset=utf-8"), text.as_bytes().to_vec()),
    }
}
