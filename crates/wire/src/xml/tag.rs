//! Start tags with everything that may stand in them.

use std::borrow::Cow;

use memchr::memchr;

use super::{
    chars::name_len,
    scanner::{Open, Scanner, Step},
    text::reference,
};
use crate::{error::XmlErrorKind, stack::Entry};

/// A name with or without a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Name<'a> {
    /// As written.
    pub(crate) raw: &'a str,
    /// Where the local part begins.
    local: usize,
}

impl<'a> Name<'a> {
    /// The prefix; empty when there is none.
    pub(crate) fn prefix(&self) -> &'a str {
        &self.raw[..self.local.saturating_sub(1)]
    }

    /// The name without its prefix.
    pub(crate) fn local(&self) -> &'a str {
        &self.raw[self.local..]
    }
}

/// An attribute of the last start tag.
#[derive(Debug, Clone)]
pub(crate) struct Attribute<'a> {
    /// Its name.
    pub(crate) name: Name<'a>,
    /// Its value, normalised.
    pub(crate) value: Cow<'a, str>,
    /// Where it begins.
    pub(crate) at: usize,
}

impl Entry for Attribute<'_> {
    const EMPTY: Self = Self {
        name: Name { raw: "", local: 0 },
        value: Cow::Borrowed(""),
        at: 0,
    };
}

/// A start tag.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tag<'a> {
    /// The element's name.
    pub(crate) name: Name<'a>,
    /// Where the tag begins.
    pub(crate) at: usize,
}

impl<'a> Scanner<'a> {
    /// Reads the start tag at the cursor and records its element as open: `<name/>` too, until [`Scanner::end`].
    pub(crate) fn start(&mut self) -> Step<Tag<'a>> {
        let at = self.pos;
        if self.open.len() >= self.limits.depth {
            return Err(self.fail(XmlErrorKind::TooDeep(self.limits.depth), at));
        }
        self.pos += 1;
        let name = self.name()?;
        self.attributes.truncate(0);
        let empty = self.attribute_list()?;
        let mark = self.names.mark();
        if !self.attributes.is_empty() {
            self.declare()?;
            self.check_attributes()?;
        }
        let prefix = name.prefix();
        if !prefix.is_empty() && (prefix == "xmlns" || self.names.resolve(prefix).is_none()) {
            return Err(self.fail(XmlErrorKind::UndeclaredPrefix, at + 1));
        }
        self.open.push(Open {
            name: name.raw,
            mark,
        });
        self.closing = empty;
        Ok(Tag { name, at })
    }

    /// Attributes of the last start tag, namespace declarations included.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = &Attribute<'a>> {
        self.attributes.iter()
    }

    /// The value of an attribute of the last start tag, by namespace and local name.
    pub(crate) fn attribute(&self, namespace: &str, local: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|attribute| {
            attribute.name.local() == local && self.attribute_namespace(attribute) == namespace
        });
        found.map(|attribute| attribute.value.as_ref())
    }

    /// The namespace of a name's prefix, empty when there is none. For elements; unprefixed attributes have none.
    pub(crate) fn namespace(&self, name: &Name<'_>) -> &str {
        self.names.resolve(name.prefix()).unwrap_or("")
    }

    /// The namespace of names without a prefix, empty when there is none.
    pub(crate) fn default_namespace(&self) -> &str {
        self.names.resolve("").unwrap_or("")
    }

    fn attribute_namespace(&self, attribute: &Attribute<'_>) -> &str {
        match attribute.name.prefix() {
            "" => "",
            prefix => self.names.resolve(prefix).unwrap_or(""),
        }
    }

    fn name(&mut self) -> Step<Name<'a>> {
        let start = self.pos;
        let first = self.name_part()?;
        if self.peek() != Some(b':') {
            return Ok(Name {
                raw: first,
                local: 0,
            });
        }
        self.pos += 1;
        self.name_part()?;
        if self.peek() == Some(b':') {
            return Err(self.fail(XmlErrorKind::Colon, self.pos));
        }
        Ok(Name {
            raw: &self.source[start..self.pos],
            local: first.len() + 1,
        })
    }

    fn name_part(&mut self) -> Step<&'a str> {
        let rest = &self.source[self.pos..];
        let len = name_len(rest);
        if len == 0 {
            let kind = match rest.as_bytes().first() {
                None => XmlErrorKind::UnexpectedEnd,
                Some(b':') => XmlErrorKind::Colon,
                Some(_) if self.source.as_bytes()[self.pos - 1] == b'<' => XmlErrorKind::Markup,
                Some(_) => XmlErrorKind::Name,
            };
            return Err(self.fail(kind, self.pos));
        }
        self.pos += len;
        Ok(&rest[..len])
    }

    /// Reads attributes up to the end of the tag, and tells whether it ends in `/>`.
    fn attribute_list(&mut self) -> Step<bool> {
        loop {
            let spaced = self.skip_space();
            match self.rest() {
                [b'>', ..] => {
                    self.pos += 1;
                    return Ok(false);
                }
                [b'/', b'>', ..] => {
                    self.pos += 2;
                    return Ok(true);
                }
                [] | [b'/'] => {
                    return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
                }
                _ if !spaced => {
                    let kind = if self.attributes.is_empty() {
                        XmlErrorKind::Name
                    } else {
                        XmlErrorKind::MissingSpace
                    };
                    return Err(self.fail(kind, self.pos));
                }
                _ => self.one_attribute()?,
            }
        }
    }

    fn one_attribute(&mut self) -> Step<()> {
        let at = self.pos;
        let limit = self.limits.attributes;
        if self.attributes.len() >= limit {
            return Err(self.fail(XmlErrorKind::TooManyAttributes(limit), at));
        }
        let name = self.name()?;
        if self.attributes.iter().any(|a| a.name.raw == name.raw) {
            return Err(self.fail(XmlErrorKind::DuplicateAttribute, at));
        }
        self.skip_space();
        if self.peek() != Some(b'=') {
            return Err(self.fail_in_tag(XmlErrorKind::Attribute));
        }
        self.pos += 1;
        self.skip_space();
        let value = self.quoted()?;
        self.attributes.push(Attribute { name, value, at });
        Ok(())
    }

    /// Fails at the cursor, or for want of text.
    fn fail_in_tag(&mut self, kind: XmlErrorKind) -> super::scanner::Stop {
        let kind = match self.peek() {
            None => XmlErrorKind::UnexpectedEnd,
            Some(_) => kind,
        };
        self.fail(kind, self.pos)
    }

    fn quoted(&mut self) -> Step<Cow<'a, str>> {
        let Some(quote @ (b'"' | b'\'')) = self.peek() else {
            return Err(self.fail_in_tag(XmlErrorKind::Attribute));
        };
        let start = self.pos + 1;
        let bytes = &self.source.as_bytes()[start..];
        let end = memchr(quote, bytes);
        let raw = &self.source[start..start + end.unwrap_or(bytes.len())];
        if let Some(at) = memchr(b'<', raw.as_bytes()) {
            return Err(self.fail(XmlErrorKind::LessThanInAttribute, start + at));
        }
        if end.is_none() {
            return Err(self.fail(XmlErrorKind::UnexpectedEnd, self.source.len()));
        }
        if raw.len() > self.limits.value {
            return Err(self.fail(XmlErrorKind::ValueTooLong(self.limits.value), start));
        }
        self.check_to(start + raw.len())?;
        self.pos = start + raw.len() + 1;
        match normalise(raw) {
            Ok(value) => Ok(value),
            Err((kind, at)) => Err(self.fail(kind, start + at)),
        }
    }

    /// Puts the namespace declarations among the attributes in force.
    fn declare(&mut self) -> Step<()> {
        let limit = self.limits.bindings;
        let mut fault = None;
        for attribute in self.attributes.iter() {
            let prefix = match (attribute.name.prefix(), attribute.name.local()) {
                ("", "xmlns") => "",
                ("xmlns", prefix) => prefix,
                _ => continue,
            };
            if let Err(kind) = self.names.declare(prefix, attribute.value.clone(), limit) {
                fault = Some((kind, attribute.at));
                break;
            }
        }
        match fault {
            None => Ok(()),
            Some((kind, at)) => Err(self.fail(kind, at)),
        }
    }

    /// Refuses undeclared prefixes, and two attributes of one namespace and local name.
    fn check_attributes(&mut self) -> Step<()> {
        let prefixed = |a: &&Attribute<'_>| !matches!(a.name.prefix(), "" | "xmlns");
        let mut fault = None;
        for (index, attribute) in self.attributes.iter().enumerate() {
            if !prefixed(&attribute) {
                continue;
            }
            let Some(namespace) = self.names.resolve(attribute.name.prefix()) else {
                fault = Some((XmlErrorKind::UndeclaredPrefix, attribute.at));
                break;
            };
            let same = |other: &Attribute<'_>| {
                other.name.local() == attribute.name.local()
                    && self.names.resolve(other.name.prefix()) == Some(namespace)
            };
            let mut before = self.attributes.iter().take(index).filter(prefixed);
            if before.any(same) {
                fault = Some((XmlErrorKind::DuplicateAttribute, attribute.at));
                break;
            }
        }
        match fault {
            None => Ok(()),
            Some((kind, at)) => Err(self.fail(kind, at)),
        }
    }
}

/// An attribute's value: white space becomes spaces, references are replaced.
fn normalise(raw: &str) -> Result<Cow<'_, str>, (XmlErrorKind, usize)> {
    // White space other than spaces; other controls are not characters. Without a way out it is quick.
    let special = |found: u8, b: u8| found | u8::from(b == b'&') | u8::from(b < b' ');
    if raw.bytes().fold(0, special) == 0 {
        return Ok(Cow::Borrowed(raw));
    }
    let mut value = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(c) = raw[at..].chars().next() {
        let len = match c {
            '&' => {
                let (c, len) = reference(&raw[at..]).map_err(|kind| (kind, at))?;
                value.push(c);
                len
            }
            '\r' if raw[at..].starts_with("\r\n") => {
                value.push(' ');
                2
            }
            '\t' | '\n' | '\r' => {
                value.push(' ');
                1
            }
            c => {
                value.push(c);
                c.len_utf8()
            }
        };
        at += len;
    }
    Ok(Cow::Owned(value))
}
