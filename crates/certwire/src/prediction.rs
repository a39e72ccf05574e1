//! Which answers of the CA are known before it is asked, and from what.

use certwire_wire::{
    operation::Direction,
    reference::{Decided, ErrorClass, ErrorCode, Rule},
    report::Severity,
    shape::{Field, Kind, Shape},
    validate::Check,
};

use crate::service::Service;

/// What makes a code known in advance, or why it is not.
#[derive(Debug, Default)]
pub struct Prediction {
    /// Elements of requests.
    pub fields: Vec<Cause>,
    /// Rules that say this code.
    pub rules: Vec<&'static Rule>,
}

/// An element that the CA answers with a code.
#[derive(Debug)]
pub struct Cause {
    /// Its path below the request.
    pub path: String,
    /// What is wrong with it: `missing`, `length`, `form`, `value`.
    pub what: &'static str,
    /// Where it stands.
    pub operations: Vec<&'static str>,
}

impl Prediction {
    /// What is known of a code.
    pub fn of(service: Service, code: &str) -> Self {
        let mut prediction = Self {
            fields: Vec::new(),
            rules: rules(service, code).collect(),
        };
        for operation in service.reference().operations {
            let shape = operation.shape(Direction::Request);
            prediction.visit(service, operation.name, shape, "", code);
        }
        prediction
    }

    /// Whether the request tells it.
    pub fn by_request(&self) -> bool {
        !self.fields.is_empty() || self.has(Decided::Offline)
    }

    /// Whether the key or CSR tells it.
    pub fn by_csr(&self) -> bool {
        self.has(Decided::Csr)
    }

    fn has(&self, decided: Decided) -> bool {
        self.rules.iter().any(|rule| rule.decided == decided)
    }

    fn visit(
        &mut self,
        service: Service,
        operation: &'static str,
        shape: &'static Shape,
        prefix: &str,
        code: &str,
    ) {
        for (index, field) in shape.fields.iter().enumerate() {
            let path = format!("{prefix}{}", field.name);
            for (what, check) in checks(field, is_demanded(shape, index)) {
                if service.profile().code(field, check) == code {
                    self.add(&path, what, operation);
                }
            }
            if let Some(inner) = field.shape() {
                self.visit(service, operation, inner, &format!("{path}/"), code);
            }
        }
    }

    fn add(&mut self, path: &str, what: &'static str, operation: &'static str) {
        let known = self
            .fields
            .iter_mut()
            .find(|cause| cause.path == path && cause.what == what);
        match known {
            Some(cause) if cause.operations.contains(&operation) => {}
            Some(cause) => cause.operations.push(operation),
            None => self.fields.push(Cause {
                path: path.to_owned(),
                what,
                operations: vec![operation],
            }),
        }
    }
}

/// The rules that say a code. Where the document states a demand without a code, the service's general one answers.
fn rules(service: Service, code: &str) -> impl Iterator<Item = &'static Rule> {
    let general = service.profile().unknown;
    service.reference().rules.iter().filter(move |rule| {
        let is_general = rule.codes.is_empty()
            && rule.severity == Severity::Error
            && rule.decided != Decided::Server
            && !rule.response;
        rule.codes.contains(&code) || (is_general && code == general)
    })
}

/// What validation checks in an element.
fn checks(field: &Field, is_demanded: bool) -> impl Iterator<Item = (&'static str, Check)> {
    let has_type = matches!(
        field.kind,
        Kind::Int(..) | Kind::Boolean | Kind::DateTime | Kind::Date
    );
    let has_list = matches!(field.kind, Kind::Enum(_)) || !field.table.is_empty();
    let checks = [
        (is_demanded, "missing", Check::Absent),
        (
            field.min > 0 || field.max < u32::MAX,
            "length",
            Check::Length,
        ),
        (has_type, "form", Check::Format),
        (has_list, "value", Check::Value),
    ];
    let made = checks.into_iter().filter(|(is_made, ..)| *is_made);
    made.map(|(_, what, check)| (what, check))
}

/// Whether some form of the structure must have this member.
fn is_demanded(shape: &Shape, index: usize) -> bool {
    let bit = 1 << index;
    let forms = shape.variants.iter().any(|form| form.required & bit != 0);
    forms || (shape.variants.is_empty() && shape.required(0) & bit != 0)
}

/// Why a code cannot be known before the CA is asked, in a few words.
pub fn reason(error: &ErrorCode) -> &'static str {
    match error.class {
        ErrorClass::Auth => "only the CA knows accounts and their rights",
        ErrorClass::Billing => "only the CA knows catalogues, prices and balances",
        ErrorClass::State => "only the CA knows its orders",
        ErrorClass::Internal => "it tells of trouble at the CA",
        ErrorClass::Notice => "it tells of no failure",
        ErrorClass::Input => "only the CA can compare it with what it holds",
    }
}
