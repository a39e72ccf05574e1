//! Members that are written as expected: their tags are compared as literals, several at once.

use super::{
    scalar::{Type, is_int},
    walk::{Root, Walk},
};
use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Sink},
    walk::{Expected, State},
    xml::{Scanner, before_markup},
};

/// Elements around the members of a structure that is a member itself.
const AROUND: [&str; 3] = ["member", "value", "struct"];

/// What is known of the struct under way, as far as literals are concerned.
#[derive(Debug, Default)]
pub(super) struct Place<'a> {
    /// Its members may be compared as literals.
    is_literal: bool,
    /// Which parameter of a call its members stand in; 0 below the root.
    param: u8,
    /// Where the cursor stood when the next member was looked at.
    at: usize,
    /// That member's name, and where it stands; empty when no member came next as a literal.
    name: &'a [u8],
    name_at: usize,
}

/// A leaf that needs no closer look.
struct Leaf<'a> {
    kind: Type,
    text: &'a str,
    /// Where its text begins.
    at: usize,
    /// Where its member ends.
    after: usize,
}

impl<'a, K: Sink> Walk<'a, '_, K> {
    /// Looks at the innermost structure anew.
    pub(super) fn settle_place(&mut self) {
        let param = match self.root {
            Root::Call(param) if self.frames.len() == 1 => param,
            _ => 0,
        };
        self.place.is_literal = self
            .frames
            .last()
            .is_some_and(|f| !f.is_array && f.list.is_none() && !f.is_inlined)
            && self.cursor.scan.has_room_for(AROUND.len());
        self.place.param = param;
    }

    /// Whether another member than the one of this name comes next, as a literal, or none.
    #[inline(always)]
    pub(super) fn is_elsewhere(&mut self, name: &str) -> bool {
        if !self.place.is_literal {
            return false;
        }
        if self.place.at != self.cursor.scan.pos() {
            self.look();
        }
        self.place.name != name.as_bytes()
    }

    /// Looks at the next member.
    #[inline(never)]
    fn look(&mut self) {
        let scan = &self.cursor.scan;
        let at = scan.pos();
        let (name_at, name) = name_at(scan, at).unwrap_or((at, b""));
        (self.place.at, self.place.name_at, self.place.name) = (at, name_at, name);
    }

    /// Where the value of this member begins, which is not elsewhere, if it may be taken as a literal.
    #[inline]
    fn value_ahead(&mut self, field: &'static Field, expected: Expected) -> Option<usize> {
        let is_home = self.place.param == 0 || self.place.param == field.param.max(1);
        if !self.place.is_literal || !is_home || self.current.is_some() || !self.has_room() {
            return None;
        }
        to_value(&self.cursor.scan, self.place.name_at + expected.name.len())
    }

    /// Whether one more member may stand here.
    #[inline]
    fn has_room(&self) -> bool {
        let limit = self.cursor.scan.limits().members;
        self.frames.last().is_some_and(|frame| frame.count < limit)
    }

    /// Takes a leaf.
    #[inline(never)]
    pub(super) fn literal_leaf(
        &mut self,
        members: &mut State,
        field: Option<&'static Field>,
        expected: Expected,
    ) -> Option<&'a str> {
        let field = field?;
        let value = self.value_ahead(field, expected)?;
        let leaf = leaf(&mut self.cursor.scan, value)?;
        let is_valid = leaf.kind == Type::String || is_int(leaf.text);
        if !is_valid || !leaf.kind.fits(field.kind) {
            return None;
        }
        self.pass(leaf.after);
        members.see(expected);
        self.at = leaf.at;
        self.sink.leaf(field, "", leaf.text, At::byte(leaf.at));
        Some(leaf.text)
    }

    /// Enters a structure.
    #[inline(never)]
    pub(super) fn literal_group(
        &mut self,
        members: &mut State,
        field: Option<&'static Field>,
        expected: Expected,
    ) -> bool {
        let Some(field) = field else {
            return false;
        };
        let Some(value) = self.value_ahead(field, expected) else {
            return false;
        };
        let Some(inside) = self.cursor.scan.pass_literal(value, b"<struct>") else {
            return false;
        };
        self.at = self.place.name_at;
        self.pass(inside);
        members.see(expected);
        for name in AROUND {
            self.cursor.scan.push(name);
        }
        self.sink.enter(field, "", At::byte(self.at));
        self.push(Some(field), false);
        true
    }

    /// Goes behind a member, or into it.
    #[inline]
    fn pass(&mut self, to: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.count += 1;
        }
        self.cursor.scan.go(to);
    }

    /// Leaves a structure, if that ends here.
    pub(super) fn literal_end(&mut self, shape: &'static Shape, progress: Progress) -> bool {
        if !self.place.is_literal || self.current.is_some() {
            return false;
        }
        let Some(frame) = self.frames.last().filter(|frame| frame.field.is_some()) else {
            return false;
        };
        let scan = &mut self.cursor.scan;
        let Some(after) = behind_struct(scan, scan.pos()) else {
            return false;
        };
        if !scan.forget(AROUND.len()) {
            return false;
        }
        scan.go(after);
        let (field, at) = (frame.field, At::byte(frame.at));
        if let Some(frame) = self.frames.pop() {
            self.keys.release(&frame.keys);
        }
        self.settle_place();
        self.sink.leave(field, shape, progress, at);
        true
    }
}

/// Where the name of the member at a place stands, and the name as written.
#[inline]
fn name_at<'a>(scan: &Scanner<'a>, at: usize) -> Option<(usize, &'a [u8])> {
    let exactly = scan.pass_exactly(at, b"<member><name>");
    let name = exactly.or_else(|| {
        let at = scan.pass_literal(at, b"<member>")?;
        scan.pass_literal(at, b"<name>")
    })?;
    let rest = scan.source().as_bytes().get(name..)?;
    let len = before_markup(rest)?;
    Some((name, &rest[..len]))
}

/// Where the value of the member whose name ends at a place begins.
#[inline]
fn to_value(scan: &Scanner<'_>, at: usize) -> Option<usize> {
    if let Some(value) = scan.pass_exactly(at, b"</name><value>") {
        return Some(value);
    }
    let at = scan.pass_exactly(at, b"</name>")?;
    scan.pass_literal(at, b"<value>")
}

/// The text or number at a place, with what follows it to the end of its member.
#[inline]
fn leaf<'a>(scan: &mut Scanner<'a>, value: usize) -> Option<Leaf<'a>> {
    let (kind, at) = match scan.pass_literal(value, b"<string>") {
        Some(at) => (Type::String, at),
        None => (Type::Int, scan.pass_literal(value, b"<int>")?),
    };
    let text = scan.plain_text(at)?;
    let end = at + text.len();
    let after = match kind {
        Type::String => scan.pass_exactly(end, b"</string></value></member>"),
        _ => scan.pass_exactly(end, b"</int></value></member>"),
    };
    let after = after.or_else(|| behind_leaf(scan, end, kind))?;
    Some(Leaf {
        kind,
        text,
        at,
        after,
    })
}

#[inline(never)]
fn behind_leaf(scan: &Scanner<'_>, at: usize, kind: Type) -> Option<usize> {
    let after = match kind {
        Type::String => scan.pass_exactly(at, b"</string>")?,
        _ => scan.pass_exactly(at, b"</int>")?,
    };
    let after = scan.pass_literal(after, b"</value>")?;
    scan.pass_literal(after, b"</member>")
}

/// What follows a struct that is a member and ends at a place.
#[inline]
fn behind_struct(scan: &Scanner<'_>, at: usize) -> Option<usize> {
    if let Some(after) = scan.pass_exactly(at, b"</struct></value></member>") {
        return Some(after);
    }
    let at = scan.pass_literal(at, b"</struct>")?;
    let at = scan.pass_literal(at, b"</value>")?;
    scan.pass_literal(at, b"</member>")
}
