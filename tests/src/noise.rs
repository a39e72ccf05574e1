//! Messages laid out in every way that XML permits.

use crate::{generate::Choices, plain::Ink};

/// Lays a document out by chance: white space, comments and instructions between tags, text in every notation.
#[derive(Debug)]
pub struct Noise<'c>(pub &'c mut Choices);

const BETWEEN: [&str; 8] = [
    "",
    " ",
    "\n  ",
    "\r\n\t",
    "\r",
    "<!-- <a>&b; -->",
    "<?php echo '<a>' ?>",
    " <!----> ",
];

impl Ink for Noise<'_> {
    fn between(&mut self, xml: &mut String) {
        if !xml.is_empty() {
            let between = *self.0.pick(&BETWEEN);
            xml.push_str(between);
        }
    }

    fn text(&mut self, text: &str, plain: bool, xml: &mut String) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if plain && self.0.once_in(12) {
                let end = self.section(rest, xml);
                rest = &rest[end..];
                continue;
            }
            if plain && self.0.once_in(12) {
                xml.push_str("<!-- ]] -->");
            }
            self.character(c, xml);
            rest = &rest[c.len_utf8()..];
        }
    }
}

impl Noise<'_> {
    /// Writes the beginning of a text as a CDATA section, and says where it ends.
    fn section(&mut self, text: &str, xml: &mut String) -> usize {
        // Line ends would be changed, and the section's own end would end it.
        let most = text.find(['\r', ']']).unwrap_or(text.len());
        let whole = text[..most].char_indices().map(|(at, _)| at);
        let ends: Vec<usize> = whole.chain([most]).collect();
        let end = *self.0.pick(&ends);
        xml.push_str("<![CDATA[");
        xml.push_str(&text[..end]);
        xml.push_str("]]>");
        end
    }

    fn character(&mut self, c: char, xml: &mut String) {
        let named = match c {
            '&' => Some("&amp;"),
            '<' => Some("&lt;"),
            '>' => Some("&gt;"),
            '"' => Some("&quot;"),
            '\'' => Some("&apos;"),
            _ => None,
        };
        let must = matches!(c, '&' | '<' | '>' | '\r');
        let code = u32::from(c);
        let written = match (self.0.below(6), named) {
            (1, _) => format!("&#{code};"),
            (2, _) => format!("&#x{code:x};"),
            (3, _) => format!("&#x00{code:X};"),
            (4, Some(name)) => name.to_owned(),
            _ if !must => c.to_string(),
            (_, Some(name)) => name.to_owned(),
            _ => format!("&#{code};"),
        };
        xml.push_str(&written);
    }
}
