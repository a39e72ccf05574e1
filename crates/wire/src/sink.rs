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

impl Progress {
    /// Counts the member at `index` as seen and expects what follows it.
    #[inline(always)]
    pub(crate) fn see(&mut self, shape: &'static Shape, index: usize) {
        self.seen |= 1 << index;
        self.next = index + usize::from(!shape.fields[index].occurs.is_list());
    }
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
    /// Something else stands there than the document prints: a structure for a text, text between elements, in XML-RPC a
    /// text that is not of the type it is sent as.
    Malformed(&'static str),
    /// The text of a leaf is no value of its type: letters in a number. Only a reader that makes values finds it.
    Value(&'static str),
}

impl Remark<'_> {
    /// Whether it leaves in doubt what the sender meant, so that the message must not count as a success.
    pub const fn is_fault(self) -> bool {
        matches!(self, Self::Duplicate | Self::Malformed(_) | Self::Value(_))
    }

    /// A short name of its kind, for scripts.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Alias(_) => "alias",
            Self::Wrapper => "wrapper",
            Self::Inlined => "inlined",
            Self::Nil => "nil",
            Self::Empty => "empty",
            Self::Unknown(_) => "unknown",
            Self::Order => "order",
            Self::Qualified => "qualified",
            Self::Array => "array",
            Self::ScalarType(_) => "scalar-type",
            Self::Encoding(_) => "encoding",
            Self::Frame(_) => "frame",
            Self::Duplicate => "duplicate",
            Self::Malformed(_) | Self::Value(_) => "malformed",
        }
    }

    /// What was met at the element of this name and how it is read, in one sentence.
    pub fn describe(self, name: &str) -> String {
        match self {
            Self::Alias(canonical) => {
                format!("{name} is read as {canonical}, its name in the document.")
            }
            Self::Wrapper => {
                format!("{name} stands around the list; the document prints the entries bare.")
            }
            Self::Inlined => format!(
                "{name} stands directly in its parent's place; it is read as an entry of its own."
            ),
            Self::Nil => format!("{name} is sent as nil and read as absent."),
            Self::Empty => format!("{name} is sent empty and read as absent."),
            Self::Unknown(_) => format!("{name} is not in the document; it is kept as it came."),
            Self::Order => {
                format!("{name} stands after an element that the document prints later.")
            }
            Self::Qualified => {
                format!("{name} carries a namespace; the document prints it without one.")
            }
            Self::Array => format!("{name} is sent as an array and read as a numbered structure."),
            Self::ScalarType(sent) => {
                format!("{name} is sent as {sent}, another type than the document's.")
            }
            Self::Encoding(name) => {
                format!("The body is encoded in {name} and was converted to UTF-8.")
            }
            Self::Frame(expected) => format!("{name} stands where the document prints {expected}."),
            Self::Duplicate => format!("{name} stands twice; the first one counts."),
            Self::Malformed(expected) | Self::Value(expected) => {
                format!("{name} must be {expected}.")
            }
        }
    }
}

/// Receives the events of one message.
pub trait Sink {
    /// A structure begins. `key` is the entry's own name when the field is keyed, else empty.
    fn enter(&mut self, field: &'static Field, key: &str, at: At);

    /// A structure ends: `progress` tells which members were there. The message itself ends without a field.
    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    );

    /// A leaf with its value, unescaped. An empty `text` means that the element was sent without content.
    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At);

    /// A departure or fault at the element or member of this name.
    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At);

    /// A leaf that stands before the list of a stream. The leaf itself comes behind the records, with all else.
    fn foretell(&mut self, _field: &'static Field, _text: &str) {}
}

/// Takes no notice of anything.
#[derive(Debug, Default)]
pub struct Discard;

impl Sink for Discard {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}
    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}
    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}
    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
