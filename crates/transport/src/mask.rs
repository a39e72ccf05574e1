//! Taking secrets out of text that is shown: by the names of elements and by the values that were sent.

use std::{collections::BTreeSet, sync::Arc};

use certwire_wire::{
    operation::Operation,
    secret::Secret,
    shape::{Kind, Shape},
};
use memchr::memchr3;

/// What stands in a secret's place.
const STARS: &str = "***";
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
        replace(self.by_names(text), &self.secrets, SHORTEST_SECRET)
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

    /// Masks what stands in secret elements (SOAP) and members (XML-RPC); works on broken XML too, where an element
    /// without an end stays hidden to the end.
    fn by_names(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(start) = rest.find('<') {
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find('>').map_or(rest.len(), |end| end + 1);
            let (tag, after) = rest.split_at(end);
            out.push_str(tag);
            rest = after;
            let name = local_name(tag);
            if name == "name" {
                rest = self.member(rest, &mut out);
            } else if self.names.contains(name) && !tag.ends_with("/>") {
                out.push_str(STARS);
                rest = end_tag(rest, name);
            }
        }
        out.push_str(rest);
        out
    }

    /// What follows `<name>`: a secret member's value is hidden.
    fn member<'t>(&self, rest: &'t str, out: &mut String) -> &'t str {
        let Some(end) = rest.find("</") else {
            return rest;
        };
        if !self.names.contains(rest[..end].trim()) {
            return rest;
        }
        let close = rest.find('>').map_or(rest.len(), |end| end + 1);
        out.push_str(&rest[..close]);
        out.push_str("<value>");
        out.push_str(STARS);
        out.push_str("</value>");
        end_tag(&rest[close..], "member")
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

/// From the end tag of this name on; empty when there is none.
fn end_tag<'t>(text: &'t str, name: &str) -> &'t str {
    let mut at = 0;
    while let Some(found) = text[at..].find("</") {
        let start = at + found;
        if local_name_of(&text[start + 2..]) == name {
            return &text[start..];
        }
        at = start + 2;
    }
    ""
}

/// The local name of a start tag; empty for anything else.
fn local_name(tag: &str) -> &str {
    local_name_of(&tag[1..])
}

fn local_name_of(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<' | '='));
    let name = &tag[..end.unwrap_or(tag.len())];
    name.rsplit(':').next().unwrap_or(name)
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
        let found = reference.filter(|name| denotes(name, c));
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

/// Whether an XML reference of this name stands for the character.
fn denotes(name: &str, c: char) -> bool {
    let code = match name.strip_prefix('#') {
        None => {
            return matches!(
                (name, c),
                ("amp", '&') | ("lt", '<') | ("gt", '>') | ("quot", '"') | ("apos", '\'')
            );
        }
        Some(digits) => match digits.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => digits.parse(),
        },
    };
    code == Ok(u32::from(c))
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
