//! Single members of a structure, cut out of a stream.

use std::borrow::Cow;

use super::{
    cursor::{Content, Cursor},
    error::Error,
    names,
    walk::Walk,
};
use crate::{
    shape::Shape,
    sink::{Progress, Sink},
    xml::{Scanner, Step},
};

/// How a member begins.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) name: Cow<'a, str>,
    /// Where its name stands.
    pub(crate) at: usize,
    /// It holds a struct.
    pub(crate) is_struct: bool,
    /// Which member of the structure it is.
    pub(crate) index: Option<usize>,
}

/// Looks at a member of a structure, or at a value of an array.
pub(crate) fn head<'a>(
    scan: Scanner<'a>,
    shape: &'static Shape,
    number: Option<usize>,
) -> Result<Head<'a>, Error> {
    let mut cursor = Cursor::new(scan);
    let step = read_head(&mut cursor, shape, number);
    cursor.settle(step)
}

fn read_head<'a>(
    cursor: &mut Cursor<'a>,
    shape: &'static Shape,
    number: Option<usize>,
) -> Step<Head<'a>> {
    let (name, at) = if let Some(number) = number {
        (Cow::Owned(number.to_string()), 0)
    } else {
        cursor.open("member")?;
        cursor.name("name")?
    };
    cursor.open("value")?;
    let content = cursor.content()?;
    let found = names::find(shape, Progress::default(), &name, content.is_structure(), 0);
    Ok(Head {
        name,
        at,
        is_struct: matches!(content, Content::Struct),
        index: found.map(|found| found.index),
    })
}

/// A walk that stands at a member of a structure, or at a value of an array, whose number is given then.
pub(crate) fn walk<'a, 'k, K: Sink>(
    scan: Scanner<'a>,
    number: Option<usize>,
    sink: &'k mut K,
) -> Walk<'a, 'k, K> {
    Walk::inside(
        Cursor::new(scan),
        number.is_some(),
        number.unwrap_or(0),
        sink,
    )
}

/// The fault that stopped it, or a character behind the member that no document may hold.
pub(crate) fn settle<K: Sink>(walk: &mut Walk<'_, '_, K>) -> Result<(), Error> {
    let end = walk.cursor.scan.source().len();
    let step = walk.cursor.scan.check_to(end);
    walk.cursor.settle(step)
}
