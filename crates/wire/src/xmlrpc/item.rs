//! Members of structs and values of arrays, one at a time.

use std::borrow::Cow;

use super::{cursor::Cursor, keys::Run};
use crate::{
    error::XmlErrorKind,
    shape::Field,
    stack::Entry,
    xml::{Ahead, Step},
};

/// A struct or array under way.
#[derive(Debug)]
pub(super) struct Frame {
    /// None for the message itself.
    pub(super) field: Option<&'static Field>,
    pub(super) is_array: bool,
    /// The list member whose array is open.
    pub(super) list: Option<usize>,
    /// Members met so far.
    pub(super) count: usize,
    pub(super) at: usize,
    pub(super) keys: Run,
    /// Its members stand in the structure around it.
    pub(super) is_inlined: bool,
}

impl Entry for Frame {
    const EMPTY: Self = Self {
        field: None,
        is_array: false,
        list: None,
        count: 0,
        at: 0,
        keys: Run::EMPTY,
        is_inlined: false,
    };
}

/// A member of a struct, or a value of an array.
#[derive(Debug)]
pub(super) struct Item<'a> {
    pub(super) name: Cow<'a, str>,
    /// Where its first tag stands.
    pub(super) start: usize,
    /// Where its name stands.
    pub(super) at: usize,
}

/// Opens the next member of a struct; its value is open then.
#[inline]
pub(super) fn next_member<'a>(
    cursor: &mut Cursor<'a>,
    frame: &mut Frame,
) -> Step<Option<Item<'a>>> {
    cursor.scan.skip_space();
    let mut start = cursor.scan.pos();
    if cursor.scan.accept_start("member") {
        cursor.scan.push("member");
    } else {
        let ahead = cursor.scan.ahead()?;
        start = cursor.scan.pos();
        match ahead {
            Ahead::End => return Ok(None),
            Ahead::Start => cursor.open("member")?,
            Ahead::Text => return Err(cursor.unexpected("member")),
        }
    }
    frame.count += 1;
    let limit = cursor.scan.limits().members;
    if frame.count > limit {
        return Err(cursor.scan.fail(XmlErrorKind::TooManyMembers(limit), start));
    }
    let (name, at) = cursor.name("name")?;
    cursor.open("value")?;
    Ok(Some(Item { name, start, at }))
}

/// Opens the next value of an array; its name is its number.
pub(super) fn next_value<'a>(cursor: &mut Cursor<'a>, frame: &mut Frame) -> Step<Option<Item<'a>>> {
    let ahead = cursor.scan.ahead()?;
    let start = cursor.scan.pos();
    match ahead {
        Ahead::End => return Ok(None),
        Ahead::Start => cursor.open("value")?,
        Ahead::Text => return Err(cursor.unexpected("value")),
    }
    let name = Cow::Owned(frame.count.to_string());
    frame.count += 1;
    Ok(Some(Item {
        name,
        start,
        at: start,
    }))
}
