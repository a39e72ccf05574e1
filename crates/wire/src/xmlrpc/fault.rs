//! The fault of a response, read as any other struct.

use std::borrow::Cow;

use super::{
    cursor::Cursor,
    error::{Error, Fault},
    walk::{Root, Walk},
};
use crate::{
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    walk::{Members, Message, Of, Visit, Walk as Steps},
    xml::{Scanner, Step},
};

/// Members of a fault.
#[derive(Debug, Default)]
struct Parts<'a> {
    code: Option<Cow<'a, str>>,
    message: Option<Cow<'a, str>>,
}

const FIELDS: [Field; 2] = [
    Field::new("faultCode", Kind::Text, "").opt(),
    Field::new("faultString", Kind::Text, "").opt(),
];
static SHAPE: Shape = Shape::new("fault", "", &FIELDS);

impl<'a> Message<'a> for Parts<'a> {
    const SHAPE: &'static Shape = &SHAPE;

    fn read<W: Steps<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(Of::<Self>::message());
        while members.more(walk) {
            members.option(walk, 0, "faultCode", &mut self.code);
            members.option(walk, 1, "faultString", &mut self.message);
        }
    }

    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.option(0, self.code.as_ref());
        visit.option(1, self.message.as_ref());
    }
}

/// Notices whether anything leaves the fault in doubt.
#[derive(Debug, Default)]
struct Doubt(bool);

impl Sink for Doubt {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}
    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}
    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}
    fn remark(&mut self, remark: Remark<'_>, _: &str, _: At) {
        self.0 |= remark.is_fault();
    }
}

/// Reads an open `<fault>`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Step<Fault> {
    let offset = cursor.scan.pos();
    let (content, at) = cursor.value()?;
    let mut doubt = Doubt::default();
    // The walk owns its cursor: this one is lent to it.
    let other = Cursor::new(Scanner::new("", cursor.scan.limits()));
    let mut walk = Walk::new(other, Root::Inside(1), &mut doubt);
    std::mem::swap(&mut walk.cursor, cursor);
    walk.open_root(&content, at, &SHAPE);
    let parts = Parts::decode(&mut walk);
    std::mem::swap(walk.finish(), cursor);
    if doubt.0 {
        let reason = "the fault's members are doubtful";
        return Err(cursor.stop(Error::Ambiguous { reason, offset }));
    }
    Ok(Fault {
        code: parts.code.unwrap_or_default().into_owned(),
        message: parts.message.unwrap_or_default().into_owned(),
    })
}
