//! Where in a message a walk stands, kept without allocating.

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
    key: (usize, usize),
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
        let index = self.count(field);
        let start = self
            .frame(self.depth.wrapping_sub(1))
            .map_or(0, |frame| frame.key.1);
        let key = if field.keyed { key.as_bytes() } else { b"" };
        let length = key.len().min(KEYS - start);
        self.keys[start..start + length].copy_from_slice(&key[..length]);
        if let Some(slot) = self.frames.get_mut(self.depth) {
            *slot = Some(Frame {
                field,
                index,
                key: (start, start + length),
            });
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

    /// Counts a leaf as an entry of its list.
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
                parts.push(
                    String::from_utf8_lossy(&self.keys[frame.key.0..frame.key.1]).into_owned(),
                );
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

    fn frame(&self, index: usize) -> Option<Frame> {
        self.frames.get(index).copied().flatten()
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
