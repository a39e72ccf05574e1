//! The checked, resolved schema: what the emitters, the inventory and the diff see.
//!
//! Nothing here knows of KDL. Everything is in document order, so that whatever is made from it comes out the same
//! every time.

use crate::span::Span;

/// Both services, as loaded from one schema folder.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// `gs`, then `tbs`.
    pub services: Vec<Service>,
}

/// One certificate authority's API: everything that its document says.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// Short name: `gs` or `tbs`.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// Edition of the document that this schema describes.
    pub edition: String,
    /// How messages travel.
    pub protocol: Protocol,
    /// XML namespace of the operations (SOAP).
    pub namespace: Option<String>,
    /// Base addresses, in document order.
    pub endpoints: Vec<Endpoint>,
    /// Addresses of the WSDL files.
    pub wsdl: Vec<Endpoint>,
    /// Scripts below the base address (XML-RPC): `operations`, `infos`.
    pub applications: Vec<(String, String)>,
    /// The vendor codes that a failing check gets when the element has none of its own.
    pub vendor_codes: VendorCodes,
    /// Sections of the document that the schema points to: id and title.
    pub sections: Vec<(String, String)>,
    /// Operations, sorted as `service.kdl` lists sections, that is in document order.
    pub operations: Vec<Operation>,
    /// Shared structures.
    pub groups: Vec<Struct>,
    /// Short closed lists.
    pub enums: Vec<Enum>,
    /// Code tables.
    pub tables: Vec<Table>,
    /// Vendor error codes.
    pub errors: Vec<ErrorCode>,
    /// Conditional and cross-field statements.
    pub rules: Vec<Rule>,
    /// Contradictions and how they are ruled.
    pub errata: Vec<Erratum>,
    /// Editions, oldest first.
    pub history: Vec<Edition>,
}

/// How messages travel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Protocol {
    /// SOAP 1.1, document/literal.
    #[default]
    Soap,
    /// XML-RPC.
    XmlRpc,
}

/// One address.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// `live`, `test`, `sandbox-v6`, …
    pub name: String,
    /// The URL.
    pub url: String,
    /// Document section.
    pub section: String,
    /// Errata that this address embodies.
    pub errata: Vec<String>,
}

/// What the vendor answers when a check fails and the element names no code of its own.
#[derive(Debug, Clone, Default)]
pub struct VendorCodes {
    /// A mandatory element is missing.
    pub absent: Option<String>,
    /// Too long or too short.
    pub length: Option<String>,
    /// Wrong format or type.
    pub format: Option<String>,
    /// Elements that exclude each other.
    pub combination: Option<String>,
    /// A value outside a closed list.
    pub value: Option<String>,
}

/// One operation of a service.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Wire name: `OrderPS1`, `achat`.
    pub name: String,
    /// English title: `order a PersonalSign 1 certificate`.
    pub title: String,
    /// One sentence.
    pub summary: String,
    /// Document section.
    pub section: String,
    /// What the call does at the CA.
    pub effect: Effect,
    /// Whether a failed call may be repeated.
    pub retry: Retry,
    /// Which script answers (XML-RPC).
    pub application: Option<String>,
    /// Other root names of responses that readers take.
    pub response_aliases: Vec<String>,
    /// Path of the list (below the response) that can be read one record at a time.
    pub stream: Option<String>,
    /// The request.
    pub request: Message,
    /// The response.
    pub response: Message,
    /// Errata named on the operation itself.
    pub errata: Vec<String>,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reads only.
    Query,
    /// Changes something, costs nothing by itself.
    Mutation,
    /// Costs money.
    Purchase,
}

/// Whether a failed call may be repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// May be sent again.
    Safe,
    /// Must not be sent again blind.
    Never,
}

/// A request or response.
#[derive(Debug, Clone)]
pub struct Message {
    /// Every printed shape, each complete; one with an empty name when there is only one.
    pub variants: Vec<MessageVariant>,
    /// All shapes merged into one structure, for types and readers.
    ///
    /// Blocks of the same name are merged in turn. The variants stand once: on the deepest block that holds every
    /// `when` element and that every shape has (`demande` for `when="demande/invitation"`; the body itself for
    /// `when=codeReponse`). Shapes that differ elsewhere too are only told apart by [`Message::variants`].
    pub body: Struct,
    /// Document section.
    pub section: String,
    /// Errata named on the message.
    pub errata: Vec<String>,
}

/// One printed shape of a message.
#[derive(Debug, Clone)]
pub struct MessageVariant {
    /// Name, empty when the message has only one shape.
    pub name: String,
    /// The element (path below the message) whose presence selects this shape; of several, the first shape wins.
    pub when: Option<String>,
    /// Its elements.
    pub body: Struct,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
}

/// A structure: a group, a message body, or an element's own block.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// Name of the group; for a block, the wire name of its element; for a message, the operation's.
    pub name: String,
    /// Document section.
    pub section: String,
    /// What it is.
    pub about: String,
    /// Members in wire order, of all variants: those of the first, with further ones before the member that follows
    /// them in theirs.
    pub elements: Vec<Element>,
    /// Shapes within the structure; empty when there is only one.
    pub variants: Vec<Variant>,
    /// Errata named on the structure.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// One shape of a structure.
///
/// The shape of a value is the first one whose `when` element is there, else the first of all.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The member whose presence selects it (a path where it stands deeper); `None` for the first.
    pub when: Option<String>,
    /// Indexes into [`Struct::elements`] of the members that it has, and how often each stands in it.
    pub members: Vec<(usize, Occurs)>,
}

/// How often an element may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occurs {
    /// Exactly once.
    One,
    /// At most once.
    Opt,
    /// One or more.
    Some,
    /// Any number.
    Many,
}

/// One element or member.
#[derive(Debug, Clone)]
pub struct Element {
    /// Wire name, or the key's name in angle brackets (`<domain>`) for a keyed structure.
    pub name: String,
    /// How often it may stand.
    pub occurs: Occurs,
    /// Its type.
    pub ty: Type,
    /// Least length in characters.
    pub min: Option<u32>,
    /// Greatest length in characters.
    pub max: Option<u32>,
    /// Least value of an `int`.
    pub min_value: Option<i64>,
    /// Greatest value of an `int`.
    pub max_value: Option<i64>,
    /// Closed list written at the element.
    pub values: Vec<String>,
    /// Code table that lists the values.
    pub codes: Option<String>,
    /// Value assumed when absent.
    pub default: Option<String>,
    /// Document section, where not that of its structure.
    pub section: Option<String>,
    /// What it is, in our words.
    pub about: String,
    /// Never printed, logged or serialised.
    pub secret: bool,
    /// Deprecated, discontinued or ignored.
    pub deprecated: bool,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Errata that the line embodies.
    pub errata: Vec<String>,
    /// Other names that readers take.
    pub aliases: Vec<String>,
    /// A list wrapper that some servers send.
    pub wrapper: Option<String>,
    /// Readers take the children directly in the parent too.
    pub inline: bool,
    /// What real servers do not keep to in a response, so that it is noted instead of refused: `absent`, `length`.
    pub tolerate: Vec<String>,
    /// Which parameter of an XML-RPC call holds it (1 or 2).
    pub param: u8,
    /// Name of the member that gives each entry's key (`refDemande`).
    pub key: Option<String>,
    /// Vendor code when missing.
    pub absent_code: Option<String>,
    /// Vendor code when malformed or unlisted.
    pub invalid_code: Option<String>,
    /// Vendor code when too long or short.
    pub length_code: Option<String>,
    /// The document's own word in the mandatory column.
    pub cell: Option<String>,
    /// Rust name where the wire's cannot serve.
    pub rust: Option<String>,
    /// Where it is declared.
    pub span: Span,
}

/// Type of an element.
#[derive(Debug, Clone)]
pub enum Type {
    /// Text.
    String,
    /// Whole number.
    Int,
    /// `true` or `false`.
    Boolean,
    /// Date and time with an offset.
    DateTime,
    /// Calendar date.
    Date,
    /// A short closed list, by name.
    Enum(String),
    /// A shared structure, by name.
    Group(String),
    /// A structure that only this element uses.
    Block(Box<Struct>),
}

/// A short closed list.
#[derive(Debug, Clone)]
pub struct Enum {
    /// Name, also the Rust type's.
    pub name: String,
    /// Document section.
    pub section: String,
    /// What it is.
    pub about: String,
    /// Whether the values are numbers on the wire (`base=int`), else text.
    pub int: bool,
    /// Values in document order.
    pub values: Vec<Value>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// One value of a closed list.
#[derive(Debug, Clone)]
pub struct Value {
    /// As sent.
    pub wire: String,
    /// Rust variant, where the wire's cannot serve.
    pub rust: Option<String>,
    /// What it means.
    pub about: String,
    /// Other spellings that readers take.
    pub aliases: Vec<String>,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A code table.
#[derive(Debug, Clone)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Rust type, when the table becomes an enum.
    pub rust: Option<String>,
    /// Document section.
    pub section: String,
    /// What it is.
    pub about: String,
    /// Names of the further columns.
    pub columns: Vec<String>,
    /// Rows in document order.
    pub codes: Vec<Code>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// One row of a code table.
#[derive(Debug, Clone)]
pub struct Code {
    /// As sent; empty where the document's cell is.
    pub code: String,
    /// What it stands for.
    pub label: String,
    /// Values of [`Table::columns`], empty where a row has none.
    pub columns: Vec<String>,
    /// Rust variant, where the code cannot serve.
    pub rust: Option<String>,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A vendor error code.
#[derive(Debug, Clone)]
pub struct ErrorCode {
    /// As sent: `-9936`, `-4a`.
    pub code: String,
    /// The method whose own table lists it, if not the service's.
    pub method: Option<String>,
    /// What kind of failure.
    pub class: ErrorClass,
    /// It concerns one order: the credentials are good for others.
    pub one_order: bool,
    /// Document section.
    pub section: String,
    /// What happened, in our words.
    pub text: String,
    /// Why it happens.
    pub cause: String,
    /// What to do.
    pub remedy: String,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// What kind of failure a code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// Credentials or permissions.
    Auth,
    /// The request.
    Input,
    /// The state of the order or account.
    State,
    /// Money.
    Billing,
    /// The CA's own trouble.
    Internal,
    /// No failure.
    Notice,
}

/// A conditional or cross-field statement.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Document section.
    pub section: String,
    /// Operations that it speaks of, expanded.
    pub operations: Vec<String>,
    /// Whether it speaks of the response instead of the request.
    pub response: bool,
    /// Vendor codes, if any fits.
    pub codes: Vec<String>,
    /// Who can decide it.
    pub decided: Decided,
    /// Stated by the document, or inferred.
    pub severity: Severity,
    /// One sentence.
    pub summary: String,
    /// Conditions, all of which must hold for the rule to apply.
    pub when: Vec<Clause>,
    /// What must hold; none for server rules.
    pub check: Option<Clause>,
    /// First edition that has it.
    pub since: Option<String>,
    /// First edition that has it no longer.
    pub until: Option<String>,
    /// Errata.
    pub errata: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// A word with its arguments: `not-both Coupon Campaign`.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The combinator.
    pub word: String,
    /// Paths, values, names.
    pub arguments: Vec<String>,
    /// Where it stands.
    pub span: Span,
}

/// Who can decide a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The payload.
    Offline,
    /// The key or CSR.
    Csr,
    /// Only the CA.
    Server,
}

/// How sure the rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The document states it.
    Error,
    /// We infer it.
    Warning,
}

/// A contradiction and its ruling.
#[derive(Debug, Clone)]
pub struct Erratum {
    /// Its id: `GS-E012`.
    pub id: String,
    /// Document section.
    pub section: String,
    /// What kind: `length`, `name`, `wire`, …
    pub kind: String,
    /// Where it stands.
    pub place: String,
    /// What the paper says.
    pub paper: String,
    /// What we read.
    pub reads: String,
    /// What we write, where it differs.
    pub writes: Option<String>,
    /// Why.
    pub why: String,
    /// Properties that every line naming it must have: `max` → `128`.
    pub expects: Vec<(String, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// One edition of the document.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its number or date.
    pub id: String,
    /// When it appeared, as printed.
    pub date: Option<String>,
    /// Document section.
    pub section: String,
    /// What it changed.
    pub entries: Vec<Entry>,
    /// Where it is declared.
    pub span: Span,
}

/// One line of the release notes.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `added`, `removed`, `changed`, `fixed`, `announced`, `editorial`.
    pub kind: String,
    /// What, in our words.
    pub subject: String,
    /// How it was before, for `changed`.
    pub was: Option<String>,
    /// Errata.
    pub errata: Vec<String>,
}
