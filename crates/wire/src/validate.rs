//! Validation of messages, wherever they come from: presence, lengths, types, closed lists, rules.

mod validator;

use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    limits::Limits,
    operation::{Direction, Operation, Root},
    reference::Service,
    report::Report,
    rules::{CsrCheck, RuleSet},
    shape::Field,
    tree::{self, Node},
    walk::{self, Visit},
};

pub use validator::Validator;

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
    /// Path of the product code in a request, for checks of CSRs.
    pub product: &'static str,
    /// The cross-field rules of an operation's messages.
    pub rules: fn(operation: &str, direction: Direction) -> Option<&'static RuleSet>,
}

/// What validation needs beside the payload.
#[derive(Clone, Copy, Default)]
pub struct Context<'c> {
    /// The time that counts as now, in milliseconds since 1970 began in UTC; the system's clock if not set.
    pub now: Option<i64>,
    /// Checks keys and CSRs; without it the rules that need one are passed over.
    pub csr: Option<&'c dyn CsrCheck>,
    /// How much of a payload is read.
    pub limits: Limits,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .field("csr", &self.csr.is_some())
            .field("limits", &self.limits)
            .finish()
    }
}

impl Context<'_> {
    /// The time that counts as now.
    pub(crate) fn now(self) -> i64 {
        self.now.unwrap_or_else(|| {
            let elapsed = SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or_default();
            i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
        })
    }
}

/// Judges a message in memory.
pub fn message<'a, T: Root<'a>>(
    profile: &'static Profile,
    message: &T,
    context: Context<'_>,
) -> Report {
    let mut validator = Validator::new(profile, T::OPERATION, T::DIRECTION, context);
    Visit::root(message, &mut validator);
    validator.finish()
}

/// Judges a message given as a tree, read from JSON or YAML.
pub fn tree(
    profile: &'static Profile,
    message: &Node<'_>,
    operation: &'static Operation,
    direction: Direction,
    context: Context<'_>,
) -> Report {
    let mut validator = Validator::new(profile, operation, direction, context);
    let mut walk = tree::Walk::new(message, &mut validator);
    walk::report(&mut walk, operation.shape(direction));
    validator.finish()
}

/// Which of the vendor's codes a failing check asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The element is missing.
    Absent,
    /// It is too long or too short.
    Length,
    /// It is not of its type.
    Format,
    /// It is in no closed list.
    Value,
    /// It stands where it does not belong.
    Combination,
}

impl Profile {
    /// The vendor's code for a failing check of this field, or empty.
    pub fn code(&self, field: &'static Field, check: Check) -> &'static str {
        let codes = &self.service.vendor_codes;
        let (own, default) = match check {
            Check::Absent => (field.codes.absent, codes.absent),
            Check::Length => (field.codes.length, codes.length),
            Check::Format => (field.codes.invalid, codes.format),
            Check::Value => (field.codes.invalid, codes.value),
            Check::Combination => return codes.combination,
        };
        if !own.is_empty() {
            return own;
        }
        if !self.one_code_for_all {
            return default;
        }
        let others = [field.codes.invalid, field.codes.absent];
        let other = others.into_iter().find(|code| !code.is_empty());
        other
            .or_else(|| first_member_code(field))
            .unwrap_or(default)
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
