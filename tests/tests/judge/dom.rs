//! A document as a tree, read by another reader than ours, with the checks that it leaves out.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// An element.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct Element {
    pub(crate) namespace: String,
    pub(crate) name: String,
    /// `xsi:nil` says that it has no value.
    pub(crate) nil: bool,
    /// Its own text, joined.
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

type Scope = BTreeMap<String, String>;

/// Reads a body; the reason when it is no well-formed document.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, String> {
    let text = decoded(bytes)?;
    let mut reader = Reader::from_str(&text);
    reader.config_mut().enable_all_checks(true);
    let mut open: Vec<(Element, Scope)> = Vec::new();
    let mut root = None;
    let mut first = true;
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Eof => break,
            Event::DocType(_) => return Err("a DTD".to_owned()),
            Event::Decl(_) if !first => return Err("a late declaration".to_owned()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Start(tag) => open.push(start(&tag, &open)?),
            Event::Empty(tag) => {
                let (element, _) = start(&tag, &open)?;
                close(element, &mut open, &mut root)?;
            }
            Event::End(_) => {
                let (element, _) = open.pop().ok_or("an end without a start")?;
                close(element, &mut open, &mut root)?;
            }
            Event::Text(text) => {
                if text.contains("]]>") {
                    return Err("`]]>` in text".to_owned());
                }
                add(&text.xml10_content(), &mut open)?;
            }
            Event::CData(text) if open.is_empty() => return Err(format!("{text:?} outside")),
            Event::CData(text) => add(&text.xml10_content(), &mut open)?,
            Event::GeneralRef(name) => {
                let found = name.resolve_char_ref().map_err(|error| error.to_string())?;
                let found = match (found, &*name.xml10_content()) {
                    (Some(found), _) => found,
                    (None, "amp") => '&',
                    (None, "lt") => '<',
                    (None, "gt") => '>',
                    (None, "quot") => '"',
                    (None, "apos") => '\'',
                    (None, other) => return Err(format!("the entity {other}")),
                };
                add(found.encode_utf8(&mut [0; 4]), &mut open)?;
            }
        }
        first = false;
    }
    if !open.is_empty() {
        return Err("it ends early".to_owned());
    }
    root.ok_or_else(|| "no root".to_owned())
}

fn add(text: &str, open: &mut [(Element, Scope)]) -> Result<(), String> {
    let blank = text.trim_matches([' ', '\t', '\r', '\n']).is_empty();
    match open.last_mut() {
        Some((element, _)) => element.text.push_str(text),
        None if blank => {}
        None => return Err("text outside the root".to_owned()),
    }
    let legal = |c: char| !c.is_control() || matches!(c, '\t' | '\r' | '\n' | '\u{7F}'..='\u{9F}');
    let legal = text
        .chars()
        .all(|c| legal(c) && !matches!(c, '\u{FFFE}' | '\u{FFFF}'));
    if legal {
        Ok(())
    } else {
        Err("a control character".to_owned())
    }
}

fn start(tag: &BytesStart<'_>, open: &[(Element, Scope)]) -> Result<(Element, Scope), String> {
    let mut scope = open
        .last()
        .map_or_else(Scope::new, |(_, scope)| scope.clone());
    let mut others = Vec::new();
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let (key, value) = (attribute.key.into_inner(), attribute.value.into_owned());
        if value.contains('<') {
            return Err("`<` in an attribute".to_owned());
        }
        checked(key)?;
        if key == "xmlns" {
            scope.insert(String::new(), value);
        } else if let Some(prefix) = key.strip_prefix("xmlns:") {
            scope.insert(prefix.to_owned(), value);
        } else {
            others.push((key.to_owned(), value));
        }
    }
    let name = tag.name().into_inner();
    checked(name)?;
    let mut element = Element::default();
    (element.namespace, element.name) = resolve(name, &scope, true)?;
    for (key, value) in &others {
        let (namespace, local) = resolve(key, &scope, false)?;
        let is_nil = local == "nil" && namespace == "http://www.w3.org/2001/XMLSchema-instance";
        element.nil |= is_nil && matches!(value.trim(), "true" | "1");
    }
    Ok((element, scope))
}

fn resolve(name: &str, scope: &Scope, defaults: bool) -> Result<(String, String), String> {
    match name.split_once(':') {
        Some(("xml", local)) => Ok(("xml".to_owned(), local.to_owned())),
        Some((prefix, local)) => match scope.get(prefix).filter(|found| !found.is_empty()) {
            Some(found) => Ok((found.clone(), local.to_owned())),
            None => Err(format!("the prefix {prefix} is not declared")),
        },
        None => {
            let found = scope.get("").filter(|_| defaults);
            Ok((found.cloned().unwrap_or_default(), name.to_owned()))
        }
    }
}

/// Whether a name is one, as far as ASCII tells.
fn checked(name: &str) -> Result<(), String> {
    let part = |part: &str| {
        let begins = part.starts_with(|c: char| c.is_alphabetic() || c == '_' || !c.is_ascii());
        let goes_on = |c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || "-_.".contains(c);
        begins && part.chars().all(goes_on)
    };
    if name.split(':').count() <= 2 && name.split(':').all(part) {
        return Ok(());
    }
    Err(format!("the name {name}"))
}

fn close(
    element: Element,
    open: &mut [(Element, Scope)],
    root: &mut Option<Element>,
) -> Result<(), String> {
    match open.last_mut() {
        Some((parent, _)) => parent.children.push(element),
        None if root.is_some() => return Err("a second root".to_owned()),
        None => *root = Some(element),
    }
    Ok(())
}

/// As the declaration says: one of the Latin encodings, or UTF-8.
pub(crate) fn decoded(bytes: &[u8]) -> Result<String, String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(120)]).to_ascii_lowercase();
    let declaration = head.split("?>").next().unwrap_or_default();
    let latin = [
        "iso-8859-1",
        "iso8859-1",
        "latin1",
        "windows-1252",
        "cp1252",
        "us-ascii",
    ];
    if declaration.contains("encoding") && latin.iter().any(|name| declaration.contains(name)) {
        return Ok(bytes.iter().copied().map(char::from).collect());
    }
    let text = std::str::from_utf8(bytes).map_err(|error| error.to_string())?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text).to_owned())
}

impl Element {
    /// The children of this name, whatever their namespace.
    pub(crate) fn named(&self, names: &[&str]) -> Vec<&Element> {
        let mut found: Vec<&Element> = Vec::new();
        for child in &self.children {
            if names.contains(&child.name.as_str()) {
                found.push(child);
            }
        }
        found
    }

    /// The only child of this name.
    pub(crate) fn only(&self, names: &[&str]) -> Result<&Element, String> {
        match self.named(names).as_slice() {
            [only] => Ok(only),
            found => Err(format!("{} of {names:?} in {}", found.len(), self.name)),
        }
    }

    /// Whether it holds nothing.
    pub(crate) fn is_blank(&self) -> bool {
        self.children.is_empty() && self.text.trim().is_empty()
    }

    /// Its text, when it holds nothing else.
    pub(crate) fn leaf(&self) -> Result<&str, String> {
        if self.nil && !self.text.is_empty() || !self.children.is_empty() {
            return Err(format!("{} is no leaf", self.name));
        }
        Ok(self.text.trim_matches([' ', '\t', '\r', '\n']))
    }
}
