//! One element as a struct member.

use certwire_emit::names as rust;
use certwire_emit::spec::{Card, CodesSpec, FieldSpec, Holds, KindSpec};
use certwire_schema::model::{Element, Struct, Type};
use proc_macro2::Ident;

use super::{Lower, Place, docs, occurs};

impl Lower<'_> {
    pub(super) fn field(
        &self,
        element: &Element,
        ident: Ident,
        block: Option<Ident>,
        place: &Place,
    ) -> FieldSpec {
        let above = place.section;
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let scalar = element.ty.is_scalar();
        let tolerates = |what: &str| element.tolerate.iter().any(|word| word == what);
        FieldSpec {
            ident,
            doc: docs::field(element, above),
            name: element.name.clone(),
            card: card(element),
            holds: self.holds(element, block),
            kind: kind(element),
            occurs: occurs(element.occurs),
            min: element.min,
            max: element.max,
            table: text(&element.codes),
            aliases: element.aliases.clone(),
            wrapper: text(&element.wrapper),
            inline: element.inline,
            tolerates_absence: tolerates("absent"),
            tolerates_length: tolerates("length"),
            param: if place.is_call { element.param } else { 0 },
            secret: element.secret && scalar,
            deprecated: element.deprecated,
            section: element.section.clone().unwrap_or_else(|| above.to_owned()),
            about: element.about.clone(),
            default: text(&element.default),
            errata: element.errata.join(" "),
            codes: CodesSpec {
                absent: text(&element.absent_code),
                invalid: text(&element.invalid_code),
                length: text(&element.length_code),
            },
        }
    }

    fn holds(&self, element: &Element, block: Option<Ident>) -> Holds {
        if element.secret && element.ty.is_scalar() {
            return Holds::Secret;
        }
        let table = element
            .codes
            .as_deref()
            .and_then(|name| self.service.table(name));
        if let Some(name) = table.and_then(|table| table.rust.as_deref()) {
            return Holds::Enum(rust::ident(name));
        }
        match &element.ty {
            Type::String => Holds::Text,
            Type::Int => Holds::Int,
            Type::Boolean => Holds::Boolean,
            Type::DateTime => Holds::Timestamp,
            Type::Date => Holds::Date,
            Type::Enum(name) => Holds::Enum(rust::ident(&rust::type_name(name))),
            Type::Group(name) => {
                let group = self.service.group(name);
                let borrows = group.is_some_and(|group| self.borrows(group));
                Holds::Struct(rust::ident(&rust::type_name(name)), borrows)
            }
            Type::Block(body) => {
                let ident = block.expect("the block was lowered before its member");
                Holds::Struct(ident, self.borrows(body))
            }
        }
    }

    /// Whether a structure holds borrowed text anywhere. The schema has no structure within itself.
    fn borrows(&self, body: &Struct) -> bool {
        body.elements.iter().any(|element| {
            card(element) == Card::Map
                || match &element.ty {
                    Type::Group(name) => self
                        .service
                        .group(name)
                        .is_some_and(|group| self.borrows(group)),
                    Type::Block(block) => self.borrows(block),
                    _ => self.holds(element, None).borrows(),
                }
        })
    }
}

fn kind(element: &Element) -> KindSpec {
    let int = matches!(element.ty, Type::Int);
    if !element.values.is_empty() {
        return KindSpec::Values(element.values.clone(), int);
    }
    match &element.ty {
        Type::String => KindSpec::Text,
        Type::Int => KindSpec::Int(
            element.min_value.unwrap_or(i64::from(i32::MIN)),
            element.max_value.unwrap_or(i64::from(i32::MAX)),
        ),
        Type::Boolean => KindSpec::Boolean,
        Type::DateTime => KindSpec::DateTime,
        Type::Date => KindSpec::Date,
        Type::Enum(name) => KindSpec::Enum(rust::ident(&rust::type_name(name))),
        Type::Group(_) | Type::Block(_) => KindSpec::Struct,
    }
}

fn card(element: &Element) -> Card {
    if element.is_keyed() || element.key.is_some() {
        Card::Map
    } else if element.occurs.is_list() {
        Card::List
    } else if element.occurs.is_required() {
        Card::Value
    } else {
        Card::Option
    }
}
