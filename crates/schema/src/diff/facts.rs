//! The facts of one operation, element or value, one by one.

use crate::diff::{Changes, Class, from_to};
use crate::model::{Element, Operation};

/// What is compared, and where changes go.
pub(super) struct Facts<'a> {
    pub(super) changes: &'a mut Changes,
    pub(super) operation: &'a str,
    pub(super) subject: &'a str,
}

impl Facts<'_> {
    fn differ(&mut self, class: Class, what: &str, before: &str, after: &str) {
        if before != after {
            let text = format!("{what}: {}", from_to(before, after));
            self.changes
                .add_for(self.operation, class, self.subject, text);
        }
    }

    /// All facts of an element but cardinality and type.
    pub(super) fn compare(&mut self, before: &Element, after: &Element) {
        self.bound(
            "min",
            before.min.map(i64::from),
            after.min.map(i64::from),
            true,
        );
        self.bound(
            "max",
            before.max.map(i64::from),
            after.max.map(i64::from),
            false,
        );
        self.bound("least value", before.min_value, after.min_value, true);
        self.bound("greatest value", before.max_value, after.max_value, false);
        self.names("value", &before.values, &after.values);
        self.names("alias", &before.aliases, &after.aliases);
        self.wire(before, after);
        self.differ(
            Class::BreaksCallers,
            "secret",
            yes(before.secret),
            yes(after.secret),
        );
        self.differ(
            Class::BreaksCallers,
            "Rust name",
            text(&before.rust),
            text(&after.rust),
        );
        self.words(before, after);
    }

    fn bound(&mut self, what: &str, before: Option<i64>, after: Option<i64>, lower: bool) {
        let narrower = match (before, after) {
            (None, _) => true,
            (_, None) => false,
            (Some(before), Some(after)) => (after > before) == lower,
        };
        let number =
            |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
        let class = if narrower {
            Class::BreaksWire
        } else {
            Class::Additive
        };
        self.differ(class, what, &number(before), &number(after));
    }

    /// Names or values that came or went.
    pub(super) fn names(&mut self, what: &str, old: &[String], new: &[String]) {
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.changes.add_for(
                self.operation,
                Class::BreaksWire,
                self.subject,
                format!("{what} {name} removed"),
            );
        }
        // The first values of a list close what was open before.
        let closes = old.is_empty() && what == "value";
        let class = if closes {
            Class::BreaksWire
        } else {
            Class::Additive
        };
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.changes.add_for(
                self.operation,
                class,
                self.subject,
                format!("{what} {name} added"),
            );
        }
    }

    fn wire(&mut self, before: &Element, after: &Element) {
        let class = Class::BreaksWire;
        self.differ(class, "code table", text(&before.codes), text(&after.codes));
        self.differ(
            class,
            "default",
            text(&before.default),
            text(&after.default),
        );
        self.differ(
            class,
            "wrapper",
            text(&before.wrapper),
            text(&after.wrapper),
        );
        self.differ(class, "key", text(&before.key), text(&after.key));
        self.differ(
            class,
            "parameter",
            &before.param.to_string(),
            &after.param.to_string(),
        );
        self.differ(class, "inline", yes(before.inline), yes(after.inline));
    }

    fn words(&mut self, before: &Element, after: &Element) {
        let class = Class::Documentation;
        self.differ(class, "about", &before.about, &after.about);
        self.differ(
            class,
            "section",
            text(&before.section),
            text(&after.section),
        );
        self.differ(
            class,
            "mandatory cell",
            text(&before.cell),
            text(&after.cell),
        );
        self.differ(
            class,
            "errata",
            &before.errata.join(" "),
            &after.errata.join(" "),
        );
        self.differ(
            class,
            "deprecated",
            yes(before.deprecated),
            yes(after.deprecated),
        );
        let codes = [
            (
                "vendor code when absent",
                &before.absent_code,
                &after.absent_code,
            ),
            (
                "vendor code when invalid",
                &before.invalid_code,
                &after.invalid_code,
            ),
            (
                "vendor code of a wrong length",
                &before.length_code,
                &after.length_code,
            ),
        ];
        for (what, before, after) in codes {
            self.differ(class, what, text(before), text(after));
        }
    }
}

/// The facts of an operation but its messages.
pub(super) fn operation(changes: &mut Changes, subject: &str, old: &Operation, new: &Operation) {
    let mut facts = Facts {
        changes,
        operation: "",
        subject,
    };
    let class = Class::BreaksCallers;
    facts.differ(class, "effect", &word(old.effect), &word(new.effect));
    facts.differ(class, "retry", &word(old.retry), &word(new.retry));
    let gained = old.stream.is_none();
    let class = if gained {
        Class::Additive
    } else {
        Class::BreaksCallers
    };
    facts.differ(class, "stream", text(&old.stream), text(&new.stream));
    facts.differ(
        Class::BreaksWire,
        "application",
        text(&old.application),
        text(&new.application),
    );
    facts.names(
        "response alias",
        &old.response_aliases,
        &new.response_aliases,
    );
    let class = Class::Documentation;
    facts.differ(class, "title", &old.title, &new.title);
    facts.differ(class, "summary", &old.summary, &new.summary);
    facts.differ(class, "section", &old.section, &new.section);
    facts.differ(
        class,
        "errata",
        &old.errata.join(" "),
        &new.errata.join(" "),
    );
}

#[expect(clippy::ref_option, reason = "every caller has the field at hand")]
fn text(text: &Option<String>) -> &str {
    text.as_deref().unwrap_or_default()
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

fn word(variant: impl std::fmt::Debug) -> String {
    format!("{variant:?}").to_lowercase()
}
