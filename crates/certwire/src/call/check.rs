//! The offline checks of a request, and how it would look on the wire.

use std::sync::Arc;

use certwire_wire::{limits::Limits, operation::Direction, rules::CsrCheck, validate::Context};

use super::{failure::Failure, message::Message};
use crate::{
    cli::call::MannerArgs, judgement::Judgement, output::xml, service::Service, shown::Shown,
};

/// Checks of keys and CSRs, where the command has them.
pub type CsrChecks = Option<Arc<dyn CsrCheck + Send + Sync>>;

/// The checks of keys and CSRs.
///
/// # Errors
///
/// When a list of weak keys cannot be read.
#[cfg(feature = "preflight")]
pub fn csr_checks(args: &MannerArgs) -> Result<CsrChecks, Failure> {
    let weak_keys = crate::command::csr::weak_keys(args.weak_keys.as_deref())?;
    Ok(Some(Arc::new(certwire_preflight::Preflight::new(
        weak_keys,
    ))))
}

/// The checks of keys and CSRs; there are none.
///
/// # Errors
///
/// Never.
#[cfg(not(feature = "preflight"))]
pub fn csr_checks(_: &MannerArgs) -> Result<CsrChecks, Failure> {
    Ok(None)
}

/// Judges a request, credentials in its heading included.
pub fn judge(message: &Message, csr: &CsrChecks) -> Judgement {
    let context = Context {
        now: None,
        csr: csr.as_deref().map(|csr| csr as &dyn CsrCheck),
        limits: Limits::DEFAULT,
    };
    let (name, direction) = (message.operation.name, Direction::Request);
    let members = &message.members;
    let report = match message.service {
        Service::Gs => gs_soap_validators::validate_tree(members, name, direction, context),
        Service::Tbs => tbs_xmlrpc_validators::validate_tree(members, name, direction, context),
    };
    let mut report = report.unwrap_or_default();
    report.violations.extend(message.found.iter().cloned());
    report.locate(&message.text);
    Judgement {
        service: Some(message.service),
        operation: Some(name),
        direction: Some(direction),
        outcome: Ok(report),
        shown: Shown::Text(message.text.clone()),
        ..Judgement::new(message.file.clone())
    }
}

/// The request as it would be sent, indented, secrets masked.
///
/// # Errors
///
/// When it holds what XML cannot carry.
pub fn masked(message: &Message) -> Result<String, Failure> {
    let Message {
        service,
        operation,
        members,
        ..
    } = message;
    let written = xml::masked(*service, operation, Direction::Request, members);
    let bytes = written
        .map_err(|error| Failure::failed(format!("the request cannot be written: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
