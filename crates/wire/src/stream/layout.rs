//! Where the list stands in a response, told from the open elements.

use super::token::local;
use crate::{
    operation::Operation,
    shape::{Field, Shape},
};

/// The list of an operation's response.
#[derive(Debug, Clone, Copy)]
pub(super) struct List {
    /// The structure that holds it, unless that is the response itself.
    pub(super) container: Option<&'static Field>,
    /// The members of that structure.
    pub(super) shape: &'static Shape,
    /// Which of them is the list.
    pub(super) index: usize,
    /// XML-RPC, not SOAP.
    pub(super) xmlrpc: bool,
}

/// How a record of the list begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// An element of the list's name (SOAP).
    Element,
    /// A member of a struct (XML-RPC).
    Member,
    /// A value of an array (XML-RPC).
    Value,
}

impl List {
    /// The list that the operation streams; none when it streams none.
    pub(super) fn of(operation: &'static Operation) -> Option<Self> {
        let (container, name) = match operation.stream.split_once('/') {
            Some((container, name)) => (Some(container), name),
            None => (None, operation.stream),
        };
        let mut shape = operation.response;
        let mut holder = None;
        if let Some(container) = container {
            let mut fields = shape.fields.iter();
            let field = fields.find(|f| f.name == container && f.shape().is_some())?;
            shape = field.shape()?;
            holder = Some(field);
        }
        Some(Self {
            container: holder,
            shape,
            index: shape.fields.iter().position(|field| field.name == name)?,
            xmlrpc: operation.namespace.is_empty(),
        })
    }

    /// The list itself.
    pub(super) fn field(&self) -> &'static Field {
        &self.shape.fields[self.index]
    }

    /// What begins a record inside these open elements; `member` is the response's member that is open (XML-RPC).
    pub(super) fn unit(&self, open: &[&[u8]], member: &[u8]) -> Option<Unit> {
        if self.xmlrpc {
            self.xmlrpc_unit(open, member)
        } else {
            self.soap_unit(open)
        }
    }

    fn soap_unit(&self, open: &[&[u8]]) -> Option<Unit> {
        let below = soap_message(open)?;
        let below = match (self.container, below) {
            (None, below) => below,
            (Some(container), [first, below @ ..]) if is_called(container, local(first)) => below,
            (Some(_), _) => return None,
        };
        let wrapper = self.field().wrapper;
        match below {
            [] => Some(Unit::Element),
            [name] if !wrapper.is_empty() && local(name) == wrapper.as_bytes() => {
                Some(Unit::Element)
            }
            _ => None,
        }
    }

    fn xmlrpc_unit(&self, open: &[&[u8]], member: &[u8]) -> Option<Unit> {
        const MESSAGE: [&str; 4] = ["methodResponse", "params", "param", "value"];
        let below = below(open, &MESSAGE)?;
        let below = match self.container {
            None => below,
            Some(container) if is_called(container, member) => {
                self::below(below, &["struct", "member", "value"])?
            }
            Some(_) => return None,
        };
        match below {
            [b"struct"] => Some(Unit::Member),
            [b"array", b"data"] => Some(Unit::Value),
            _ => None,
        }
    }

    /// Whether the innermost of these open elements is a SOAP response.
    pub(super) fn is_response(&self, open: &[&[u8]]) -> bool {
        !self.xmlrpc && soap_message(open) == Some(&[])
    }

    /// The member of a SOAP response that an element inside these open ones is, when the document prints it before the
    /// list.
    pub(super) fn earlier(&self, open: &[&[u8]], name: &[u8]) -> Option<usize> {
        let is_response = self.container.is_none() && self.is_response(open);
        let mut earlier = self.shape.fields[..self.index].iter();
        let index = earlier.position(|field| is_called(field, local(name)));
        index.filter(|_| is_response)
    }
}

/// What is open below `Response`.
fn soap_message<'o, 'n>(open: &'o [&'n [u8]]) -> Option<&'o [&'n [u8]]> {
    let operation = match open {
        [first, second, below @ ..] if local(first) == b"Envelope" && local(second) == b"Body" => {
            below
        }
        bare => bare,
    };
    match operation {
        [_, response, below @ ..] if local(response) == b"Response" => Some(below),
        _ => None,
    }
}

fn below<'o, 'n>(open: &'o [&'n [u8]], path: &[&str]) -> Option<&'o [&'n [u8]]> {
    let (head, below) = open.split_at_checked(path.len())?;
    let same = head.iter().zip(path).all(|(a, b)| *a == b.as_bytes());
    same.then_some(below)
}

/// Whether this is one of the names of a member.
pub(super) fn is_called(field: &Field, name: &[u8]) -> bool {
    let mut aliases = field.aliases.iter();
    field.name.as_bytes() == name || aliases.any(|alias| alias.as_bytes() == name)
}

/// How many elements are open around the members of an XML-RPC response.
pub(super) const MEMBERS: usize = 5;

/// Whether the innermost element holds the name of such a member.
pub(super) fn is_member_name(open: &[&[u8]]) -> bool {
    open.len() == 7 && open[6] == b"name" && open[5] == b"member"
}
