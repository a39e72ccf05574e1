//! Messages given as trees, as XML for people to read.

use certwire_wire::{
    operation::{Direction, Operation},
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap::{self, WriteError},
    tree::{Node, Walk},
    walk::report,
    xmlrpc,
};

use crate::service::Service;

/// The message as it is sent, indented.
///
/// # Errors
///
/// When it holds what XML cannot carry.
pub fn plain(
    service: Service,
    operation: &'static Operation,
    direction: Direction,
    message: &Node<'_>,
) -> Result<Vec<u8>, WriteError> {
    write(service, operation, direction, &Members(message, false))
}

/// The same with secrets masked, and without what the schema does not know: that is never sent.
///
/// # Errors
///
/// As [`plain`].
pub fn masked(
    service: Service,
    operation: &'static Operation,
    direction: Direction,
    message: &Node<'_>,
) -> Result<Vec<u8>, WriteError> {
    write(service, operation, direction, &Members(message, true))
}

/// The members of a message, and whether secrets are masked.
struct Members<'n, 'a>(&'n Node<'a>, bool);

impl Members<'_, '_> {
    /// Hands them to a writer, in the schema's order.
    fn to(&self, shape: &'static Shape, writer: &mut impl Sink) {
        if self.1 {
            report(&mut Walk::new(self.0, &mut Masked(writer)), shape);
        } else {
            report(&mut Walk::new(self.0, writer), shape);
        }
    }
}

fn write(
    service: Service,
    operation: &'static Operation,
    direction: Direction,
    members: &Members<'_, '_>,
) -> Result<Vec<u8>, WriteError> {
    const INDENTED: xmlrpc::WriteOptions = xmlrpc::WriteOptions {
        indent: true,
        php_arrays: false,
    };
    let (mut bytes, shape) = (Vec::new(), operation.shape(direction));
    match service {
        Service::Gs => {
            let mut writer = soap::Writer::new(&mut bytes, Some(0));
            writer.begin(operation, direction);
            members.to(shape, &mut writer);
            writer.finish()?;
        }
        Service::Tbs => {
            let mut writer = xmlrpc::Writer::new(&mut bytes, INDENTED);
            writer.begin(operation, direction);
            members.to(shape, &mut writer);
            writer.finish()?;
        }
    }
    Ok(bytes)
}

/// What stands in a secret's place.
pub const STARS: &str = "***";

/// Hides the values of secrets from the sink behind it.
struct Masked<'k, K>(&'k mut K);

impl<K: Sink> Sink for Masked<'_, K> {
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
