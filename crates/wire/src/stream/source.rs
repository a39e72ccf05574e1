//! The window over a byte stream: text in UTF-8, read as needed.

use std::io::{self, Read};

use super::error::Error;
use crate::{
    encoding::{self, Encoding},
    error::{Position, XmlError},
};

/// The room that a read finds at most, and the least window.
const CHUNK: usize = 128 << 10;

/// The room that a read finds at least.
const LEAST: usize = 16 << 10;

/// Bytes that the encoding is told from.
const HEAD: usize = 256;

/// A byte stream with the part of it that is being looked at.
#[derive(Debug)]
pub(super) struct Source<R> {
    reader: R,
    content_type: Option<String>,
    encoding: Option<Encoding>,
    /// Bytes of another encoding than UTF-8, before they are converted.
    raw: Buffer,
    raw_read: usize,
    window: Buffer,
    /// What of the window has been consumed.
    start: usize,
    /// Where in the text the window begins.
    base: usize,
    /// Length of the byte order mark before the text.
    mark: usize,
    /// Line and column of what has not been consumed, if they are counted.
    position: Option<Position>,
    ended: bool,
}

impl<R: Read> Source<R> {
    pub(super) fn new(reader: R, content_type: Option<&str>) -> Self {
        Self {
            reader,
            content_type: content_type.map(str::to_owned),
            encoding: None,
            raw: Buffer::default(),
            raw_read: 0,
            window: Buffer::default(),
            start: 0,
            base: 0,
            mark: 0,
            position: None,
            ended: false,
        }
    }

    /// What has been read and not consumed. It is not known to be UTF-8 yet.
    pub(super) fn rest(&self) -> &[u8] {
        &self.window.filled()[self.start..]
    }

    /// Where in the text that begins.
    pub(super) fn offset(&self) -> usize {
        self.base + self.start
    }

    /// The text of the next `len` bytes.
    pub(super) fn text(&self, len: usize) -> Result<&str, XmlError> {
        encoding::text(&self.rest()[..len], self.mark + self.offset())
    }

    /// The text that has been read and not consumed, as far as it is text.
    pub(super) fn ahead(&self) -> &str {
        let rest = self.rest();
        let valid = encoding::text(rest, 0).map_or_else(|error| error.offset, str::len);
        encoding::text(&rest[..valid], 0).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, len: usize) {
        let passed = &self.window.filled()[self.start..self.start + len];
        if let Some(position) = &mut self.position {
            position.pass(passed);
        }
        self.start += len;
    }

    /// Counts lines and columns from here on, which is before anything has been read.
    pub(super) fn count_lines(&mut self) {
        self.position = Some(Position::START);
    }

    /// Line and column of what has not been consumed; the text's start if they are not counted.
    pub(super) fn position(&self) -> Position {
        self.position.unwrap_or(Position::START)
    }

    /// Length of the byte order mark before the text.
    pub(super) fn mark(&self) -> usize {
        self.mark
    }

    /// The name of the encoding, when it is known and not UTF-8.
    pub(super) fn encoding(&self) -> Option<&'static str> {
        match self.encoding? {
            Encoding::Utf8 => None,
            Encoding::Ascii => Some("US-ASCII"),
            Encoding::Windows(name) => Some(name),
        }
    }

    /// Reads until at least `wanted` more bytes are there; false when the stream has ended before the first.
    pub(super) fn fill(&mut self, wanted: usize) -> Result<bool, Error> {
        self.make_room();
        let before = self.window.end;
        while !self.ended && self.window.end < before + wanted {
            self.read_chunk()?;
        }
        Ok(self.window.end > before)
    }

    /// Moves what is left of the window to its front, once that is less than what was consumed.
    fn make_room(&mut self) {
        if self.start > self.window.end / 2 {
            self.window.drain(self.start);
            self.base += self.start;
            self.start = 0;
        }
    }

    fn read_chunk(&mut self) -> Result<(), Error> {
        if self.encoding.is_none() {
            return self.read_head();
        }
        if self.encoding == Some(Encoding::Utf8) {
            self.ended = self.window.read(&mut self.reader)? == 0;
            return Ok(());
        }
        self.ended = self.raw.read(&mut self.reader)? == 0;
        self.convert()
    }

    /// Reads what the encoding is told from.
    fn read_head(&mut self) -> Result<(), Error> {
        while self.raw.end < HEAD && !self.ended {
            self.ended = self.raw.read(&mut self.reader)? == 0;
        }
        let (encoding, mark) = encoding::detect(self.raw.filled(), self.content_type.as_deref())?;
        self.encoding = Some(encoding);
        self.mark = mark;
        self.raw.drain(mark);
        self.raw_read = mark;
        if encoding == Encoding::Utf8 {
            self.window = std::mem::take(&mut self.raw);
            return Ok(());
        }
        self.convert()
    }

    /// Converts what was read. Single-byte encodings can be cut anywhere.
    fn convert(&mut self) -> Result<(), Error> {
        if let Some(encoding) = self.encoding {
            let (text, _) = encoding.decode(self.raw.filled(), self.raw_read)?;
            self.window.append(text.as_bytes());
            self.raw_read += self.raw.end;
            self.raw.end = 0;
        }
        Ok(())
    }
}

/// Bytes with room behind them, so that a read need not clear it first.
#[derive(Debug, Default)]
struct Buffer {
    bytes: Vec<u8>,
    end: usize,
}

impl Buffer {
    fn filled(&self) -> &[u8] {
        &self.bytes[..self.end]
    }

    /// Reads once.
    fn read(&mut self, reader: &mut impl Read) -> io::Result<usize> {
        if self.bytes.len() < self.end + LEAST {
            self.bytes.resize(self.end + CHUNK, 0);
        }
        let room = &mut self.bytes[self.end..];
        let count = loop {
            match reader.read(room) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                outcome => break outcome?,
            }
        };
        self.end += count;
        Ok(count)
    }

    fn append(&mut self, more: &[u8]) {
        self.bytes.truncate(self.end);
        self.bytes.extend_from_slice(more);
        self.end = self.bytes.len();
    }

    /// Forgets the first `len` bytes.
    fn drain(&mut self, len: usize) {
        self.bytes.copy_within(len..self.end, 0);
        self.end -= len;
    }
}
