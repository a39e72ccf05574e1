//! What a structure looks like on the wire: the one table that decoding, writing and validation share.

use crate::{rules::mark, tags::EndTag};

/// One structure: its members, in wire order.
#[derive(Debug)]
pub struct Shape {
    /// Name of the structure, as the schema has it.
    pub name: &'static str,
    /// Section of the vendor's document.
    pub section: &'static str,
    /// Members in wire order; at most 64.
    pub fields: &'static [Field],
    /// The shapes it may take; empty when there is only one.
    pub variants: &'static [Variant],
    required: u64,
    /// Bits of the members whose name another one has too.
    pub(crate) twins: u64,
}

/// One of several shapes of a structure.
#[derive(Debug)]
pub struct Variant {
    /// Its name in the schema.
    pub name: &'static str,
    /// Bit of the member whose presence selects it; 0 for the usual one.
    pub when: u64,
    /// Bits of the members that must be there.
    pub required: u64,
    /// Bits of the members that may be there.
    pub allowed: u64,
}

/// One element or member.
///
/// What every reader and validator looks at comes first, side by side: the tables of one message take the nearest cache.
#[derive(Debug)]
#[repr(C)]
pub struct Field {
    /// Wire name; a placeholder such as `<domain>` when any name may stand (a keyed member).
    pub name: &'static str,
    /// The mark of its name, by which rules pass over it.
    pub(crate) mark: u64,
    /// Greatest length in characters; [`u32::MAX`] when the document sets none.
    pub max: u32,
    /// Least length in characters.
    pub min: u32,
    /// Nothing but its greatest length is to be checked of a value that is there.
    pub(crate) is_plain: bool,
    /// How often it may stand.
    pub occurs: Occurs,
    /// Any member name is one of its entries.
    pub keyed: bool,
    /// Readers take its children directly in the parent too.
    pub inline: bool,
    /// Which parameter of an XML-RPC call holds it; 0 below the root.
    pub param: u8,
    /// Never printed.
    pub secret: bool,
    /// In a response its absence is noted instead of refused.
    pub tolerates_absence: bool,
    /// In a response another length is noted instead of refused.
    pub tolerates_length: bool,
    /// What it holds.
    pub kind: Kind,
    /// Its end tag, ready to be written.
    pub(crate) end_tag: EndTag,
    /// Deprecated, discontinued or ignored.
    pub deprecated: bool,
    /// Code table that lists the values, or empty.
    pub table: &'static str,
    /// Other names that readers take.
    pub aliases: &'static [&'static str],
    /// A list wrapper that readers step through, or empty.
    pub wrapper: &'static str,
    /// Section of the vendor's document.
    pub section: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Value assumed when absent, or empty.
    pub default: &'static str,
    /// Errata of the schema that it embodies, separated by spaces.
    pub errata: &'static str,
    /// The vendor's codes for a missing, malformed or unlisted, too long or short value; empty for the service's own.
    pub codes: Codes,
}

/// The vendor's codes of one field.
#[derive(Debug, Clone, Copy)]
pub struct Codes {
    /// When it is missing.
    pub absent: &'static str,
    /// When it is malformed or not on its list.
    pub invalid: &'static str,
    /// When it is too long or too short.
    pub length: &'static str,
}

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number between the two bounds.
    Int(i64, i64),
    /// `true` or `false`.
    Boolean,
    /// Date and time with an offset.
    DateTime,
    /// Calendar date, `YYYY-MM-DD`.
    Date,
    /// One of a closed list.
    Enum(&'static Enumeration),
    /// A structure.
    Struct(&'static Shape),
}

/// A closed list of values.
#[derive(Debug)]
pub struct Enumeration {
    /// Name in the schema.
    pub name: &'static str,
    /// The values, as sent.
    pub values: &'static [&'static str],
    /// Other spellings that are taken, each with a note.
    pub aliases: &'static [&'static str],
    /// Sent as `<int>` in XML-RPC.
    pub int: bool,
}

/// How often a field may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurs {
    /// Exactly once.
    One,
    /// At most once.
    Opt,
    /// One or more.
    Some,
    /// Any number.
    Many,
}

impl Occurs {
    /// At least one must be there.
    pub const fn is_required(self) -> bool {
        matches!(self, Self::One | Self::Some)
    }

    /// More than one may be there.
    pub const fn is_list(self) -> bool {
        matches!(self, Self::Some | Self::Many)
    }
}

impl Shape {
    /// A structure with these members.
    ///
    /// # Panics
    ///
    /// At compile time, when there are more than 64 members.
    pub const fn new(name: &'static str, section: &'static str, fields: &'static [Field]) -> Self {
        assert!(fields.len() <= 64, "a structure has at most 64 members");
        let mut required = 0;
        let mut index = 0;
        while index < fields.len() {
            if fields[index].occurs.is_required() {
                required |= 1 << index;
            }
            index += 1;
        }
        Self {
            name,
            section,
            fields,
            variants: &[],
            required,
            twins: twins(fields),
        }
    }

    /// The same with several shapes.
    #[must_use]
    pub const fn variants(mut self, variants: &'static [Variant]) -> Self {
        self.variants = variants;
        self
    }

    /// The shape that a structure with these members (as bits) has: the first whose selecting member is there, else the
    /// usual one.
    pub fn variant(&self, seen: u64) -> Option<&'static Variant> {
        let by_member = self.variants.iter().find(|v| v.when & seen != 0);
        by_member.or_else(|| self.variants.iter().find(|v| v.when == 0))
    }

    /// Bits of the members that must be there, given those that are.
    pub fn required(&self, seen: u64) -> u64 {
        self.variant(seen)
            .map_or(self.required, |variant| variant.required)
    }

    /// Whether every member is there that must be, in a structure of one shape.
    #[inline]
    pub(crate) fn is_complete(&self, seen: u64) -> bool {
        self.variants.is_empty() && self.required & !seen == 0
    }

    /// The members that must be there and are not, given those that are.
    pub(crate) fn missing(&self, seen: u64) -> impl Iterator<Item = &'static Field> {
        let missing = self.required(seen) & !seen;
        let fields = if missing == 0 { &[] } else { self.fields };
        let mut fields = fields.iter().enumerate();
        std::iter::from_fn(move || {
            fields.find_map(|(index, field)| (missing & (1 << index) != 0).then_some(field))
        })
    }

    /// The member of this wire name that is not keyed.
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields
            .iter()
            .find(|field| field.name == name && !field.keyed)
    }
}

/// Bits of the members whose name another one has too.
const fn twins(fields: &[Field]) -> u64 {
    let mut twins = 0;
    let mut index = 0;
    while index < fields.len() {
        let mut other = 0;
        while other < index {
            if is_same(fields[index].name, fields[other].name) {
                twins |= 1 << index | 1 << other;
            }
            other += 1;
        }
        index += 1;
    }
    twins
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

impl Field {
    /// A member of this name, kind and section: text of any length, exactly once.
    pub const fn new(name: &'static str, kind: Kind, section: &'static str) -> Self {
        Self {
            name,
            kind,
            mark: mark(name),
            end_tag: EndTag::of(name),
            is_plain: matches!(kind, Kind::Text),
            occurs: Occurs::One,
            min: 0,
            max: u32::MAX,
            table: "",
            aliases: &[],
            wrapper: "",
            inline: false,
            tolerates_absence: false,
            tolerates_length: false,
            keyed: false,
            param: 0,
            secret: false,
            deprecated: false,
            section,
            about: "",
            default: "",
            errata: "",
            codes: Codes {
                absent: "",
                invalid: "",
                length: "",
            },
        }
    }

    /// At most once.
    #[must_use]
    pub const fn opt(mut self) -> Self {
        self.occurs = Occurs::Opt;
        self
    }

    /// One or more.
    #[must_use]
    pub const fn some(mut self) -> Self {
        self.occurs = Occurs::Some;
        self.is_plain = false;
        self
    }

    /// Any number.
    #[must_use]
    pub const fn many(mut self) -> Self {
        self.occurs = Occurs::Many;
        self.is_plain = false;
        self
    }

    /// Length in characters.
    #[must_use]
    pub const fn len(mut self, min: u32, max: u32) -> Self {
        self.min = min;
        self.max = max;
        self.is_plain &= min <= 1;
        self
    }

    /// Values come from this code table.
    #[must_use]
    pub const fn table(mut self, table: &'static str) -> Self {
        self.table = table;
        self.is_plain = false;
        self
    }

    /// Other names that readers take.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// A list wrapper that readers step through.
    #[must_use]
    pub const fn wrapper(mut self, wrapper: &'static str) -> Self {
        self.wrapper = wrapper;
        self
    }

    /// Readers take its children directly in the parent too.
    #[must_use]
    pub const fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// In a response its absence is noted instead of refused.
    #[must_use]
    pub const fn tolerates_absence(mut self) -> Self {
        self.tolerates_absence = true;
        self
    }

    /// In a response another length is noted instead of refused.
    #[must_use]
    pub const fn tolerates_length(mut self) -> Self {
        self.tolerates_length = true;
        self
    }

    /// Any member name is one of its entries.
    #[must_use]
    pub const fn keyed(mut self) -> Self {
        self.keyed = true;
        self
    }

    /// The parameter of an XML-RPC call that holds it.
    #[must_use]
    pub const fn param(mut self, param: u8) -> Self {
        self.param = param;
        self
    }

    /// Never printed.
    #[must_use]
    pub const fn secret(mut self) -> Self {
        self.secret = true;
        self
    }

    /// Deprecated, discontinued or ignored.
    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// What it is.
    #[must_use]
    pub const fn about(mut self, about: &'static str) -> Self {
        self.about = about;
        self
    }

    /// Value assumed when absent.
    #[must_use]
    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = default;
        self
    }

    /// Errata that it embodies, separated by spaces.
    #[must_use]
    pub const fn errata(mut self, errata: &'static str) -> Self {
        self.errata = errata;
        self
    }

    /// The vendor's codes: missing, malformed or unlisted, too long or short; empty for the service's own.
    #[must_use]
    pub const fn codes(
        mut self,
        absent: &'static str,
        invalid: &'static str,
        length: &'static str,
    ) -> Self {
        self.codes = Codes {
            absent,
            invalid,
            length,
        };
        self
    }

    /// The structure below it.
    pub const fn shape(&self) -> Option<&'static Shape> {
        match self.kind {
            Kind::Struct(shape) => Some(shape),
            _ => None,
        }
    }
}
