//! Arbitrary messages that are valid by the document, made from the shapes of the operations.

mod choices;
mod leaf;
mod text;

use std::borrow::Cow;

pub use choices::Choices;
pub use text::{text, word};

use certwire_wire::{
    reference::Service,
    shape::{Field, Shape, Variant},
    tree::{Node, Tree},
};

/// Members of a structure, in wire order.
pub type Members = Vec<(Cow<'static, str>, Node<'static>)>;

/// Makes a message of this shape.
///
/// Presence, variants, lengths, types, closed lists and code tables are obeyed; cross-field rules are not.
pub fn message(
    service: &'static Service,
    shape: &'static Shape,
    choices: &mut Choices,
) -> Node<'static> {
    Tree::Map(Generator { service, choices }.structure(shape)).into()
}

struct Generator<'c> {
    service: &'static Service,
    choices: &'c mut Choices,
}

impl Generator<'_> {
    fn structure(&mut self, shape: &'static Shape) -> Members {
        let present = self.members_of(shape);
        let mut members = Members::new();
        for (index, field) in shape.fields.iter().enumerate() {
            if present & (1 << index) != 0 {
                self.member(shape, field, &mut members);
            }
        }
        members
    }

    /// Which members a structure gets, as bits. It never stays empty: readers take an empty one for an absent one.
    fn members_of(&mut self, shape: &'static Shape) -> u64 {
        let (required, allowed) = self.form(shape);
        let mut present = required;
        for (index, field) in shape.fields.iter().enumerate() {
            let bit = 1 << index;
            let twin = shape.fields.iter().enumerate().any(|(other, twin)| {
                other != index && twin.name == field.name && present & (1 << other) != 0
            });
            if allowed & bit != 0 && !twin && self.choices.flip() {
                present |= bit;
            }
        }
        if present == 0 {
            let bits = (0..shape.fields.len()).map(|index| 1 << index);
            let bits: Vec<u64> = bits.filter(|bit| allowed & bit != 0).collect();
            present = *self.choices.pick(&bits);
        }
        present
    }

    /// The members that one of the structure's forms must have, and those that it may have.
    fn form(&mut self, shape: &'static Shape) -> (u64, u64) {
        if shape.variants.is_empty() {
            return (shape.required(0), u64::MAX);
        }
        let forms: Vec<_> = shape
            .variants
            .iter()
            .filter_map(|variant| form(shape, variant))
            .collect();
        *self.choices.pick(&forms)
    }

    fn member(&mut self, shape: &'static Shape, field: &'static Field, members: &mut Members) {
        let count = 1 + self
            .choices
            .below(if field.occurs.is_list() { 3 } else { 1 });
        if field.keyed {
            let mut entries = Members::new();
            for number in 0..count {
                let key = self.key(shape, field, number, &entries);
                let value = self.value(field);
                entries.push((Cow::Owned(key), value));
            }
            if takes_any_name(field) {
                members.append(&mut entries);
                return;
            }
            members.push((Cow::Borrowed(field.name), Tree::Map(entries).into()));
        } else if field.occurs.is_list() {
            let entries = (0..count).map(|_| self.value(field)).collect();
            members.push((Cow::Borrowed(field.name), Tree::List(entries).into()));
        } else {
            let value = self.value(field);
            members.push((Cow::Borrowed(field.name), value));
        }
    }

    /// A key that no other entry has, and no member of the structure.
    fn key(
        &mut self,
        shape: &'static Shape,
        field: &'static Field,
        number: usize,
        entries: &Members,
    ) -> String {
        if field.name == "<n>" {
            return number.to_string();
        }
        let mut key = word(self.choices, 12);
        let is_taken = |key: &str| {
            entries.iter().any(|(other, _)| other == key)
                || shape
                    .fields
                    .iter()
                    .any(|field| field.name == key || field.aliases.contains(&key))
        };
        while is_taken(&key) {
            key.push('+');
        }
        key
    }

    fn value(&mut self, field: &'static Field) -> Node<'static> {
        match field.shape() {
            Some(shape) => Tree::Map(self.structure(shape)).into(),
            None => leaf::leaf(self.service, field, self.choices).into(),
        }
    }
}

/// Whether the member is a placeholder, under which entries of any name stand.
pub fn takes_any_name(field: &Field) -> bool {
    field.keyed && field.name.starts_with('<')
}

/// What a structure in this form must and may have; none when another form always wins.
fn form(shape: &'static Shape, variant: &'static Variant) -> Option<(u64, u64)> {
    let chosen = |seen| {
        shape
            .variant(seen)
            .is_some_and(|found| std::ptr::eq(found, variant))
    };
    let required = variant.required | variant.when;
    if !chosen(required) {
        return None;
    }
    let bits = (0..shape.fields.len()).map(|index| 1_u64 << index);
    let keeps_form = |bit: &u64| variant.allowed & bit != 0 && chosen(required | bit);
    Some((required, bits.filter(keeps_form).sum()))
}
