//! The canonical form of a message, written into one buffer.

use std::fmt;

use super::names::SOAP_1_1;
use crate::{
    limits::Limits,
    operation::{Direction, Operation, Root},
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    walk::Visit,
    xml::{check, is_name, push_escaped},
};

/// A text that XML cannot carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteError {
    /// Wire name of the field.
    pub field: String,
    /// The character; none when the field's key is no name.
    pub character: Option<char>,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.character {
            Some(c) => write!(
                f,
                "{} holds character U+{:04X}, which XML cannot carry; remove it",
                self.field,
                u32::from(c)
            ),
            None => write!(
                f,
                "a key of {} cannot be the name of an element",
                self.field
            ),
        }
    }
}

impl std::error::Error for WriteError {}

/// Appends a message in its canonical form, on one line.
///
/// # Errors
///
/// When a text holds a character that XML cannot carry. The buffer then holds a part of the message.
pub fn write<'a, T: Root<'a>>(message: &T, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
    emit(message, Writer::new(buffer, None))
}

/// The same with one element a line, two spaces deeper for each level.
///
/// # Errors
///
/// As [`write()`].
pub fn write_indented<'a, T: Root<'a>>(
    message: &T,
    buffer: &mut Vec<u8>,
) -> Result<(), WriteError> {
    emit(message, Writer::new(buffer, Some(0)))
}

fn emit<'a, T: Root<'a>>(message: &T, mut writer: Writer<'_>) -> Result<(), WriteError> {
    writer.begin(T::OPERATION, T::DIRECTION);
    Visit::root(message, &mut writer);
    writer.finish()
}

/// A sink that writes what it hears of, elements in the order of the events.
#[derive(Debug)]
pub struct Writer<'b> {
    buffer: &'b mut Vec<u8>,
    /// Depth of the next element, when lines are indented.
    indent: Option<usize>,
    /// What closes the frame, innermost first.
    tail: Vec<String>,
    error: Option<WriteError>,
}

impl<'b> Writer<'b> {
    /// A writer that appends to `buffer`; with a depth it indents.
    pub fn new(buffer: &'b mut Vec<u8>, indent: Option<usize>) -> Self {
        Self {
            buffer,
            indent,
            tail: Vec::new(),
            error: None,
        }
    }

    /// Writes what stands before the members.
    pub fn begin(&mut self, operation: &Operation, direction: Direction) {
        let Operation {
            name, namespace, ..
        } = operation;
        match direction {
            Direction::Request => {
                self.open(
                    "soapenv:Envelope",
                    &format!(" xmlns:soapenv=\"{SOAP_1_1}\" xmlns:ws=\"{namespace}\""),
                );
                self.line();
                self.buffer.extend_from_slice(b"<soapenv:Header/>");
                self.open("soapenv:Body", "");
                self.open(&format!("ws:{name}"), "");
                self.open("Request", "");
            }
            Direction::Response => {
                self.open("soap:Envelope", &format!(" xmlns:soap=\"{SOAP_1_1}\""));
                self.open("soap:Body", "");
                self.open(
                    &format!("ns2:{name}Response"),
                    &format!(" xmlns:ns2=\"{namespace}\""),
                );
                self.open("Response", "");
            }
        }
    }

    /// Writes what stands after the members.
    ///
    /// # Errors
    ///
    /// When a text held a character that XML cannot carry.
    pub fn finish(mut self) -> Result<(), WriteError> {
        while let Some(name) = self.tail.pop() {
            self.end(&name);
        }
        if self.indent.is_some() {
            self.buffer.push(b'\n');
        }
        self.error.map_or(Ok(()), Err)
    }

    fn open(&mut self, name: &str, attributes: &str) {
        self.start(name, attributes);
        self.tail.push(name.to_owned());
    }

    fn start(&mut self, name: &str, attributes: &str) {
        self.line();
        self.buffer.push(b'<');
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(attributes.as_bytes());
        self.buffer.push(b'>');
        self.indent = self.indent.map(|depth| depth + 1);
    }

    fn end(&mut self, name: &str) {
        self.indent = self.indent.map(|depth| depth.saturating_sub(1));
        self.line();
        self.close(name);
    }

    fn close(&mut self, name: &str) {
        self.buffer.extend_from_slice(b"</");
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.push(b'>');
    }

    /// Begins a line, when lines are indented.
    fn line(&mut self) {
        if let Some(depth) = self.indent {
            if !self.buffer.is_empty() {
                self.buffer.push(b'\n');
            }
            self.buffer.extend(std::iter::repeat_n(b' ', 2 * depth));
        }
    }

    /// Whether the field's tags can be written as they are kept.
    #[inline(always)]
    fn has_tags(&self, field: &Field) -> bool {
        self.indent.is_none() && !field.keyed && field.end_tag.is_there()
    }

    #[inline(always)]
    fn text(&mut self, field: &Field, text: &str) {
        if let Err(c) = push_escaped(text, self.buffer) {
            self.refuse(field, Some(c));
        }
    }

    /// A leaf, on a line of its own if that is asked for.
    #[inline(never)]
    fn element(&mut self, field: &'static Field, key: &str, text: &str) {
        let name = self.name(field, key);
        self.line();
        self.buffer.push(b'<');
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.push(b'>');
        self.text(field, text);
        self.close(name);
    }

    #[cold]
    fn refuse(&mut self, field: &Field, character: Option<char>) {
        self.error.get_or_insert(WriteError {
            field: field.name.to_owned(),
            character,
        });
    }

    /// The element's name; for an entry of a keyed structure its key.
    fn name<'n>(&mut self, field: &'static Field, key: &'n str) -> &'n str {
        if !field.keyed {
            return field.name;
        }
        if !is_name(key) {
            self.refuse(field, None);
        }
        key
    }
}

impl Sink for Writer<'_> {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        if self.has_tags(field) {
            field.end_tag.append_start(self.buffer);
            return;
        }
        let name = self.name(field, key);
        self.start(name, "");
        if field.keyed {
            self.tail.push(name.to_owned());
        }
    }

    fn leave(&mut self, field: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        match field {
            Some(field) if self.has_tags(field) => field.end_tag.append(self.buffer),
            Some(field) if field.keyed => {
                let name = self.tail.pop().unwrap_or_default();
                self.end(&name);
            }
            Some(field) => self.end(field.name),
            None => {}
        }
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, _: At) {
        if self.has_tags(field) {
            field.end_tag.append_start(self.buffer);
            self.text(field, text);
            field.end_tag.append(self.buffer);
        } else {
            self.element(field, key, text);
        }
    }

    /// Elements that the schema does not know go out as they came, if they stand on their own.
    fn remark(&mut self, remark: Remark<'_>, _: &str, _: At) {
        if let Remark::Unknown(raw) = remark
            && check(raw, &Limits::DEFAULT).is_ok()
        {
            self.line();
            self.buffer.extend_from_slice(raw.as_bytes());
        }
    }
}
