//! Where in a message a walk stands, kept without allocating.

use std::borrow::Cow;

use crate::shape::{Field, Shape};

/// Deepest structure that any message nests; deeper ones are still walked, but their path is cut.
const DEPTH: usize = 24;

/// Bytes kept of all keys on the way.
const KEYS: usize = 256;

/// The fields entered so far, with their keys and list indexes.
#[derive(Debug)]
pub(crate) struct Path {
    frames: [Option<Frame>; DEPTH],
    depth: usize,
    keys: [u8; KEYS],
    /// The list entry that the innermost structure saw last.
    last: [(usize, u32); DEPTH + 1],
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    field: &'static Field,
    index: u32,
    /// Where its key stands among all keys.
    key: (u16, u16),
}

impl Default for Path {
    fn default() -> Self {
        Self {
            frames: [None; DEPTH],
            depth: 0,
            keys: [0; KEYS],
            last: [(0, 0); DEPTH + 1],
        }
    }
}

impl Path {
    /// How many structures have been entered.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Enters a structure.
    pub(crate) fn push(&mut self, field: &'static Field, key: &str) {
        let index = if field.occurs.is_list() {
            self.count(field)
        } else {
            0
        };
        let key = if field.keyed { self.keep(key) } else { (0, 0) };
        if let Some(slot) = self.frames.get_mut(self.depth) {
            *slot = Some(Frame { field, index, key });
        }
        self.depth += 1;
        if let Some(last) = self.last.get_mut(self.depth) {
            *last = (0, 0);
        }
    }

    /// Leaves the innermost structure.
    pub(crate) fn pop(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Counts a leaf that may stand more than once.
    pub(crate) fn leaf(&mut self, field: &'static Field) {
        self.count(field);
    }

    /// The wire names on the way, then `name`, joined by `/`.
    pub(crate) fn join(&self, name: &str) -> String {
        let mut path = String::new();
        for frame in self.entered() {
            path.push_str(frame.field.name);
            path.push('/');
        }
        path.push_str(name);
        path
    }

    /// Keys and list indexes on the way, joined by `/`.
    pub(crate) fn instance(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for frame in self.entered() {
            if frame.field.keyed {
                parts.push(self.key(frame).into_owned());
            } else if frame.field.occurs.is_list() {
                parts.push(frame.index.to_string());
            }
        }
        (!parts.is_empty()).then(|| parts.join("/"))
    }

    /// Section of the innermost structure, or empty at the root.
    pub(crate) fn section(&self) -> &'static str {
        self.shape().map_or("", |shape| shape.section)
    }

    /// The innermost structure; none at the root.
    pub(crate) fn shape(&self) -> Option<&'static Shape> {
        self.entered().last()?.field.shape()
    }

    fn entered(&self) -> impl Iterator<Item = &Frame> {
        self.frames.iter().take(self.depth).flatten()
    }

    /// Keeps a key, as far as there is room, and tells where.
    fn keep(&mut self, key: &str) -> (u16, u16) {
        let start = self.entered().map(|frame| frame.key.1).max().unwrap_or(0);
        let room = &mut self.keys[usize::from(start)..];
        let length = key.len().min(room.len());
        room[..length].copy_from_slice(&key.as_bytes()[..length]);
        let end = usize::from(start) + length;
        (start, u16::try_from(end).unwrap_or(u16::MAX))
    }

    fn key(&self, frame: &Frame) -> Cow<'_, str> {
        let (start, end) = frame.key;
        String::from_utf8_lossy(&self.keys[usize::from(start)..usize::from(end)])
    }

    /// The index of this entry among its list, counted from 0.
    fn count(&mut self, field: &'static Field) -> u32 {
        let Some((last, count)) = self.last.get_mut(self.depth) else {
            return 0;
        };
        let this = std::ptr::from_ref(field).addr();
        *count = if *last == this { *count + 1 } else { 0 };
        *last = this;
        *count
    }
}
