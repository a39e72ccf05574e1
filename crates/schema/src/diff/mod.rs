//! What changed between two schemas, classed by what it breaks.

mod elements;
mod facts;
mod lists;
mod render;

use std::collections::BTreeMap;

pub use render::{Format, render};

use crate::model::{Model, Service};

/// What a change breaks, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Code written against the generated types no longer builds or means something else.
    BreaksCallers,
    /// A message that was valid is refused now, or is understood otherwise.
    BreaksWire,
    /// Something new or wider; all that was valid still is.
    Additive,
    /// Words only.
    Documentation,
}

impl Class {
    /// All classes, worst first.
    pub const ALL: [Self; 4] = [
        Self::BreaksCallers,
        Self::BreaksWire,
        Self::Additive,
        Self::Documentation,
    ];

    /// The word for scripts.
    pub fn word(self) -> &'static str {
        match self {
            Self::BreaksCallers => "breaks-callers",
            Self::BreaksWire => "breaks-wire",
            Self::Additive => "additive",
            Self::Documentation => "documentation",
        }
    }

    /// The heading for people.
    pub fn heading(self) -> &'static str {
        match self {
            Self::BreaksCallers => "Breaks callers",
            Self::BreaksWire => "Breaks the wire",
            Self::Additive => "Additive",
            Self::Documentation => "Documentation",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it breaks.
    pub class: Class,
    /// `gs` or `tbs`.
    pub service: String,
    /// What changed: `request Subscriber/Phone`, `enum OrderKind`, `error -9936`.
    pub subject: String,
    /// How.
    pub text: String,
    /// Operations that it concerns, where it concerns some.
    pub operations: Vec<String>,
}

/// Collects changes; the same change in several operations is one.
#[derive(Default)]
struct Changes {
    service: String,
    all: Vec<Change>,
    known: BTreeMap<(Class, String, String), usize>,
}

impl Changes {
    fn add(&mut self, class: Class, subject: impl Into<String>, text: impl Into<String>) {
        self.add_for("", class, subject, text);
    }

    fn add_for(
        &mut self,
        operation: &str,
        class: Class,
        subject: impl Into<String>,
        text: impl Into<String>,
    ) {
        let (subject, text) = (subject.into(), text.into());
        let index = *self
            .known
            .entry((class, subject.clone(), text.clone()))
            .or_insert_with(|| {
                let service = self.service.clone();
                self.all.push(Change {
                    class,
                    service,
                    subject,
                    text,
                    operations: Vec::new(),
                });
                self.all.len() - 1
            });
        let operations = &mut self.all[index].operations;
        if !operation.is_empty() && !operations.iter().any(|known| known == operation) {
            operations.push(operation.to_owned());
        }
    }

    /// A change of words.
    fn words(&mut self, operation: &str, subject: &str, what: &str, old: &str, new: &str) {
        if old != new {
            self.add_for(
                operation,
                Class::Documentation,
                subject,
                format!("{what}: {}", from_to(old, new)),
            );
        }
    }
}

/// `old -> new`, with a dash for nothing.
fn from_to(old: &str, new: &str) -> String {
    let shown = |text: &str| {
        if text.is_empty() {
            "-".to_owned()
        } else {
            text.to_owned()
        }
    };
    format!("{} -> {}", shown(old), shown(new))
}

/// All changes between two schemas, worst first. A service that only one of them has is one change.
pub fn diff(old: &Model, new: &Model) -> Vec<Change> {
    let mut changes = Vec::new();
    let (old, new) = (old.current(), new.current());
    for service in &old.services {
        match new.service(&service.id) {
            Some(later) => changes.extend(service_changes(service, later)),
            None => changes.push(whole(service, Class::BreaksCallers, "removed")),
        }
    }
    let added = new
        .services
        .iter()
        .filter(|service| old.service(&service.id).is_none());
    changes.extend(added.map(|service| whole(service, Class::Additive, "added")));
    changes.sort_by_key(|change| change.class);
    changes
}

/// All changes of one service between two views of it, worst first.
pub fn diff_services(old: &Service, new: &Service) -> Vec<Change> {
    let mut changes = service_changes(old, new);
    changes.sort_by_key(|change| change.class);
    changes
}

fn whole(service: &Service, class: Class, text: &str) -> Change {
    let subject = format!("service {}", service.id);
    Change {
        class,
        service: service.id.clone(),
        subject,
        text: text.to_owned(),
        operations: Vec::new(),
    }
}

fn service_changes(old: &Service, new: &Service) -> Vec<Change> {
    let mut changes = Changes {
        service: new.id.clone(),
        ..Changes::default()
    };
    elements::compare(&mut changes, old, new);
    lists::compare(&mut changes, old, new);
    changes.all
}
