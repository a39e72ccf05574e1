//! `certwire convert`: XML into JSON or YAML and back, without loss.
//!
//! Elements that the schema does not know travel along as raw text under `#unknown`.

use std::path::Path;

use certwire_wire::{
    limits::Limits,
    operation::Direction,
    soap,
    tree::{Builder, Node, Secrets, Tree},
    xmlrpc,
};

use super::new::Notation;
use crate::{
    input::{Trouble, files::Source, kind, text},
    judge,
    judgement::Judgement,
    output::{notation, xml},
    service::Service,
};

/// Largest payload that is converted.
const LIMIT: u64 = 64 * 1024 * 1024;

/// Converts a payload. XML becomes YAML, everything else XML, unless `to` says otherwise.
///
/// # Errors
///
/// A sentence, when the payload cannot be read or is no message.
pub fn convert(
    payload: &Path,
    to: Option<Notation>,
    operation: Option<&str>,
) -> Result<Vec<u8>, Trouble> {
    let source = Source::of(payload);
    let bytes = source.read(LIMIT)?;
    match kind::detect(&bytes)? {
        kind::Kind::Xml => from_xml(&bytes, to.unwrap_or(Notation::Yaml), operation),
        kind::Kind::Text => from_text(&bytes, to.unwrap_or(Notation::Xml)),
    }
}

/// An XML message as a tree, with what was found about it on the way.
pub(crate) struct XmlMessage {
    /// The verdict on it; its operation is known.
    #[cfg_attr(
        not(feature = "client"),
        expect(dead_code, reason = "only calls look at it")
    )]
    pub(crate) judgement: Judgement,
    /// Whose message it is.
    pub(crate) service: Service,
    /// The operation.
    pub(crate) operation: &'static str,
    /// Request or response.
    pub(crate) direction: Direction,
    /// Its members, secrets included.
    pub(crate) members: Node<'static>,
}

/// Reads an XML message into a tree.
pub(crate) fn read_xml(
    file: String,
    bytes: &[u8],
    operation: Option<&str>,
) -> Result<XmlMessage, Trouble> {
    let options = judge::Options {
        operation: operation.map(str::to_owned),
        strict: false,
        ..judge::Options::default()
    };
    let judgement = judge::judge(file, bytes, &options);
    if let Err(trouble) = &judgement.outcome {
        return Err(trouble.clone());
    }
    let operation = judgement.operation.zip(judgement.service);
    let operation = operation.and_then(|(name, service)| service.reference().operation(name));
    let (Some(service), Some(operation), Some(direction)) =
        (judgement.service, operation, judgement.direction)
    else {
        return Err(Trouble::new(
            "The payload does not tell its operation: name it with --operation.",
        ));
    };
    let (text, limits) = (judgement.shown.text(), Limits::DEFAULT);
    let mut builder = Builder::new(Secrets::Keep);
    let read = match service {
        Service::Gs => soap::report(text, &limits, operation, direction, &mut builder)
            .map_err(|error| error.to_string()),
        Service::Tbs => xmlrpc::report(text, &limits, operation, direction, &mut builder)
            .map_err(|error| error.to_string()),
    };
    read.map_err(|error| Trouble::new(format!("The payload cannot be converted: {error}")))?;
    Ok(XmlMessage {
        judgement,
        service,
        operation: operation.name,
        direction,
        members: builder.finish(),
    })
}

fn from_xml(bytes: &[u8], to: Notation, operation: Option<&str>) -> Result<Vec<u8>, Trouble> {
    let message = read_xml(String::new(), bytes, operation)?;
    let name = message.operation;
    let root = match message.direction {
        Direction::Request => name.to_owned(),
        Direction::Response => format!("{name}Response"),
    };
    let root = Tree::Map(vec![(root.into(), message.members)]);
    write(message.service, &root.into(), to)
}

fn from_text(bytes: &[u8], to: Notation) -> Result<Vec<u8>, Trouble> {
    let text = std::str::from_utf8(bytes).map_err(|_| Trouble::new("The payload is not UTF-8."))?;
    let root = text::parse(text.trim_start_matches('\u{FEFF}'))?;
    let (name, _) = judge::single_member(&root)?;
    let (service, ..) = judge::find(name).ok_or_else(|| {
        Trouble::new(format!(
            "`{name}` is no operation of either service: `certwire schema show` lists them."
        ))
    })?;
    write(service, &root, to)
}

fn write(service: Service, root: &Node<'_>, to: Notation) -> Result<Vec<u8>, Trouble> {
    match to {
        Notation::Json => Ok(notation::json(root).into_bytes()),
        Notation::Yaml => Ok(notation::yaml(root).into_bytes()),
        Notation::Xml => xml(service, root),
    }
}

fn xml(service: Service, root: &Node<'_>) -> Result<Vec<u8>, Trouble> {
    let (name, message) = judge::single_member(root)?;
    let Some((_, operation, direction)) = judge::find(name) else {
        return Err(Trouble::new(format!("`{name}` is no operation.")));
    };
    let written = xml::plain(service, operation, direction, message);
    written.map_err(|error| Trouble::new(format!("The message cannot be written: {error}")))
}
