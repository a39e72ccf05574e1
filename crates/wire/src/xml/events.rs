//! A plain reader of any document: for checks, and to compare with other readers.

use std::borrow::Cow;

use super::scanner::{Ahead, Scanner, Step};
use crate::{error::XmlError, limits::Limits};

/// A piece of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// A start tag: the name as written, and the attributes in their order.
    Start(&'a str, Vec<(&'a str, Cow<'a, str>)>),
    /// Character data, unescaped.
    Text(Cow<'a, str>),
    /// An end tag.
    End(&'a str),
}

/// Reads a document piece by piece. Comments and instructions are left out.
#[derive(Debug)]
pub struct Events<'a> {
    /// None once the document, or a fault, was met.
    scanner: Option<Scanner<'a>>,
    begun: bool,
}

/// Reads a document piece by piece.
///
/// # Errors
///
/// When it is too long.
pub fn events<'a>(text: &'a str, limits: &Limits) -> Result<Events<'a>, XmlError> {
    limits.admit(text)?;
    Ok(Events {
        scanner: Some(Scanner::new(text, limits)),
        begun: false,
    })
}

/// Checks that a document is well-formed, namespaces included, and within the limits.
///
/// # Errors
///
/// The first fault.
pub fn check(text: &str, limits: &Limits) -> Result<(), XmlError> {
    limits.admit(text)?;
    let mut scanner = Scanner::new(text, limits);
    let whole = |scanner: &mut Scanner<'_>| -> Step<()> {
        scanner.prolog()?;
        scanner.start()?;
        scanner.skip()?;
        scanner.epilog()
    };
    // The outcome is in the scanner either way.
    let _ = whole(&mut scanner);
    scanner.take_error().map_or(Ok(()), Err)
}

impl<'a> Events<'a> {
    fn step(&mut self) -> Step<Option<Event<'a>>> {
        let Some(scanner) = &mut self.scanner else {
            return Ok(None);
        };
        if !self.begun {
            self.begun = true;
            scanner.prolog()?;
            return start(scanner).map(Some);
        }
        if scanner.depth() == 0 {
            scanner.epilog()?;
            self.scanner = None;
            return Ok(None);
        }
        let text = scanner.text()?;
        if !text.is_empty() {
            return Ok(Some(Event::Text(text)));
        }
        match scanner.ahead()? {
            Ahead::Start => start(scanner).map(Some),
            Ahead::End | Ahead::Text => {
                let name = scanner.innermost();
                scanner.end()?;
                Ok(Some(Event::End(name)))
            }
        }
    }
}

fn start<'a>(scanner: &mut Scanner<'a>) -> Step<Event<'a>> {
    let tag = scanner.start()?;
    let attributes = scanner.attributes();
    let attributes = attributes.map(|a| (a.name.raw, a.value.clone())).collect();
    Ok(Event::Start(tag.name.raw, attributes))
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>, XmlError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.step() {
            Ok(event) => event.map(Ok),
            Err(_) => self.scanner.take()?.take_error().map(Err),
        }
    }
}
