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
    walk::{Message, Walk as _},
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

/// Decodes the member of this index, if it holds anything; `number` is that of a value of an array.
pub(crate) fn member<'a, T: Message<'a>, K: Sink>(
    scan: Scanner<'a>,
    shape: &'static Shape,
    (index, number): (usize, Option<usize>),
    progress: &mut Progress,
    sink: &mut K,
) -> (Option<T>, Result<(), Error>) {
    let (is_array, count) = (number.is_some(), number.unwrap_or(0));
    let mut walk = Walk::inside(Cursor::new(scan), is_array, count, sink);
    let found = walk.next(shape, progress) == Some(index);
    let value = if found {
        walk.structure(&shape.fields[index])
    } else {
        None
    };
    (value, walk.cursor.settle(Ok(())))
}
