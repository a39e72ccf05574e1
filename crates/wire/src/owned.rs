//! Messages out of a tree that does not live on: every text is copied.

use std::{borrow::Cow, error::Error, fmt};

use crate::{
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    tree::{self, Node},
    walk::{Message, Walk},
};

/// Reads a message from a tree. Members that the schema does not know are passed over, missing ones stay empty.
///
/// # Errors
///
/// When a member stands twice, or holds something that is not of its type.
pub fn from_tree<'a, T: Message<'a>>(root: &Node<'_>) -> Result<T, Malformed> {
    let mut first = First::default();
    let message = T::decode(&mut Owning(tree::Walk::new(root, &mut first)));
    match first.0 {
        None => Ok(message),
        Some(reason) => Err(Malformed(reason)),
    }
}

/// Why a tree is not the message it should be, in one sentence that holds no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed(String);

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Malformed {}

/// A walk that owns what it gives.
struct Owning<W>(W);

impl<'a, 'n, K: Sink> Walk<'a> for Owning<tree::Walk<'n, '_, K>> {
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize> {
        self.0.next(shape, progress)
    }

    fn enter(&mut self, field: &'static Field) -> bool {
        self.0.enter(field)
    }

    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>> {
        let text: Cow<'n, str> = self.0.leaf(field)?;
        Some(Cow::Owned(text.into_owned()))
    }

    fn key(&mut self) -> Cow<'a, str> {
        let key: Cow<'n, str> = self.0.key();
        Cow::Owned(key.into_owned())
    }

    fn malformed(&mut self, field: &'static Field, expected: &'static str) {
        self.0.malformed(field, expected);
    }
}

/// Keeps the first fault.
#[derive(Default)]
struct First(Option<String>);

impl Sink for First {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}

    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}

    fn remark(&mut self, remark: Remark<'_>, name: &str, _: At) {
        if self.0.is_none() && remark.is_fault() {
            self.0 = Some(remark.describe(name));
        }
    }
}
