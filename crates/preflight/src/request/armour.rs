//! Finds the request in a text: PEM as payloads really carry it, bare base64, SPKAC.

use super::base64;
use super::{CERTIFICATE, Kind, PRIVATE_KEY, Unreadable};

/// Something about the text that we read over and a CA may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Departure {
    /// Base64 without first and last line.
    NoArmour,
    /// The last line is missing.
    NoEndLine,
    /// First and last line name different things.
    EndLineDiffers,
    /// First or last line share their line with the base64.
    LinesJoined,
    /// Another request follows; only the first is read.
    SecondRequest,
}

impl Departure {
    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Self::NoArmour => "The CSR has no BEGIN and END line: send it as the tool printed it.",
            Self::NoEndLine => "The END line of the CSR is missing: send it whole.",
            Self::EndLineDiffers => "The END line of the CSR does not match its BEGIN line.",
            Self::LinesJoined => {
                "The line breaks of the CSR are lost: keep BEGIN and END on lines of their own."
            }
            Self::SecondRequest => {
                "The text holds several CSRs; only the first one counts: send one."
            }
        }
    }
}

/// The request without what surrounds it.
pub(super) struct Body {
    pub(super) der: Vec<u8>,
    /// Offset of the first line.
    pub(super) offset: usize,
    /// The kind that the surroundings promise.
    pub(super) label: Option<Kind>,
    pub(super) departures: Vec<Departure>,
}

const LABELS: [&str; 2] = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

pub(super) fn open(text: &str) -> Result<Body, Unreadable> {
    let mut from = 0;
    let mut other = None;
    while let Some((start, label, body)) = line(text, from, BEGIN) {
        if LABELS.contains(&label) {
            return pem(text, start, label, body);
        }
        other = other.or(Some((start, label)));
        from = body;
    }
    if let Some((start, label)) = other {
        return Err(Unreadable::at(start, not_a_request(label)));
    }
    if let Some(start) = text.find(BEGIN.trim_end()) {
        return Err(Unreadable::at(start, "its BEGIN line is broken"));
    }
    spkac(text).unwrap_or_else(|| bare(text))
}

/// The next `-----WORD label-----` that stands on one line: its start, label and end.
fn line<'a>(text: &'a str, from: usize, word: &str) -> Option<(usize, &'a str, usize)> {
    text[from..].match_indices(word).find_map(|(found, _)| {
        let start = from + found;
        let label_start = start + word.len();
        let length = text[label_start..].find(DASHES)?;
        let label = &text[label_start..label_start + length];
        let whole = !label.contains(['\r', '\n']);
        whole.then_some((start, label, label_start + length + DASHES.len()))
    })
}

fn pem(text: &str, start: usize, label: &str, body: usize) -> Result<Body, Unreadable> {
    let mut departures = Vec::new();
    let (end, after) = if let Some((end, end_label, after)) = line(text, body, END) {
        if end_label != label {
            departures.push(Departure::EndLineDiffers);
        }
        (end, after)
    } else {
        departures.push(Departure::NoEndLine);
        let end = text[body..]
            .find(DASHES)
            .map_or(text.len(), |dashes| body + dashes);
        (end, text.len())
    };
    let inside = text[body..end].trim_matches([' ', '\t']);
    if !inside.starts_with(['\r', '\n']) || (after > end && !inside.ends_with(['\r', '\n'])) {
        departures.push(Departure::LinesJoined);
    }
    if text[after..].contains(BEGIN) {
        departures.push(Departure::SecondRequest);
    }
    Ok(Body {
        der: filled(base64::decode(text, body, end)?, start)?,
        offset: start,
        label: Some(Kind::Pkcs10),
        departures,
    })
}

/// `SPKAC=` and what follows, as the files of `openssl ca -spkac` have it. Other `NAME=value` lines are no part of it.
fn spkac(text: &str) -> Option<Result<Body, Unreadable>> {
    let mut offset = 0;
    let mut found: Option<(usize, usize, usize)> = None;
    for line in text.split_inclusive('\n') {
        let end = offset + line.len();
        let indent = line.len() - line.trim_start().len();
        if let (None, Some(_)) = (found, line.trim_start().strip_prefix("SPKAC=")) {
            found = Some((offset + indent, offset + indent + "SPKAC=".len(), end));
        } else if let Some((_, _, last)) = &mut found {
            if !is_continuation(line) {
                break;
            }
            *last = end;
        }
        offset = end;
    }
    let (start, body, end) = found?;
    let der = base64::decode(text, body, end).and_then(|der| filled(der, start));
    Some(der.map(|der| Body {
        der,
        offset: start,
        label: Some(Kind::Spkac),
        departures: Vec::new(),
    }))
}

/// Base64 ends with its padding; `NAME=value` goes on after the sign.
fn is_continuation(line: &str) -> bool {
    line.bytes().all(base64::is_part) && line.trim_end().trim_end_matches('=').find('=').is_none()
}

fn bare(text: &str) -> Result<Body, Unreadable> {
    let offset = text.len() - text.trim_start().len();
    if offset == text.len() {
        return Err(Unreadable::at(0, "it is empty"));
    }
    let der = base64::decode(text, offset, text.len())
        .map_err(|fault| Unreadable::at(fault.offset, "it is neither PEM nor base64"))?;
    Ok(Body {
        der: filled(der, offset)?,
        offset,
        label: None,
        departures: vec![Departure::NoArmour],
    })
}

fn filled(der: Vec<u8>, offset: usize) -> Result<Vec<u8>, Unreadable> {
    if der.is_empty() {
        return Err(Unreadable::at(
            offset,
            "nothing stands between its first and last line",
        ));
    }
    Ok(der)
}

fn not_a_request(label: &str) -> &'static str {
    if label.contains("PRIVATE KEY") {
        PRIVATE_KEY
    } else if label.contains("CERTIFICATE") {
        CERTIFICATE
    } else if label.contains("PUBLIC KEY") {
        "it is a bare public key: make a CSR"
    } else {
        "its BEGIN line does not say CERTIFICATE REQUEST"
    }
}
