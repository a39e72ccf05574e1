//! What can be wrong with the XML of a payload, and where.

use std::fmt;

/// A fault in the XML itself. Carries nothing of the payload but an encoding's name, so that it can be logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// What is wrong.
    pub kind: XmlErrorKind,
    /// Byte of the payload at which it shows.
    pub offset: usize,
}

/// What is wrong with the XML.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum XmlErrorKind {
    /// The text ends inside an element or a piece of markup.
    UnexpectedEnd,
    /// There is no root element.
    NoRoot,
    /// A second root element.
    SecondRoot,
    /// Text before or after the root element.
    TextOutsideRoot,
    /// A document type declaration.
    Doctype,
    /// A `<` that begins no tag, comment, instruction or CDATA section.
    Markup,
    /// A name is missing or has a character that names may not have.
    Name,
    /// A colon where names may have none, or two of them.
    Colon,
    /// White space is missing between attributes.
    MissingSpace,
    /// An attribute is not `name="value"`.
    Attribute,
    /// An attribute stands twice.
    DuplicateAttribute,
    /// `<` in an attribute value.
    LessThanInAttribute,
    /// An end tag that does not match its start tag.
    EndTag,
    /// `--` inside a comment.
    Comment,
    /// A processing instruction without a proper target.
    Instruction,
    /// An XML declaration that is malformed or not at the beginning.
    Declaration,
    /// Another XML version than 1.0.
    Version,
    /// `]]>` in text.
    CdataEnd,
    /// An `&` that begins no complete reference.
    Reference,
    /// A reference to an entity that XML does not define by itself.
    Entity,
    /// A reference to a character that XML does not allow.
    CharacterReference,
    /// A character that XML does not allow.
    Character(u32),
    /// A namespace prefix that nothing declares.
    UndeclaredPrefix,
    /// A namespace declaration that the rules forbid.
    Namespace,
    /// An element of the protocol stands in a namespace that is not the protocol's.
    ForeignNamespace,
    /// Elements inside one another beyond the limit (carried).
    TooDeep(usize),
    /// Attributes beyond the limit (carried).
    TooManyAttributes(usize),
    /// Namespace declarations beyond the limit (carried).
    TooManyBindings(usize),
    /// Members of a struct beyond the limit (carried).
    TooManyMembers(usize),
    /// A value beyond the limit in bytes (carried).
    ValueTooLong(usize),
    /// A body beyond the limit in bytes (carried).
    BodyTooLong(usize),
    /// A byte that is not of the encoding.
    InvalidByte {
        /// The byte.
        byte: u8,
        /// The encoding's name.
        encoding: &'static str,
    },
    /// A byte order mark of UTF-8 before a declaration of another encoding.
    EncodingMark,
    /// An encoding that is not read (its name is carried).
    Encoding(String),
}

impl fmt::Display for XmlErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(code) => {
                write!(f, "character U+{code:04X} is not allowed in XML; remove it")
            }
            Self::TooDeep(limit) => write!(f, "elements stand more than {limit} deep"),
            Self::TooManyAttributes(limit) => {
                write!(f, "an element has more than {limit} attributes")
            }
            Self::TooManyBindings(limit) => {
                write!(f, "more than {limit} namespace declarations are in force")
            }
            Self::TooManyMembers(limit) => write!(f, "a struct has more than {limit} members"),
            Self::ValueTooLong(limit) => write!(f, "a value is longer than {limit} bytes"),
            Self::BodyTooLong(limit) => write!(f, "the body is longer than {limit} bytes"),
            Self::InvalidByte { byte, encoding } => write!(
                f,
                "byte 0x{byte:02X} is not {encoding}; send UTF-8, or declare the encoding that is used"
            ),
            Self::Encoding(name) => write!(
                f,
                "encoding {name} is not read; use UTF-8, ISO-8859-1, Windows-1252 or US-ASCII"
            ),
            kind => f.write_str(kind.sentence()),
        }
    }
}

impl XmlErrorKind {
    /// The message of a kind that carries nothing.
    fn sentence(&self) -> &'static str {
        match self {
            Self::UnexpectedEnd => "the text ends too early; the body may have been cut off",
            Self::NoRoot => "there is no root element",
            Self::SecondRoot => "a second root element follows; send one message a body",
            Self::TextOutsideRoot => "text stands outside the root element; remove it",
            Self::Doctype => "document type declarations are refused; remove it",
            Self::Markup => "`<` begins no tag here; write it as &lt; in text",
            Self::Name => "a name is missing here or has a character that names may not have",
            Self::Colon => {
                "a name may have one colon, between prefix and local name, and none here"
            }
            Self::MissingSpace => "white space is missing before the attribute",
            Self::Attribute => "an attribute must be name=\"value\", quotes included",
            Self::DuplicateAttribute => "the attribute stands twice on this element",
            Self::LessThanInAttribute => "write `<` as &lt; in attribute values",
            Self::EndTag => "the end tag does not match the element that is open here",
            Self::Comment => "a comment may not hold `--` before its end",
            Self::Instruction => "the processing instruction has no proper target",
            Self::Declaration => {
                "the XML declaration must stand first, as <?xml version=\"1.0\" encoding=\"UTF-8\"?>"
            }
            Self::Version => "only XML 1.0 is read; declare version=\"1.0\"",
            Self::CdataEnd => "write `]]>` as ]]&gt; in text",
            Self::Reference => "`&` begins no reference; write it as &amp;",
            Self::Entity => {
                "only the entities amp, lt, gt, apos and quot are known; write the character itself"
            }
            Self::CharacterReference => "the reference names a character that XML does not allow",
            Self::UndeclaredPrefix => {
                "nothing declares this namespace prefix; add its xmlns attribute"
            }
            Self::Namespace => "this namespace declaration is not allowed",
            Self::ForeignNamespace => {
                "an element of the protocol stands in another namespace than the protocol's"
            }
            Self::EncodingMark => {
                "a UTF-8 byte order mark stands before a declaration of another encoding; remove one of them"
            }
            _ => "the XML is not well-formed",
        }
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (at byte {})", self.kind, self.offset)
    }
}

impl std::error::Error for XmlError {}

/// A line and a column, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl Position {
    /// Where a text begins.
    pub const START: Self = Self { line: 1, column: 1 };

    /// The place of a byte of `source`; beyond the end, the end.
    pub fn of(source: &str, offset: usize) -> Self {
        let mut position = Self::START;
        position.pass(&source.as_bytes()[..source.floor_char_boundary(offset)]);
        position
    }

    /// Goes on behind the next bytes of the text.
    pub fn pass(&mut self, text: &[u8]) {
        let last = memchr::memrchr(b'\n', text);
        if let Some(last) = last {
            self.line += memchr::memchr_iter(b'\n', &text[..=last]).count();
            self.column = 1;
        }
        let behind = &text[last.map_or(0, |last| last + 1)..];
        self.column += characters(behind);
    }
}

/// How many characters begin in a text. Counted in bytes for as long as these can hold the count, which is quick.
fn characters(text: &[u8]) -> usize {
    let begins = |byte: &u8| u8::from(byte & 0xC0 != 0x80);
    let blocks = text.chunks(usize::from(u8::MAX));
    let counts = blocks.map(|block| block.iter().map(begins).sum::<u8>());
    counts.map(usize::from).sum()
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
