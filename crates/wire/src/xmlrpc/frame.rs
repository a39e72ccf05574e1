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
    check_lead(xml, limits)?;
    let mut walk = new(xml, limits, T::DIRECTION, sink);
    begin(&mut walk, T::OPERATION, T::DIRECTION)?;
    let value = T::decode(&mut walk);
    end(&mut walk, T::DIRECTION)?;
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
    check_lead(xml, limits)?;
    let mut walk = new(xml, limits, direction, sink);
    begin(&mut walk, operation, direction)?;
    walk::report(&mut walk, operation.shape(direction));
    end(&mut walk, direction)
}

#[inline(always)]
fn new<'a, 'k, K: Sink>(
    xml: &'a str,
    limits: &Limits,
    direction: Direction,
    sink: &'k mut K,
) -> Walk<'a, 'k, K> {
    let root = match direction {
        Direction::Request => Root::Call(1),
        Direction::Response => Root::Inside(2),
    };
    Walk::new(Cursor::new(Scanner::new(xml, limits)), root, sink)
}

/// Goes to the members of a message.
fn begin<K: Sink>(
    walk: &mut Walk<'_, '_, K>,
    operation: &'static Operation,
    direction: Direction,
) -> Result<(), Error> {
    let cursor = &mut walk.cursor;
    let found = match direction {
        Direction::Request => {
            let step = to_first_parameter(cursor, operation.name);
            cursor.settle(step)?
        }
        Direction::Response => {
            to_value(cursor)?;
            let at = cursor.scan.pos();
            let step = cursor.content();
            Some((cursor.settle(step)?, at))
        }
    };
    if let Some((content, at)) = found {
        walk.open_root(&content, at, operation.shape(direction));
    }
    Ok(())
}

/// Goes from behind the members to the end of the document.
fn end<K: Sink>(walk: &mut Walk<'_, '_, K>, direction: Direction) -> Result<(), Error> {
    let cursor = walk.finish();
    let step = match direction {
        Direction::Request => cursor.finish(),
        Direction::Response => end_response(cursor),
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
    check_lead(xml, &limits)?;
    let mut cursor = Cursor::new(Scanner::new(xml, &limits));
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

/// Refuses what does not even look like XML, and what is too long.
pub(super) fn check_lead(xml: &str, limits: &Limits) -> Result<(), Error> {
    match Lead::of(xml) {
        Lead::Empty => Err(Error::Empty),
        Lead::Html => Err(Error::Html),
        Lead::Other => Err(Error::NotXml),
        Lead::Markup => Ok(limits.admit(xml)?),
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
pub(super) fn to_value(cursor: &mut Cursor<'_>) -> Result<(), Error> {
    let step = to_part(cursor);
    match cursor.settle(step)? {
        Part::Params => Ok(()),
        Part::Fault => {
            let fault = fault::read(cursor);
            let step = fault.and_then(|fault| end_response(cursor).map(|()| fault));
            Err(Error::Fault(cursor.settle(step)?))
        }
    }
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
