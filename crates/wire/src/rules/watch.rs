//! Notes the values that rules read, while a message is walked.

use super::{MAX_SLOTS, NONE, Node, RuleSet};
use crate::{
    shape::Field,
    sink::At,
    stack::{Entry, Stack},
};

/// The values noted so far.
///
/// They stay where they were sent: in the payload, if the watch knows it and the value stands there as it is, else in
/// a buffer.
#[derive(Debug)]
pub(crate) struct Watch<'p> {
    pub(super) set: &'static RuleSet,
    payload: &'p str,
    /// Marks of the names that rules ask for in the innermost structure.
    marks: u64,
    /// The elements entered that rules read below, with how many values were noted before.
    stack: Stack<(u16, usize), 12>,
    /// How many structures have been entered within those, of which no rule reads anything.
    unread: usize,
    values: Stack<Noted, 64>,
    /// For each slot, the numbers of its first and its last value, counted from 1; 0 for none.
    ends: [(u32, u32); MAX_SLOTS],
    /// The texts of values that do not stand in the payload, one after the other.
    buffer: String,
}

/// One value, or the presence of a structure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noted {
    pub(super) slot: u16,
    pub(super) at: At,
    pub(super) origin: Origin,
    /// Where its text begins, and its length.
    start: usize,
    len: u32,
    is_in_payload: bool,
    /// Numbers of the slot's values before and after it, counted from 1; 0 for none.
    before: u32,
    next: u32,
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// It was sent.
    Sent,
    /// Something was sent in its place that has no value.
    Malformed,
    /// It is not there; its slot's default is assumed.
    Assumed,
}

impl Entry for Noted {
    const EMPTY: Self = Self {
        slot: 0,
        at: At::byte(0),
        origin: Origin::Sent,
        start: 0,
        len: 0,
        is_in_payload: false,
        before: 0,
        next: 0,
    };
}

impl Entry for (u16, usize) {
    const EMPTY: Self = (0, 0);
}

impl<'p> Watch<'p> {
    pub(crate) fn new(set: Option<&'static RuleSet>) -> Self {
        let set = set.unwrap_or(&NONE);
        let mut stack = Stack::EMPTY;
        stack.push((0, 0));
        Self {
            set,
            payload: "",
            marks: set.nodes[0].marks,
            stack,
            unread: 0,
            values: Stack::EMPTY,
            ends: [(0, 0); MAX_SLOTS],
            buffer: String::new(),
        }
    }

    /// Tells which payload is walked.
    pub(crate) fn over(&mut self, payload: &'p str) {
        self.payload = payload;
    }

    /// A structure begins; for a keyed one its key is noted.
    pub(crate) fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        let Some(node) = self.child(field.name, field.mark) else {
            self.unread += 1;
            self.marks = 0;
            return;
        };
        self.note(node, key, at, Origin::Sent);
        self.stack.push((node, self.values.len()));
        self.look_up_marks();
    }

    fn look_up_marks(&mut self) {
        self.marks = match self.stack.last() {
            Some((node, _)) if self.unread == 0 => self.set.nodes[usize::from(*node)].marks,
            _ => 0,
        };
    }

    /// Whether a rule may ask for this member of the innermost structure.
    #[inline(always)]
    pub(crate) fn may_ask_for(&self, field: &'static Field) -> bool {
        self.marks & field.mark != 0
    }

    pub(crate) fn leaf(&mut self, field: &'static Field, text: &str, at: At) {
        if let Some(node) = self.child(field.name, field.mark) {
            self.note(node, text, at, Origin::Sent);
        }
    }

    /// An element is there, but not as the document has it.
    pub(crate) fn malformed(&mut self, name: &str, at: At) {
        if let Some(node) = self.child(name, super::mark(name)) {
            self.note(node, "", at, Origin::Malformed);
        }
    }

    /// Whether rules are to be decided now that the innermost structure ends, and which.
    pub(crate) fn leave(&mut self, at: At) -> Option<u16> {
        if self.unread > 0 {
            return None;
        }
        let (node, mark) = *self.stack.last()?;
        let node = &self.set.nodes[usize::from(node)];
        if node.has_defaults {
            self.assume(node, mark, at);
        }
        let is_message = self.stack.len() == 1;
        (node.scope != 0 || is_message).then_some(node.scope)
    }

    /// Forgets what only the structure that ends has to do with.
    pub(crate) fn left(&mut self, decided: Option<u16>) {
        if self.unread > 0 {
            self.unread -= 1;
            self.look_up_marks();
            return;
        }
        let Some((_, mark)) = self.stack.last().copied() else {
            return;
        };
        self.stack.forget_last();
        self.look_up_marks();
        let Some(scope) = decided else { return };
        let len = self.values.len();
        let first = len.min(mark);
        for index in (first..len).rev() {
            self.unlink(index);
        }
        let slots = self.set.slots;
        let mut kept = first;
        for index in first..len {
            let Some(value) = self.values.get(index).copied() else {
                break;
            };
            if slots[usize::from(value.slot)].scope != scope
                && let Some(place) = self.values.get_mut(kept)
            {
                *place = value;
                kept += 1;
                self.link(kept);
            }
        }
        self.values.truncate(kept);
        if kept == 0 {
            self.buffer.clear();
        }
    }

    pub(super) fn text(&self, value: &Noted) -> &str {
        if value.origin == Origin::Assumed {
            return self.set.slots[usize::from(value.slot)].default;
        }
        let text = if value.is_in_payload {
            self.payload
        } else {
            &self.buffer
        };
        let end = value.start.saturating_add(value.len as usize);
        text.get(value.start..end).unwrap_or_default()
    }

    /// The values of a slot, in the order noted.
    pub(super) fn noted(&self, slot: u16) -> impl Iterator<Item = &Noted> + Clone {
        let first = self.ends[usize::from(slot)].0;
        let at = |number| self.values.get(place_of(number));
        std::iter::successors(at(first), move |value| at(value.next))
    }

    fn child(&self, name: &str, mark: u64) -> Option<u16> {
        if self.marks & mark == 0 {
            return None;
        }
        let (node, _) = *self.stack.last()?;
        let node = &self.set.nodes[usize::from(node)];
        let is_called = |child: &u16| self.set.nodes[usize::from(*child)].name == name;
        node.children.iter().copied().find(is_called)
    }

    fn note(&mut self, node: u16, text: &str, at: At, origin: Origin) {
        let slots = self.set.nodes[usize::from(node)].slots;
        if slots.is_empty() {
            return;
        }
        let (start, is_in_payload) = self.place(text, at);
        for slot in slots {
            self.add(Noted {
                slot: *slot,
                at,
                origin,
                start,
                // Longer values than that are no values.
                len: u32::try_from(text.len()).unwrap_or(u32::MAX),
                is_in_payload,
                ..Noted::EMPTY
            });
        }
    }

    /// Where a text stands, and whether in the payload; one that does not is copied.
    fn place(&mut self, text: &str, at: At) -> (usize, bool) {
        let start = at.offset().unwrap_or_default();
        let end = start.saturating_add(text.len());
        let here = self.payload.get(start..end);
        if here.is_some_and(|here| std::ptr::eq(here, text)) {
            return (start, true);
        }
        let start = self.buffer.len();
        self.buffer.push_str(text);
        (start, false)
    }

    fn add(&mut self, value: Noted) {
        self.values.push(value);
        self.link(self.values.len());
    }

    /// Makes the value of this number the last one of its slot.
    fn link(&mut self, number: usize) {
        let Some(value) = self.values.get_mut(number.wrapping_sub(1)) else {
            return;
        };
        // More values than that do not fit into memory.
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let (first, last) = &mut self.ends[usize::from(value.slot)];
        let before = *last;
        (value.before, value.next) = (before, 0);
        *last = number;
        if before == 0 {
            *first = number;
        } else if let Some(before) = self.values.get_mut(place_of(before)) {
            before.next = number;
        }
    }

    /// Takes the value at `index`, which is the last one of its slot, out of the slot.
    fn unlink(&mut self, index: usize) {
        let Some(&Noted { slot, before, .. }) = self.values.get(index) else {
            return;
        };
        let (first, last) = &mut self.ends[usize::from(slot)];
        *last = before;
        if before == 0 {
            *first = 0;
        } else if let Some(before) = self.values.get_mut(place_of(before)) {
            before.next = 0;
        }
    }

    /// Notes the defaults of fields that were not there.
    fn assume(&mut self, node: &'static Node, mark: usize, at: At) {
        let children = node.children.iter();
        for slot in children.flat_map(|child| self.set.nodes[usize::from(*child)].slots) {
            let default = self.set.slots[usize::from(*slot)].default;
            let last = self.ends[usize::from(*slot)].1 as usize;
            if default.is_empty() || last > mark {
                continue;
            }
            self.add(Noted {
                slot: *slot,
                at,
                origin: Origin::Assumed,
                ..Noted::EMPTY
            });
        }
    }
}

/// The index of the value of a number, which counts from 1; 0 gives none that there is.
fn place_of(number: u32) -> usize {
    (number as usize).wrapping_sub(1)
}
