//! Names of members, and of the structures that stand inside others.

use std::collections::BTreeMap;

use certwire_emit::names as rust;
use certwire_schema::model::{Element, Operation, Struct, Type};
use proc_macro2::Ident;

/// The Rust name of a member.
pub(super) fn field(element: &Element) -> Ident {
    if let Some(name) = &element.rust {
        return rust::ident(name);
    }
    match placeholder(element) {
        Some("n") => rust::ident("entries"),
        Some(key) => rust::field(&format!("by_{key}")),
        None => rust::field(&element.name),
    }
}

/// What a keyed member's own name says of its keys: `domain` of `<domain>`.
pub(super) fn placeholder(element: &Element) -> Option<&str> {
    element.name.strip_prefix('<')?.strip_suffix('>')
}

/// Names of the blocks of an operation or group: as short as they are clear.
pub(super) struct Blocks {
    base: String,
    paths: Vec<Vec<String>>,
    rust: BTreeMap<Vec<String>, String>,
}

impl Blocks {
    pub(super) fn of_operation(base: &str, operation: &Operation) -> Self {
        let mut blocks = Self::new(base);
        blocks.collect(&operation.request.body, &["Request".to_owned()]);
        blocks.collect(&operation.response.body, &["Response".to_owned()]);
        blocks
    }

    pub(super) fn of_group(base: &str, group: &Struct) -> Self {
        let mut blocks = Self::new(base);
        blocks.collect(group, &[]);
        blocks
    }

    fn new(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            paths: Vec::new(),
            rust: BTreeMap::new(),
        }
    }

    fn collect(&mut self, body: &Struct, above: &[String]) {
        for element in &body.elements {
            if let Type::Block(block) = &element.ty {
                let path = [above, std::slice::from_ref(&element.name)].concat();
                self.rust.insert(path.clone(), word(element));
                self.collect(block, &path);
                self.paths.push(path);
            }
        }
    }

    /// The name of the block at this path: the last part, and as many above it as tell it from the others.
    pub(super) fn name(&self, path: &[String]) -> String {
        let clear = (1..path.len()).find(|count| {
            let name = self.tail(path, *count);
            let same = |other: &&Vec<String>| self.tail(other, *count) == name;
            self.paths.iter().filter(same).count() == 1
        });
        format!(
            "{}{}",
            self.base,
            self.tail(path, clear.unwrap_or(path.len()))
        )
    }

    /// The last parts of a path, as one name.
    fn tail(&self, path: &[String], count: usize) -> String {
        let start = path.len().saturating_sub(count);
        let parts = (start..path.len()).map(|index| {
            let known = self.rust.get(&path[..=index]);
            known.cloned().unwrap_or_else(|| path[index].clone())
        });
        parts.collect()
    }
}

fn word(element: &Element) -> String {
    match placeholder(element) {
        Some("n") => "Entry".to_owned(),
        _ => rust::type_name(element.rust.as_deref().unwrap_or(&element.name)),
    }
}
