//! Operations and their messages, element by element.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Changes, Class, facts, from_to};
use crate::inventory::{self, Place};
use crate::model::{Element, Message, Occurs, Operation, Protocol, Service};
use crate::suggest::distance;

/// Compares all operations.
pub(super) fn compare(changes: &mut Changes, old: &Service, new: &Service) {
    for operation in &old.operations {
        let subject = format!("operation {}", operation.name);
        match new.operation(&operation.name) {
            Some(later) => compare_operation(changes, (old, operation), (new, later), &subject),
            None => changes.add(Class::BreaksCallers, subject, "removed"),
        }
    }
    for operation in new
        .operations
        .iter()
        .filter(|operation| old.operation(&operation.name).is_none())
    {
        changes.add(
            Class::Additive,
            format!("operation {}", operation.name),
            "added",
        );
    }
}

fn compare_operation(
    changes: &mut Changes,
    (old_service, old): (&Service, &Operation),
    (new_service, new): (&Service, &Operation),
    subject: &str,
) {
    facts::operation(changes, subject, old, new);
    for (direction, before, after) in [
        ("request", &old.request, &new.request),
        ("response", &old.response, &new.response),
    ] {
        let mut comparison = Comparison {
            changes,
            operation: &new.name,
            direction,
            ordered: new_service.protocol == Protocol::Soap,
        };
        comparison.compare(
            &Side::new(old_service, before),
            &Side::new(new_service, after),
        );
    }
}

/// Where an element stands: shape, path, and whether it holds text.
type Key = (String, String, bool);

/// One message, laid out.
struct Side<'a> {
    service: &'a Service,
    places: Vec<(Key, Place<'a>)>,
    index: BTreeMap<Key, usize>,
    shapes: BTreeSet<String>,
}

impl<'a> Side<'a> {
    fn new(service: &'a Service, message: &'a Message) -> Self {
        // The first shape is the usual one, whatever its name: a message that gets a second shape keeps the first.
        let usual = message
            .variants
            .first()
            .filter(|_| message.has_variants())
            .map(|shape| shape.name.as_str());
        let key = |place: Place<'a>| {
            let shape = usual
                .and_then(|usual| place.variant.strip_prefix(usual))
                .unwrap_or(&place.variant);
            (
                (
                    shape.to_owned(),
                    place.path.clone(),
                    place.element.ty.is_scalar(),
                ),
                place,
            )
        };
        let places: Vec<(Key, Place)> = inventory::places(service, message)
            .into_iter()
            .map(key)
            .collect();
        let index = places
            .iter()
            .enumerate()
            .map(|(at, (key, _))| (key.clone(), at))
            .collect();
        let shapes = message
            .variants
            .iter()
            .skip(1)
            .map(|shape| shape.name.clone())
            .collect();
        Self {
            service,
            places,
            index,
            shapes,
        }
    }

    fn get(&self, key: &Key) -> Option<&Place<'a>> {
        self.index.get(key).map(|at| &self.places[*at].1)
    }

    /// Whether the parent of a place is here, so that the place itself is worth a word.
    fn has_parent(&self, key: &Key) -> bool {
        let Some((parent, _)) = key.1.rsplit_once('/') else {
            return true;
        };
        self.places
            .iter()
            .any(|((shape, path, _), _)| path == parent && key.0.starts_with(shape.as_str()))
    }

    fn has_shape(&self, shape: &str) -> bool {
        let outer = shape.split('/').next().unwrap_or_default();
        outer.is_empty()
            || self.shapes.contains(outer)
            || self.places.iter().any(|((known, ..), _)| known == shape)
    }
}

struct Comparison<'c, 'o> {
    changes: &'c mut Changes,
    operation: &'o str,
    direction: &'static str,
    /// SOAP elements stand in a sequence, XML-RPC members in any order.
    ordered: bool,
}

impl Comparison<'_, '_> {
    fn compare(&mut self, old: &Side, new: &Side) {
        for shape in old.shapes.difference(&new.shapes) {
            self.add(Class::BreaksWire, &format!("shape {shape}"), "removed");
        }
        for shape in new.shapes.difference(&old.shapes) {
            self.add(Class::Additive, &format!("shape {shape}"), "added");
        }
        let mut renamed: BTreeSet<&Key> = BTreeSet::new();
        for (key, place) in &old.places {
            if let Some(later) = new.get(key) {
                self.pair(old, new, place, later);
            } else if new.has_parent(key) && new.has_shape(&key.0) {
                if let Some(successor) =
                    successor(old, new, key, place).filter(|found| !renamed.contains(found))
                {
                    renamed.insert(successor);
                    let name = successor.1.rsplit('/').next().unwrap_or_default();
                    self.add(
                        Class::BreaksCallers,
                        &place.path,
                        &format!("renamed to {name}"),
                    );
                } else {
                    self.add(Class::BreaksCallers, &place.path, "removed");
                }
            }
        }
        for (key, place) in &new.places {
            let expected = old.has_parent(key) && old.has_shape(&key.0);
            if old.get(key).is_none() && expected && !renamed.contains(key) {
                self.added(place);
            }
        }
        if self.ordered {
            self.order(old, new);
        }
    }

    fn add(&mut self, class: Class, what: &str, text: &str) {
        self.changes.add_for(
            self.operation,
            class,
            format!("{} {what}", self.direction),
            text,
        );
    }

    fn added(&mut self, place: &Place) {
        if place.occurs.is_required() && self.direction == "request" {
            self.add(Class::BreaksCallers, &place.path, "added, required");
        } else {
            self.add(Class::Additive, &place.path, "added");
        }
    }

    fn pair(&mut self, old: &Side, new: &Side, before: &Place, after: &Place) {
        let path = &after.path;
        if before.occurs != after.occurs {
            let class = occurs_class(before.occurs, after.occurs, self.direction);
            let text = format!(
                "occurs: {}",
                from_to(before.occurs.sign(), after.occurs.sign())
            );
            self.add(class, path, &text);
        }
        let [type_before, type_after] = [(old, before), (new, after)]
            .map(|(side, place)| type_name(side.service, place.element));
        if type_before != type_after {
            self.add(
                Class::BreaksCallers,
                path,
                &format!("type: {}", from_to(&type_before, &type_after)),
            );
        }
        let subject = format!("{} {path}", self.direction);
        let mut all = facts::Facts {
            changes: self.changes,
            operation: self.operation,
            subject: &subject,
        };
        all.compare(before.element, after.element);
    }

    /// The order of the members that both have, structure by structure.
    fn order(&mut self, old: &Side, new: &Side) {
        let in_order = |side: &Side, other: &Side| -> BTreeMap<(String, String), Vec<String>> {
            let mut levels: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
            for (key, _) in side
                .places
                .iter()
                .filter(|(key, _)| other.get(key).is_some())
            {
                let (parent, name) = key.1.rsplit_once('/').unwrap_or(("", &key.1));
                levels
                    .entry((key.0.clone(), parent.to_owned()))
                    .or_default()
                    .push(name.to_owned());
            }
            levels
        };
        let later = in_order(new, old);
        for ((shape, parent), names) in in_order(old, new) {
            if later
                .get(&(shape, parent.clone()))
                .is_some_and(|other| *other != names)
            {
                let what = if parent.is_empty() { "(top)" } else { &parent };
                self.add(Class::BreaksWire, what, "members stand in another order");
            }
        }
    }
}

fn occurs_class(before: Occurs, after: Occurs, direction: &str) -> Class {
    if before.is_list() != after.is_list() {
        return Class::BreaksCallers;
    }
    let stricter = after.is_required();
    match (direction, before.is_list()) {
        ("request", true) if stricter => Class::BreaksWire,
        ("request", false) if stricter => Class::BreaksCallers,
        ("response", false) => Class::BreaksCallers,
        _ => Class::Additive,
    }
}

/// The Rust type's name, near enough: what a caller would have to change.
fn type_name(service: &Service, element: &Element) -> String {
    match inventory::type_word(service, element) {
        "struct" => "struct".to_owned(),
        _ => element.ty.word().to_owned(),
    }
}

/// A new element in the place of a removed one, if it looks like it under another name.
fn successor<'n>(old: &Side, new: &'n Side, key: &Key, place: &Place) -> Option<&'n Key> {
    let (parent, name) = key.1.rsplit_once('/').unwrap_or(("", &key.1));
    let candidates = new.places.iter().filter(|(other, later)| {
        let (other_parent, _) = other.1.rsplit_once('/').unwrap_or(("", &other.1));
        let same_place = other.0 == key.0 && other_parent == parent && old.get(other).is_none();
        same_place && later.element.ty.word() == place.element.ty.word()
    });
    let near = candidates.map(|(other, later)| (distance(name, &later.element.name), other));
    let (_, other) = near
        .filter(|(distance, _)| distance * 2 <= name.chars().count())
        .min()?;
    Some(other)
}
