//! A sink that keeps the leaves that it hears of.

use certwire_wire::{
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// One leaf.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Leaf {
    /// Where it stands, as in the inventory.
    pub(crate) path: String,
    /// Keys on the way, its own too.
    pub(crate) keys: Vec<String>,
    pub(crate) text: String,
}

/// Keeps every leaf, in the order of the events.
#[derive(Debug, Default)]
pub(crate) struct Record {
    stack: Vec<(&'static str, String)>,
    pub(crate) leaves: Vec<Leaf>,
}

impl Sink for Record {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        self.stack.push((field.name, key.to_owned()));
    }

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        self.stack.pop();
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, _: At) {
        self.stack.push((field.name, key.to_owned()));
        let names: Vec<&str> = self.stack.iter().map(|(name, _)| *name).collect();
        let keys = self.stack.iter().map(|(_, key)| key.clone());
        self.leaves.push(Leaf {
            path: names.join("/"),
            keys: keys.filter(|key| !key.is_empty()).collect(),
            text: text.to_owned(),
        });
        self.stack.pop();
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
