//! The canonical form of a message, written into one buffer.

use crate::{
    limits::Limits,
    operation::{Direction, Operation, Root},
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    soap::WriteError,
    value::parse_int,
    walk::Visit,
    xml::{self, push_escaped},
};

/// How a message is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// One element a line, two spaces deeper for each level.
    pub indent: bool,
    /// As PHP does: a struct whose members count from 0, or that has none, becomes an array.
    pub php_arrays: bool,
}

/// Appends a message in its canonical form, on one line.
///
/// # Errors
///
/// When a text holds a character that XML cannot carry. The buffer then holds a part of the message.
pub fn write<'a, T: Root<'a>>(message: &T, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
    write_with(message, WriteOptions::default(), buffer)
}

/// The same, laid out as wanted.
///
/// # Errors
///
/// As [`write()`].
pub fn write_with<'a, T: Root<'a>>(
    message: &T,
    options: WriteOptions,
    buffer: &mut Vec<u8>,
) -> Result<(), WriteError> {
    let mut writer = Writer::new(buffer, options);
    writer.begin(T::OPERATION, T::DIRECTION);
    Visit::root(message, &mut writer);
    writer.finish()
}

/// A sink that writes what it hears of, members in the order of the events.
///
/// Parameters of a call are written in the order in which their members come.
#[derive(Debug)]
pub struct Writer<'b> {
    buffer: &'b mut Vec<u8>,
    options: WriteOptions,
    /// Open elements, innermost last.
    open: Vec<&'static str>,
    /// Open structs, innermost last.
    structs: Vec<Struct>,
    /// The open parameter of a call; 0 in a response.
    param: u8,
    error: Option<WriteError>,
}

/// A struct under way.
#[derive(Debug, Default)]
struct Struct {
    /// Where its start tag begins.
    start: usize,
    /// Where its content begins.
    inside: usize,
    /// What would go if it were an array: the tags around each value.
    tags: Vec<(usize, usize)>,
    /// Its members so far count from 0.
    counts: bool,
    members: usize,
    /// The list member whose array is open.
    list: Option<&'static Field>,
}

impl<'b> Writer<'b> {
    /// A writer that appends to `buffer`.
    pub fn new(buffer: &'b mut Vec<u8>, options: WriteOptions) -> Self {
        Self {
            buffer,
            options,
            open: Vec::with_capacity(32),
            structs: Vec::with_capacity(8),
            param: 0,
            error: None,
        }
    }

    /// Writes what stands before the members.
    pub fn begin(&mut self, operation: &Operation, direction: Direction) {
        self.buffer
            .extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        match direction {
            Direction::Request => {
                self.start("methodCall");
                self.element("methodName", operation.name, None);
                self.param = 1;
            }
            Direction::Response => self.start("methodResponse"),
        }
        self.start("params");
        self.start_parameter();
    }

    /// Writes what stands after the members.
    ///
    /// # Errors
    ///
    /// When a text held a character that XML cannot carry.
    pub fn finish(mut self) -> Result<(), WriteError> {
        self.end_parameter();
        while !self.open.is_empty() {
            self.end();
        }
        if self.options.indent {
            self.buffer.push(b'\n');
        }
        self.error.map_or(Ok(()), Err)
    }

    fn start_parameter(&mut self) {
        self.start("param");
        self.start("value");
        self.start_struct();
    }

    fn end_parameter(&mut self) {
        while let Some(open) = self.open.last() {
            match *open {
                "struct" => self.end_struct(),
                "params" => return,
                _ => self.end(),
            }
        }
    }

    /// Goes to the parameter that holds a member of the message.
    fn go_to_parameter(&mut self, field: &Field) {
        if self.structs.len() != 1 || self.param == 0 {
            return;
        }
        while self.param < field.param {
            self.param += 1;
            self.end_parameter();
            self.start_parameter();
        }
    }

    fn start_struct(&mut self) {
        self.line();
        let start = self.buffer.len();
        self.open_tag("struct");
        self.structs.push(Struct {
            start,
            inside: self.buffer.len(),
            counts: true,
            ..Struct::default()
        });
    }

    fn end_struct(&mut self) {
        self.end_list();
        self.end();
        if let Some(done) = self.structs.pop()
            && self.options.php_arrays
            && done.counts
        {
            self.make_array(&done);
        }
    }

    /// Rewrites the struct that ends the buffer as an array.
    fn make_array(&mut self, done: &Struct) {
        let end = self.buffer.len() - "</struct>".len();
        let content = self.buffer.split_off(done.start);
        let piece = |from: usize, to: usize| &content[from - done.start..to - done.start];
        self.buffer.extend_from_slice(b"<array><data>");
        let mut from = done.inside;
        for &(start, stop) in &done.tags {
            self.buffer.extend_from_slice(piece(from, start));
            from = stop;
        }
        self.buffer.extend_from_slice(piece(from, end));
        self.buffer.extend_from_slice(b"</data></array>");
    }

    /// Begins a member or an entry of a list, up to its open value.
    fn start_item(&mut self, field: &'static Field, key: &str) {
        self.go_to_parameter(field);
        let is_list = field.occurs.is_list() && !field.keyed;
        let list = self.structs.last().and_then(|open| open.list);
        if !list.is_some_and(|list| is_list && std::ptr::eq(list, field)) {
            self.end_list();
            let name = if field.keyed { key } else { field.name };
            self.start_member(name, field);
            if is_list {
                self.start("value");
                self.start("array");
                self.start("data");
                if let Some(open) = self.structs.last_mut() {
                    open.list = Some(field);
                }
            }
        }
        self.start("value");
    }

    fn start_member(&mut self, name: &str, field: &Field) {
        let start = self.buffer.len();
        self.start("member");
        self.element("name", name, Some(field));
        let stop = self.buffer.len();
        if self.options.php_arrays
            && let Some(open) = self.structs.last_mut()
        {
            open.counts = open.counts && name == open.members.to_string();
            open.members += 1;
            open.tags.push((start, stop));
        }
    }

    fn end_item(&mut self) {
        self.end();
        if self.structs.last().is_some_and(|open| open.list.is_none()) {
            self.end_member();
        }
    }

    fn end_member(&mut self) {
        let start = self.buffer.len();
        self.end();
        let stop = self.buffer.len();
        if self.options.php_arrays
            && let Some(open) = self.structs.last_mut()
        {
            open.tags.push((start, stop));
        }
    }

    /// Ends the array of a list, if one is open.
    fn end_list(&mut self) {
        let list = self.structs.last_mut().and_then(|open| open.list.take());
        if list.is_some() {
            for _ in ["data", "array", "value"] {
                self.end();
            }
            self.end_member();
        }
    }

    /// Whether a leaf is a plain member of the innermost struct, on the same line.
    fn is_single(&self, field: &Field) -> bool {
        let has_list = self.structs.last().is_some_and(|open| open.list.is_some());
        let is_plain = !field.keyed && !field.occurs.is_list() && !has_list;
        is_plain && !self.options.indent && !self.options.php_arrays
    }

    /// A leaf as such a member.
    fn member(&mut self, field: &'static Field, text: &str) {
        self.go_to_parameter(field);
        let (start, text, end): (&[u8], _, &[u8]) = match scalar(field.kind, text) {
            ("int", text) => (b"</name><value><int>", text, b"</int></value></member>"),
            ("boolean", text) => (
                b"</name><value><boolean>",
                text,
                b"</boolean></value></member>",
            ),
            (_, text) => (
                b"</name><value><string>",
                text,
                b"</string></value></member>",
            ),
        };
        self.buffer.extend_from_slice(b"<member><name>");
        self.buffer.extend_from_slice(field.name.as_bytes());
        self.buffer.extend_from_slice(start);
        self.text(text, field.name);
        self.buffer.extend_from_slice(end);
    }

    fn text(&mut self, text: &str, field: &str) {
        if let Err(character) = push_escaped(text, self.buffer) {
            self.error.get_or_insert(WriteError {
                field: field.to_owned(),
                character: Some(character),
            });
        }
    }

    fn element(&mut self, name: &'static str, text: &str, field: Option<&Field>) {
        self.line();
        self.tag("<", name);
        self.text(text, field.map_or(name, |field| field.name));
        self.tag("</", name);
    }

    fn start(&mut self, name: &'static str) {
        self.line();
        self.open_tag(name);
    }

    fn open_tag(&mut self, name: &'static str) {
        self.tag("<", name);
        self.open.push(name);
    }

    fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.line();
            self.tag("</", name);
        }
    }

    fn tag(&mut self, lead: &str, name: &str) {
        for piece in [lead, name, ">"] {
            self.buffer.extend_from_slice(piece.as_bytes());
        }
    }

    /// Begins a line, when lines are indented.
    fn line(&mut self) {
        if self.options.indent {
            self.buffer.push(b'\n');
            let spaces = 2 * self.open.len();
            self.buffer.extend(std::iter::repeat_n(b' ', spaces));
        }
    }
}

impl Sink for Writer<'_> {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        self.start_item(field, key);
        self.start_struct();
    }

    fn leave(&mut self, field: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {
        if field.is_some() {
            self.end_struct();
            self.end_item();
        }
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, _: At) {
        if self.is_single(field) {
            self.member(field, text);
            return;
        }
        self.start_item(field, key);
        let (name, text) = scalar(field.kind, text);
        self.element(name, text, Some(field));
        self.end_item();
    }

    /// Members that the schema does not know are written as they came.
    fn remark(&mut self, remark: Remark<'_>, _: &str, _: At) {
        if let Remark::Unknown(raw) = remark
            && raw.starts_with("<member>")
            && xml::check(raw, &Limits::DEFAULT).is_ok()
        {
            self.end_list();
            self.line();
            self.buffer.extend_from_slice(raw.as_bytes());
            if let Some(open) = self.structs.last_mut() {
                open.counts = false;
            }
        }
    }
}

/// The element that a leaf is written as, and its text. What is not of its kind goes as a string.
fn scalar(kind: Kind, text: &str) -> (&'static str, &str) {
    let whole = || parse_int(text).is_some();
    match kind {
        Kind::Int(..) if whole() => ("int", text),
        Kind::Enum(list) if list.int && whole() => ("int", text),
        Kind::Boolean if text == "true" => ("boolean", "1"),
        Kind::Boolean if text == "false" => ("boolean", "0"),
        _ => ("string", text),
    }
}
