//! What generated builders share: which members were set, and which are missing.

use std::{error::Error, fmt};

use crate::{shape::Shape, walk::Message};

/// A structure in the making.
#[derive(Debug, Clone, Default)]
pub struct Builder<T> {
    message: T,
    seen: u64,
}

impl<T> Builder<T> {
    /// The structure, to set the member of this index.
    pub fn set(&mut self, index: usize) -> &mut T {
        self.seen |= 1 << index;
        &mut self.message
    }

    /// The finished structure, or the members that it lacks.
    pub fn build<'a>(self) -> Result<T, Missing>
    where
        T: Message<'a>,
    {
        match missing(T::SHAPE, self.seen) {
            None => Ok(self.message),
            Some(missing) => Err(missing),
        }
    }
}

/// What a structure lacks that has these members: one function for all types.
fn missing(shape: &'static Shape, seen: u64) -> Option<Missing> {
    let members: Vec<_> = shape.missing(seen).map(|field| field.name).collect();
    (!members.is_empty()).then_some(Missing {
        structure: shape.name,
        members,
    })
}

/// A structure was built without members that it must have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    structure: &'static str,
    members: Vec<&'static str>,
}

impl Missing {
    /// Name of the structure in the schema.
    pub fn structure(&self) -> &'static str {
        self.structure
    }

    /// Wire names of the missing members, in wire order.
    pub fn members(&self) -> &[&'static str] {
        &self.members
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} lacks {}", self.structure, self.members.join(", "))
    }
}

impl Error for Missing {}
