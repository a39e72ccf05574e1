//! `certwire schema`: the tree of an operation, and the machine-readable descriptions.

use std::fmt::Write;

use crate::{service::Service, tree};

/// The descriptions that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Artefact {
    /// XML Schema of `GlobalSign`'s messages.
    Xsd,
    /// WSDL of `GlobalSign`'s service.
    Wsdl,
    /// JSON Schema of `GlobalSign`'s messages.
    GsJson,
    /// JSON Schema of TBS INTERNET's messages.
    TbsJson,
}

/// The text of a description.
pub fn export(artefact: Artefact) -> &'static str {
    match artefact {
        Artefact::Xsd => gs_soap_validators::description::XSD,
        Artefact::Wsdl => gs_soap_validators::description::WSDL,
        Artefact::GsJson => gs_soap_validators::description::JSON_SCHEMA,
        Artefact::TbsJson => tbs_xmlrpc_validators::description::JSON_SCHEMA,
    }
}

/// The tree of an operation, or the list of all operations.
///
/// # Errors
///
/// A sentence, when no service has such an operation.
pub fn show(service: Option<Service>, operation: Option<&str>) -> Result<String, String> {
    let services: Vec<Service> = service.map_or(Service::ALL.to_vec(), |service| vec![service]);
    let mut text = String::new();
    for service in services {
        let reference = service.reference();
        let Some(name) = operation else {
            list(&mut text, service);
            continue;
        };
        if let Some(operation) = reference.operation(name) {
            let _ = writeln!(
                text,
                "{} {}: {}",
                service.vendor(),
                operation.name,
                operation.title
            );
            text.push_str(&tree::both(service, operation));
        }
    }
    if text.is_empty() {
        let name = operation.unwrap_or_default();
        return Err(format!(
            "no operation is called `{name}`: `certwire schema show` lists them all"
        ));
    }
    Ok(text)
}

fn list(text: &mut String, service: Service) {
    let reference = service.reference();
    let _ = writeln!(
        text,
        "{} ({}, edition {})",
        service.vendor(),
        reference.title,
        reference.edition
    );
    for operation in reference.operations {
        let _ = writeln!(text, "  {:<20} {}", operation.name, operation.title);
    }
}
