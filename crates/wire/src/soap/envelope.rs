//! What stands around the members of a message: envelope, body, operation, `Request` or `Response`.

use super::{
    error::{Error, SoapFault},
    names::{SOAP_1_1, SOAP_1_2},
    walk::Walk,
};
use crate::{
    error::{XmlError, XmlErrorKind},
    limits::Limits,
    operation::{Direction, Operation, Root},
    sink::{At, Remark, Sink},
    walk,
    xml::{Ahead, Lead, Scanner, Step, Stop, Tag},
};

/// Reads a whole message and reports it to a sink.
///
/// # Errors
///
/// When the XML is broken or the message is not the one asked for. What is wrong with its members goes to the sink.
pub fn read<'a, T: Root<'a>, K: Sink>(
    xml: &'a str,
    limits: &Limits,
    sink: &mut K,
) -> Result<T, Error> {
    check_lead(xml, limits)?;
    let mut walk = Walk::new(Scanner::new(xml, limits), T::OPERATION.namespace, sink);
    begin(&mut walk, T::OPERATION, T::DIRECTION)?;
    let value = T::decode(&mut walk);
    end(&mut walk)?;
    Ok(value)
}

/// Reports a whole message to a sink, and makes no value of it.
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
    let mut walk = Walk::new(Scanner::new(xml, limits), operation.namespace, sink);
    begin(&mut walk, operation, direction)?;
    walk::report(&mut walk, operation.shape(direction));
    end(&mut walk)
}

/// Goes to the members of a message.
fn begin<K: Sink>(
    walk: &mut Walk<'_, '_, K>,
    operation: &'static Operation,
    direction: Direction,
) -> Result<(), Error> {
    let mut frame = Frame::of(&mut walk.scan);
    let outcome = frame.reach_members(operation, direction, walk.sink);
    let at = frame.settle(outcome)?;
    walk.open_root(at);
    Ok(())
}

/// Goes from behind the members to the end of the document.
fn end<K: Sink>(walk: &mut Walk<'_, '_, K>) -> Result<(), Error> {
    walk.finish();
    let mut frame = Frame::of(&mut walk.scan);
    let outcome = frame.close(walk.sink);
    frame.settle(outcome)
}

/// Refuses what does not even look like XML, and what is too long.
fn check_lead(xml: &str, limits: &Limits) -> Result<(), Error> {
    match Lead::of(xml) {
        Lead::Empty => Err(Error::Empty),
        Lead::Html => Err(Error::Html),
        Lead::Other => Err(Error::NotXml),
        Lead::Markup => Ok(limits.admit(xml)?),
    }
}

/// What a body holds, as far as its first elements tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootName {
    /// Local name of the operation element.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// Whether it holds `Request` or `Response`; none if neither.
    pub direction: Option<Direction>,
}

/// Looks at the first elements of a body, to tell which message it holds.
///
/// # Errors
///
/// When there is no such element, or the XML is broken before it. A fault in the envelope gives [`Error::Fault`].
pub fn root(xml: &str) -> Result<RootName, Error> {
    let limits = Limits {
        body: xml.len(),
        ..Limits::DEFAULT
    };
    check_lead(xml, &limits)?;
    let mut scan = Scanner::new(xml, &limits);
    let mut frame = Frame::of(&mut scan);
    let outcome = frame.root_name();
    frame.settle(outcome)
}

/// The way from the root to the members and back.
struct Frame<'s, 'a> {
    scan: &'s mut Scanner<'a>,
    /// What is wrong, when it is not the XML.
    fault: Option<Error>,
}

impl<'s, 'a> Frame<'s, 'a> {
    fn of(scan: &'s mut Scanner<'a>) -> Self {
        Self { scan, fault: None }
    }

    /// The outcome of some steps, with the fault behind a stop.
    fn settle<T>(&mut self, outcome: Step<T>) -> Result<T, Error> {
        // A walk stops without telling: the scanner knows.
        if let Some(error) = self.scan.error() {
            return Err(Error::Xml(error.clone()));
        }
        outcome.map_err(|Stop| {
            self.fault.take().unwrap_or(Error::Xml(XmlError {
                kind: XmlErrorKind::UnexpectedEnd,
                offset: self.scan.pos(),
            }))
        })
    }

    fn refuse(&mut self, error: Error) -> Stop {
        // What breaks the XML before it stays in the scanner, and counts.
        let _ = self.scan.check_to(self.scan.pos() + 1);
        self.fault.get_or_insert(error);
        Stop
    }

    fn expect(&mut self, expected: &'static str) -> Stop {
        let offset = self.scan.pos();
        self.refuse(Error::Frame { expected, offset })
    }

    /// Goes into `Request` or `Response`, and says where it begins.
    fn reach_members<K: Sink>(
        &mut self,
        operation: &'static Operation,
        direction: Direction,
        sink: &mut K,
    ) -> Step<usize> {
        let (tag, enveloped) = self.reach_operation()?;
        let name = tag.name.local();
        let as_printed = is_root(operation, direction, name);
        let alias = direction == Direction::Response && operation.response_aliases.contains(&name);
        if !as_printed && !alias {
            return Err(self.other(operation, direction, name, enveloped));
        }
        if self.scan.namespace(&tag.name) != operation.namespace {
            return Err(self.scan.fail(XmlErrorKind::ForeignNamespace, tag.at));
        }
        let at = At::byte(tag.at);
        if !enveloped {
            sink.remark(Remark::Frame("a SOAP envelope around it"), name, at);
        }
        if alias {
            let expected = "the operation's name and Response";
            sink.remark(Remark::Frame(expected), name, at);
        }
        self.enter_message(operation, direction, sink)
    }

    /// Goes into the child of the operation element.
    fn enter_message<K: Sink>(
        &mut self,
        operation: &'static Operation,
        direction: Direction,
        sink: &mut K,
    ) -> Step<usize> {
        let expected = match direction {
            Direction::Request => "Request",
            Direction::Response => "Response",
        };
        if self.scan.ahead()? != Ahead::Start {
            return Err(self.expect(expected));
        }
        let tag = self.scan.start()?;
        if tag.name.local() != expected {
            return Err(self.expect(expected));
        }
        let namespace = self.scan.namespace(&tag.name);
        if namespace == operation.namespace {
            sink.remark(Remark::Qualified, expected, At::byte(tag.at));
        } else if !namespace.is_empty() {
            return Err(self.scan.fail(XmlErrorKind::ForeignNamespace, tag.at));
        }
        Ok(tag.at)
    }

    /// Goes into the operation element, and tells whether there is an envelope.
    fn reach_operation(&mut self) -> Step<(Tag<'a>, bool)> {
        self.scan.prolog()?;
        let root = self.scan.start()?;
        let name = root.name.local();
        if name != "Envelope" {
            if name.eq_ignore_ascii_case("html") {
                return Err(self.refuse(Error::Html));
            }
            return Ok((root, false));
        }
        match self.scan.namespace(&root.name) {
            SOAP_1_1 => {}
            SOAP_1_2 => return Err(self.refuse(Error::Soap12)),
            _ => return Err(self.scan.fail(XmlErrorKind::ForeignNamespace, root.at)),
        }
        self.reach_body()?;
        if self.scan.ahead()? != Ahead::Start {
            return Err(self.expect("the operation element"));
        }
        let tag = self.scan.start()?;
        if tag.name.local() == "Fault" && self.scan.namespace(&tag.name) == SOAP_1_1 {
            return Err(self.soap_fault());
        }
        Ok((tag, true))
    }

    /// Goes into the body, past a header.
    fn reach_body(&mut self) -> Step<()> {
        let mut header = false;
        loop {
            if self.scan.ahead()? != Ahead::Start {
                return Err(self.expect("soap:Body"));
            }
            let tag = self.scan.start()?;
            if self.scan.namespace(&tag.name) != SOAP_1_1 {
                return Err(self.scan.fail(XmlErrorKind::ForeignNamespace, tag.at));
            }
            match tag.name.local() {
                "Body" => return Ok(()),
                "Header" if !header => {
                    header = true;
                    self.scan.skip()?;
                }
                _ => return Err(self.expect("soap:Body")),
            }
        }
    }

    fn other(
        &mut self,
        operation: &Operation,
        direction: Direction,
        name: &str,
        enveloped: bool,
    ) -> Stop {
        let found = name.to_owned();
        if !enveloped {
            return self.refuse(Error::NotSoap { root: found });
        }
        let expected = match direction {
            Direction::Request => operation.name.to_owned(),
            Direction::Response => format!("{}Response", operation.name),
        };
        self.refuse(Error::OtherMessage { expected, found })
    }

    fn root_name(&mut self) -> Step<RootName> {
        let (tag, _) = self.reach_operation()?;
        let namespace = self.scan.namespace(&tag.name).to_owned();
        let mut direction = None;
        if self.scan.ahead()? == Ahead::Start {
            let child = self.scan.start()?;
            direction = match child.name.local() {
                "Request" => Some(Direction::Request),
                "Response" => Some(Direction::Response),
                _ => None,
            };
        }
        Ok(RootName {
            name: tag.name.local().to_owned(),
            namespace,
            direction,
        })
    }

    /// Reads a fault to the end of the document.
    fn soap_fault(&mut self) -> Stop {
        match self.fault_parts() {
            Ok(fault) => self.refuse(Error::Fault(Box::new(fault))),
            Err(stop) => stop,
        }
    }

    fn fault_parts(&mut self) -> Step<SoapFault> {
        let mut fault = SoapFault::default();
        while self.scan.ahead()? == Ahead::Start {
            let tag = self.scan.start()?;
            let inside = self.scan.pos();
            match tag.name.local() {
                "faultcode" => fault.code = self.trimmed()?,
                "faultstring" => fault.string = self.trimmed()?,
                "detail" => {
                    self.scan.skip()?;
                    fault.detail = inner(&self.scan.source()[inside..self.scan.pos()]);
                    continue;
                }
                _ => {}
            }
            self.scan.skip()?;
        }
        while self.scan.depth() > 0 {
            self.scan.skip()?;
        }
        self.scan.epilog()?;
        Ok(fault)
    }

    fn trimmed(&mut self) -> Step<String> {
        Ok(self.scan.text()?.trim_ascii().to_owned())
    }

    /// Goes from the end of the members to the end of the document.
    fn close<K: Sink>(&mut self, sink: &mut K) -> Step<()> {
        while self.scan.ahead()? != Ahead::End {
            self.stray(sink)?;
        }
        self.scan.end()?;
        while self.scan.depth() > 0 {
            if self.scan.ahead()? != Ahead::End {
                return Err(self.expect("the end of the envelope"));
            }
            self.scan.end()?;
        }
        self.scan.epilog()
    }

    /// What stands beside `Request` or `Response`.
    fn stray<K: Sink>(&mut self, sink: &mut K) -> Step<()> {
        let at = self.scan.pos();
        if self.scan.ahead()? == Ahead::Text {
            self.scan.text()?;
            let remark = Remark::Malformed("elements without text between them");
            sink.remark(remark, self.scan.innermost(), At::byte(at));
            return Ok(());
        }
        let tag = self.scan.start()?;
        self.scan.skip()?;
        let name = tag.name.local();
        let at = At::byte(tag.at);
        if matches!(name, "Request" | "Response") {
            sink.remark(Remark::Duplicate, name, at);
        } else {
            let raw = &self.scan.source()[tag.at..self.scan.pos()];
            sink.remark(Remark::Unknown(raw), name, at);
        }
        Ok(())
    }
}

/// Whether the operation's message that goes this way has this root.
fn is_root(operation: &Operation, direction: Direction, name: &str) -> bool {
    match direction {
        Direction::Request => name == operation.name,
        Direction::Response => name.strip_suffix("Response") == Some(operation.name),
    }
}

/// Raw content without the end tag that follows it.
fn inner(raw: &str) -> String {
    let end = raw.rfind("</").unwrap_or(0);
    raw[..end].trim_ascii().to_owned()
}
