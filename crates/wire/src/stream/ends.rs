//! Where the element ends that a stream stands at.

use memchr::{memchr2_iter, memmem::Finder};

use super::token::{self, Kind, token};

/// A search for the end of an element, taken up again as more of it is there.
///
/// Nothing is checked: whatever is cut out is read by the strict reader afterwards, which finds the same fault in an
/// element that is cut out too short or too long as in the whole.
#[derive(Debug)]
pub(super) struct Ends {
    /// The element's name as written.
    name: Finder<'static>,
    /// Only that name has been looked for so far: quicker, but not for all that may stand in an element.
    by_name: bool,
    /// What has been looked at.
    at: usize,
    /// How many elements are open there, of those that are counted.
    depth: usize,
}

/// What looking for a name found.
enum Found {
    /// The end of the element.
    End(usize),
    /// Nothing yet.
    Open,
    /// Something that takes a closer look.
    Odd,
}

impl Default for Ends {
    fn default() -> Self {
        Self {
            name: Finder::new(b"").into_owned(),
            by_name: true,
            at: 0,
            depth: 0,
        }
    }
}

impl Ends {
    /// Begins at an element, whose start tag these bytes begin with.
    pub(super) fn begin(&mut self, bytes: &[u8]) {
        let name = token::name(bytes);
        if self.name.needle() != name {
            self.name = Finder::new(name).into_owned();
        }
        self.by_name = !name.is_empty();
        self.restart();
    }

    fn restart(&mut self) {
        self.at = 0;
        self.depth = 0;
    }

    /// The element's length; none if it does not end in these bytes, its first ones.
    pub(super) fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.by_name {
            match self.find_name(bytes) {
                Found::End(end) => return Some(end),
                Found::Open => return None,
                Found::Odd => {
                    self.by_name = false;
                    self.restart();
                }
            }
        }
        self.find_token(bytes)
    }

    /// Looks at the tags of the element's own name only.
    fn find_name(&mut self, bytes: &[u8]) -> Found {
        let len = self.name.needle().len();
        loop {
            let Some(next) = self.name.find(&bytes[self.at..]) else {
                // The name may have begun.
                self.at = self.at.max((bytes.len() + 1).saturating_sub(len));
                return Found::Open;
            };
            let start = self.at + next;
            let Some(behind) = bytes.get(start + len) else {
                self.at = start;
                return Found::Open;
            };
            self.at = start + len;
            let before = &bytes[..start];
            let is_end = before.ends_with(b"</");
            if !is_end && !before.ends_with(b"<") {
                continue;
            }
            match behind {
                b'>' if is_end => self.depth = self.depth.saturating_sub(1),
                b'>' => self.depth += 1,
                b'/' | b' ' | b'\t' | b'\r' | b'\n' => return Found::Odd,
                _ => continue,
            }
            if self.depth == 0 {
                let end = self.at + 1;
                return if has_aside(&bytes[..end]) {
                    Found::Odd
                } else {
                    Found::End(end)
                };
            }
        }
    }

    /// Looks at everything.
    fn find_token(&mut self, bytes: &[u8]) -> Option<usize> {
        while let Some((kind, len)) = token(&bytes[self.at..]) {
            self.at += len;
            match kind {
                Kind::Start { empty: false } => self.depth += 1,
                Kind::End => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            if self.depth == 0 && !matches!(kind, Kind::Text | Kind::Aside) {
                return Some(self.at);
            }
        }
        None
    }
}

/// Whether comments, instructions or CDATA sections stand there, in which tags are none.
fn has_aside(bytes: &[u8]) -> bool {
    memchr2_iter(b'!', b'?', bytes).any(|at| bytes[..at].ends_with(b"<"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_however_the_bytes_come() {
        for element in [
            "<a></a>",
            "<a/>",
            "<a >t</a >",
            "<a><b>a</b></a>",
            "<a><a></a></a>",
            "<a><ab></ab>/a></a>",
            "<a><b:a></b:a></a>",
            "<a><!--</a>--></a>",
            "<a><?a </a>?></a>",
            "<a><![CDATA[</a>]]></a>",
            "<a><b c='</a'></b></a>",
            "<a><b>!?</b></a>",
            "<p:a><a><p:a/></a></p:a>",
        ] {
            let text = format!("{element}<a></a>");
            let start = element.find('>').expect("a tag") + 1;
            for step in [1, 2, 3, text.len()] {
                let mut ends = Ends::default();
                ends.begin(&text.as_bytes()[..start]);
                let mut windows = (start..=text.len()).step_by(step);
                let found = windows.find_map(|len| ends.find(&text.as_bytes()[..len]));
                let found = found.or_else(|| ends.find(text.as_bytes()));
                assert_eq!(found, Some(element.len()), "{element} by {step}");
            }
        }
    }
}
