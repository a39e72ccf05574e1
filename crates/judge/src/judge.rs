//! From bytes to a verdict: whose message it is, which operation, and what is wrong with it.

use std::{borrow::Cow, fmt, sync::Arc};

use certwire_wire::{
    encoding,
    error::XmlError,
    limits::Limits,
    operation::{Direction, Operation},
    report::{Note, Place, Report, Severity, Violation},
    rules::CsrCheck,
    sink::Remark,
    soap,
    tree::{Node, Tree},
    validate::Context,
    xmlrpc,
};

use crate::{
    input::{Trouble, kind, text},
    judgement::Judgement,
    service::Service,
};

/// How to judge.
#[derive(Clone, Default)]
pub struct Options {
    /// The operation, when the payload does not tell or misleads.
    pub operation: Option<String>,
    /// Makes warnings and notes errors.
    pub strict: bool,
    /// The time that counts as now, in milliseconds since 1970 began in UTC; the system's clock if not set.
    pub now: Option<i64>,
    /// How much of a payload is read.
    pub limits: Limits,
    /// Checks keys and CSRs; without it the rules that need one are passed over.
    pub csr: Option<Arc<dyn CsrCheck + Send + Sync>>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            operation,
            strict,
            now,
            limits,
            csr,
        } = self;
        let mut debug = f.debug_struct("Options");
        debug
            .field("operation", operation)
            .field("strict", strict)
            .field("now", now);
        debug
            .field("limits", limits)
            .field("csr", &csr.is_some())
            .finish()
    }
}

impl Options {
    fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            csr: self.csr.as_deref().map(|csr| csr as &dyn CsrCheck),
            limits: self.limits,
        }
    }
}

/// Judges one payload.
pub fn judge(file: String, bytes: &[u8], options: &Options) -> Judgement {
    let mut judgement = Judgement {
        file,
        service: None,
        operation: None,
        direction: None,
        outcome: Ok(Report::default()),
        text: String::new(),
    };
    judgement.outcome = kind::detect(bytes).and_then(|kind| match kind {
        kind::Kind::Xml => xml(&mut judgement, bytes, options),
        kind::Kind::Text => tree(&mut judgement, bytes, options),
    });
    if let (true, Ok(report)) = (options.strict, &mut judgement.outcome) {
        report.make_strict();
    }
    judgement
}

fn xml(judgement: &mut Judgement, bytes: &[u8], options: &Options) -> Result<Report, Trouble> {
    let (text, encoding) = match encoding::decode(bytes, None) {
        Ok(decoded) => decoded,
        Err(error) => {
            return Err(Trouble::new(format!(
                "The payload cannot be decoded: {error}"
            )));
        }
    };
    judgement.text = text.into_owned();
    let text = judgement.text.clone();
    let mut report = match root(&text) {
        Ok(Root::XmlRpc) => remote_call(judgement, &text, options)?,
        Ok(Root::Soap(root)) => envelope(judgement, &text, &root, options)?,
        Err(soap::Error::Xml(error)) => malformed(&error),
        Err(soap::Error::Fault(fault)) => {
            judgement.service = Some(Service::Gs);
            judgement.direction = Some(Direction::Response);
            fault_note(&fault.code, &fault.string)
        }
        Err(error) => return Err(unusable(&error)),
    };
    if let Some(encoding) = encoding {
        let remark = Remark::Encoding(encoding);
        report.notes.push(Note {
            place: Place::default(),
            kind: remark.kind(),
            message: remark.describe(""),
        });
    }
    report.locate(&judgement.text);
    Ok(report)
}

enum Root {
    XmlRpc,
    Soap(soap::RootName),
}

fn root(text: &str) -> Result<Root, soap::Error> {
    let root = soap::root(text)?;
    Ok(match root.name.as_str() {
        "methodCall" | "methodResponse" => Root::XmlRpc,
        _ => Root::Soap(root),
    })
}

fn remote_call(
    judgement: &mut Judgement,
    text: &str,
    options: &Options,
) -> Result<Report, Trouble> {
    judgement.service = Some(Service::Tbs);
    match xmlrpc::method(text) {
        Ok(xmlrpc::Kind::Call(name)) => call(judgement, text, &name, options),
        Ok(_) => answer(judgement, text, Service::Tbs, None, options),
        Err(xmlrpc::Error::Xml(error)) => Ok(malformed(&error)),
        Err(error) => Err(unusable(&error)),
    }
}

fn call(
    judgement: &mut Judgement,
    text: &str,
    name: &str,
    options: &Options,
) -> Result<Report, Trouble> {
    judgement.service = Some(Service::Tbs);
    judgement.direction = Some(Direction::Request);
    let Some(operation) = named(Service::Tbs, options.operation.as_deref().unwrap_or(name))? else {
        return Ok(unknown_operation(Service::Tbs, name));
    };
    judgement.operation = Some(operation.name);
    run(Service::Tbs, text, operation, Direction::Request, options)
}

fn envelope(
    judgement: &mut Judgement,
    text: &str,
    root: &soap::RootName,
    options: &Options,
) -> Result<Report, Trouble> {
    let service = Service::Gs;
    let direction = root.direction.unwrap_or(Direction::Request);
    if root.namespace != service.reference().namespace {
        return Err(foreign(root));
    }
    judgement.service = Some(service);
    judgement.direction = Some(direction);
    if direction == Direction::Response {
        return answer(judgement, text, service, Some(root), options);
    }
    let Some(operation) = named(service, options.operation.as_deref().unwrap_or(&root.name))?
    else {
        return Ok(unknown_operation(service, &root.name));
    };
    judgement.operation = Some(operation.name);
    run(service, text, operation, direction, options)
}

/// A response: of the operation that the user names, or of the one that it fits best.
fn answer(
    judgement: &mut Judgement,
    text: &str,
    service: Service,
    root: Option<&soap::RootName>,
    options: &Options,
) -> Result<Report, Trouble> {
    judgement.service = Some(service);
    judgement.direction = Some(Direction::Response);
    if let Some(name) = &options.operation {
        let operation = named(service, name)?.ok_or_else(|| no_such(service, name))?;
        judgement.operation = Some(operation.name);
        return run(service, text, operation, Direction::Response, options);
    }
    let mut fits = best_fits(service, text, root, options)?;
    // A root name decides between equals; without one nothing does.
    if fits.len() > 1 && root.is_none() {
        return Ok(undecided(fits.into_iter().map(|(_, report)| report)));
    }
    if fits.is_empty() {
        let name = root.map_or("methodResponse", |root| &root.name);
        return Ok(unknown_operation(service, name));
    }
    let (operation, mut report) = fits.swap_remove(0);
    judgement.operation = Some(operation.name);
    if root.is_none_or(|root| root.name != format!("{}Response", operation.name)) {
        let message = format!(
            "Read as a response of {}, which it fits best; --operation names another.",
            operation.name
        );
        report.notes.insert(0, about_operation(message));
    }
    Ok(report)
}

/// The operations that a response fits equally well, each with its report.
fn best_fits(
    service: Service,
    text: &str,
    root: Option<&soap::RootName>,
    options: &Options,
) -> Result<Vec<(&'static Operation, Report)>, Trouble> {
    let mut least = usize::MAX;
    let mut fits = Vec::new();
    for operation in candidates(service, root) {
        let report = run(service, text, operation, Direction::Response, options)?;
        let findings = misfit(&report);
        if findings < least {
            least = findings;
            fits.clear();
        }
        if findings == least {
            fits.push((operation, report));
        }
    }
    Ok(fits)
}

/// What all readings of a response have in common: a member sent twice is wrong whatever the operation.
fn undecided(mut reports: impl Iterator<Item = Report>) -> Report {
    let mut common = reports.next().unwrap_or_default();
    for report in reports {
        // Readings may differ in the path, not in the place.
        let same = |a: &Place, b: &Place| a.offset == b.offset;
        common.violations.retain(|kept| {
            let mut others = report.violations.iter();
            others.any(|other| other.rule == kept.rule && same(&other.place, &kept.place))
        });
        common.notes.retain(|kept| {
            let mut others = report.notes.iter();
            others.any(|other| other.kind == kept.kind && same(&other.place, &kept.place))
        });
    }
    let message = "The response fits several operations; name the right one with --operation.";
    common.notes.insert(0, about_operation(message.to_owned()));
    common
}

fn about_operation(message: String) -> Note {
    Note {
        place: Place::default(),
        kind: "operation",
        message,
    }
}

/// Operations whose response may have this root, the one that is named after it first.
fn candidates(service: Service, root: Option<&soap::RootName>) -> Vec<&'static Operation> {
    let operations = service.reference().operations.iter().copied();
    let Some(root) = root else {
        return operations.collect();
    };
    let canonical = |operation: &&Operation| format!("{}Response", operation.name) == root.name;
    let alias = |operation: &&Operation| operation.response_aliases.contains(&root.name.as_str());
    let (first, rest): (Vec<_>, Vec<_>) = operations.partition(canonical);
    first
        .into_iter()
        .chain(rest.into_iter().filter(alias))
        .collect()
}

/// How badly a response fits an operation.
fn misfit(report: &Report) -> usize {
    let strangers = report
        .notes
        .iter()
        .filter(|note| note.kind == "unknown")
        .count();
    report.violations.len() + strangers
}

fn run(
    service: Service,
    text: &str,
    operation: &Operation,
    direction: Direction,
    options: &Options,
) -> Result<Report, Trouble> {
    let context = options.context();
    match service {
        Service::Gs => match gs_soap_validators::validate(text, operation.name, direction, context)
        {
            Some(Ok(report)) => Ok(report),
            Some(Err(soap::Error::Xml(error))) => Ok(malformed(&error)),
            Some(Err(soap::Error::Fault(fault))) => Ok(fault_note(&fault.code, &fault.string)),
            Some(Err(error)) => Err(unusable(&error)),
            None => Err(no_such(service, operation.name)),
        },
        Service::Tbs => {
            match tbs_xmlrpc_validators::validate(text, operation.name, direction, context) {
                Some(Ok(report)) => Ok(report),
                Some(Err(xmlrpc::Error::Xml(error))) => Ok(malformed(&error)),
                Some(Err(error @ xmlrpc::Error::Ambiguous { .. })) => Ok(ambiguous(&error)),
                Some(Err(xmlrpc::Error::Fault(fault))) => {
                    Ok(fault_note(&fault.code, &fault.message))
                }
                Some(Err(error)) => Err(unusable(&error)),
                None => Err(no_such(service, operation.name)),
            }
        }
    }
}

fn named(service: Service, name: &str) -> Result<Option<&'static Operation>, Trouble> {
    let found = service.reference().operation(name);
    let other = Service::ALL
        .into_iter()
        .find(|other| *other != service && other.reference().operation(name).is_some());
    match (found, other) {
        (None, Some(other)) => Err(Trouble::new(format!(
            "{name} is an operation of {}, but the payload is written for {}: check which service it is meant for.",
            other.vendor(),
            service.vendor()
        ))),
        _ => Ok(found),
    }
}

fn tree(judgement: &mut Judgement, bytes: &[u8], options: &Options) -> Result<Report, Trouble> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        Trouble::new(format!(
            "The payload is not UTF-8: the byte at offset {} is not text.",
            error.valid_up_to()
        ))
    })?;
    text.trim_start_matches('\u{FEFF}')
        .clone_into(&mut judgement.text);
    let root = text::parse(&judgement.text)?;
    let (name, message) = single_member(&root)?;
    if !matches!(message.tree, Tree::Map(_)) {
        return Err(Trouble::new(format!(
            "`{name}` must be a structure that holds the message's members."
        )));
    }
    let name = options
        .operation
        .as_deref()
        .map_or(Cow::Borrowed(name), |operation| {
            let response = name.ends_with("Response");
            Cow::Owned(if response {
                format!("{operation}Response")
            } else {
                operation.to_owned()
            })
        });
    let (service, operation, direction) = find(&name).ok_or_else(|| {
        Trouble::new(format!(
            "`{name}` is no operation of either service: the outermost name must be one, such as OrderPS1 or achat, or \
             its response, such as OrderPS1Response; `certwire schema show` lists them."
        ))
    })?;
    judgement.service = Some(service);
    judgement.operation = Some(operation.name);
    judgement.direction = Some(direction);
    let report = match service {
        Service::Gs => {
            gs_soap_validators::validate_tree(message, operation.name, direction, options.context())
        }
        Service::Tbs => tbs_xmlrpc_validators::validate_tree(
            message,
            operation.name,
            direction,
            options.context(),
        ),
    };
    let mut report = report.ok_or_else(|| no_such(service, operation.name))?;
    report.locate(&judgement.text);
    Ok(report)
}

/// The operation and direction that the outermost name of a JSON or YAML message tells.
pub fn find(name: &str) -> Option<(Service, &'static Operation, Direction)> {
    let lookup = |name: &str, direction| {
        let mut services = Service::ALL.into_iter();
        services
            .find_map(|service| Some((service, service.reference().operation(name)?, direction)))
    };
    let response = name
        .strip_suffix("Response")
        .and_then(|name| lookup(name, Direction::Response));
    lookup(name, Direction::Request).or(response)
}

/// The only member of a structure.
pub fn single_member<'n, 'a>(root: &'n Node<'a>) -> Result<(&'n str, &'n Node<'a>), Trouble> {
    match &root.tree {
        Tree::Map(members) if members.len() == 1 => Ok((&members[0].0, &members[0].1)),
        _ => Err(Trouble::new(
            "The payload must be one structure with one member, named after the operation: {\"OrderPS1\": {…}}; or it is \
             no payload at all.",
        )),
    }
}

fn unusable(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::new(format!("The payload cannot be judged: {error}"))
}

/// Broken XML, as a finding.
fn malformed(error: &XmlError) -> Report {
    unreadable("xml", Some(error.offset), error.to_string())
}

/// An answer that says two things at once, as a finding.
fn ambiguous(error: &xmlrpc::Error) -> Report {
    unreadable("ambiguous", error.offset(), error.to_string())
}

fn unreadable(rule: &'static str, offset: Option<usize>, message: String) -> Report {
    let place = Place {
        offset,
        ..Place::default()
    };
    let violation = Violation {
        place,
        rule: Cow::Borrowed(rule),
        code: None,
        severity: Severity::Error,
        section: "",
        message,
    };
    Report {
        violations: vec![violation],
        notes: Vec::new(),
    }
}

/// A fault is an answer of the server's machinery, not of the CA.
fn fault_note(code: &str, string: &str) -> Report {
    let message = format!("The answer is a fault, {code}: {string}");
    Report {
        violations: Vec::new(),
        notes: vec![Note {
            place: Place::default(),
            kind: "fault",
            message,
        }],
    }
}

fn unknown_operation(service: Service, name: &str) -> Report {
    let violation = Violation {
        place: Place {
            path: name.to_owned(),
            offset: Some(0),
            ..Place::default()
        },
        rule: Cow::Borrowed("operation"),
        code: None,
        severity: Severity::Error,
        section: "",
        message: format!(
            "{name} is no operation of {}: `certwire schema show {}` lists them.",
            service.vendor(),
            service.id()
        ),
    };
    Report {
        violations: vec![violation],
        notes: Vec::new(),
    }
}

fn no_such(service: Service, name: &str) -> Trouble {
    Trouble::new(format!(
        "{name} is no operation of {}: `certwire schema show {}` lists them.",
        service.vendor(),
        service.id()
    ))
}

fn foreign(root: &soap::RootName) -> Trouble {
    let namespace = if root.namespace.is_empty() {
        "no namespace"
    } else {
        &root.namespace
    };
    Trouble::new(format!(
        "The payload is XML, but neither SOAP for GlobalSign nor XML-RPC: its message is <{}> in {namespace}.",
        root.name
    ))
}
