//! Elements of requests that a CA answers with a code: the checks of the validating walk, seen from the schema.

use std::collections::BTreeSet;

use certwire_schema::model::{Decided, Element, Protocol, Rule, Service, Severity, Struct, Type};

/// One element.
pub(super) struct Cause {
    /// Its path below the request.
    pub(super) path: String,
    /// What is wrong with it.
    pub(super) what: Vec<&'static str>,
}

/// A check, with the codes that the element and the service have for it.
struct Check<'e> {
    what: &'static str,
    own: Option<&'e str>,
    general: Option<&'e str>,
}

/// All elements that are answered with this code, each path once.
pub(super) fn causes(service: &Service, code: &str) -> Vec<Cause> {
    let mut found = Vec::new();
    for operation in &service.operations {
        visit(service, &operation.request.body, "", code, &mut found);
    }
    found
}

/// Whether a rule without a code of its own is answered with the service's general one.
pub(super) fn is_general(service: &Service, rule: &Rule, code: &str) -> bool {
    rule.codes.is_empty()
        && rule.severity == Severity::Error
        && rule.decided != Decided::Server
        && !rule.response
        && one_code_for_all(service)
        && service.vendor_codes.value.as_deref() == Some(code)
}

/// TBS's manual has one code a field, `GlobalSign`'s document one a kind of fault.
fn one_code_for_all(service: &Service) -> bool {
    service.protocol == Protocol::XmlRpc
}

fn visit(service: &Service, body: &Struct, prefix: &str, code: &str, found: &mut Vec<Cause>) {
    for (index, element) in body.elements.iter().enumerate() {
        let path = format!("{prefix}{}", element.name);
        let answered = checks(service, element, is_demanded(body, index));
        let answered = answered
            .into_iter()
            .filter(|check| answer(service, element, check) == Some(code));
        for check in answered {
            add(found, &path, check.what);
        }
        if let Some(inner) = service.members(element) {
            visit(service, inner, &format!("{path}/"), code, found);
        }
    }
}

fn add(found: &mut Vec<Cause>, path: &str, what: &'static str) {
    match found.iter_mut().find(|cause| cause.path == path) {
        Some(cause) if cause.what.contains(&what) => {}
        Some(cause) => cause.what.push(what),
        None => found.push(Cause {
            path: path.to_owned(),
            what: vec![what],
        }),
    }
}

/// Whether some form of the structure must have this member.
fn is_demanded(body: &Struct, index: usize) -> bool {
    let forms = body.variants.iter().flat_map(|form| &form.members);
    let mut forms = forms.filter(|(member, _)| *member == index);
    let by_form = forms.any(|(_, occurs)| occurs.is_required());
    by_form || (body.variants.is_empty() && body.elements[index].occurs.is_required())
}

fn checks<'e>(service: &'e Service, element: &'e Element, is_demanded: bool) -> Vec<Check<'e>> {
    let general = &service.vendor_codes;
    let has_length = element.min.is_some_and(|min| min > 0) || element.max.is_some();
    let has_type = matches!(
        element.ty,
        Type::Int | Type::Boolean | Type::DateTime | Type::Date
    );
    let has_list = matches!(element.ty, Type::Enum(_))
        || element.codes.is_some()
        || !element.values.is_empty();
    let invalid = &element.invalid_code;
    let checks = [
        (
            is_demanded,
            "missing",
            &element.absent_code,
            &general.absent,
        ),
        (has_length, "length", &element.length_code, &general.length),
        (has_type, "form", invalid, &general.format),
        (has_list, "value", invalid, &general.value),
    ];
    let made = checks.into_iter().filter(|(is_made, ..)| *is_made);
    made.map(|(_, what, own, general)| Check {
        what,
        own: own.as_deref(),
        general: general.as_deref(),
    })
    .collect()
}

/// The code that the CA gives for a check that fails.
fn answer<'e>(service: &'e Service, element: &'e Element, check: &Check<'e>) -> Option<&'e str> {
    if check.own.is_some() || !one_code_for_all(service) {
        return check.own.or(check.general);
    }
    let other = element.invalid_code.as_deref();
    other
        .or(element.absent_code.as_deref())
        .or_else(|| first_member_code(service, element, &mut BTreeSet::new()))
        .or(check.general)
}

/// A missing structure takes the code of its first coded mandatory member.
fn first_member_code<'e>(
    service: &'e Service,
    element: &'e Element,
    seen: &mut BTreeSet<&'e str>,
) -> Option<&'e str> {
    let body = service.members(element)?;
    if !seen.insert(&element.name) {
        return None;
    }
    let mut demanded = body
        .elements
        .iter()
        .filter(|member| member.occurs.is_required());
    demanded.find_map(|member| {
        let own = member.absent_code.as_deref();
        own.or_else(|| first_member_code(service, member, seen))
    })
}
