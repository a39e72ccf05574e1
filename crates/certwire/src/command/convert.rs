//! `certwire convert`: XML into JSON or YAML and back, without loss.
//!
//! Elements that the schema does not know travel along as raw text under `#unknown`.

use std::path::Path;

use certwire_wire::{
    limits::Limits,
    operation::{Call, CallVisitor, Direction, Operation, Root},
    soap,
    tree::{Builder, Node, Secrets, Tree, Walk},
    walk::Message,
    xmlrpc,
};

use super::new::Notation;
use crate::{
    input::{Trouble, files::Source, kind, text},
    judge,
    judgement::Judgement,
    output::notation,
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
    let (Some(service), Some(operation), Some(direction)) =
        (judgement.service, judgement.operation, judgement.direction)
    else {
        return Err(Trouble::new(
            "The payload does not tell its operation: name it with --operation.",
        ));
    };
    let reader = Reader {
        text: judgement.shown.text(),
        direction,
    };
    let tree = match service {
        Service::Gs => gs_soap_types::dispatch(operation, Soap(reader)),
        Service::Tbs => tbs_xmlrpc_types::dispatch(operation, XmlRpc(reader)),
    };
    let tree = tree.unwrap_or_else(|| Err("no such operation".to_owned()));
    let members =
        tree.map_err(|error| Trouble::new(format!("The payload cannot be converted: {error}")))?;
    Ok(XmlMessage {
        judgement,
        service,
        operation,
        direction,
        members,
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
    let writer = Writer {
        message,
        operation,
        direction,
    };
    let written = match service {
        Service::Gs => gs_soap_types::dispatch(operation.name, Soap(writer)),
        Service::Tbs => tbs_xmlrpc_types::dispatch(operation.name, XmlRpc(writer)),
    };
    let written = written.unwrap_or_else(|| Err("no such operation".to_owned()));
    written.map_err(|error| Trouble::new(format!("The message cannot be written: {error}")))
}

/// People read what is converted.
const INDENTED: xmlrpc::WriteOptions = xmlrpc::WriteOptions {
    indent: true,
    php_arrays: false,
};

struct Reader<'x> {
    text: &'x str,
    direction: Direction,
}

struct Writer<'n, 'a> {
    message: &'n Node<'a>,
    operation: &'static Operation,
    direction: Direction,
}

struct Soap<T>(T);

struct XmlRpc<T>(T);

impl CallVisitor for Soap<Reader<'_>> {
    type Output = Result<Node<'static>, String>;

    fn call<C: Call>(self) -> Self::Output {
        match self.0.direction {
            Direction::Request => read_soap::<C::Request<'_>>(self.0.text),
            Direction::Response => read_soap::<C::Response<'_>>(self.0.text),
        }
    }
}

fn read_soap<'a, T: Root<'a>>(text: &'a str) -> Result<Node<'static>, String> {
    let mut builder = Builder::new(Secrets::Keep);
    soap::read::<T, _>(text, &Limits::DEFAULT, &mut builder).map_err(|error| error.to_string())?;
    Ok(builder.finish())
}

impl CallVisitor for XmlRpc<Reader<'_>> {
    type Output = Result<Node<'static>, String>;

    fn call<C: Call>(self) -> Self::Output {
        match self.0.direction {
            Direction::Request => read_xmlrpc::<C::Request<'_>>(self.0.text),
            Direction::Response => read_xmlrpc::<C::Response<'_>>(self.0.text),
        }
    }
}

fn read_xmlrpc<'a, T: Root<'a>>(text: &'a str) -> Result<Node<'static>, String> {
    let mut builder = Builder::new(Secrets::Keep);
    xmlrpc::read::<T, _>(text, &Limits::DEFAULT, &mut builder)
        .map_err(|error| error.to_string())?;
    Ok(builder.finish())
}

impl CallVisitor for Soap<Writer<'_, '_>> {
    type Output = Result<Vec<u8>, String>;

    fn call<C: Call>(self) -> Self::Output {
        let Writer {
            message,
            operation,
            direction,
        } = self.0;
        let mut bytes = Vec::new();
        let mut writer = soap::Writer::new(&mut bytes, Some(0));
        writer.begin(operation, direction);
        walk::<C, _>(message, direction, &mut writer);
        writer.finish().map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

impl CallVisitor for XmlRpc<Writer<'_, '_>> {
    type Output = Result<Vec<u8>, String>;

    fn call<C: Call>(self) -> Self::Output {
        let Writer {
            message,
            operation,
            direction,
        } = self.0;
        let mut bytes = Vec::new();
        let mut writer = xmlrpc::Writer::new(&mut bytes, INDENTED);
        writer.begin(operation, direction);
        walk::<C, _>(message, direction, &mut writer);
        writer.finish().map_err(|error| error.to_string())?;
        Ok(bytes)
    }
}

/// Hands the members of a tree to a writer, in the schema's order.
fn walk<C: Call, K: certwire_wire::sink::Sink>(
    message: &Node<'_>,
    direction: Direction,
    sink: &mut K,
) {
    let mut walk = Walk::new(message, sink);
    match direction {
        Direction::Request => drop(C::Request::decode(&mut walk)),
        Direction::Response => drop(C::Response::decode(&mut walk)),
    }
}
