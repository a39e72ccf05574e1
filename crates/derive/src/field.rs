//! Members and their attributes.

use certwire_emit::spec::{Card, FieldSpec, Holds, KindSpec, Occurs};
use heck::{ToLowerCamelCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};
use syn::{Error, Expr, Field, Lit, LitStr, Meta, Result, ext::IdentExt, meta::ParseNestedMeta};

use crate::{
    expand::Protocol,
    holds::{self, Leaf, Member},
    meta::{self, Faults, Words},
};

/// A member, with where its name comes from.
pub(crate) struct Named {
    /// The member.
    pub(crate) spec: FieldSpec,
    /// Token of its wire name.
    pub(crate) span: Span,
}

/// What the attributes say that depends on the type.
#[derive(Default)]
struct Said {
    name: Option<LitStr>,
    length: Option<Span>,
    values: Option<(Vec<String>, Span)>,
    value: Option<Span>,
    int: Option<Span>,
    some: Option<Span>,
    wrapper: Option<Span>,
    inline: Option<Span>,
    secret: Option<Span>,
}

/// One member of the struct.
pub(crate) fn field(field: &Field, protocol: Protocol) -> Result<Named> {
    let ident = field.ident.clone().expect("members are named");
    let mut spec = FieldSpec::new(ident.clone(), String::new());
    spec.about = documentation(field);
    let mut said = Said::default();
    let mut faults = Faults::default();
    let mut words = Words::new(protocol.member_words());
    faults.take(meta::each(&field.attrs, protocol.attribute(), |meta| {
        let (word, ident) = words.take(meta)?;
        word_of(&word, &ident, meta, &mut spec, &mut said)
    }));
    spec.name = match &said.name {
        Some(name) => name.value(),
        None => protocol.wire_name(&ident),
    };
    let span = said.name.as_ref().map_or(ident.span(), LitStr::span);
    if let Some(member) = faults.take(holds::member(&field.ty)) {
        faults.take(said.apply(&mut spec, &member));
    }
    faults.finish()?;
    Ok(Named { spec, span })
}

fn word_of(
    word: &str,
    ident: &Ident,
    meta: &ParseNestedMeta<'_>,
    spec: &mut FieldSpec,
    said: &mut Said,
) -> Result<()> {
    let here = |on: bool| on.then(|| ident.span());
    match word {
        "name" => said.name = Some(meta::text(meta)?),
        "alias" => spec.aliases = meta::texts(meta)?.iter().map(LitStr::value).collect(),
        "min" => (spec.min, said.length) = (Some(meta::number(meta)?), Some(ident.span())),
        "max" => (spec.max, said.length) = (Some(meta::number(meta)?), Some(ident.span())),
        "len" => {
            let length = Some(meta::number(meta)?);
            (spec.min, spec.max, said.length) = (length, length, Some(ident.span()));
        }
        "values" => {
            let values = meta::texts(meta)?.iter().map(LitStr::value).collect();
            said.values = Some((values, ident.span()));
        }
        "value" => said.value = here(meta::flag(meta)?),
        "int" => said.int = here(meta::flag(meta)?),
        "some" => said.some = here(meta::flag(meta)?),
        "inline" => said.inline = here(meta::flag(meta)?),
        "secret" => said.secret = here(meta::flag(meta)?),
        "deprecated" => spec.deprecated = meta::flag(meta)?,
        "wrapper" => (spec.wrapper, said.wrapper) = (meta::text(meta)?.value(), Some(ident.span())),
        "section" => spec.section = meta::text(meta)?.value(),
        "about" => spec.about = meta::text(meta)?.value(),
        "default" => spec.default = meta::text(meta)?.value(),
        "table" => spec.table = meta::text(meta)?.value(),
        _ => spec.param = meta::number(meta)?,
    }
    Ok(())
}

impl Said {
    fn apply(&self, spec: &mut FieldSpec, member: &Member) -> Result<()> {
        let is_value = self.value.is_some() || self.int.is_some();
        spec.card = member.card;
        spec.kind = match (member.leaf, &self.values) {
            (None, None) if !is_value => KindSpec::Struct,
            (leaf, Some((values, _))) => {
                let int = leaf == Some(Leaf::Int) || self.int.is_some();
                KindSpec::Values(values.clone(), int)
            }
            (None, None) if self.int.is_some() => Leaf::Int.kind(),
            (leaf, None) => leaf.unwrap_or(Leaf::Text).kind(),
        };
        spec.holds = Holds::Own(holds::unborrowed(member.inner));
        spec.secret = member.leaf == Some(Leaf::Secret);
        spec.inline = self.inline.is_some();
        spec.occurs = match member.card {
            Card::Value => Occurs::One,
            Card::Option => Occurs::Opt,
            Card::List | Card::Map if self.some.is_some() => Occurs::Some,
            Card::List | Card::Map => Occurs::Many,
        };
        self.check(spec, member)
    }

    /// Words that do not go with the type, each at its own token.
    fn check(&self, spec: &FieldSpec, member: &Member) -> Result<()> {
        let mut faults = Faults::default();
        let is_struct = spec.is_struct();
        let is_text =
            matches!(member.leaf, Some(Leaf::Text | Leaf::Secret)) || self.value.is_some();
        let is_list = matches!(member.card, Card::List | Card::Map);
        let listable = is_text || member.leaf == Some(Leaf::Int) || self.int.is_some();
        let values = self.values.as_ref().map(|(_, span)| *span);
        let mut deny = |span: Option<Span>, wrong: bool, message: &str| {
            if let Some(span) = span.filter(|_| wrong) {
                faults.push(Error::new(span, message));
            }
        };
        deny(self.length, !is_text, "only text has a length");
        deny(
            values,
            !listable,
            "only text and whole numbers have listed values",
        );
        deny(
            self.some,
            !is_list,
            "only a list has one or more entries: make it a `Vec`",
        );
        deny(
            self.wrapper,
            !is_list,
            "only a list has a wrapper: make it a `Vec`",
        );
        deny(
            self.inline,
            !is_struct,
            "only a structure has children to stand in its parent",
        );
        deny(
            self.secret,
            !spec.secret,
            "what must never be printed is a `Secret`",
        );
        let reversed = spec.min.zip(spec.max).is_some_and(|(min, max)| min > max);
        deny(
            self.length,
            reversed,
            "the least length is above the greatest",
        );
        let known = member.leaf.is_some() || member.boxed;
        deny(
            self.value.or(self.int),
            known,
            "this is for leaf types of your own",
        );
        if is_struct && member.card == Card::Option && !member.boxed {
            let message =
                "an optional structure is `Option<Box<…>>`; a leaf type of your own says `value`";
            faults.push(Error::new_spanned(member.inner, message));
        }
        faults.finish()
    }
}

impl Protocol {
    /// The wire name of a member that gives none.
    fn wire_name(self, ident: &Ident) -> String {
        let name = ident.unraw().to_string();
        match self {
            Self::Soap => name.to_upper_camel_case(),
            Self::XmlRpc => name.to_lower_camel_case(),
        }
    }
}

/// The first paragraph of the member's documentation.
fn documentation(field: &Field) -> String {
    let lines = field
        .attrs
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
                Expr::Lit(literal) => match &literal.lit {
                    Lit::Str(text) => Some(text.value().trim().to_owned()),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        });
    let paragraph: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    paragraph.join(" ")
}
