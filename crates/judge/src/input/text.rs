//! JSON and YAML, read with the place of every value.
//!
//! JSON is YAML, so one parser reads both. Aliases are refused: they hide what is sent and can be made to explode.

use std::borrow::Cow;

use certwire_wire::{
    sink::At,
    tree::{Node, Tree},
    value::parse_int,
};
use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::Trouble;

/// Deepest nesting that is read.
const DEPTH: usize = 64;

/// Reads one message.
pub fn parse(text: &str) -> Result<Node<'static>, Trouble> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text),
        places: Places::new(text),
    };
    let mut root = None;
    while let Some((event, span)) = reader.event()? {
        match event {
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Reader::trouble(
                    span,
                    "a second document; give one message a file",
                ));
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
            event => root = Some(reader.node(event, span, 0)?),
        }
    }
    root.ok_or_else(|| Trouble::new("The payload holds no message, only comments or white space."))
}

struct Reader<'t> {
    parser: Parser<'t, saphyr_parser::StrInput<'t>>,
    places: Places<'t>,
}

impl<'t> Reader<'t> {
    fn event(&mut self) -> Result<Option<(Event<'t>, Span)>, Trouble> {
        let event = self.parser.next().transpose();
        event.map_err(|error| {
            let (line, column) = (error.marker().line(), error.marker().col() + 1);
            Trouble::new(format!(
                "The payload is neither XML nor well-formed JSON or YAML: line {line}, column {column}: {}.",
                error.info()
            ))
        })
    }

    fn node(
        &mut self,
        event: Event<'t>,
        span: Span,
        depth: usize,
    ) -> Result<Node<'static>, Trouble> {
        if depth > DEPTH {
            return Err(Self::trouble(span, "values nested too deeply"));
        }
        let at = self.places.at(span);
        let tree = match event {
            Event::Scalar(text, style, ..) => scalar(text, style),
            Event::SequenceStart(..) => self.list(span, depth)?,
            Event::MappingStart(..) => self.map(span, depth)?,
            _ => return Err(Self::trouble(span, "an alias; write the value out")),
        };
        Ok(Node { at, tree })
    }

    fn list(&mut self, start: Span, depth: usize) -> Result<Tree<'static>, Trouble> {
        let mut entries = Vec::new();
        loop {
            match self.event()? {
                Some((Event::SequenceEnd, _)) => return Ok(Tree::List(entries)),
                Some((event, span)) => entries.push(self.node(event, span, depth + 1)?),
                None => return Err(Self::trouble(start, "a list that does not end")),
            }
        }
    }

    fn map(&mut self, start: Span, depth: usize) -> Result<Tree<'static>, Trouble> {
        let mut members = Vec::new();
        loop {
            let name = match self.event()? {
                Some((Event::MappingEnd, _)) => return Ok(Tree::Map(members)),
                Some((Event::Scalar(name, ..), _)) => Cow::Owned(name.into_owned()),
                Some((_, span)) => {
                    return Err(Self::trouble(span, "a member whose name is not text"));
                }
                None => return Err(Self::trouble(start, "a structure that does not end")),
            };
            let Some((event, span)) = self.event()? else {
                return Err(Self::trouble(start, "a member without a value"));
            };
            members.push((name, self.node(event, span, depth + 1)?));
        }
    }

    fn trouble(span: Span, what: &str) -> Trouble {
        let (line, column) = (span.start.line(), span.start.col() + 1);
        Trouble::new(format!(
            "The payload cannot be read: line {line}, column {column} has {what}."
        ))
    }
}

/// Plain scalars have a type, quoted ones are text.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Tree<'static> {
    if style == ScalarStyle::Plain {
        match text.as_ref() {
            "" | "~" | "null" | "Null" | "NULL" => return Tree::Null,
            "true" | "True" | "TRUE" => return Tree::Bool(true),
            "false" | "False" | "FALSE" => return Tree::Bool(false),
            // A leading zero is part of a postal code, not of a number.
            digits => {
                if let Some(number) =
                    parse_int(digits).filter(|number| number.to_string() == digits)
                {
                    return Tree::Int(number);
                }
            }
        }
    }
    Tree::Text(Cow::Owned(text.into_owned()))
}

/// Turns lines and columns into byte offsets.
struct Places<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(newlines).collect(),
        }
    }

    fn at(&self, span: Span) -> At {
        let line = span.start.line().saturating_sub(1);
        let Some(start) = self.starts.get(line) else {
            return At::NONE;
        };
        let rest = &self.text[*start..];
        let column = rest
            .char_indices()
            .nth(span.start.col())
            .map_or(rest.len(), |(offset, _)| offset);
        At::byte(start + column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_yaml_are_the_same_message() {
        let json =
            parse("{\"OrderOS\": {\"Year\": 1, \"Zip\": \"01\", \"é\": [true, null]}}").unwrap();
        let yaml = parse("# order\nOrderOS:\n  Year: 1\n  Zip: 01\n  é: [true, ~]\n").unwrap();
        assert_eq!(strip(json), strip(yaml));
    }

    #[test]
    fn places_are_bytes() {
        let text = "{\"é\": \"x\"}";
        let Tree::Map(members) = parse(text).unwrap().tree else {
            panic!("no structure")
        };
        assert_eq!(members[0].1.at.offset(), text.find("\"x\""));
    }

    #[test]
    fn broken_text_is_a_sentence() {
        for text in [
            "{\"a\": ",
            "a: [1",
            "a: &x 1\nb: *x",
            "--- 1\n--- 2",
            "# nothing",
            "? [a]\n: 1",
            "a: b: c",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).is_err());
    }

    fn strip(node: Node<'static>) -> Tree<'static> {
        match node.tree {
            Tree::List(entries) => {
                Tree::List(entries.into_iter().map(|node| strip(node).into()).collect())
            }
            Tree::Map(members) => Tree::Map(
                members
                    .into_iter()
                    .map(|(name, node)| (name, strip(node).into()))
                    .collect(),
            ),
            tree => tree,
        }
    }
}
