//! Golden answers, cut into their parts, and a generator of choices.

use std::ops::Range;

/// Choices from a seed: `SplitMix64`.
#[derive(Debug, Clone)]
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than the bound, which is not zero.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A golden answer.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// Where a tag begins or ends.
    pub(crate) edges: Vec<usize>,
    pub(crate) elements: Vec<Part>,
}

/// An element of it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) outer: Range<usize>,
    pub(crate) inner: Range<usize>,
    pub(crate) is_leaf: bool,
    /// The XML-RPC member that holds it.
    pub(crate) member: String,
}

impl Source {
    /// Cuts a well-formed answer without comments or CDATA.
    pub(crate) fn new(name: String, bytes: Vec<u8>) -> Self {
        let (mut edges, mut elements, mut open) = (Vec::new(), Vec::<Part>::new(), Vec::new());
        let mut at = 0;
        while let Some(start) = find(&bytes, b'<', at) {
            let end = find(&bytes, b'>', start).expect("a whole tag") + 1;
            at = end;
            edges.extend([start, end]);
            let tag = String::from_utf8_lossy(&bytes[start + 1..end - 1]).into_owned();
            if tag.starts_with(['?', '!']) {
                continue;
            }
            if tag.starts_with('/') {
                let index: usize = open.pop().expect("an open element");
                elements[index].inner.end = start;
                elements[index].outer.end = end;
                continue;
            }
            if let Some(&parent) = open.last() {
                elements[parent].is_leaf = false;
            }
            let empty = tag.ends_with('/');
            let own = tag.split([' ', '/', '\n']).next().unwrap_or_default();
            let member = match own {
                "value" => elements.last().filter(|part| part.name == "name"),
                _ => None,
            };
            let member = member.map_or("", |part| text(&bytes[part.inner.clone()]));
            elements.push(Part {
                name: own.to_owned(),
                outer: start..end,
                inner: end..end,
                is_leaf: true,
                member: member.to_owned(),
            });
            if !empty {
                open.push(elements.len() - 1);
            }
        }
        Self {
            name,
            bytes,
            edges,
            elements,
        }
    }

    /// The elements whose local name, or the member they are the value of, is one of these.
    pub(crate) fn named(&self, names: &[&str]) -> Vec<&Part> {
        let has_name = |part: &&Part| {
            let local = part.name.rsplit(':').next().unwrap_or_default();
            names.contains(&local) || names.contains(&part.member.as_str())
        };
        self.elements.iter().filter(has_name).collect()
    }

    /// The same with a range replaced.
    pub(crate) fn with(&self, range: &Range<usize>, new: &[u8]) -> Vec<u8> {
        splice(&self.bytes, range, new)
    }

    pub(crate) fn is_soap(&self) -> bool {
        self.bytes.windows(8).any(|part| part == b"Envelope")
    }
}

pub(crate) fn splice(bytes: &[u8], range: &Range<usize>, new: &[u8]) -> Vec<u8> {
    [&bytes[..range.start], new, &bytes[range.end..]].concat()
}

fn find(bytes: &[u8], byte: u8, from: usize) -> Option<usize> {
    let found = bytes[from..].iter().position(|found| *found == byte)?;
    Some(from + found)
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}
