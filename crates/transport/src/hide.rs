//! Hiding secret elements and members of a message by their names, however it is written and however broken it is.

use std::{borrow::Cow, collections::BTreeSet};

use crate::mask::{STARS, denoted};

/// The text with stars in secret elements (SOAP) and members (XML-RPC). Comments and instructions are left out, and
/// CDATA is written as text, so that a value stands in one piece wherever it stands.
///
/// What has no end stays hidden to the end of the text.
pub(crate) fn by_names(text: &str, names: &BTreeSet<&'static str>) -> String {
    let mut hide = Hide {
        names,
        out: String::with_capacity(text.len()),
        members: Vec::new(),
        name: None,
        hidden: None,
    };
    for token in Tokens::of(text) {
        hide.take(&token);
    }
    hide.finish()
}

/// One piece of markup, or the text between two.
enum Token<'t> {
    Text(&'t str),
    Cdata(&'t str),
    /// An XML declaration.
    Declaration(&'t str),
    /// A tag, its local name, and what kind of tag it is.
    Tag(&'t str, &'t str, Tag),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Start,
    End,
    Empty,
}

/// Cuts a text into tokens, in time that grows as the text does.
struct Tokens<'t> {
    rest: &'t str,
    is_first: bool,
    /// No further CDATA section has an end.
    cdata_is_text: bool,
}

impl<'t> Tokens<'t> {
    fn of(rest: &'t str) -> Self {
        Self {
            rest,
            is_first: true,
            cdata_is_text: false,
        }
    }

    fn cut(&mut self, at: usize) -> &'t str {
        let (piece, rest) = self.rest.split_at(at);
        self.rest = rest;
        piece
    }

    /// Leaves out what ends so; all the rest if nothing does.
    fn skip(&mut self, end: &str) -> &'t str {
        let length = self.rest.find(end).map(|found| found + end.len());
        self.cut(length.unwrap_or(self.rest.len()))
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        const CDATA: &str = "<![CDATA[";
        loop {
            let is_first = std::mem::replace(&mut self.is_first, false);
            if self.rest.is_empty() {
                return None;
            }
            let text = self.rest.find('<').unwrap_or(self.rest.len());
            if text > 0 {
                return Some(Token::Text(self.cut(text)));
            }
            if self.rest.starts_with("<!--") {
                self.skip("-->");
                continue;
            }
            if self.rest.starts_with("<?") {
                let instruction = self.skip("?>");
                if is_first && instruction.starts_with("<?xml ") && instruction.ends_with("?>") {
                    return Some(Token::Declaration(instruction));
                }
                continue;
            }
            if let Some(content) = self
                .rest
                .strip_prefix(CDATA)
                .filter(|_| !self.cdata_is_text)
            {
                if let Some(end) = content.find("]]>") {
                    self.rest = &content[end + 3..];
                    return Some(Token::Cdata(&content[..end]));
                }
                self.cdata_is_text = true;
            }
            let tag = self.cut(tag_length(self.rest));
            let name = local_name(tag);
            let kind = if tag.starts_with("</") {
                Tag::End
            } else if tag.ends_with("/>") {
                Tag::Empty
            } else {
                Tag::Start
            };
            return Some(Token::Tag(tag, name, kind));
        }
    }
}

/// The length of the tag at the beginning. A `>` in an attribute's value is none of its ends; a `<` begins another.
fn tag_length(text: &str) -> usize {
    let limit = text[1..].find('<').map_or(text.len(), |next| next + 1);
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().take(limit) {
        match (byte, quote) {
            (b'>', None) => return at + 1,
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
    }
    text[..limit].find('>').map_or(limit, |end| end + 1)
}

fn local_name(tag: &str) -> &str {
    let tag = tag[1..].strip_prefix('/').unwrap_or(&tag[1..]);
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '='));
    let name = &tag[..end.unwrap_or(tag.len())];
    name.rsplit(':').next().unwrap_or(name)
}

struct Hide<'n> {
    names: &'n BTreeSet<&'static str>,
    out: String,
    /// Members that are open, outermost first.
    members: Vec<Member>,
    /// The content of the `<name>` that is open.
    name: Option<String>,
    /// The secret element that is open, and how many of its name are.
    hidden: Option<(&'static str, usize)>,
}

/// A member that is open.
struct Member {
    /// Where its content begins in what is written.
    from: usize,
    /// What it is called, so far.
    name: Option<String>,
    is_secret: bool,
}

impl Hide<'_> {
    fn take(&mut self, token: &Token<'_>) {
        if let Some((secret, depth)) = self.hidden.take() {
            let left = match token {
                Token::Tag(_, name, Tag::Start) if *name == secret => depth + 1,
                Token::Tag(_, name, Tag::End) if *name == secret => depth - 1,
                _ => depth,
            };
            if left > 0 {
                self.hidden = Some((secret, left));
                return;
            }
        }
        match token {
            Token::Text(text) => self.text(text, &unescaped(text)),
            Token::Cdata(text) => {
                // It may hold a message of its own; there are no sections in a section.
                let inner = by_names(text, self.names);
                self.text(&escaped(&inner), text);
            }
            Token::Declaration(text) => self.out.push_str(text),
            Token::Tag(tag, name, kind) => self.tag(tag, name, *kind),
        }
    }

    fn text(&mut self, written: &str, meant: &str) {
        self.out.push_str(written);
        if let Some(name) = &mut self.name {
            name.push_str(meant);
        }
    }

    fn tag(&mut self, tag: &str, name: &str, kind: Tag) {
        match (name, kind) {
            ("member", Tag::End) => self.leave_member(),
            ("name", Tag::End) => self.named(),
            _ => {}
        }
        self.out.push_str(tag);
        match (name, kind) {
            ("member", Tag::Start) => self.enter_member(),
            ("name", Tag::Start) => self.name = Some(String::new()),
            (_, Tag::Start) => {
                if let Some(secret) = self.names.get(name) {
                    self.out.push_str(STARS);
                    self.hidden = Some((*secret, 1));
                }
            }
            _ => {}
        }
    }

    fn enter_member(&mut self) {
        self.members.push(Member {
            from: self.out.len(),
            name: None,
            is_secret: false,
        });
    }

    /// A name is at its end: it is the innermost member's, or that of a member whose beginning is missing.
    fn named(&mut self) {
        let Some(name) = self.name.take() else { return };
        let name = name.trim();
        let is_secret = self.names.contains(name);
        if self.members.is_empty() {
            if !is_secret {
                return;
            }
            let start = self.out.rfind("<name").unwrap_or(self.out.len());
            self.out.truncate(start);
            self.enter_member();
        }
        if let Some(member) = self.members.last_mut() {
            member.is_secret |= is_secret;
            if member.name.is_none() || is_secret {
                member.name = Some(name.to_owned());
            }
        }
    }

    fn leave_member(&mut self) {
        let Some(member) = self.members.pop() else {
            return;
        };
        if member.is_secret {
            self.conceal(&member);
        }
    }

    fn conceal(&mut self, member: &Member) {
        self.out.truncate(member.from);
        if let Some(name) = &member.name {
            self.out.push_str("<name>");
            self.out.push_str(&escaped(name));
            self.out.push_str("</name>");
        }
        self.out.push_str("<value>");
        self.out.push_str(STARS);
        self.out.push_str("</value>");
    }

    fn finish(mut self) -> String {
        // A member without an end may get its name in what is missing.
        while let Some(member) = self.members.pop() {
            let is_empty = self.out[member.from..].trim().is_empty();
            if member.is_secret || member.name.is_none() && !is_empty {
                self.conceal(&member);
            }
        }
        self.out
    }
}

fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    Cow::Owned(text.replace('>', "&gt;"))
}

/// The text with its references resolved, as far as they are any.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pieces = text.split('&');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let reference = piece.split_once(';');
        if let Some((c, rest)) = reference.and_then(|(name, rest)| Some((denoted(name)?, rest))) {
            out.push(c);
            out.push_str(rest);
        } else {
            out.push('&');
            out.push_str(piece);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str) -> String {
        by_names(text, &BTreeSet::from(["Password", "motDePasse"]))
    }

    #[test]
    fn members_are_hidden_however_their_names_are_written() {
        for name in [
            "<name>motDePasse</name>",
            "<name> mot&#68;ePas&#x73;e\n</name>",
            "<name><![CDATA[motDePasse]]></name>",
            "<name>mot<![CDATA[De]]>Passe<!-- x --></name>",
            "<name>motDe<?x y?>Passe</name>",
            "<x:name a='>'>motDePasse</x:name>",
        ] {
            let value = "<value><string>canary</string></value>";
            for member in [format!("{name}{value}"), format!("{value}{name}")] {
                assert_eq!(
                    hidden(&format!("<member>{member}</member><i>1</i>")),
                    "<member><name>motDePasse</name><value>***</value></member><i>1</i>"
                );
            }
            assert!(
                !hidden(&format!("{name}{value}")).contains("canary"),
                "{name}"
            );
        }
        let nested = "<member><value><struct><member><name>a</name><value>canary</value></member></struct></value>\
                      <name>motDePasse</name></member>";
        assert_eq!(
            hidden(nested),
            "<member><name>motDePasse</name><value>***</value></member>"
        );
        assert!(!hidden("<member><value>canary").contains("canary"));
    }

    #[test]
    fn elements_are_hidden_to_their_true_end() {
        for content in [
            "canary",
            "x<!-- </Password> -->canary",
            "x<![CDATA[</Password>]]>canary",
            "x<?p </Password> ?>canary",
            "<Password>x</Password>canary",
            "<a b='>'/>canary",
        ] {
            let text = format!("<n:Password t='>'>{content}</n:Password ><b/>");
            assert_eq!(
                hidden(&text),
                "<n:Password t='>'>***</n:Password ><b/>",
                "{content}"
            );
        }
        for broken in [
            "<Password>canary",
            "<!-- <Password>canary",
            "<Password a='>canary</Password>",
        ] {
            assert!(!hidden(broken).contains("canary"), "{broken}");
        }
    }

    #[test]
    fn all_else_stays_in_one_piece() {
        let text = "<?xml version=\"1.0\"?><a b=\"1\">x &amp; y</a>";
        assert_eq!(hidden(text), text);
        assert_eq!(
            hidden("<a>1<!-- c -->2<![CDATA[<3]]></a>"),
            "<a>12&lt;3</a>"
        );
        assert_eq!(
            hidden("<a><![CDATA[<Password>canary</Password>]]></a>"),
            "<a>&lt;Password&gt;***&lt;/Password&gt;</a>"
        );
        let member = "<member><name>a</name><value>1</value></member>";
        assert_eq!(hidden(member), member);
    }

    #[test]
    fn broken_texts_take_no_longer_than_their_length_asks() {
        for piece in [
            "<![CDATA[",
            "<!--",
            "<?",
            "<a '",
            "<member>",
            "<name>",
            "&",
            "<",
        ] {
            let _ = hidden(&piece.repeat(200_000));
        }
    }
}
