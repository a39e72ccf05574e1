//! The one walk over a payload: generated `decode` functions call it, whatever the bytes look like.

mod members;
mod visit;

use std::borrow::Cow;

pub(crate) use members::State;
pub use members::{Members, Of, Shaped};
pub use visit::Visit;

use crate::{
    shape::{Field, Shape},
    sink::{Progress, Sink},
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
