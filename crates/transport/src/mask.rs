//! Taking secrets out of text that is shown: by the names of elements and by the values that were sent.

use std::collections::BTreeSet;

use certwire_wire::{
    operation::Operation,
    secret::Secret,
    shape::{Kind, Shape},
};

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
    names: BTreeSet<&'static str>,
    secrets: Vec<Secret>,
    texts: Vec<Secret>,
}

impl Mask {
    pub(crate) fn new(
        operations: &[&'static Operation],
        secrets: Vec<Secret>,
        texts: Vec<Secret>,
    ) -> Self {
        let mut names = Names::default();
        for operation in operations {
            names.collect(operation.request);
            names.collect(operation.response);
        }
        // `date` of a payment card is secret, any other is not: there the value itself is looked for.
        let names = &names.secret - &names.open;
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

/// Replaces values, plain and as XML writes them; at the end of a text that was cut off, their beginnings too.
fn replace(mut text: String, values: &[Secret], shortest: usize) -> String {
    for value in values {
        let plain = value.expose();
        if plain.len() < shortest {
            continue;
        }
        let escaped = escape(plain);
        for form in [plain, &escaped] {
            if text.contains(form) {
                text = text.replace(form, STARS);
            }
            if let Some(cut) = beginning_at_end(&text, form) {
                text.truncate(cut);
                text.push_str(STARS);
            }
        }
    }
    text
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Where the first characters of `value`, at least four, end the text.
fn beginning_at_end(text: &str, value: &str) -> Option<usize> {
    let ends = value.char_indices().map(|(index, _)| index);
    let longest = ends
        .rev()
        .find(|&end| end >= 4 && text.ends_with(&value[..end]));
    longest.map(|end| text.len() - end)
}
