//! The validating sink: judges presence, lengths, types and closed lists while a payload is walked.
//!
//! It allocates nothing until it finds something.

mod leaf;

use std::borrow::Cow;

use super::{Check, Context, Profile};
use crate::{
    operation::{Direction, Operation},
    path::Path,
    report::{Note, Place, Report, Severity, Violation},
    rules::{Broken, Judge, Watch},
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
};

/// Collects the violations and notes of one message.
#[derive(Debug)]
pub struct Validator<'c> {
    profile: &'static Profile,
    direction: Direction,
    path: Path,
    /// The response says that the call failed: what a success would carry may be missing.
    failed: bool,
    /// Members sent as nil, with the depth at which they stand.
    nils: Vec<(usize, String)>,
    /// The message's own shape.
    shape: &'static Shape,
    report: Report,
    watch: Watch<'c>,
    context: Context<'c>,
}

impl<'c> Validator<'c> {
    /// A validator for an operation's message that goes this way.
    pub fn new(
        profile: &'static Profile,
        operation: &Operation,
        direction: Direction,
        context: Context<'c>,
    ) -> Self {
        Self {
            profile,
            direction,
            path: Path::default(),
            failed: false,
            nils: Vec::new(),
            report: Report::default(),
            shape: operation.shape(direction),
            watch: Watch::new((profile.rules)(operation.name, direction)),
            context,
        }
    }

    /// Tells which payload is walked: values that stand there as they are need no copy then.
    pub fn over(&mut self, payload: &'c str) {
        self.watch.over(payload);
    }

    /// The findings, once the message has been walked to its end.
    pub fn finish(mut self) -> Report {
        self.take_findings()
    }

    /// How many findings there are that have not been taken.
    pub fn found(&self) -> usize {
        self.report.violations.len() + self.report.notes.len()
    }

    /// Takes the findings so far, for walks that find more than memory should hold.
    pub fn take_findings(&mut self) -> Report {
        let mut report = std::mem::take(&mut self.report);
        for violation in &mut report.violations {
            if violation.section.is_empty() {
                violation.section = self.shape.section;
            }
        }
        report
    }

    fn is_request(&self) -> bool {
        self.direction == Direction::Request
    }

    fn presence(&mut self, shape: &'static Shape, progress: Progress, at: At) {
        if shape.is_complete(progress.seen) {
            return;
        }
        for field in shape.missing(progress.seen) {
            self.missing(field, at);
        }
        if let Some(variant) = shape.variant(progress.seen) {
            for (index, field) in shape.fields.iter().enumerate() {
                if progress.seen & !variant.allowed & (1 << index) != 0 {
                    self.not_in_variant(field, variant.name, at);
                }
            }
        }
    }

    /// Decides the rules that have all their fields now that a structure ends.
    fn decide(&mut self, at: At) {
        let Some(scope) = self.watch.leave(at) else {
            self.watch.left(None);
            return;
        };
        let Profile {
            service, product, ..
        } = self.profile;
        let judge = Judge::new(&self.watch, service, self.context, (at, product));
        let broken = judge.decide(scope);
        self.watch.left(Some(scope));
        for broken in broken {
            self.broken(&broken);
        }
    }

    fn broken(&mut self, broken: &Broken) {
        let rule = broken.compiled.rule;
        // Where the document states a demand without naming a code, the service's general one answers.
        let general = if rule.severity == Severity::Error {
            self.profile.unknown
        } else {
            ""
        };
        let finding = broken.finding.as_ref();
        let own = finding
            .map(|finding| finding.code)
            .filter(|code| !code.is_empty());
        let code = own.or(rule.codes.first().copied()).unwrap_or(general);
        let code = if self.is_request() { code } else { "" };
        let within = finding.and_then(|finding| finding.offset).unwrap_or(0);
        let place = Place {
            path: broken.path.to_owned(),
            offset: broken.at.offset().map(|offset| offset + within),
            ..self.place("", broken.at)
        };
        let violation = Violation {
            place,
            rule: Cow::Borrowed(rule.id),
            code: (!code.is_empty()).then_some(Cow::Borrowed(code)),
            severity: finding.map_or(rule.severity, |finding| rule.severity.max(finding.severity)),
            section: rule.section,
            message: finding
                .map_or(rule.summary, |finding| finding.message.as_str())
                .to_owned(),
        };
        // Two rules may ask for the same check.
        let facts = |one: &Violation| (one.place.clone(), one.code.clone(), one.message.clone());
        let same = |other: &Violation| facts(other) == facts(&violation);
        if !self.report.violations.iter().any(same) {
            self.report.violations.push(violation);
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
        if !self.is_request() && field.tolerates_absence {
            let message = format!("{} is absent, as real servers leave it out.", field.name);
            self.note("absent", message, field.name, at);
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
            self.violation(field, "variant", Check::Combination, message, at);
        } else {
            let place = self.place(field.name, at);
            self.report.notes.push(Note {
                place,
                kind: "variant",
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
            self.profile.code(field, check)
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

    /// The member of the innermost structure that goes by this name.
    fn member(&self, name: &str) -> Option<&'static Field> {
        let shape = self.path.shape().unwrap_or(self.shape);
        shape
            .fields
            .iter()
            .find(|field| field.name == name || field.aliases.contains(&name))
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

impl Sink for Validator<'_> {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        if field.keyed && self.path.depth() == 0 {
            self.failed = false;
        }
        self.path.push(field, key);
        self.watch.enter(field, key, at);
    }

    fn leave(
        &mut self,
        _: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.presence(shape, progress, at);
        self.decide(at);
        self.path.pop();
        if !self.nils.is_empty() {
            let depth = self.path.depth();
            self.nils.retain(|(level, _)| *level <= depth);
        }
    }

    #[inline]
    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, at: At) {
        // What most leaves are; only a text that begins with a minus, or blank, may tell of a failure.
        let is_clean = field.is_plain
            && text.len() <= field.max as usize
            && text.bytes().next().is_some_and(|byte| byte > b'-');
        if !is_clean || self.watch.may_ask_for(field) {
            self.judge(field, text, at);
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
            // A value of any other kind has been judged with its leaf.
            Remark::Value(_)
                if self
                    .member(name)
                    .is_some_and(|field| !matches!(field.kind, Kind::Text)) => {}
            Remark::Malformed(expected) | Remark::Value(expected) => {
                self.watch.malformed(name, at);
                let message = format!("{name} must be {expected}.");
                match self.member(name) {
                    Some(field) => self.violation(field, "type", Check::Format, message, at),
                    None => self.fault("type", message, name, at),
                }
            }
            Remark::Nil | Remark::Empty => {
                let nil = (self.path.depth(), name);
                if !self
                    .nils
                    .iter()
                    .any(|(level, name)| (*level, &**name) == nil)
                {
                    self.nils.push((nil.0, nil.1.to_owned()));
                }
                self.note(remark.kind(), remark.describe(name), name, at);
            }
            _ => self.note(remark.kind(), remark.describe(name), name, at),
        }
    }

    fn foretell(&mut self, field: &'static Field, text: &str) {
        if is_failure(text)
            && self.direction == Direction::Response
            && field.name == self.profile.outcome
        {
            self.failed = true;
        }
    }
}

/// A negative outcome code. In this API 12 and its like are failures with a lost sign, but only `-` is certain.
fn is_failure(text: &str) -> bool {
    text.trim_ascii_start().starts_with('-')
}
