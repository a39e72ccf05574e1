//! The validating sink: judges presence, lengths, types and closed lists while a payload is walked.
//!
//! It allocates nothing until it finds something.

use std::borrow::Cow;

use crate::{
    operation::{Call, CallVisitor, Direction, Root},
    path::Path,
    reference::Service,
    report::{Note, Place, Report, Severity, Violation},
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    timestamp,
    tree::{self, Node},
    value,
    walk::{Message, Visit},
};

/// How one service's messages are judged.
#[derive(Debug)]
pub struct Profile {
    /// The service: its code tables and the codes of its failing checks.
    pub service: &'static Service,
    /// The code for an element that the document does not know, or empty.
    pub unknown: &'static str,
    /// A field with one code of its own uses it for every failing check.
    pub one_code_for_all: bool,
    /// Name of the element whose negative value tells that a response reports a failure.
    pub outcome: &'static str,
}

/// Collects the violations and notes of one message.
#[derive(Debug)]
pub struct Validator {
    profile: &'static Profile,
    direction: Direction,
    path: Path,
    /// The response says that the call failed: what a success would carry may be missing.
    failed: bool,
    /// Members sent as nil, with the depth at which they stand.
    nils: Vec<(usize, String)>,
    report: Report,
}

/// Judges a message in memory.
pub fn message<'a, T: Root<'a>>(profile: &'static Profile, message: &T) -> Report {
    let mut validator = Validator::new(profile, T::DIRECTION);
    Visit::root(message, &mut validator);
    validator.finish()
}

/// Judges a message given as a tree, read from JSON or YAML: hand it to a service's `dispatch`.
#[derive(Debug)]
pub struct InTree<'n, 'a> {
    /// How the service's messages are judged.
    pub profile: &'static Profile,
    /// The members of the message.
    pub message: &'n Node<'a>,
    /// Which way it goes.
    pub direction: Direction,
}

impl CallVisitor for InTree<'_, '_> {
    type Output = Report;

    fn call<C: Call>(self) -> Report {
        let mut validator = Validator::new(self.profile, self.direction);
        let mut walk = tree::Walk::new(self.message, &mut validator);
        match self.direction {
            Direction::Request => drop(C::Request::decode(&mut walk)),
            Direction::Response => drop(C::Response::decode(&mut walk)),
        }
        validator.finish()
    }
}

/// Which of the vendor's codes a failing check asks for.
#[derive(Clone, Copy)]
enum Check {
    Absent,
    Length,
    Format,
    Value,
}

impl Validator {
    /// A validator for a message that goes this way.
    pub fn new(profile: &'static Profile, direction: Direction) -> Self {
        Self {
            profile,
            direction,
            path: Path::default(),
            failed: false,
            nils: Vec::new(),
            report: Report::default(),
        }
    }

    /// The findings, once the message has been walked to its end.
    pub fn finish(self) -> Report {
        self.report
    }

    /// Whether a code table lists a value.
    fn lists(&self, table: &str, value: &str) -> bool {
        self.profile
            .service
            .table(table)
            .is_some_and(|table| table.contains(value))
    }

    fn is_request(&self) -> bool {
        self.direction == Direction::Request
    }

    fn presence(&mut self, shape: &'static Shape, progress: Progress, at: At) {
        let missing = shape.required(progress.seen) & !progress.seen;
        for (index, field) in shape.fields.iter().enumerate() {
            if missing & (1 << index) != 0 {
                self.missing(field, at);
            }
        }
        if let Some(variant) = shape.variant(progress.seen) {
            for (index, field) in shape.fields.iter().enumerate() {
                if progress.seen & !variant.allowed & (1 << index) != 0 {
                    self.not_in_variant(field, variant.name, at);
                }
            }
        }
    }

    fn missing(&mut self, field: &'static Field, at: At) {
        let depth = self.path.depth();
        let nil = self
            .nils
            .iter()
            .any(|(level, name)| *level == depth && name == field.name);
        if !self.is_request() && (self.failed || nil) {
            return;
        }
        let mut message = format!(
            "{} is missing: the document makes it mandatory here.",
            field.name
        );
        if !field.about.is_empty() {
            message.push(' ');
            message.push_str(field.about);
        }
        self.violation(field, "presence", Check::Absent, message, at);
    }

    fn not_in_variant(&mut self, field: &'static Field, variant: &str, at: At) {
        let message = format!(
            "{} does not belong to the {variant} form of this message: leave it out.",
            field.name
        );
        if self.is_request() {
            self.violation(field, "variant", Check::Format, message, at);
        } else {
            let place = self.place(field.name, at);
            self.report.notes.push(Note {
                place,
                kind: "variant",
                message,
            });
        }
    }

    fn length(&mut self, field: &'static Field, text: &str, at: At) {
        // A character takes at least one byte, so short texts need no counting.
        if text.len() <= field.max as usize
            && (field.min == 0 || text.len() >= field.min as usize * 4)
        {
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
        self.violation(field, "length", Check::Length, message, at);
    }

    fn kind(&mut self, field: &'static Field, text: &str, at: At) {
        let expected = match field.kind {
            Kind::Text | Kind::Struct(_) => return,
            Kind::Enum(list) => {
                if !list.values.contains(&text) {
                    self.unlisted(field, text, &list.values.join(", "), at);
                }
                return;
            }
            Kind::Int(least, greatest) => match value::parse_int(text.trim_ascii()) {
                Some(number) if (least..=greatest).contains(&number) => return,
                Some(_) => Cow::Owned(format!("a whole number from {least} to {greatest}")),
                None => Cow::Borrowed("a whole number"),
            },
            Kind::Boolean if is_boolean(text.trim_ascii()) => return,
            Kind::Boolean => Cow::Borrowed("true or false"),
            Kind::DateTime if timestamp::parse_date_time(text.trim_ascii()).is_some() => return,
            Kind::DateTime => Cow::Borrowed("a date and time such as 2023-08-01T12:13:12.025Z"),
            Kind::Date if timestamp::parse_date(text.trim_ascii()).is_some() => return,
            Kind::Date => Cow::Borrowed("a date such as 2023-08-01"),
        };
        let message = format!("{} must be {expected}{}.", field.name, quoted(field, text));
        self.violation(field, "type", Check::Format, message, at);
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
            let place = self.place(field.name, at);
            self.report.notes.push(Note {
                place,
                kind: "value",
                message,
            });
        }
    }

    fn violation(
        &mut self,
        field: &'static Field,
        rule: &'static str,
        check: Check,
        message: String,
        at: At,
    ) {
        let code = if self.is_request() {
            self.code(field, check)
        } else {
            ""
        };
        let place = self.place(field.name, at);
        self.report.violations.push(Violation {
            place,
            rule: Cow::Borrowed(rule),
            code: (!code.is_empty()).then_some(Cow::Borrowed(code)),
            severity: Severity::Error,
            section: field.section,
            message,
        });
    }

    /// The vendor's code for a failing check of this field.
    fn code(&self, field: &'static Field, check: Check) -> &'static str {
        let (own, default) = match check {
            Check::Absent => (field.codes.absent, self.profile.service.vendor_codes.absent),
            Check::Length => (field.codes.length, self.profile.service.vendor_codes.length),
            Check::Format => (
                field.codes.invalid,
                self.profile.service.vendor_codes.format,
            ),
            Check::Value => (field.codes.invalid, self.profile.service.vendor_codes.value),
        };
        if !own.is_empty() {
            return own;
        }
        if !self.profile.one_code_for_all {
            return default;
        }
        let others = [field.codes.invalid, field.codes.absent];
        let other = others.into_iter().find(|code| !code.is_empty());
        other
            .or_else(|| first_member_code(field))
            .unwrap_or(default)
    }

    fn place(&self, name: &str, at: At) -> Place {
        Place {
            path: self.path.join(name),
            instance: self.path.instance(),
            offset: at.offset(),
            line: None,
            column: None,
        }
    }

    fn note(&mut self, kind: &'static str, message: String, name: &str, at: At) {
        let place = self.place(name, at);
        self.report.notes.push(Note {
            place,
            kind,
            message,
        });
    }

    fn unknown(&mut self, name: &str, at: At) {
        if !self.is_request() {
            self.note("unknown", Remark::Unknown("").describe(name), name, at);
            return;
        }
        let code = self.profile.unknown;
        let place = self.place(name, at);
        self.report.violations.push(Violation {
            place,
            rule: Cow::Borrowed("unknown"),
            code: (!code.is_empty()).then_some(Cow::Borrowed(code)),
            severity: Severity::Error,
            section: self.path.section(),
            message: format!("{name} is not an element that the document knows here: remove it or check its spelling."),
        });
    }

    fn fault(&mut self, rule: &'static str, message: String, name: &str, at: At) {
        let code = if self.is_request() {
            self.profile.service.vendor_codes.format
        } else {
            ""
        };
        let place = self.place(name, at);
        self.report.violations.push(Violation {
            place,
            rule: Cow::Borrowed(rule),
            code: (!code.is_empty()).then_some(Cow::Borrowed(code)),
            severity: Severity::Error,
            section: self.path.section(),
            message,
        });
    }

    fn order(&mut self, name: &str, at: At) {
        let message = format!(
            "{name} stands after an element that the document prints later: keep the document's order."
        );
        if !self.is_request() {
            self.note("order", message, name, at);
            return;
        }
        let place = self.place(name, at);
        self.report.violations.push(Violation {
            place,
            rule: Cow::Borrowed("order"),
            code: None,
            severity: Severity::Warning,
            section: self.path.section(),
            message,
        });
    }
}

impl Sink for Validator {
    const BUILD: bool = false;

    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        if field.keyed && self.path.depth() == 0 {
            self.failed = false;
        }
        self.path.push(field, key);
    }

    fn leave(
        &mut self,
        _: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.presence(shape, progress, at);
        self.path.pop();
        let depth = self.path.depth();
        self.nils.retain(|(level, _)| *level <= depth);
    }

    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, at: At) {
        self.path.leaf(field);
        if field.name == self.profile.outcome
            && self.direction == Direction::Response
            && is_failure(text)
        {
            self.failed = true;
        }
        self.length(field, text, at);
        self.kind(field, text, at);
        if !field.table.is_empty() && !self.lists(field.table, text) {
            self.unlisted(
                field,
                text,
                &format!("the codes of table `{}`", field.table),
                at,
            );
        }
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        match remark {
            Remark::Unknown(_) => self.unknown(name, at),
            Remark::Order => self.order(name, at),
            Remark::Duplicate => {
                self.fault(
                    "duplicate",
                    format!("{name} stands twice; the document allows it once."),
                    name,
                    at,
                );
            }
            Remark::Malformed(expected) => {
                self.fault("type", format!("{name} must be {expected}."), name, at);
            }
            Remark::Nil | Remark::Empty => {
                self.nils.push((self.path.depth(), name.to_owned()));
                self.note(remark.kind(), remark.describe(name), name, at);
            }
            _ => self.note(remark.kind(), remark.describe(name), name, at),
        }
    }
}

/// A missing structure takes the code of its first coded mandatory member.
fn first_member_code(field: &'static Field) -> Option<&'static str> {
    let members = field
        .shape()?
        .fields
        .iter()
        .filter(|member| member.occurs.is_required());
    members
        .into_iter()
        .find_map(|member| match member.codes.absent {
            "" => first_member_code(member),
            code => Some(code),
        })
}

fn is_boolean(text: &str) -> bool {
    matches!(text, "0" | "1")
        || text.eq_ignore_ascii_case("true")
        || text.eq_ignore_ascii_case("false")
}

/// A negative outcome code. In this API 12 and its like are failures with a lost sign, but only `-` is certain.
fn is_failure(text: &str) -> bool {
    text.trim_ascii_start().starts_with('-')
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
pub(crate) fn excerpt(text: &str) -> String {
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
