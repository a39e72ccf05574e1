//! Cross-field rules: what a message is checked for once the fields concerned are known.
//!
//! The schema's rules are compiled into static [`RuleSet`]s, one for each message that has any. While a message is
//! walked, the values that its rules read are noted; when the structure ends in which a rule has all its fields, the
//! rule is decided.

mod evaluate;
mod watch;

use crate::reference::Rule;

pub use evaluate::{Arguments, CsrCheck, CsrFinding, CsrSubject, instant};
pub(crate) use evaluate::{Broken, Judge};
pub(crate) use watch::Watch;

/// How many slots a set of rules may have.
const MAX_SLOTS: usize = 96;

/// One bit for a name: most names that no rule asks for have another than those that one does.
#[inline]
pub const fn mark(name: &str) -> u64 {
    match name.as_bytes() {
        [] => 1,
        [first, .., last] => 1 << ((name.len() * 7 + *first as usize * 3 + *last as usize) % 64),
        [only] => 1 << (*only % 64),
    }
}

impl RuleSet {
    /// A set of rules.
    ///
    /// # Panics
    ///
    /// At compile time, when there are too many slots.
    pub const fn new(
        nodes: &'static [Node],
        slots: &'static [Slot],
        scopes: &'static [Scope],
    ) -> Self {
        assert!(slots.len() <= MAX_SLOTS, "too many slots");
        Self {
            nodes,
            slots,
            scopes,
        }
    }
}

/// The rules of one message.
#[derive(Debug)]
pub struct RuleSet {
    /// The elements on the way to the fields that rules read; the first is the message itself.
    pub nodes: &'static [Node],
    /// The fields that rules read.
    pub slots: &'static [Slot],
    /// Where rules are decided; the first scope is the whole message.
    pub scopes: &'static [Scope],
}

/// The set of a message that has no rules.
static NONE: RuleSet = RuleSet::new(
    &[Node {
        name: "",
        children: &[],
        marks: 0,
        has_defaults: false,
        slots: &[],
        scope: 0,
    }],
    &[],
    &[Scope { rules: &[] }],
);

/// One element on the way to a field.
#[derive(Debug)]
pub struct Node {
    /// Wire name, or a keyed member's placeholder.
    pub name: &'static str,
    /// Indexes of the elements below it.
    pub children: &'static [u16],
    /// Marks of their names: see [`mark`].
    pub marks: u64,
    /// Whether the schema has a default for one of them.
    pub has_defaults: bool,
    /// Indexes of the slots that it fills: one for each scope that reads it.
    pub slots: &'static [u16],
    /// Index of the scope whose rules are decided when it ends; 0 for none, but for the message itself.
    pub scope: u16,
}

/// One field that rules of one scope read.
#[derive(Debug)]
pub struct Slot {
    /// Path as in the inventory.
    pub path: &'static str,
    /// The value assumed when the field is absent but its structure is there, or empty.
    pub default: &'static str,
    /// Index of the scope that reads it.
    pub scope: u16,
}

/// Rules that are decided at the same place.
#[derive(Debug)]
pub struct Scope {
    /// In document order.
    pub rules: &'static [Compiled],
}

/// One rule with its fields resolved to slots.
#[derive(Debug)]
pub struct Compiled {
    /// The rule as the schema has it.
    pub rule: &'static Rule,
    /// Conditions, all of which must hold for the rule to apply.
    pub when: &'static [When],
    /// What must hold.
    pub check: Check,
}

/// A condition. Numbers are slots.
#[derive(Debug)]
pub enum When {
    /// The value is one of these.
    Is(u16, &'static [&'static str]),
    /// There is a value, and it is none of these.
    IsNot(u16, &'static [&'static str]),
    /// The field is there.
    Present(u16),
    /// The field is not there.
    Absent(u16),
    /// The code at this field has one of these families.
    Family(u16, &'static [&'static str]),
}

/// What a rule demands. Numbers are slots.
#[derive(Debug)]
pub enum Check {
    /// Every field is there.
    Present(&'static [u16]),
    /// None is there.
    Absent(&'static [u16]),
    /// At least one is there.
    AnyOf(&'static [u16]),
    /// Exactly one is there.
    OneOf(&'static [u16]),
    /// At most one is there.
    NotBoth(&'static [u16]),
    /// All are there, or none.
    AllOrNone(&'static [u16]),
    /// The first has the value of one of the others.
    Equals(u16, &'static [u16]),
    /// The value, if any, is one of these.
    Values(u16, &'static [&'static str]),
    /// Both lists have the same number of words.
    CountEquals(u16, u16),
    /// The first date is not later than the second.
    Ordered(u16, u16),
    /// No two entries have one value.
    Unique(u16),
    /// A hand-written check of the values at these fields, the first of which it is about.
    Named(fn(&Arguments<'_>) -> bool, &'static [u16]),
    /// A check of the key or CSR at this field, by name.
    Csr(&'static str, u16),
}
