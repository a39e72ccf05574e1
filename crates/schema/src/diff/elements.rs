//! Operations and their messages, element by element.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Changes, Class, from_to};
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
    if (old.effect, old.retry) != (new.effect, new.retry) {
        let text = format!(
            "effect and retry: {:?}/{:?} -> {:?}/{:?}",
            old.effect, old.retry, new.effect, new.retry
        );
        changes.add(Class::BreaksCallers, subject, text);
    }
    let [before, after] = [old, new].map(|operation| operation.stream.clone().unwrap_or_default());
    if before != after {
        let class = if before.is_empty() {
            Class::Additive
        } else {
            Class::BreaksCallers
        };
        changes.add(
            class,
            subject,
            format!("stream: {}", from_to(&before, &after)),
        );
    }
    if old.application != new.application {
        let [before, after] =
            [old, new].map(|operation| operation.application.clone().unwrap_or_default());
        changes.add(
            Class::BreaksWire,
            subject,
            format!("application: {}", from_to(&before, &after)),
        );
    }
    names(
        changes,
        "",
        subject,
        "response alias",
        &old.response_aliases,
        &new.response_aliases,
    );
    changes.words("", subject, "title", &old.title, &new.title);
    changes.words("", subject, "summary", &old.summary, &new.summary);
    changes.words("", subject, "section", &old.section, &new.section);
    changes.words(
        "",
        subject,
        "errata",
        &old.errata.join(" "),
        &new.errata.join(" "),
    );
    for (direction, before, after) in [
        ("request", &old.request, &new.request),
        ("response", &old.response, &new.response),
    ] {
        let old = Side::new(old_service, before);
        let new = Side::new(new_service, after);
        let mut comparison = Comparison {
            changes,
            operation: &new_name(subject),
            direction,
            ordered: is_ordered(new_service),
        };
        comparison.compare(&old, &new);
    }
}

fn new_name(subject: &str) -> String {
    subject.trim_start_matches("operation ").to_owned()
}

/// SOAP elements stand in a sequence, XML-RPC members in any order.
fn is_ordered(service: &Service) -> bool {
    service.protocol == Protocol::Soap
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
        self.facts(path, before.element, after.element);
        let subject = format!("{} {path}", self.direction);
        words(
            self.changes,
            self.operation,
            &subject,
            before.element,
            after.element,
        );
    }

    fn facts(&mut self, path: &str, before: &Element, after: &Element) {
        let number =
            |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let bounds = [
            (
                "min",
                before.min.map(i64::from),
                after.min.map(i64::from),
                true,
            ),
            (
                "max",
                before.max.map(i64::from),
                after.max.map(i64::from),
                false,
            ),
            ("least value", before.min_value, after.min_value, true),
            ("greatest value", before.max_value, after.max_value, false),
        ];
        for (what, before, after, lower) in bounds
            .into_iter()
            .filter(|(_, before, after, _)| before != after)
        {
            let narrower = match (before, after) {
                (None, _) => true,
                (_, None) => false,
                (Some(before), Some(after)) => (after > before) == lower,
            };
            let class = if narrower {
                Class::BreaksWire
            } else {
                Class::Additive
            };
            self.add(
                class,
                path,
                &format!("{what}: {}", from_to(&number(before), &number(after))),
            );
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let wire = [
            ("code table", text(&before.codes), text(&after.codes)),
            ("default", text(&before.default), text(&after.default)),
            ("wrapper", text(&before.wrapper), text(&after.wrapper)),
            ("key", text(&before.key), text(&after.key)),
            (
                "parameter",
                before.param.to_string(),
                after.param.to_string(),
            ),
            (
                "inline",
                before.inline.to_string(),
                after.inline.to_string(),
            ),
        ];
        for (what, before, after) in wire.iter().filter(|(_, before, after)| before != after) {
            self.add(
                Class::BreaksWire,
                path,
                &format!("{what}: {}", from_to(before, after)),
            );
        }
        if before.secret != after.secret {
            self.add(
                Class::BreaksCallers,
                path,
                if after.secret {
                    "secret now"
                } else {
                    "no longer secret"
                },
            );
        }
        if before.rust != after.rust {
            let names = from_to(&text(&before.rust), &text(&after.rust));
            self.add(Class::BreaksCallers, path, &format!("Rust name: {names}"));
        }
        let subject = format!("{} {path}", self.direction);
        names(
            self.changes,
            self.operation,
            &subject,
            "value",
            &before.values,
            &after.values,
        );
        names(
            self.changes,
            self.operation,
            &subject,
            "alias",
            &before.aliases,
            &after.aliases,
        );
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

/// Names or values that came or went.
pub(super) fn names(
    changes: &mut Changes,
    operation: &str,
    subject: &str,
    what: &str,
    old: &[String],
    new: &[String],
) {
    for name in old.iter().filter(|name| !new.contains(name)) {
        changes.add_for(
            operation,
            Class::BreaksWire,
            subject,
            format!("{what} {name} removed"),
        );
    }
    for name in new.iter().filter(|name| !old.contains(name)) {
        // The first value of a list closes what was open before.
        let class = if old.is_empty() && what == "value" {
            Class::BreaksWire
        } else {
            Class::Additive
        };
        changes.add_for(operation, class, subject, format!("{what} {name} added"));
    }
}

fn words(changes: &mut Changes, operation: &str, subject: &str, before: &Element, after: &Element) {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let pairs = [
        ("about", before.about.clone(), after.about.clone()),
        ("section", text(&before.section), text(&after.section)),
        ("mandatory cell", text(&before.cell), text(&after.cell)),
        ("errata", before.errata.join(" "), after.errata.join(" ")),
        (
            "deprecated",
            before.deprecated.to_string(),
            after.deprecated.to_string(),
        ),
        (
            "vendor code when absent",
            text(&before.absent_code),
            text(&after.absent_code),
        ),
        (
            "vendor code when invalid",
            text(&before.invalid_code),
            text(&after.invalid_code),
        ),
        (
            "vendor code of a wrong length",
            text(&before.length_code),
            text(&after.length_code),
        ),
    ];
    for (what, before, after) in &pairs {
        changes.words(operation, subject, what, before, after);
    }
}
