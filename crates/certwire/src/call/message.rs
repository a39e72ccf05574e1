//! A request: read from a file or begun from nothing, to be edited, judged and sent.

use std::borrow::Cow;

use certwire_wire::{
    operation::{Direction, Operation},
    report::Violation,
    tree::{Node, Tree},
};

use super::failure::Failure;
use crate::{
    command::convert,
    input::{files::Source, kind, text},
    judge,
    service::Service,
};

/// No request comes near.
const LIMIT: u64 = 8 * 1024 * 1024;

/// A request to one of the services.
#[derive(Debug)]
pub struct Message {
    /// Whose.
    pub service: Service,
    /// Its operation.
    pub operation: &'static Operation,
    /// The file that it comes from, or what stands for it.
    pub file: String,
    /// The file's text; empty if there was none.
    pub text: String,
    /// Its members.
    pub members: Node<'static>,
    /// What only the file itself shows, not its members: elements that stand twice.
    pub found: Vec<Violation>,
}

impl Message {
    /// A request without members.
    pub fn empty(service: Service, operation: &'static Operation, name: String) -> Self {
        Self {
            service,
            operation,
            file: name,
            text: String::new(),
            members: Tree::Map(Vec::new()).into(),
            found: Vec::new(),
        }
    }

    /// Reads a request of the operation, or of the one that the file names.
    ///
    /// # Errors
    ///
    /// When the file cannot be read, is no request, or one of another operation.
    pub fn read(
        service: Service,
        source: &Source,
        operation: Option<&'static Operation>,
    ) -> Result<Self, Failure> {
        let name = source.name();
        let failed = |trouble| Failure::failed(format!("{name}: {trouble}"));
        let bytes = source.read(LIMIT).map_err(failed)?;
        let message = match kind::detect(&bytes).map_err(failed)? {
            kind::Kind::Xml => Self::from_xml(service, &name, &bytes)?,
            kind::Kind::Text => Self::from_text(service, &name, &bytes, operation)?,
        };
        match operation {
            Some(operation) if operation.name != message.operation.name => {
                let (its, wanted) = (message.operation.name, operation.name);
                Err(Failure::usage(format!("{name} holds {its}, not {wanted}")))
            }
            _ => Ok(message),
        }
    }

    fn from_xml(service: Service, name: &str, bytes: &[u8]) -> Result<Self, Failure> {
        let failed = |trouble| Failure::failed(format!("{name}: {trouble}"));
        let read = convert::read_xml(name.to_owned(), bytes, None).map_err(failed)?;
        let judgement = read.judgement;
        let found = judgement
            .outcome
            .map_or(Vec::new(), |report| report.violations);
        Ok(Self {
            service,
            operation: own(service, name, read.service, read.operation, read.direction)?,
            file: name.to_owned(),
            text: judgement.shown.into_text(),
            members: read.members,
            found: found
                .into_iter()
                .filter(|violation| violation.rule == "duplicate")
                .collect(),
        })
    }

    fn from_text(
        service: Service,
        name: &str,
        bytes: &[u8],
        operation: Option<&'static Operation>,
    ) -> Result<Self, Failure> {
        let failed = |sentence: String| Failure::failed(format!("{name}: {sentence}"));
        let text = std::str::from_utf8(bytes)
            .map_err(|_| failed("the file is not UTF-8".to_owned()))?
            .trim_start_matches('\u{FEFF}')
            .to_owned();
        let root = text::parse(&text).map_err(|trouble| failed(trouble.0))?;
        let named = judge::single_member(&root).ok();
        let known = named.and_then(|(name, _)| judge::find(name));
        let (operation, members) = match (known, operation, root.tree) {
            (Some((its, operation, direction)), _, Tree::Map(mut members)) => {
                let operation = own(service, name, its, operation.name, direction)?;
                (operation, members.swap_remove(0).1)
            }
            // The operation stands on the command line, so the file may hold the members alone.
            (None, Some(operation), tree @ Tree::Map(_)) => (operation, tree.into()),
            _ => {
                return Err(failed(
                    "the outermost name must be an operation, such as OrderPS1 or achat".to_owned(),
                ));
            }
        };
        if !matches!(members.tree, Tree::Map(_)) {
            return Err(failed(
                "the operation must hold the request's members".to_owned(),
            ));
        }
        Ok(Self {
            service,
            operation,
            file: name.to_owned(),
            text,
            members,
            found: Vec::new(),
        })
    }

    /// Puts these credentials into the heading of the request, its first member; true if others stood there.
    pub fn head(&mut self, user: &str, password: &str) -> bool {
        let Some(heading) = self.operation.request.fields.first() else {
            return false;
        };
        let leaf = |text: &str| Node::from(Tree::Text(Cow::Owned(text.to_owned())));
        let mut leaves = [user, password].into_iter();
        let mut node = fill(heading.shape(), &mut leaves, &leaf);
        let Tree::Map(members) = &mut self.members.tree else {
            return false;
        };
        let old = members.iter().position(|(name, _)| name == heading.name);
        if let Some(index) = old {
            std::mem::swap(&mut members[index].1, &mut node);
            return has_content(&node);
        }
        members.insert(0, (Cow::Borrowed(heading.name), node));
        false
    }
}

/// A structure whose leaves, in order, are those given.
fn fill<'t>(
    shape: Option<&'static certwire_wire::shape::Shape>,
    leaves: &mut impl Iterator<Item = &'t str>,
    leaf: &dyn Fn(&str) -> Node<'static>,
) -> Node<'static> {
    let fields = shape.map_or(&[][..], |shape| shape.fields);
    let mut members = Vec::new();
    for field in fields {
        let node = match field.shape() {
            Some(inner) => fill(Some(inner), leaves, leaf),
            None => match leaves.next() {
                Some(text) => leaf(text),
                None => continue,
            },
        };
        members.push((Cow::Borrowed(field.name), node));
    }
    Tree::Map(members).into()
}

/// Whether a password or user stands in a heading; a template's empty one does not count.
fn has_content(node: &Node<'_>) -> bool {
    match &node.tree {
        Tree::Map(members) => members.iter().any(|(_, node)| has_content(node)),
        Tree::Text(text) => !text.is_empty(),
        Tree::Null => false,
        _ => true,
    }
}

/// The operation, if it is a request of this service.
fn own(
    service: Service,
    file: &str,
    its: Service,
    operation: &str,
    direction: Direction,
) -> Result<&'static Operation, Failure> {
    if its != service {
        let (its, wanted) = (its.vendor(), service.vendor());
        return Err(Failure::usage(format!(
            "{file} is written for {its}, not for {wanted}"
        )));
    }
    if direction == Direction::Response {
        return Err(Failure::usage(format!(
            "{file} is a response, not a request"
        )));
    }
    service
        .reference()
        .operation(operation)
        .ok_or_else(|| Failure::usage(format!("{file}: {operation} is no operation")))
}
