//! The offline checks of a request, and how it would look on the wire.

use std::sync::Arc;

use certwire_wire::{
    limits::Limits,
    operation::{Call, CallVisitor, Direction},
    rules::CsrCheck,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap,
    tree::{Node, Walk},
    validate::Context,
    walk::Message as _,
    xmlrpc,
};

use super::{failure::Failure, message::Message};
use crate::{cli::call::MannerArgs, judgement::Judgement, service::Service, shown::Shown};

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
    let name = message.operation.name;
    let members = &message.members;
    let written = match message.service {
        Service::Gs => gs_soap_types::dispatch(name, Soap(members)),
        Service::Tbs => tbs_xmlrpc_types::dispatch(name, XmlRpc(members)),
    };
    let bytes = written.unwrap_or(Ok(Vec::new()));
    let bytes = bytes
        .map_err(|error| Failure::failed(format!("the request cannot be written: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What stands in a secret's place.
pub const STARS: &str = "***";

struct Soap<'n, 'a>(&'n Node<'a>);

impl CallVisitor for Soap<'_, '_> {
    type Output = Result<Vec<u8>, soap::WriteError>;

    fn call<C: Call>(self) -> Self::Output {
        let mut bytes = Vec::new();
        let mut writer = soap::Writer::new(&mut bytes, Some(0));
        writer.begin(C::OPERATION, Direction::Request);
        let mut sink = Masked(writer);
        drop(C::Request::decode(&mut Walk::new(self.0, &mut sink)));
        sink.0.finish()?;
        Ok(bytes)
    }
}

struct XmlRpc<'n, 'a>(&'n Node<'a>);

impl CallVisitor for XmlRpc<'_, '_> {
    type Output = Result<Vec<u8>, soap::WriteError>;

    fn call<C: Call>(self) -> Self::Output {
        let mut bytes = Vec::new();
        let options = xmlrpc::WriteOptions {
            indent: true,
            php_arrays: false,
        };
        let mut writer = xmlrpc::Writer::new(&mut bytes, options);
        writer.begin(C::OPERATION, Direction::Request);
        let mut sink = Masked(writer);
        drop(C::Request::decode(&mut Walk::new(self.0, &mut sink)));
        sink.0.finish()?;
        Ok(bytes)
    }
}

/// Hides the values of secrets from the sink behind it.
struct Masked<K>(K);

impl<K: Sink> Sink for Masked<K> {
    const BUILD: bool = false;

    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.0.enter(field, key, at);
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.0.leave(field, shape, progress, at);
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        let text = if field.secret { STARS } else { text };
        self.0.leaf(field, key, text, at);
    }

    // What the schema does not know is never sent.
    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
