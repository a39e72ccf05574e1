//! Events of a message, wherever it comes from: raw bytes, a value in memory, JSON.
//!
//! Writers, validators and converters are sinks. A decoder reports to one while it builds the value.

use crate::shape::{Field, Shape};

/// A place in the payload: a byte offset, or none for a value in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct At(usize);

impl At {
    /// No place: the value is in memory.
    pub const NONE: Self = Self(usize::MAX);

    /// This byte of the payload.
    pub const fn byte(offset: usize) -> Self {
        Self(offset)
    }

    /// The byte offset, if there is one.
    pub const fn offset(self) -> Option<usize> {
        if self.0 == usize::MAX {
            None
        } else {
            Some(self.0)
        }
    }
}

/// Which members of a structure have been met, and where in the order we are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Bits of the members that were there.
    pub seen: u64,
    /// Index of the member expected next.
    pub next: usize,
}

/// Something worth remarking about a payload, other than a leaf's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark<'r> {
    /// The element goes by another name than the canonical one (carried).
    Alias(&'static str),
    /// A list wrapper stands around the elements.
    Wrapper,
    /// A structure's children stand directly in its parent.
    Inlined,
    /// An absent element is sent with `xsi:nil`, or as `<nil/>`.
    Nil,
    /// An absent element is sent empty.
    Empty,
    /// No such element is known here; its raw text is carried.
    Unknown(&'r str),
    /// The element stands before one that the document prints earlier.
    Order,
    /// The element carries the protocol's namespace, where the document prints it without one.
    Qualified,
    /// A numbered structure is sent as an array.
    Array,
    /// A value is sent without a type, or with another scalar type than the document's (carried).
    ScalarType(&'r str),
    /// The body is in another encoding than UTF-8 (carried).
    Encoding(&'r str),
    /// The root, an envelope part or a parameter is not as the document prints it (what was expected is carried).
    Frame(&'static str),
    /// An element that may stand once stands again. The first one counts.
    Duplicate,
    /// The value is not of its type: letters in a number, a structure for a text.
    Malformed(&'static str),
}

impl Remark<'_> {
    /// Whether it leaves in doubt what the sender meant, so that the message must not count as a success.
    pub const fn is_fault(self) -> bool {
        matches!(self, Self::Duplicate | Self::Malformed(_))
    }
}

/// Receives the events of one message.
pub trait Sink {
    /// Whether a decoder that reports here should build the value too.
    const BUILD: bool = true;

    /// A structure begins. `key` is the entry's own name when the field is keyed, else empty.
    fn enter(&mut self, field: &'static Field, key: &str, at: At);

    /// The structure ends: `progress` tells which members were there.
    fn leave(&mut self, field: &'static Field, shape: &'static Shape, progress: Progress, at: At);

    /// A leaf with its value, unescaped. An empty `text` means that the element was sent without content.
    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At);

    /// A departure or fault at the element or member of this name.
    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At);
}

/// Takes no notice of anything.
#[derive(Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}
    fn leave(&mut self, _: &'static Field, _: &'static Shape, _: Progress, _: At) {}
    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}
    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
