//! The one walk over a payload: generated `decode` functions call it, whatever the bytes look like.

use std::{borrow::Cow, marker::PhantomData};

use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Sink},
    value::{Map, Value},
};

/// A structure of a message: what the generator or a derive implements.
pub trait Message<'a>: Default {
    /// Its members, in wire order.
    const SHAPE: &'static Shape;

    /// Fills it in from a walk that stands just inside the structure.
    ///
    /// Never fails: what is wrong goes to the walk's sink, and a broken payload ends the walk early.
    fn read<W: Walk<'a>>(&mut self, walk: &mut W);

    /// Reports it to a sink, members in wire order.
    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>);

    /// Reads it from a walk that stands just inside the structure.
    fn decode<W: Walk<'a>>(walk: &mut W) -> Self {
        let mut message = Self::default();
        message.read(walk);
        message
    }
}

/// A cursor over a payload that knows its grammar.
///
/// A walk that meets broken grammar stops: from then on [`Walk::next`] gives `None` and [`Walk::leaf`] nothing, so
/// that all loops end.
pub trait Walk<'a>: Sized {
    /// Steps to the next member of `shape` and returns its index, or `None` at the end of the structure.
    ///
    /// Unknown members are reported and skipped, order and repetition checked. At the end it leaves the structure and
    /// tells the sink which members were there.
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize>;

    /// Enters the structure of the member that `next` returned; false when it is nil, empty or no structure.
    fn enter(&mut self, field: &'static Field) -> bool;

    /// The value of the member that `next` returned; `None` when it is nil or empty.
    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>>;

    /// The name under which a keyed member stands, for the member that `next` returned.
    fn key(&mut self) -> Cow<'a, str>;

    /// Reports that the last leaf's value is not of its type.
    fn malformed(&mut self, field: &'static Field, expected: &'static str);

    /// Whether members can be expected here: asked for in wire order, before they are looked for.
    #[inline]
    fn expects(&self) -> bool {
        true
    }

    /// Steps to the next member, in the hope that it is this one.
    ///
    /// A walk that can tell without a step that it is another one may stay where it is.
    #[inline(always)]
    fn expect<S: Shaped>(&mut self, members: &mut Members<S>, _: Expected) {
        members.step(self);
    }

    /// The value of a member, if that comes next and is there.
    #[inline(always)]
    fn expect_leaf<S: Shaped>(
        &mut self,
        members: &mut Members<S>,
        expected: Expected,
    ) -> Option<Cow<'a, str>> {
        let found = members.is_next(self, expected);
        found
            .then(|| self.leaf(members.field(expected.index)))
            .flatten()
    }

    /// Enters the structure of a member, if that comes next and is there.
    #[inline(always)]
    fn expect_group<S: Shaped>(&mut self, members: &mut Members<S>, expected: Expected) -> bool {
        members.is_next(self, expected) && self.enter(members.field(expected.index))
    }

    /// Enters and decodes the structure of the member that `next` returned.
    fn structure<T: Message<'a>>(&mut self, field: &'static Field) -> Option<T> {
        self.enter(field).then(|| T::decode(self))
    }
}

/// A member that may come next.
///
/// All of it stands in the shape too; given as literals, a compiler can compare them as such.
#[derive(Debug, Clone, Copy)]
pub struct Expected {
    /// Its index in the shape.
    pub index: usize,
    /// Its wire name.
    pub name: &'static str,
    /// Whether it may stand more than once.
    pub is_list: bool,
}

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

/// Walks a structure by its shape alone: the walk's sink hears of everything, and no value is made.
///
/// The walk stands just inside the structure. One function for all messages: what only judges or converts them is small
/// and quick to build.
pub fn report<'a, W: Walk<'a>>(walk: &mut W, shape: &'static Shape) {
    let mut members = Members::of(shape);
    while members.more(walk) {
        for (index, field) in shape.fields.iter().enumerate() {
            members.report(walk, index, field);
        }
    }
}

impl Members<&'static Shape> {
    /// Reports the entries of a member that come next.
    fn report<'a, W: Walk<'a>>(&mut self, walk: &mut W, index: usize, field: &'static Field) {
        let expected = Expected {
            index,
            name: field.name,
            is_list: field.occurs.is_list() || field.keyed,
        };
        while self.report_entry(walk, expected, field) && expected.is_list {}
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

impl Expected {
    #[inline(always)]
    const fn once(index: usize, name: &'static str) -> Self {
        Self {
            index,
            name,
            is_list: false,
        }
    }

    #[inline(always)]
    const fn many(index: usize, name: &'static str) -> Self {
        Self {
            index,
            name,
            is_list: true,
        }
    }
}

/// Hands a value in memory to a sink, member by member.
#[derive(Debug)]
pub struct Visit<'s, S> {
    shape: &'static Shape,
    sink: &'s mut S,
    progress: Progress,
}

impl<'s, S: Sink> Visit<'s, S> {
    /// Reports a whole message: its members, then its end, without a field around it.
    pub fn root<'a, T: Message<'a>>(message: &T, sink: &'s mut S) {
        let mut visit = Self {
            shape: T::SHAPE,
            sink,
            progress: Progress::default(),
        };
        message.visit(&mut visit);
        visit.sink.leave(None, T::SHAPE, visit.progress, At::NONE);
    }

    /// A leaf that is always sent; an empty one counts as missing.
    pub fn value<'a, V: Value<'a>>(&mut self, index: usize, value: &V) {
        self.send(index, "", value);
    }

    /// A leaf that may be absent.
    pub fn option<'a, V: Value<'a>>(&mut self, index: usize, value: Option<&V>) {
        if let Some(value) = value {
            self.send(index, "", value);
        }
    }

    /// A list of leaves.
    pub fn list<'a, V: Value<'a>>(&mut self, index: usize, values: &[V]) {
        for value in values {
            self.send(index, "", value);
        }
    }

    /// A keyed structure of leaves.
    pub fn map<'a, V: Value<'a>>(&mut self, index: usize, map: &Map<'_, V>) {
        for (key, value) in map {
            self.send(index, key, value);
        }
    }

    /// A structure.
    pub fn group<'a, T: Message<'a>>(&mut self, index: usize, value: &T) {
        self.structure(index, "", value);
    }

    /// A structure that may be absent.
    pub fn group_option<'a, T: Message<'a>>(&mut self, index: usize, value: Option<&T>) {
        if let Some(value) = value {
            self.structure(index, "", value);
        }
    }

    /// A list of structures.
    pub fn group_list<'a, T: Message<'a>>(&mut self, index: usize, values: &[T]) {
        for value in values {
            self.structure(index, "", value);
        }
    }

    /// A keyed structure of structures.
    pub fn group_map<'a, T: Message<'a>>(&mut self, index: usize, map: &Map<'_, T>) {
        for (key, value) in map {
            self.structure(index, key, value);
        }
    }

    fn send<'a, V: Value<'a>>(&mut self, index: usize, key: &str, value: &V) {
        let text = value.text();
        if text.is_empty() && key.is_empty() {
            return;
        }
        self.progress.seen |= 1 << index;
        self.sink
            .leaf(&self.shape.fields[index], key, &text, At::NONE);
    }

    fn structure<'a, T: Message<'a>>(&mut self, index: usize, key: &str, value: &T) {
        self.progress.seen |= 1 << index;
        let field = &self.shape.fields[index];
        self.sink.enter(field, key, At::NONE);
        let mut inner = Visit {
            shape: T::SHAPE,
            sink: &mut *self.sink,
            progress: Progress::default(),
        };
        value.visit(&mut inner);
        let progress = inner.progress;
        self.sink.leave(Some(field), T::SHAPE, progress, At::NONE);
    }
}
