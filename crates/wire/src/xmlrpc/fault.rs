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
    xml::Step,
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

/// Reads an open `<fault>`, and gives the cursor back behind it.
pub(super) fn read(mut cursor: Cursor<'_>) -> (Cursor<'_>, Step<Fault>) {
    let offset = cursor.scan.pos();
    let content = match cursor.value() {
        Ok(content) => content,
        Err(stop) => return (cursor, Err(stop)),
    };
    let mut doubt = Doubt::default();
    let mut walk = Walk::new(cursor, Some(content), &SHAPE, Root::Inside(1), &mut doubt);
    let parts = Parts::decode(&mut walk);
    let mut cursor = walk.into_cursor();
    if doubt.0 {
        let reason = "the fault's members are doubtful";
        let stop = cursor.stop(Error::Ambiguous { reason, offset });
        return (cursor, Err(stop));
    }
    let fault = Fault {
        code: parts.code.unwrap_or_default().into_owned(),
        message: parts.message.unwrap_or_default().into_owned(),
    };
    (cursor, Ok(fault))
}
