//! The checks of one leaf: its length, its type, its list.

use std::borrow::Cow;

use super::{Check, Validator};
use crate::{
    shape::{Field, Kind},
    sink::{At, Sink},
    timestamp, value,
};

impl Validator<'_> {
    /// Judges a leaf.
    #[inline(never)]
    pub(super) fn judge(&mut self, field: &'static Field, text: &str, at: At) {
        if field.occurs.is_list() {
            self.path.leaf(field);
        }
        if self.watch.may_ask_for(field) {
            self.watch.leaf(field, text, at);
        }
        self.foretell(field, text);
        self.length(field, text, at);
        if self.kind(field, text, at) {
            self.list(field, text, at);
        }
    }

    /// Whether a code table lists a value.
    fn lists(&self, table: &str, value: &str) -> bool {
        self.profile
            .service
            .table(table)
            .is_some_and(|table| table.contains(value))
    }

    fn length(&mut self, field: &'static Field, text: &str, at: At) {
        // A character takes one to four bytes, so most texts need no counting.
        let (min, max, len) = (field.min as usize, field.max as usize, text.len());
        if len <= max && (len / 4 >= min || (len >= min && text.is_ascii())) {
            return;
        }
        let chars = text.chars().count();
        let limit = if chars > field.max as usize {
            format!("at most {}", field.max)
        } else if chars < field.min as usize {
            format!("at least {}", field.min)
        } else {
            return;
        };
        let message = format!(
            "{} is {chars} characters long; the document allows {limit}.",
            field.name
        );
        if !self.is_request() && field.tolerates_length {
            self.note("length", message, field.name, at);
            return;
        }
        self.violation(field, "length", Check::Length, message, at);
    }

    /// Whether the value is of its type.
    fn kind(&mut self, field: &'static Field, text: &str, at: At) -> bool {
        let expected = match field.kind {
            Kind::Text | Kind::Struct(_) | Kind::Enum(_) => return true,
            Kind::Int(least, greatest) => match value::parse_int(text.trim_ascii()) {
                Some(number) if (least..=greatest).contains(&number) => return true,
                Some(_) => Cow::Owned(format!("a whole number from {least} to {greatest}")),
                None => Cow::Borrowed("a whole number"),
            },
            Kind::Boolean if is_boolean(text.trim_ascii()) => return true,
            Kind::Boolean => Cow::Borrowed("true or false"),
            Kind::DateTime if timestamp::is_date_time(text.trim_ascii()) => return true,
            Kind::DateTime => Cow::Borrowed("a date and time such as 2023-08-01T12:13:12.025Z"),
            Kind::Date if timestamp::parse_date(text.trim_ascii()).is_some() => return true,
            Kind::Date => Cow::Borrowed("a date such as 2023-08-01"),
        };
        let message = format!("{} must be {expected}{}.", field.name, quoted(field, text));
        self.violation(field, "type", Check::Format, message, at);
        false
    }

    fn list(&mut self, field: &'static Field, text: &str, at: At) {
        if let Kind::Enum(list) = field.kind
            && !list.values.contains(&text)
        {
            if list.aliases.contains(&text) {
                let message = format!(
                    "{} is spelt {text}, otherwise than in its list.",
                    field.name
                );
                self.note("alias", message, field.name, at);
            } else {
                self.unlisted(field, text, &list.values.join(", "), at);
            }
        } else if !field.table.is_empty() && !self.lists(field.table, text) {
            let listed = format!("the codes of table `{}`", field.table);
            self.unlisted(field, text, &listed, at);
        }
    }

    fn unlisted(&mut self, field: &'static Field, text: &str, listed: &str, at: At) {
        let message = format!(
            "{} must be one of {listed}{}.",
            field.name,
            quoted(field, text)
        );
        if self.is_request() {
            self.violation(field, "value", Check::Value, message, at);
        } else {
            self.note("value", message, field.name, at);
        }
    }
}

fn is_boolean(text: &str) -> bool {
    matches!(text, "0" | "1")
        || text.eq_ignore_ascii_case("true")
        || text.eq_ignore_ascii_case("false")
}

/// The offending value, unless it is secret.
fn quoted(field: &Field, text: &str) -> String {
    if field.secret {
        String::new()
    } else {
        format!("; `{}` is not", excerpt(text))
    }
}

/// At most 60 characters of a text, on one line.
fn excerpt(text: &str) -> String {
    let mut excerpt: String = text
        .chars()
        .take(60)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(60).is_some() {
        excerpt.push('…');
    }
    excerpt
}
