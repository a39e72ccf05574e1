//! What a member's Rust type says: how often it may stand, and what it holds.

use certwire_emit::spec::{Card, KindSpec};
use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Error, GenericArgument, PathArguments, PathSegment, Result, Type};

/// A member's type, taken apart.
pub(crate) struct Member<'t> {
    /// How the struct holds it.
    pub(crate) card: Card,
    /// The type of one value.
    pub(crate) inner: &'t Type,
    /// What the wire sees; `None` for a type that is not ours.
    pub(crate) leaf: Option<Leaf>,
    /// A box stands around the structure.
    pub(crate) boxed: bool,
}

/// A leaf type of the runtime.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Leaf {
    /// `Cow<str>`.
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
}

impl Leaf {
    /// How the wire sees it.
    pub(crate) fn kind(self) -> KindSpec {
        match self {
            Self::Text | Self::Secret => KindSpec::Text,
            Self::Boolean => KindSpec::Boolean,
            Self::Int => KindSpec::Int(i64::MIN, i64::MAX),
            Self::Timestamp => KindSpec::DateTime,
            Self::Date => KindSpec::Date,
        }
    }
}

/// Takes a type apart, or says what to write in its place.
pub(crate) fn member(ty: &Type) -> Result<Member<'_>> {
    not_static(ty)?;
    let segment = last_segment(ty)?;
    let (card, inner) = match segment.ident.to_string().as_str() {
        "Option" => (Card::Option, argument(segment)?),
        "Vec" => (Card::List, argument(segment)?),
        "Map" => (Card::Map, argument(segment)?),
        _ => (Card::Value, ty),
    };
    let segment = last_segment(inner)?;
    let name = segment.ident.to_string();
    if card != Card::Value && ["Option", "Vec", "Map"].contains(&name.as_str()) {
        let message =
            "a list or keyed structure is empty when it is absent, and holds single values";
        return Err(Error::new_spanned(inner, message));
    }
    if name == "Box" {
        if card != Card::Option {
            let message = "only an optional structure is boxed: `Option<Box<…>>`";
            return Err(Error::new_spanned(inner, message));
        }
        let inner = argument(segment)?;
        return Ok(Member {
            card,
            inner,
            leaf: None,
            boxed: true,
        });
    }
    let leaf = leaf(&name, inner)?;
    Ok(Member {
        card,
        inner,
        leaf,
        boxed: false,
    })
}

/// What is read borrows from the payload, which does not live for ever.
fn not_static(ty: &Type) -> Result<()> {
    let mut after_tick = false;
    for token in ty.to_token_stream() {
        match token {
            TokenTree::Ident(ident) if after_tick && ident == "static" => {
                let message =
                    "what is read borrows from the payload: write the struct's lifetime, `'a`";
                return Err(Error::new(ident.span(), message));
            }
            token => {
                after_tick = matches!(&token, TokenTree::Punct(punct) if punct.as_char() == '\'');
            }
        }
    }
    Ok(())
}

fn leaf(name: &str, ty: &Type) -> Result<Option<Leaf>> {
    let wrong = |message: &str| Err(Error::new_spanned(ty, message));
    match name {
        "Cow" => Ok(Some(Leaf::Text)),
        "Secret" => Ok(Some(Leaf::Secret)),
        "bool" => Ok(Some(Leaf::Boolean)),
        "i64" => Ok(Some(Leaf::Int)),
        "Timestamp" => Ok(Some(Leaf::Timestamp)),
        "Date" => Ok(Some(Leaf::Date)),
        "String" | "str" => wrong("text is `Cow<'a, str>`, with the struct's lifetime"),
        "i8" | "i16" | "i32" | "i128" | "isize" | "u8" | "u16" | "u32" | "u64" | "u128"
        | "usize" => wrong("a whole number is `i64`"),
        "f32" | "f64" => wrong("a number with a fraction is text: `Cow<'a, str>`"),
        "HashMap" | "BTreeMap" => wrong("a keyed structure is a `Map`, which keeps the order sent"),
        _ => Ok(None),
    }
}

fn last_segment(ty: &Type) -> Result<&PathSegment> {
    match ty {
        Type::Path(path) if path.qself.is_none() => {
            let segment = path.path.segments.last();
            segment.ok_or_else(|| Error::new_spanned(ty, "a type is expected here"))
        }
        Type::Group(group) => last_segment(&group.elem),
        Type::Paren(paren) => last_segment(&paren.elem),
        Type::Reference(_) => Err(Error::new_spanned(
            ty,
            "borrowed text is `Cow<'a, str>`, since it may hold escapes",
        )),
        _ => Err(Error::new_spanned(
            ty,
            "a member is a leaf or a structure, and neither has this type",
        )),
    }
}

/// The last type argument: of `Map<'a, T>`, `T`.
fn argument(segment: &PathSegment) -> Result<&Type> {
    let missing = || Error::new_spanned(segment, "what it holds is missing");
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return Err(missing());
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    types.last().ok_or_else(missing)
}

/// The type with every lifetime `'static`, for use in a static.
pub(crate) fn unborrowed(ty: &Type) -> TokenStream {
    fn replace(tokens: TokenStream) -> TokenStream {
        let mut after_tick = false;
        let replaced = tokens.into_iter().map(|token| {
            let is_name = std::mem::replace(&mut after_tick, false);
            match token {
                TokenTree::Ident(ident) if is_name => {
                    TokenTree::Ident(proc_macro2::Ident::new("static", ident.span()))
                }
                TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                    after_tick = true;
                    TokenTree::Punct(punct)
                }
                TokenTree::Group(group) => {
                    let mut inner =
                        proc_macro2::Group::new(group.delimiter(), replace(group.stream()));
                    inner.set_span(group.span());
                    TokenTree::Group(inner)
                }
                other => other,
            }
        });
        replaced.collect()
    }
    replace(ty.to_token_stream())
}
