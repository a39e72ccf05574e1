//! What stands around a message: the call with its parameters, the response with its parameter or fault.

use super::{
    cursor::{Content, Cursor},
    error::Error,
    fault,
    walk::{Root, Walk},
};
use crate::{
    limits::Limits,
    operation::{Direction, Operation, Root as Message},
    shape::Shape,
    sink::Sink,
    walk,
    xml::{Ahead, Lead, Scanner, Step},
};

const BOTH: &str = "params and fault stand in one response, or one of them twice";
const NEITHER: &str = "the response holds neither params nor fault";

/// Reads a whole message and reports it to a sink.
///
/// # Errors
///
/// When the XML is broken, is not XML-RPC or not the message asked for, or when the server answers with a fault. What
/// is wrong with the message's members goes to the sink.
pub fn read<'a, T: Message<'a>, K: Sink>(
    xml: &'a str,
    limits: &Limits,
    sink: &mut K,
) -> Result<T, Error> {
    let mut walk = begin(xml, limits, (T::OPERATION, T::DIRECTION), sink)?;
    let value = T::decode(&mut walk);
    end(walk, T::DIRECTION)?;
    Ok(value)
}

/// Reads a whole message to a sink, and makes no value of it.
///
/// # Errors
///
/// As [`read`].
pub fn report<K: Sink>(
    xml: &str,
    limits: &Limits,
    operation: &'static Operation,
    direction: Direction,
    sink: &mut K,
) -> Result<(), Error> {
    let mut walk = begin(xml, limits, (operation, direction), sink)?;
    walk::report(&mut walk, operation.shape(direction));
    end(walk, direction)
}

/// Goes to the members of a message.
fn begin<'a, 'k, K: Sink>(
    xml: &'a str,
    limits: &Limits,
    (operation, direction): (&'static Operation, Direction),
    sink: &'k mut K,
) -> Result<Walk<'a, 'k, K>, Error> {
    let (cursor, content, root) = match direction {
        Direction::Request => {
            let mut cursor = open(xml, limits)?;
            match to_first_parameter(&mut cursor, operation.name) {
                Ok(content) => (cursor, content, Root::Call(1)),
                Err(stop) => return cursor.settle(Err(stop)),
            }
        }
        Direction::Response => {
            let mut cursor = to_value(xml, limits)?;
            let at = cursor.scan.pos();
            match cursor.content() {
                Ok(content) => (cursor, Some((content, at)), Root::Inside(2)),
                Err(stop) => return cursor.settle(Err(stop)),
            }
        }
    };
    let shape = operation.shape(direction);
    Ok(Walk::new(cursor, content, shape, root, sink))
}

/// Goes from behind the members to the end of the document.
fn end<K: Sink>(walk: Walk<'_, '_, K>, direction: Direction) -> Result<(), Error> {
    let mut cursor = walk.into_cursor();
    let step = match direction {
        Direction::Request => cursor.finish(),
        Direction::Response => end_response(&mut cursor),
    };
    cursor.settle(step)
}

/// What a body is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A call of this method.
    Call(String),
    /// A response with a parameter.
    Response,
    /// A response with a fault.
    Fault,
}

/// Tells what a body is from its first elements.
///
/// # Errors
///
/// When the XML is broken up to there, or it is not XML-RPC.
pub fn method(xml: &str) -> Result<Kind, Error> {
    let limits = Limits {
        body: xml.len(),
        ..Limits::DEFAULT
    };
    let mut cursor = open(xml, &limits)?;
    let step = kind(&mut cursor);
    cursor.settle(step)
}

fn kind(cursor: &mut Cursor<'_>) -> Step<Kind> {
    match cursor.root()? {
        "methodCall" => {
            let (name, _) = cursor.name("methodName")?;
            Ok(Kind::Call(name.trim_ascii().to_owned()))
        }
        "methodResponse" => Ok(match part(cursor)? {
            Part::Params => Kind::Response,
            Part::Fault => Kind::Fault,
        }),
        _ => Err(cursor.unexpected("methodCall or methodResponse")),
    }
}

/// A cursor at the start of a body, if that looks like XML at all.
pub(super) fn open<'a>(xml: &'a str, limits: &Limits) -> Result<Cursor<'a>, Error> {
    match Lead::of(xml) {
        Lead::Empty => Err(Error::Empty),
        Lead::Html => Err(Error::Html),
        Lead::Other => Err(Error::NotXml),
        Lead::Markup => Ok(Cursor::new(Scanner::new(xml, limits)?)),
    }
}

/// Goes to the first parameter of a call; without parameters, to the end of its root.
fn to_first_parameter<'a>(
    cursor: &mut Cursor<'a>,
    expected: &'static str,
) -> Step<Option<(Content<'a>, usize)>> {
    root(cursor, "methodCall")?;
    let (name, offset) = cursor.name("methodName")?;
    let found = name.trim_ascii();
    if found != expected {
        let found = found.to_owned();
        return Err(cursor.stop(Error::Method {
            expected,
            found,
            offset,
        }));
    }
    if !cursor.open_if_any("params")? {
        return Ok(None);
    }
    if cursor.open_if_any("param")? {
        return cursor.value().map(Some);
    }
    cursor.close()?;
    Ok(None)
}

/// Goes into the value of a response's parameter. A fault is read to the end of the document.
pub(super) fn to_value<'a>(xml: &'a str, limits: &Limits) -> Result<Cursor<'a>, Error> {
    let mut cursor = open(xml, limits)?;
    match to_part(&mut cursor) {
        Ok(Part::Params) => return Ok(cursor),
        Ok(Part::Fault) => {}
        Err(stop) => return cursor.settle(Err(stop)),
    }
    let (mut cursor, fault) = fault::read(cursor);
    let step = fault.and_then(|fault| end_response(&mut cursor).map(|()| fault));
    cursor
        .settle(step)
        .and_then(|fault| Err(Error::Fault(fault)))
}

/// Opens the value of a response's parameter, or its fault.
fn to_part(cursor: &mut Cursor<'_>) -> Step<Part> {
    root(cursor, "methodResponse")?;
    let part = part(cursor)?;
    if matches!(part, Part::Params) {
        cursor.open("param")?;
        cursor.open("value")?;
    }
    Ok(part)
}

enum Part {
    Params,
    Fault,
}

/// Opens what a response holds.
fn part(cursor: &mut Cursor<'_>) -> Step<Part> {
    if cursor.scan.ahead()? == Ahead::End {
        let offset = cursor.scan.pos();
        let reason = NEITHER;
        return Err(cursor.stop(Error::Ambiguous { reason, offset }));
    }
    if cursor.scan.ahead()? == Ahead::Text {
        return Err(cursor.unexpected("params or fault"));
    }
    match cursor.start()?.name.raw {
        "params" => Ok(Part::Params),
        "fault" => Ok(Part::Fault),
        _ => Err(cursor.unexpected("params or fault")),
    }
}

/// Goes from behind the parameter or fault of a response to the end of the document.
pub(super) fn end_response(cursor: &mut Cursor<'_>) -> Step<()> {
    if cursor.scan.ahead()? == Ahead::Start {
        let offset = cursor.scan.pos();
        let reason = BOTH;
        return Err(match cursor.start()?.name.raw {
            "params" | "fault" => cursor.stop(Error::Ambiguous { reason, offset }),
            _ => cursor.unexpected("the end of the response"),
        });
    }
    cursor.finish()
}

fn root(cursor: &mut Cursor<'_>, expected: &'static str) -> Step<()> {
    let found = cursor.root()?;
    if found == expected {
        Ok(())
    } else {
        Err(cursor.unexpected(expected))
    }
}

/// Whether members of the structure go by any name.
pub(super) fn is_keyed(shape: &'static Shape) -> bool {
    shape.fields.iter().any(|field| field.keyed)
}
