//! Decides rules from the values noted.

use std::cell::OnceCell;

use super::{
    Check, Compiled, Slot, When,
    watch::{Noted, Origin, Watch},
};
use crate::{
    reference::Service, report::Severity, sink::At, timestamp, validate::Context, value::parse_int,
};

/// What a hand-written check looks at.
#[derive(Debug)]
pub struct Arguments<'v> {
    /// The values at the rule's fields; none where a field is absent.
    pub values: &'v [Option<&'v str>],
    /// The service's code tables.
    pub service: &'static Service,
    /// Now, in milliseconds since 1970 began in UTC.
    pub now: i64,
    /// All values at the first field: the keys of its entries, where it is a keyed structure.
    pub entries: &'v [&'v str],
}

impl<'v> Arguments<'v> {
    /// The value at the field that the check is about.
    pub fn first(&self) -> Option<&'v str> {
        self.value(0)
    }

    /// The value at one of the rule's fields.
    pub fn value(&self, index: usize) -> Option<&'v str> {
        self.values.get(index).copied().flatten()
    }

    /// Whether the code has this family in the table `family`.
    pub fn has_family(&self, code: &str, family: &str) -> bool {
        families_of(self.service, code).any(|known| known == family)
    }
}

/// Checks keys and CSRs: what needs cryptography stays outside of the validators.
pub trait CsrCheck {
    /// What is wrong with a CSR, as names of the schema's `csr` checks.
    fn check(&self, subject: &CsrSubject<'_>) -> Vec<CsrFinding>;
}

/// A CSR in its order.
#[derive(Debug, Clone, Copy)]
pub struct CsrSubject<'s> {
    /// The service that the order goes to.
    pub service: &'static Service,
    /// The CSR as sent.
    pub csr: &'s str,
    /// The product ordered, if the message says so.
    pub product: Option<&'s str>,
}

/// One thing that is wrong with a CSR.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrFinding {
    /// Name of the check that fails.
    pub check: &'static str,
    /// The vendor's code, or empty for the first of the rule's.
    pub code: &'static str,
    /// How sure it is; a rule that only warns makes it a warning.
    pub severity: Severity,
    /// What is wrong and what to do.
    pub message: String,
    /// The byte of the CSR's text at which it shows.
    pub offset: Option<usize>,
}

/// A rule that a message breaks.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) compiled: &'static Compiled,
    pub(crate) path: &'static str,
    pub(crate) at: At,
    /// What a check of the CSR tells beyond the rule's own summary.
    pub(crate) finding: Option<CsrFinding>,
}

/// Decides the rules of one scope.
pub(crate) struct Judge<'w> {
    watch: &'w Watch<'w>,
    service: &'static Service,
    now: i64,
    csr: Option<&'w dyn CsrCheck>,
    /// Where the structure stands, for what is missing from it.
    at: At,
    /// Element that names the product, for CSR checks.
    product: &'static str,
    /// What the checks of this structure's CSR found, once asked for.
    findings: OnceCell<Vec<CsrFinding>>,
    /// The families of the code at a slot, once asked for: most rules ask for those of one product.
    families: OnceCell<(u16, Few<&'static str, 8>)>,
}

impl<'w> Judge<'w> {
    pub(crate) fn new(
        watch: &'w Watch<'w>,
        service: &'static Service,
        context: Context<'w>,
        (at, product): (At, &'static str),
    ) -> Self {
        Self {
            watch,
            service,
            now: context.now(),
            csr: context.csr,
            at,
            product,
            findings: OnceCell::new(),
            families: OnceCell::new(),
        }
    }

    pub(crate) fn decide(&self, scope: u16) -> Vec<Broken> {
        let rules = self.watch.set.scopes[usize::from(scope)].rules;
        let mut broken = Vec::new();
        for rule in rules {
            if rule.when.iter().all(|when| self.holds(when)) {
                self.judge(rule, &mut broken);
            }
        }
        broken
    }

    fn holds(&self, when: &When) -> bool {
        match when {
            When::Is(slot, values) => self
                .value(*slot)
                .is_some_and(|value| is_one_of(value, values)),
            When::IsNot(slot, values) => self
                .value(*slot)
                .is_some_and(|value| !is_one_of(value, values)),
            When::Present(slot) => self.sent(*slot).is_some(),
            When::Absent(slot) => !self.is_there(*slot),
            When::Family(slot, families) => self.has_family(*slot, families),
        }
    }

    /// Whether the code at a slot has one of these families.
    fn has_family(&self, slot: u16, families: &[&str]) -> bool {
        let known = || self.value(slot).unwrap_or_default();
        let of_code = || Few::of(families_of(self.service, known()));
        let (of, known_families) = self.families.get_or_init(|| (slot, of_code()));
        if *of == slot {
            is_any(known_families.as_slice(), families)
        } else {
            is_any(of_code().as_slice(), families)
        }
    }

    fn judge(&self, compiled: &'static Compiled, broken: &mut Vec<Broken>) {
        match &compiled.check {
            Check::Unique(slot) => broken.extend(self.repeated(compiled, *slot)),
            Check::Csr(name, slot) => broken.extend(self.csr(compiled, name, *slot)),
            check => {
                let failing = self.failing(check);
                broken.extend(failing.map(|slot| self.at_slot(compiled, slot)));
            }
        }
    }

    /// The slot to report, if the check fails.
    fn failing(&self, check: &Check) -> Option<u16> {
        match check {
            Check::Present(slots) => slots.iter().copied().find(|slot| !self.is_there(*slot)),
            Check::Absent(slots) => slots.iter().copied().find(|slot| self.is_there(*slot)),
            Check::AnyOf(slots) => unless(self.count_there(slots) >= 1, slots[0]),
            Check::OneOf(slots) => {
                let there = slots
                    .iter()
                    .rev()
                    .find(|slot| self.is_there(**slot))
                    .unwrap_or(&slots[0]);
                unless(self.count_there(slots) == 1, *there)
            }
            Check::NotBoth(slots) => {
                let last = slots.iter().rev().find(|slot| self.is_there(**slot))?;
                unless(self.count_there(slots) <= 1, *last)
            }
            Check::AllOrNone(slots) => {
                let count = self.count_there(slots);
                let missing = slots
                    .iter()
                    .find(|slot| !self.is_there(**slot))
                    .unwrap_or(&slots[0]);
                unless(count == 0 || count == slots.len(), *missing)
            }
            Check::Equals(slot, others) => unless(self.equals(*slot, others), *slot),
            Check::Values(slot, values) => {
                let holds = self
                    .sent(*slot)
                    .is_none_or(|value| is_one_of(value, values));
                unless(holds, *slot)
            }
            Check::CountEquals(a, b) => {
                let unknown = self.is_malformed(*a) || self.is_malformed(*b);
                unless(unknown || self.words(*a) == self.words(*b), *b)
            }
            Check::Ordered(a, b) => unless(self.ordered(*a, *b), *b),
            Check::Named(check, slots) => unless(self.named(*check, slots), slots[0]),
            Check::Unique(_) | Check::Csr(..) => None,
        }
    }

    /// The rule is broken at this slot.
    fn at_slot(&self, compiled: &'static Compiled, slot: u16) -> Broken {
        let path = self.watch.set.slots[usize::from(slot)].path;
        Broken {
            compiled,
            path,
            at: self.place(slot),
            finding: None,
        }
    }

    /// Where a field stands, or the innermost structure that lacks it.
    fn place(&self, slot: u16) -> At {
        let slots = self.watch.set.slots;
        let Slot {
            scope, mut path, ..
        } = slots[usize::from(slot)];
        loop {
            let mut here = slots
                .iter()
                .zip(0..)
                .filter(|(slot, _)| slot.scope == scope && slot.path == path);
            let noted = here.find_map(|(_, index)| self.noted(index).next());
            match (noted, path.rsplit_once('/')) {
                (Some(value), _) => return value.at,
                (None, Some((outer, _))) => path = outer,
                (None, None) => return self.at,
            }
        }
    }

    fn noted(&self, slot: u16) -> impl Iterator<Item = &Noted> + Clone {
        self.watch.noted(slot)
    }

    fn is_there(&self, slot: u16) -> bool {
        self.noted(slot)
            .any(|value| value.origin != Origin::Assumed)
    }

    fn count_there(&self, slots: &[u16]) -> usize {
        slots.iter().filter(|slot| self.is_there(**slot)).count()
    }

    /// The first value that was sent.
    fn sent(&self, slot: u16) -> Option<&str> {
        let mut values = self.noted(slot);
        let sent = values.find(|value| value.origin == Origin::Sent)?;
        Some(self.watch.text(sent))
    }

    /// The first value, or the default that is assumed for it.
    fn value(&self, slot: u16) -> Option<&str> {
        let mut values = self.noted(slot);
        let known = values.find(|value| value.origin != Origin::Malformed)?;
        Some(self.watch.text(known))
    }

    fn is_malformed(&self, slot: u16) -> bool {
        self.noted(slot)
            .any(|value| value.origin == Origin::Malformed)
    }

    /// Whether the value is one of the others; not decided while one of those is missing.
    fn equals(&self, slot: u16, others: &[u16]) -> bool {
        let Some(value) = self.value(slot) else {
            return true;
        };
        let mut others = others.iter().map(|other| self.value(*other));
        others.any(|other| other.is_none_or(|other| other == value))
    }

    fn words(&self, slot: u16) -> usize {
        self.value(slot)
            .map_or(0, |value| value.split_ascii_whitespace().count())
    }

    fn ordered(&self, a: u16, b: u16) -> bool {
        let instant = |slot| self.value(slot).and_then(instant);
        match (instant(a), instant(b)) {
            (Some(a), Some(b)) => a <= b,
            _ => true,
        }
    }

    fn repeated(&self, compiled: &'static Compiled, slot: u16) -> Option<Broken> {
        let values = self.noted(slot);
        let is_repeated = |(index, value): &(usize, &Noted)| {
            let mut before = values.clone().take(*index);
            before.any(|other| self.watch.text(other) == self.watch.text(value))
        };
        let (_, again) = values.clone().enumerate().find(is_repeated)?;
        let path = self.watch.set.slots[usize::from(slot)].path;
        Some(Broken {
            compiled,
            path,
            at: again.at,
            finding: None,
        })
    }

    fn named(&self, check: fn(&Arguments<'_>) -> bool, slots: &[u16]) -> bool {
        if self.is_malformed(slots[0]) {
            return true;
        }
        let values = Few::<_, 12>::of(slots.iter().map(|slot| self.value(*slot)));
        let sent = |value: &&Noted| value.origin == Origin::Sent;
        let entries = self.noted(slots[0]).filter(sent);
        let entries = Few::<_, 4>::of(entries.map(|value| self.watch.text(value)));
        check(&Arguments {
            values: values.as_slice(),
            service: self.service,
            now: self.now,
            entries: entries.as_slice(),
        })
    }

    /// What the checks of the CSR found under this name.
    fn csr(&self, compiled: &'static Compiled, name: &str, slot: u16) -> Vec<Broken> {
        let (Some(checks), Some(csr)) = (self.csr, self.value(slot)) else {
            return Vec::new();
        };
        let findings = self.findings.get_or_init(|| {
            let slots = self.watch.set.slots.iter().zip(0..);
            let mut products = slots.filter(|(slot, _)| slot.path == self.product);
            let product = products.find_map(|(_, slot)| self.value(slot));
            checks.check(&CsrSubject {
                service: self.service,
                csr,
                product,
            })
        });
        let mine = findings.iter().filter(|finding| finding.check == name);
        mine.map(|finding| Broken {
            finding: Some(finding.clone()),
            ..self.at_slot(compiled, slot)
        })
        .collect()
    }
}

/// A list that is allocated only when it is long.
#[derive(Debug)]
struct Few<T, const N: usize> {
    first: [T; N],
    len: usize,
    all: Vec<T>,
}

impl<T: Copy + Default, const N: usize> Few<T, N> {
    fn of(values: impl Iterator<Item = T> + Clone) -> Self {
        let mut few = Self {
            first: [T::default(); N],
            len: 0,
            all: Vec::new(),
        };
        for value in values.clone() {
            let Some(place) = few.first.get_mut(few.len) else {
                few.all = values.collect();
                break;
            };
            *place = value;
            few.len += 1;
        }
        few
    }

    fn as_slice(&self) -> &[T] {
        if self.all.is_empty() {
            &self.first[..self.len]
        } else {
            &self.all
        }
    }
}

/// The slot to report, unless the check holds.
fn unless(holds: bool, slot: u16) -> Option<u16> {
    (!holds).then_some(slot)
}

/// Booleans are compared as they are read: without case, and as numbers too.
fn is_one_of(value: &str, values: &[&str]) -> bool {
    values
        .iter()
        .any(|listed| *listed == value || is_same_boolean(listed, value))
}

fn is_same_boolean(listed: &str, value: &str) -> bool {
    let number = match listed {
        "true" => "1",
        "false" => "0",
        _ => return false,
    };
    value == number || listed.eq_ignore_ascii_case(value)
}

fn is_any(names: &[&str], wanted: &[&str]) -> bool {
    names.iter().any(|name| wanted.contains(name))
}

/// The families of a code, as the table `family` lists them.
fn families_of<'c>(
    service: &'static Service,
    code: &'c str,
) -> impl Iterator<Item = &'static str> + Clone + use<'c> {
    let rows = service.table("family").map(|table| table.rows(code));
    rows.into_iter()
        .flatten()
        .flat_map(|row| row.label.split(','))
        .map(str::trim)
}

/// A date, a date and time (in UTC where no zone is given), or a Unix timestamp, in milliseconds.
pub fn instant(text: &str) -> Option<i64> {
    let text = text.trim_ascii();
    let seconds = || parse_int(text).and_then(|seconds| seconds.checked_mul(1_000));
    let date = || timestamp::parse_date(text).map(|days| days * 86_400_000);
    let local = || timestamp::parse_date_time(&format!("{text}Z"));
    timestamp::parse_date_time(text)
        .or_else(date)
        .or_else(seconds)
        .or_else(local)
}
