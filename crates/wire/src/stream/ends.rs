//! Where the element ends that a stream stands at.

use memchr::{memchr2_iter, memmem::Finder};

use super::token::{self, Kind, token};

/// A search for the end of an element, taken up again as more of it is there.
///
/// Nothing is checked: whatever is cut out is read by the strict reader afterwards, which finds the same fault in a
/// broken element that is cut out too short or too long as in the whole.
#[derive(Debug)]
pub(super) struct Ends {
    /// The element's name as written.
    name: Finder<'static>,
    /// Only that name has been looked for so far: quicker, but not for all that may stand in an element.
    by_name: bool,
    /// Up to here no comments, instructions or CDATA sections stand, in which tags are none.
    plain: usize,
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
            plain: 0,
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
        self.plain = 0;
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
                return self.open(bytes);
            };
            let start = self.at + next;
            let Some(behind) = bytes.get(start + len) else {
                self.at = start;
                return self.open(bytes);
            };
            self.at = start + len;
            if !self.is_plain(&bytes[..start]) {
                return Found::Odd;
            }
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
                return Found::End(self.at + 1);
            }
        }
    }

    /// The element does not end in these bytes, as far as tags of its name tell.
    fn open(&mut self, bytes: &[u8]) -> Found {
        if self.is_plain(bytes) {
            Found::Open
        } else {
            Found::Odd
        }
    }

    /// Whether no comments, instructions or CDATA sections begin in these bytes. Looks at each byte once.
    fn is_plain(&mut self, bytes: &[u8]) -> bool {
        let new = bytes.get(self.plain..).unwrap_or_default();
        let mut marks = memchr2_iter(b'!', b'?', new).map(|at| self.plain + at);
        let is_plain = !marks.any(|at| bytes[..at].ends_with(b"<"));
        self.plain = self.plain.max(bytes.len());
        is_plain
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
            "<a><!--<a>--></a>",
            "<a><?x <a>?></a>",
            "<a><![CDATA[<a>]]></a>",
            "<a>t<b/><!--<a>--><a></a></a>",
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
