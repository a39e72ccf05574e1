//! An accepted answer, whatever its operation: as a tree, as lines for people, and its secrets apart.

use std::fmt::Write;

use certwire_wire::{
    operation::{Effect, Root},
    reference,
    secret::Secret,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    tree::{Builder, Node, Secrets, Tree},
    walk::Visit,
};

use super::summary;
use crate::{output::xml::STARS, service::Service};

/// What an answer holds about the call itself rather than about orders; people need not see it.
const FRAME: [&str; 4] = [
    "OrderResponseHeader",
    "codeReponse",
    "messageReponse",
    "refDemande",
];

/// What a certificate as text begins with.
const PEM: &str = "-----BEGIN ";

/// Ids that an answer may give to an order.
const IDS: [&str; 2] = ["OrderID", "refTBS"];

/// An accepted answer.
#[derive(Debug)]
pub struct Reply {
    /// Everything but secrets.
    pub tree: Node<'static>,
    /// The same for people.
    pub lines: String,
    /// The same for people who have the certificates in files.
    pub brief: String,
    /// Secrets under their paths.
    pub secrets: Vec<(String, Secret)>,
}

impl Reply {
    /// Keeps an answer.
    pub fn new<'a, T: Root<'a>>(answer: &T) -> Self {
        let mut builder = Builder::new(Secrets::Omit);
        Visit::root(answer, &mut builder);
        let service = if T::OPERATION.service == Service::Gs.id() {
            Service::Gs
        } else {
            Service::Tbs
        };
        let mut lines = Lines {
            reference: service.reference(),
            text: String::new(),
            brief: String::new(),
            path: Vec::new(),
            // The id of what was ordered stands in the line above.
            shows_id: T::OPERATION.effect == Effect::Query,
            hidden: 0,
            secrets: Vec::new(),
        };
        Visit::root(answer, &mut lines);
        Self {
            tree: builder.finish(),
            lines: lines.text,
            brief: lines.brief,
            secrets: lines.secrets,
        }
    }

    /// The id that the answer gives to the order, with its name.
    pub fn id(&self) -> Option<(&'static str, String)> {
        let mut ids = IDS.into_iter();
        ids.find_map(|name| Some((name, summary::value(&self.tree, name)?)))
    }

    /// The leaf at a path.
    pub fn value(&self, path: &str) -> Option<String> {
        summary::value(&self.tree, path).filter(|value| !value.is_empty())
    }

    /// The entries of the list or numbered structure at a path; `path/<n>` and `path` mean the same.
    pub fn records(&self, path: &str) -> Vec<&Node<'static>> {
        let mut node = &self.tree;
        for name in names(path) {
            match &node.tree {
                Tree::Map(members) => match members.iter().find(|(member, _)| member == name) {
                    Some((_, inner)) => node = inner,
                    None => return Vec::new(),
                },
                _ => return Vec::new(),
            }
        }
        match &node.tree {
            Tree::List(entries) => entries.iter().collect(),
            Tree::Map(members) => members
                .iter()
                .filter(|(name, _)| is_number(name))
                .map(|(_, node)| node)
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Drops all entries of a list but these.
    pub fn keep_records(&mut self, path: &str, kept: &[Node<'static>]) {
        let mut node = &mut self.tree;
        for name in names(path) {
            match &mut node.tree {
                Tree::Map(members) => match members.iter_mut().find(|(member, _)| member == name) {
                    Some((_, inner)) => node = inner,
                    None => return,
                },
                _ => return,
            }
        }
        match &mut node.tree {
            Tree::List(entries) => entries.retain(|entry| kept.contains(entry)),
            Tree::Map(members) => {
                members.retain(|(name, entry)| !is_number(name) || kept.contains(entry));
            }
            _ => {}
        }
    }
}

/// The names on the way to a list.
fn names(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches("<n>");
    path.split('/').filter(|name| !name.is_empty())
}

/// Where numbered entries stand beside other members, only they have numbers for names.
fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes one element a line, codes with what they stand for.
struct Lines {
    reference: &'static reference::Service,
    text: String,
    brief: String,
    path: Vec<String>,
    shows_id: bool,
    /// How many structures around this place are not shown.
    hidden: usize,
    secrets: Vec<(String, Secret)>,
}

impl Lines {
    fn indent(&self) -> String {
        "  ".repeat(self.path.len() + 1)
    }

    fn line(&mut self, line: &str) {
        for text in [&mut self.text, &mut self.brief] {
            text.push_str(line);
            text.push('\n');
        }
    }
}

impl Sink for Lines {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        if self.hidden > 0 || FRAME.contains(&field.name) {
            self.hidden += 1;
        } else {
            let indent = self.indent();
            let name = if key.is_empty() { field.name } else { key };
            self.line(&format!("{indent}{name}:"));
        }
        self.path.push(field.name.to_owned());
    }

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        self.path.pop();
        self.hidden = self.hidden.saturating_sub(1);
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, _: At) {
        let name = if key.is_empty() { field.name } else { key };
        if field.secret {
            let path = self.path.iter().map(String::as_str).chain([name]);
            let path = path.collect::<Vec<_>>().join("/");
            self.secrets.push((path, Secret::new(text)));
        }
        let is_told = !self.shows_id && self.path.is_empty() && IDS.contains(&field.name);
        if self.hidden > 0 || is_told || FRAME.contains(&field.name) {
            return;
        }
        let indent = self.indent();
        let text = if field.secret { STARS } else { text };
        let table = self.reference.table(field.table);
        let label = table
            .and_then(|table| table.code(text))
            .map_or("", |row| row.label);
        let text = text.trim_end();
        if label.is_empty() && text.contains('\n') {
            let inner = text.replace('\n', &format!("\n{indent}  "));
            let block = format!("{indent}{name}:\n{indent}  {inner}");
            if text.contains(PEM) {
                let _ = writeln!(self.text, "{block}");
                let _ = writeln!(self.brief, "{indent}{name}: in a file");
            } else {
                self.line(&block);
            }
        } else if label.is_empty() {
            self.line(&format!("{indent}{name}: {text}"));
        } else {
            self.line(&format!("{indent}{name}: {text} ({label})"));
        }
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
