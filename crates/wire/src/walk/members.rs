//! Taking the members of one structure from a walk, in wire order.

use std::{borrow::Cow, marker::PhantomData};

use super::{Expected, Message, Walk, report};
use crate::{
    shape::{Field, Shape},
    sink::Progress,
    value::{Map, Value},
};

/// No member has been found yet, and any may be asked for.
const NONE: usize = usize::MAX;

/// No member has been found yet; [`Members::more`] looks for the next one.
const WAIT: usize = usize::MAX - 1;

/// The structure has ended.
const END: usize = usize::MAX - 2;

/// Takes the members of one structure from a walk: while there are [more](Members::more), every member is asked for,
/// in wire order. One pass is enough where a payload keeps that order.
#[derive(Debug)]
pub struct Members<S> {
    shape: S,
    pub(crate) state: State,
}

/// Where a shape comes from: a message's type, where it is a constant to the compiler, or a table.
pub trait Shaped: Copy {
    /// The shape.
    fn shape(self) -> &'static Shape;

    /// Its members.
    #[inline(always)]
    fn fields(self) -> &'static [Field] {
        self.shape().fields
    }
}

impl Shaped for &'static Shape {
    #[inline(always)]
    fn shape(self) -> &'static Shape {
        self
    }
}

/// The shape of a message.
#[derive(Debug)]
pub struct Of<T>(PhantomData<T>);

impl<'a, T: Message<'a>> Of<T> {
    /// The shape of this message.
    #[inline(always)]
    pub const fn message() -> Self {
        Self(PhantomData)
    }
}

impl<T> Clone for Of<T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Of<T> {}

impl<'a, T: Message<'a>> Shaped for Of<T> {
    #[inline(always)]
    fn shape(self) -> &'static Shape {
        T::SHAPE
    }

    #[inline(always)]
    fn fields(self) -> &'static [Field] {
        const { T::SHAPE.fields }
    }
}

/// How far the members of a structure have been taken.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) progress: Progress,
    /// The member that the walk stands at, or one of the constants above.
    found: usize,
    /// What it is when no member has been found.
    idle: usize,
    /// The member that the walk stood at when the pass began, until it is taken.
    left: usize,
}

impl Members<&'static Shape> {
    /// Reports the entries of a member that come next.
    #[inline(always)]
    pub(super) fn report<'a, W: Walk<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        field: &'static Field,
    ) {
        let expected = Expected {
            index,
            name: field.name,
            is_list: field.occurs.is_list() || field.keyed,
        };
        if self.report_entry(walk, expected, field) && expected.is_list {
            self.report_others(walk, expected, field);
        }
    }

    /// Reports the entries of a list behind the first. Apart, since most members stand once.
    #[inline(never)]
    fn report_others<'a, W: Walk<'a>>(
        &mut self,
        walk: &mut W,
        expected: Expected,
        field: &'static Field,
    ) {
        while self.report_entry(walk, expected, field) {}
    }

    /// Reports one entry, if it comes next and is there.
    #[inline(always)]
    fn report_entry<'a, W: Walk<'a>>(
        &mut self,
        walk: &mut W,
        expected: Expected,
        field: &'static Field,
    ) -> bool {
        let Some(inner) = field.shape() else {
            if !field.keyed {
                return walk.expect_leaf(self, expected).is_some();
            }
            let found = self.is_next(walk, expected);
            if found {
                walk.leaf(field);
            }
            return found;
        };
        if !field.keyed {
            let found = walk.expect_group(self, expected);
            if found {
                report(walk, inner);
            }
            return found;
        }
        let found = self.is_next(walk, expected);
        if found && walk.enter(field) {
            report(walk, inner);
        }
        found
    }
}

impl<S: Shaped> Members<S> {
    /// None taken yet.
    #[inline(always)]
    pub fn of(shape: S) -> Self {
        Self {
            shape,
            state: State {
                progress: Progress::default(),
                found: WAIT,
                idle: WAIT,
                left: NONE,
            },
        }
    }

    /// Whether there may be members to take.
    #[inline(always)]
    pub fn more<'a, W: Walk<'a>>(&mut self, walk: &mut W) -> bool {
        if self.state.needs_step(walk.expects()) {
            // Found before the last pass and not taken in it, nobody wants it.
            self.step(walk);
        }
        self.state.left = self.state.found;
        self.state.found != END
    }

    /// Reads a leaf.
    #[inline(always)]
    pub fn value<'a, W: Walk<'a>, V: Value<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut V,
    ) {
        if let Some(value) = self.parse(walk, Expected::once(index, name)) {
            *slot = value;
        }
    }

    /// Reads an optional leaf.
    #[inline(always)]
    pub fn option<'a, W: Walk<'a>, V: Value<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Option<V>,
    ) {
        if let Some(value) = self.parse(walk, Expected::once(index, name)) {
            *slot = Some(value);
        }
    }

    /// Reads entries of a list of leaves.
    #[inline(always)]
    pub fn list<'a, W: Walk<'a>, V: Value<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Vec<V>,
    ) {
        while let Some(text) = walk.expect_leaf(self, Expected::many(index, name)) {
            slot.extend(self.convert(walk, index, text));
        }
    }

    /// Reads entries of a keyed structure of leaves.
    #[inline(always)]
    pub fn map<'a, W: Walk<'a>, V: Value<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Map<'a, V>,
    ) {
        while self.is_next(walk, Expected::many(index, name)) {
            let key = walk.key();
            let text = walk.leaf(self.field(index));
            if let Some(value) = text.and_then(|text| self.convert(walk, index, text)) {
                slot.push(key, value);
            }
        }
    }

    /// Reads a structure.
    #[inline(always)]
    pub fn group<'a, W: Walk<'a>, T: Message<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut T,
    ) {
        if walk.expect_group(self, Expected::once(index, name)) {
            slot.read(walk);
        }
    }

    /// Reads an optional structure.
    #[inline(always)]
    pub fn group_option<'a, W: Walk<'a>, T: Message<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Option<Box<T>>,
    ) {
        if walk.expect_group(self, Expected::once(index, name)) {
            slot.insert(Box::default()).read(walk);
        }
    }

    /// Reads entries of a list of structures.
    #[inline(always)]
    pub fn group_list<'a, W: Walk<'a>, T: Message<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Vec<T>,
    ) {
        while walk.expect_group(self, Expected::many(index, name)) {
            slot.push_mut(T::default()).read(walk);
        }
    }

    /// Reads entries of a keyed structure of structures.
    #[inline(always)]
    pub fn group_map<'a, W: Walk<'a>, T: Message<'a>>(
        &mut self,
        walk: &mut W,
        index: usize,
        name: &'static str,
        slot: &mut Map<'a, T>,
    ) {
        while self.is_next(walk, Expected::many(index, name)) {
            let key = walk.key();
            if walk.enter(self.field(index)) {
                slot.push_default(key).read(walk);
            }
        }
    }

    /// Whether a member comes next.
    #[inline(always)]
    pub(crate) fn is_next<'a, W: Walk<'a>>(&mut self, walk: &mut W, expected: Expected) -> bool {
        if self.state.found == NONE {
            walk.expect(self, expected);
        }
        self.take_found(expected)
    }

    #[inline(always)]
    fn parse<'a, W: Walk<'a>, V: Value<'a>>(
        &mut self,
        walk: &mut W,
        expected: Expected,
    ) -> Option<V> {
        let text = walk.expect_leaf(self, expected)?;
        self.convert(walk, expected.index, text)
    }

    #[inline(always)]
    fn convert<'a, W: Walk<'a>, V: Value<'a>>(
        &self,
        walk: &mut W,
        index: usize,
        text: Cow<'a, str>,
    ) -> Option<V> {
        let value = V::parse(text);
        if value.is_none() {
            walk.malformed(self.field(index), V::EXPECTED);
        }
        value
    }

    #[inline(always)]
    pub(crate) fn step<'a, W: Walk<'a>>(&mut self, walk: &mut W) {
        let found = walk.next(self.shape.shape(), &mut self.state.progress);
        self.state.found = found.unwrap_or(END);
    }

    /// A member of the shape. No reader names one that is not there; a table without a panic costs nothing where the
    /// field is not looked at.
    #[inline(always)]
    pub(crate) fn field(&self, index: usize) -> &'static Field {
        static NOWHERE: Field = Field::new("", crate::shape::Kind::Text, "");
        self.shape.fields().get(index).unwrap_or(&NOWHERE)
    }

    /// The member, if it stands once, under a name that no other member has.
    #[inline(always)]
    pub(crate) fn single(&self, expected: Expected) -> Option<&'static Field> {
        let has_twin = self.shape.shape().twins & (1 << expected.index) != 0;
        let field = self.field(expected.index);
        (!field.keyed && !expected.is_list && !has_twin).then_some(field)
    }

    /// Whether a member could be taken now that none has been found: a single one only once.
    #[inline(always)]
    pub(crate) fn is_open(&self, expected: Expected) -> bool {
        let is_seen = self.state.progress.seen & (1 << expected.index) != 0;
        self.state.found == NONE && (expected.is_list || !is_seen)
    }

    /// Whether the walk stands at this member, which is taken then.
    #[inline(always)]
    pub(crate) fn take_found(&mut self, expected: Expected) -> bool {
        let found = self.state.found == expected.index;
        if found {
            self.state.found = self.state.idle;
            self.state.left = NONE;
        }
        found
    }
}

impl State {
    /// Whether a pass begins with a step, given whether the walk can be asked for members.
    #[inline]
    fn needs_step(&mut self, expects: bool) -> bool {
        let begins = self.idle == WAIT && self.progress.seen == 0;
        self.idle = if expects { NONE } else { WAIT };
        if begins && expects {
            self.found = NONE;
            return false;
        }
        self.found >= WAIT || self.found == self.left
    }

    /// A member was found in its place.
    #[inline]
    pub(crate) fn find(&mut self, index: usize) {
        self.found = index;
    }

    /// A member is there; what comes next is expected behind it.
    #[inline(always)]
    pub(crate) fn see(&mut self, expected: Expected) {
        self.progress.seen |= 1 << expected.index;
        self.progress.next = expected.index + usize::from(!expected.is_list);
    }
}
