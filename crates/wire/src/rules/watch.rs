//! Notes the values that rules read, while a message is walked.

use super::RuleSet;
use crate::sink::At;

/// The values noted so far.
#[derive(Debug)]
pub(crate) struct Watch {
    pub(super) set: &'static RuleSet,
    /// The elements entered, if any rule reads below them, with how many values were noted before.
    stack: Vec<(Option<u16>, usize)>,
    pub(super) values: Vec<Noted>,
    /// The texts of all values, one after the other.
    text: String,
}

/// One value, or the presence of a structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted {
    pub(super) slot: u16,
    start: usize,
    end: usize,
    pub(super) at: At,
    pub(super) origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was sent.
    Sent,
    /// Something was sent in its place that has no value.
    Malformed,
    /// It is not there; its default is assumed.
    Assumed,
}

impl Watch {
    pub(crate) fn new(set: &'static RuleSet) -> Self {
        Self {
            set,
            stack: vec![(Some(0), 0)],
            values: Vec::new(),
            text: String::new(),
        }
    }

    /// A structure begins; for a keyed one its key is noted.
    pub(crate) fn enter(&mut self, name: &str, key: &str, at: At) {
        let node = self.child(name);
        self.note(node, key, at, Origin::Sent);
        self.stack.push((node, self.values.len()));
    }

    pub(crate) fn leaf(&mut self, name: &str, text: &str, at: At) {
        let node = self.child(name);
        self.note(node, text, at, Origin::Sent);
    }

    /// An element is there, but not as the document has it.
    pub(crate) fn malformed(&mut self, name: &str, at: At) {
        let node = self.child(name);
        self.note(node, "", at, Origin::Malformed);
    }

    /// Whether rules are to be decided now that the innermost structure ends, and which.
    pub(crate) fn leave(&mut self, at: At) -> Option<u16> {
        let (node, mark) = *self.stack.last()?;
        let node = &self.set.nodes[usize::from(node?)];
        self.assume(node.children, mark, at);
        let is_message = self.stack.len() == 1;
        (node.scope != 0 || is_message).then_some(node.scope)
    }

    /// Forgets what only the structure that ends has to do with.
    pub(crate) fn left(&mut self, decided: Option<u16>) {
        let Some((_, mark)) = self.stack.pop() else {
            return;
        };
        let Some(scope) = decided else { return };
        let slots = self.set.slots;
        let mut index = 0;
        self.values.retain(|value| {
            index += 1;
            index <= mark || slots[usize::from(value.slot)].scope != scope
        });
        if self.values.is_empty() {
            self.text.clear();
        }
    }

    pub(super) fn text(&self, value: Noted) -> &str {
        &self.text[value.start..value.end]
    }

    fn child(&self, name: &str) -> Option<u16> {
        let (node, _) = self.stack.last()?;
        let children = self.set.nodes[usize::from((*node)?)].children;
        children
            .iter()
            .copied()
            .find(|child| self.set.nodes[usize::from(*child)].name == name)
    }

    fn note(&mut self, node: Option<u16>, text: &str, at: At, origin: Origin) {
        let Some(node) = node else { return };
        let start = self.text.len();
        self.text.push_str(text);
        let end = self.text.len();
        let slots = self.set.nodes[usize::from(node)].slots.iter();
        self.values.extend(slots.map(|slot| Noted {
            slot: *slot,
            start,
            end,
            at,
            origin,
        }));
    }

    /// Notes the defaults of fields that were not there.
    fn assume(&mut self, children: &'static [u16], mark: usize, at: At) {
        for slot in children
            .iter()
            .flat_map(|child| self.set.nodes[usize::from(*child)].slots)
        {
            let default = self.set.slots[usize::from(*slot)].default;
            if default.is_empty() || self.values[mark..].iter().any(|value| value.slot == *slot) {
                continue;
            }
            let start = self.text.len();
            self.text.push_str(default);
            self.values.push(Noted {
                slot: *slot,
                start,
                end: self.text.len(),
                at,
                origin: Origin::Assumed,
            });
        }
    }
}
