//! Taking secrets out of text that is shown: by the names of elements and by the values that were sent.

use std::{collections::BTreeSet, sync::Arc};

use certwire_wire::{
    operation::Operation,
    secret::Secret,
    shape::{Kind, Shape},
};
use memchr::memchr3;

use crate::hide::by_names;

/// What stands in a secret's place.
pub(crate) const STARS: &str = "***";
/// Bytes of an answer that an error shows.
const EXCERPT: usize = 200;
/// Shorter values are too common to be looked for.
const SHORTEST_SECRET: usize = 3;
const SHORTEST_TEXT: usize = 4;

/// Knows the secrets of a service and of one request.
#[derive(Debug, Clone)]
pub struct Mask {
    names: Arc<BTreeSet<&'static str>>,
    secrets: Vec<Secret>,
    texts: Vec<Secret>,
}

impl Mask {
    /// A mask that knows these operations' secrets by name.
    pub fn of(operations: &[&'static Operation]) -> Self {
        Self::new(&secret_names(operations), Vec::new(), Vec::new())
    }

    /// The same mask, which also knows these secret values of one request.
    #[must_use]
    pub fn with_values(&self, secrets: Vec<Secret>) -> Self {
        Self::new(&self.names, secrets, Vec::new())
    }

    pub(crate) fn new(
        names: &Arc<BTreeSet<&'static str>>,
        secrets: Vec<Secret>,
        texts: Vec<Secret>,
    ) -> Self {
        let names = Arc::clone(names);
        let mut mask = Self {
            names,
            secrets,
            texts,
        };
        // A secret that holds another one goes first.
        for list in [&mut mask.secrets, &mut mask.texts] {
            list.sort_by_key(|text| std::cmp::Reverse(text.expose().len()));
        }
        mask
    }

    /// The text without secrets: the content of elements and members that are secret, and the secrets of the request
    /// wherever they stand.
    pub fn redact(&self, text: &str) -> String {
        replace(by_names(text, &self.names), &self.secrets, SHORTEST_SECRET)
    }

    /// The text without the secrets of the request, wherever they stand.
    pub fn literal(&self, text: &str) -> String {
        replace(text.to_owned(), &self.secrets, SHORTEST_SECRET)
    }

    /// Names of secret elements.
    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.names.iter().copied().collect()
    }

    /// A short piece of an answer on one line, without tags, secrets or anything that the request held.
    pub(crate) fn excerpt(&self, text: &str) -> String {
        // Tags are left out, so more is looked at than is shown; what a cut leaves of a value is masked too.
        let text = &text[..text.floor_char_boundary(16 * EXCERPT)];
        let text = replace(self.redact(text), &self.texts, SHORTEST_TEXT);
        let mut words = String::new();
        let mut inside = false;
        for c in text.chars() {
            match c {
                '<' => inside = true,
                '>' if inside => {
                    inside = false;
                    words.push(' ');
                }
                _ if inside => {}
                c if c.is_control() => words.push(' '),
                c => words.push(c),
            }
            if words.len() > 4 * EXCERPT {
                break;
            }
        }
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut excerpt: String = words.chars().take(EXCERPT).collect();
        if excerpt.len() < words.len() {
            excerpt.push('…');
        }
        excerpt
    }
}

/// Names of elements and members that are secret wherever they stand.
pub(crate) fn secret_names(operations: &[&'static Operation]) -> Arc<BTreeSet<&'static str>> {
    let mut names = Names::default();
    for operation in operations {
        names.collect(operation.request);
        names.collect(operation.response);
    }
    // `date` of a payment card is secret, any other is not: there the value itself is looked for.
    Arc::new(&names.secret - &names.open)
}

#[derive(Default)]
struct Names {
    secret: BTreeSet<&'static str>,
    open: BTreeSet<&'static str>,
}

impl Names {
    fn collect(&mut self, shape: &'static Shape) {
        for field in shape.fields {
            let list = if field.secret {
                &mut self.secret
            } else {
                &mut self.open
            };
            list.insert(field.name);
            list.extend(field.aliases);
            if let Kind::Struct(shape) = field.kind {
                self.collect(shape);
            }
        }
    }
}

/// Replaces values wherever they stand, whether plain, escaped as XML does it or percent-encoded; of a text that was cut
/// off, their beginnings too.
fn replace(text: String, values: &[Secret], shortest: usize) -> String {
    let mut text = text;
    for value in values {
        if value.expose().len() >= shortest {
            text = replace_one(text, value.expose());
        }
    }
    text
}

fn replace_one(text: String, value: &str) -> String {
    let mut out = String::new();
    let (mut kept, mut at) = (0, 0);
    let Some(&first) = value.as_bytes().first() else {
        return text;
    };
    while let Some(found) = memchr3(first, b'&', b'%', &text.as_bytes()[at..]) {
        at += found;
        match matched(&text[at..], value) {
            Some(length) => {
                out.push_str(&text[kept..at]);
                out.push_str(STARS);
                at += length;
                kept = at;
            }
            None => at += text[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if kept == 0 {
        return text;
    }
    out.push_str(&text[kept..]);
    out
}

/// The length of the value at the beginning of the text, or of the text's rest when that is a beginning of the value.
fn matched(text: &str, value: &str) -> Option<usize> {
    let mut at = 0;
    for (count, c) in value.chars().enumerate() {
        if at == text.len() {
            return (count >= SHORTEST_TEXT).then_some(at);
        }
        at += written(&text[at..], c)?;
    }
    Some(at)
}

/// The length of a character at the beginning of the text, in one of the ways to write it.
fn written(text: &str, c: char) -> Option<usize> {
    if text.starts_with(c) && c != '&' {
        return Some(c.len_utf8());
    }
    if let Some(rest) = text.strip_prefix('&') {
        let reference = rest.split_once(';').map(|(name, _)| name);
        let found = reference.filter(|name| denoted(name) == Some(c));
        return match found {
            Some(name) => Some(name.len() + 2),
            None => (c == '&').then_some(1),
        };
    }
    let mut rest = text;
    for byte in c.encode_utf8(&mut [0; 4]).bytes() {
        let digits = rest.strip_prefix('%')?.get(..2)?;
        if u8::from_str_radix(digits, 16) != Ok(byte) {
            return None;
        }
        rest = &rest[3..];
    }
    Some(text.len() - rest.len())
}

/// The character that an XML reference of this name stands for.
pub(crate) fn denoted(name: &str) -> Option<char> {
    let Some(digits) = name.strip_prefix('#') else {
        return match name {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
    };
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(code.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask(secrets: &[&str]) -> Mask {
        let secrets = secrets.iter().map(|text| Secret::new(*text)).collect();
        Mask::new(&Arc::default(), secrets, Vec::new())
    }

    #[test]
    fn values_are_found_however_they_are_written() {
        let mask = mask(&["p<&\"é"]);
        for text in [
            "p<&\"é",
            "p&lt;&amp;\"é",
            "p&#60;&#x26;&quot;&#233;",
            "%70%3C%26%22%c3%A9",
        ] {
            assert_eq!(mask.redact(&format!("a {text} b {text}")), "a *** b ***");
        }
        assert_eq!(mask.redact("a p&lt;&amp;&quot;"), "a ***");
        assert_eq!(mask.redact("a p<&"), "a p<&");
        assert_eq!(mask.redact("é p< &"), "é p< &");
        assert_eq!(mask.redact("100% of %7 %é %70%3C"), "100% of %7 %é %70%3C");
    }

    #[test]
    fn excerpts_of_long_answers_are_short_and_quick() {
        let text = format!("<p>{}", "%70& ".repeat(400_000));
        let excerpt = mask(&["p<&\"é", "secret"]).excerpt(&text);
        assert_eq!(excerpt.chars().count(), EXCERPT + 1);
    }

    #[test]
    fn longer_secrets_go_first() {
        assert_eq!(mask(&["abc", "abcdef"]).redact("abcdef abc"), "*** ***");
    }
}
