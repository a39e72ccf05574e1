//! From bytes to a verdict: whose message it is, which operation, and what is wrong with it.

use std::{borrow::Cow, fmt, sync::Arc};

use certwire_wire::{
    encoding,
    limits::Limits,
    operation::{Direction, Operation},
    report::Report,
    rules::CsrCheck,
    soap,
    tree::{Node, Tree},
    validate::Context,
    xmlrpc,
};

use crate::{
    answer::answer,
    input::{Trouble, kind, text},
    judgement::{Judgement, Omitted},
    service::Service,
    shown::Shown,
    verdict::{
        ambiguous, converted, fault_note, foreign, malformed, no_such, undecoded,
        unknown_operation, unusable,
    },
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
    /// How much of a payload is read. A list that is read as it comes may be longer, its records may not.
    pub limits: Limits,
    /// Keeps the lines of violations, for showing them.
    pub lines: bool,
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
            lines,
            csr,
        } = self;
        let mut debug = f.debug_struct("Options");
        debug
            .field("operation", operation)
            .field("strict", strict)
            .field("now", now);
        debug
            .field("limits", limits)
            .field("lines", lines)
            .field("csr", &csr.is_some())
            .finish()
    }
}

impl Options {
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            now: self.now,
            csr: self.csr.as_deref().map(|csr| csr as &dyn CsrCheck),
            limits: self.limits,
        }
    }
}

/// Judges one payload.
pub fn judge(file: String, bytes: &[u8], options: &Options) -> Judgement {
    let mut judgement = Judgement::new(file);
    judgement.outcome = kind::detect(bytes).and_then(|kind| match kind {
        kind::Kind::Xml => xml(&mut judgement, bytes, options),
        kind::Kind::Text => tree(&mut judgement, bytes, options),
    });
    if let Ok(report) = &mut judgement.outcome {
        judgement.omitted = Omitted::cut(report);
    }
    if options.strict {
        judgement.make_strict();
    }
    judgement
}

fn xml(judgement: &mut Judgement, bytes: &[u8], options: &Options) -> Result<Report, Trouble> {
    let (text, encoding) = encoding::decode(bytes, None).map_err(|error| undecoded(&error))?;
    let report = message(judgement, &text, options);
    judgement.shown = Shown::Text(text.into_owned());
    let mut report = report?;
    report.notes.extend(encoding.map(converted));
    report.locate(judgement.shown.text());
    Ok(report)
}

fn message(judgement: &mut Judgement, text: &str, options: &Options) -> Result<Report, Trouble> {
    match root(text) {
        Ok(Root::XmlRpc) => remote_call(judgement, text, options),
        Ok(Root::Soap(root)) => envelope(judgement, text, &root, options),
        Err(soap::Error::Xml(error)) => Ok(malformed(&error)),
        Err(soap::Error::Fault(fault)) => {
            judgement.service = Some(Service::Gs);
            judgement.direction = Some(Direction::Response);
            Ok(fault_note(&fault.code, &fault.string))
        }
        Err(error) => Err(unusable(&error)),
    }
}

pub(crate) enum Root {
    XmlRpc,
    Soap(soap::RootName),
}

pub(crate) fn root(text: &str) -> Result<Root, soap::Error> {
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

pub(crate) fn run(
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

pub(crate) fn named(service: Service, name: &str) -> Result<Option<&'static Operation>, Trouble> {
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
    let text = text.trim_start_matches('\u{FEFF}');
    judgement.shown = Shown::Text(text.to_owned());
    let root = text::parse(text)?;
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
    report.locate(text);
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
