//! What a structure or a closed list is made of.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::style::Style;

/// A structure.
#[derive(Debug)]
pub struct StructSpec {
    /// Its Rust name.
    pub ident: Ident,
    /// Its lifetime, when it borrows text.
    pub lifetime: Option<TokenStream>,
    /// Paragraphs of its documentation.
    pub doc: Vec<String>,
    /// Other names under which the documentation finds it.
    pub doc_alias: Vec<String>,
    /// Its name in the schema.
    pub name: String,
    /// Section of the vendor's document.
    pub section: String,
    /// Members in wire order.
    pub fields: Vec<FieldSpec>,
    /// The shapes it may take; empty when there is only one.
    pub variants: Vec<VariantSpec>,
}

/// One of several shapes of a structure.
#[derive(Debug)]
pub struct VariantSpec {
    /// Its name.
    pub name: String,
    /// Bit of the member that selects it, 0 for the usual one.
    pub when: u64,
    /// Bits of the members that must be there.
    pub required: u64,
    /// Bits of the members that may be there.
    pub allowed: u64,
}

/// A member.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of a schema line"
)]
pub struct FieldSpec {
    /// Its Rust name.
    pub ident: Ident,
    /// Paragraphs of its documentation.
    pub doc: Vec<String>,
    /// Its wire name.
    pub name: String,
    /// How the Rust struct holds it.
    pub card: Card,
    /// What it holds once.
    pub holds: Holds,
    /// How the wire sees it.
    pub kind: KindSpec,
    /// How often it may stand.
    pub occurs: Occurs,
    /// Least length.
    pub min: Option<u32>,
    /// Greatest length.
    pub max: Option<u32>,
    /// Code table of the values, or empty.
    pub table: String,
    /// Other names that readers take.
    pub aliases: Vec<String>,
    /// List wrapper that readers step through, or empty.
    pub wrapper: String,
    /// Readers take its children in the parent too.
    pub inline: bool,
    /// In a response its absence is noted instead of refused.
    pub tolerates_absence: bool,
    /// In a response another length is noted instead of refused.
    pub tolerates_length: bool,
    /// Parameter of an XML-RPC call; 0 below the root.
    pub param: u8,
    /// Never printed.
    pub secret: bool,
    /// Deprecated or ignored.
    pub deprecated: bool,
    /// Section of the vendor's document.
    pub section: String,
    /// What it is.
    pub about: String,
    /// Value assumed when absent, or empty.
    pub default: String,
    /// Errata that it embodies, separated by spaces.
    pub errata: String,
    /// The vendor's codes.
    pub codes: CodesSpec,
}

/// The vendor's codes of one member; empty for the service's own.
#[derive(Debug, Default)]
pub struct CodesSpec {
    /// When it is missing.
    pub absent: String,
    /// When it is malformed or unlisted.
    pub invalid: String,
    /// When it is too long or too short.
    pub length: String,
}

/// How the Rust struct holds a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Card {
    /// Always.
    Value,
    /// As an `Option`.
    Option,
    /// As a `Vec`.
    List,
    /// As a `Map`, under any names.
    Map,
}

/// How often a member may stand.
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

/// The Rust type of one value.
#[derive(Debug, Clone)]
pub enum Holds {
    /// Borrowed or owned text.
    Text,
    /// `Secret`.
    Secret,
    /// `bool`.
    Boolean,
    /// `i64`.
    Int,
    /// `Timestamp`.
    Timestamp,
    /// `Date`.
    Date,
    /// An open enum.
    Enum(Ident),
    /// A structure, and whether it borrows.
    Struct(Ident, bool),
    /// A user's type, as written, lifetimes replaced by `'static`.
    Own(TokenStream),
}

/// How the wire sees a value.
#[derive(Debug, Clone)]
pub enum KindSpec {
    /// Text.
    Text,
    /// A whole number between two bounds.
    Int(i64, i64),
    /// `true` or `false`.
    Boolean,
    /// Date and time.
    DateTime,
    /// Calendar date.
    Date,
    /// The closed list of this enum.
    Enum(Ident),
    /// A closed list without a type of its own; whether its values are numbers.
    Values(Vec<String>, bool),
    /// The structure that the member holds.
    Struct,
}

/// An open enum.
#[derive(Debug)]
pub struct EnumSpec {
    /// Its Rust name.
    pub ident: Ident,
    /// Paragraphs of its documentation.
    pub doc: Vec<String>,
    /// Its name in the schema.
    pub name: String,
    /// Whether its values are numbers; `None` when they stand in a code table.
    pub list: Option<bool>,
    /// Values in document order.
    pub values: Vec<ValueSpec>,
}

/// One value of an open enum.
#[derive(Debug)]
pub struct ValueSpec {
    /// Its Rust name.
    pub ident: Ident,
    /// Paragraphs of its documentation.
    pub doc: Vec<String>,
    /// As sent.
    pub wire: String,
    /// Other spellings that readers take.
    pub aliases: Vec<String>,
}

impl FieldSpec {
    /// A member of these names: text, exactly once, nothing else said.
    pub fn new(ident: Ident, name: impl Into<String>) -> Self {
        Self {
            ident,
            doc: Vec::new(),
            name: name.into(),
            card: Card::Value,
            holds: Holds::Text,
            kind: KindSpec::Text,
            occurs: Occurs::One,
            min: None,
            max: None,
            table: String::new(),
            aliases: Vec::new(),
            wrapper: String::new(),
            inline: false,
            tolerates_absence: false,
            tolerates_length: false,
            param: 0,
            secret: false,
            deprecated: false,
            section: String::new(),
            about: String::new(),
            default: String::new(),
            errata: String::new(),
            codes: CodesSpec::default(),
        }
    }

    /// Whether any member name is one of its entries.
    pub fn keyed(&self) -> bool {
        self.card == Card::Map
    }

    /// Whether it holds structures.
    pub fn is_struct(&self) -> bool {
        matches!(self.kind, KindSpec::Struct)
    }

    /// Name of the walk's and the visit's method for it.
    pub(crate) fn method(&self) -> &'static str {
        match (self.is_struct(), self.card) {
            (false, Card::Value) => "value",
            (false, Card::Option) => "option",
            (false, Card::List) => "list",
            (false, Card::Map) => "map",
            (true, Card::Value) => "group",
            (true, Card::Option) => "group_option",
            (true, Card::List) => "group_list",
            (true, Card::Map) => "group_map",
        }
    }

    /// Whether its Rust type has a lifetime.
    pub fn borrows(&self) -> bool {
        self.card == Card::Map || self.holds.borrows()
    }
}

impl Holds {
    /// Whether the type has a lifetime.
    pub fn borrows(&self) -> bool {
        match self {
            Self::Text | Self::Timestamp | Self::Date => true,
            Self::Struct(_, borrows) => *borrows,
            Self::Secret | Self::Boolean | Self::Int | Self::Enum(_) | Self::Own(_) => false,
        }
    }

    /// The type, with lifetime `'a` where it has one.
    pub(crate) fn ty(&self, style: &Style) -> TokenStream {
        let leaf = |module, name| style.wire(module, name);
        match self {
            Self::Text => {
                let cow = style.cow();
                quote!(#cow<'a, str>)
            }
            Self::Secret => leaf("secret", "Secret"),
            Self::Boolean => quote!(bool),
            Self::Int => quote!(i64),
            Self::Timestamp => {
                let timestamp = leaf("timestamp", "Timestamp");
                quote!(#timestamp<'a>)
            }
            Self::Date => {
                let date = leaf("timestamp", "Date");
                quote!(#date<'a>)
            }
            Self::Enum(ident) | Self::Struct(ident, false) => quote!(#ident),
            Self::Struct(ident, true) => quote!(#ident<'a>),
            Self::Own(ty) => quote!(#ty),
        }
    }
}
