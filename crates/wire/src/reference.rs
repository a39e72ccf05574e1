//! What a vendor's document says beside its messages: codes, errors, rules, errata, editions.
//!
//! The validator crates hold one [`Service`] each, generated from the schema; whoever explains or looks up reads it.

use crate::{operation::Operation, report::Severity};

/// One certificate authority's API.
#[derive(Debug)]
pub struct Service {
    /// `gs` or `tbs`.
    pub id: &'static str,
    /// Title of the document.
    pub title: &'static str,
    /// Its edition.
    pub edition: &'static str,
    /// How messages travel.
    pub protocol: Protocol,
    /// Namespace of the operations (SOAP), or empty.
    pub namespace: &'static str,
    /// Base addresses.
    pub endpoints: &'static [Endpoint],
    /// Addresses of the WSDL files.
    pub wsdl: &'static [Endpoint],
    /// Scripts below a base address (XML-RPC): name and file.
    pub applications: &'static [(&'static str, &'static str)],
    /// The vendor's codes where an element has none of its own.
    pub vendor_codes: VendorCodes,
    /// Sections of the document that anything here points to.
    pub sections: &'static [Section],
    /// Operations in document order.
    pub operations: &'static [&'static Operation],
    /// Code tables.
    pub tables: &'static [Table],
    /// Error codes.
    pub errors: &'static [ErrorCode],
    /// Conditional and cross-field statements.
    pub rules: &'static [Rule],
    /// Contradictions and how they are ruled.
    pub errata: &'static [Erratum],
    /// Editions, oldest first.
    pub history: &'static [Edition],
}

/// How messages travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// SOAP 1.1, document/literal.
    Soap,
    /// XML-RPC.
    XmlRpc,
}

/// One address.
#[derive(Debug)]
pub struct Endpoint {
    /// `live`, `test`, …
    pub name: &'static str,
    /// The URL.
    pub url: &'static str,
    /// Section of the document.
    pub section: &'static str,
}

/// What the vendor answers when a check fails and the element has no code of its own; empty where it has none.
#[derive(Debug, Clone, Copy)]
pub struct VendorCodes {
    /// A mandatory element is missing.
    pub absent: &'static str,
    /// Too long or too short.
    pub length: &'static str,
    /// Wrong format or type.
    pub format: &'static str,
    /// Elements that exclude each other.
    pub combination: &'static str,
    /// A value outside a closed list.
    pub value: &'static str,
}

/// One section of the document.
#[derive(Debug)]
pub struct Section {
    /// Its number or name.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
}

/// A code table, complete.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Section of the document.
    pub section: &'static str,
    /// What it lists.
    pub about: &'static str,
    /// Names of the columns beside code and label.
    pub columns: &'static [&'static str],
    /// Rows in document order.
    pub codes: &'static [Code],
    /// Indexes of the rows, sorted by code; rows of one code stay in document order.
    pub sorted: &'static [u16],
    /// Errata that concern it, separated by spaces.
    pub errata: &'static str,
}

/// One row of a code table.
#[derive(Debug)]
pub struct Code {
    /// As sent; empty where the document's cell is.
    pub code: &'static str,
    /// What it stands for.
    pub label: &'static str,
    /// Values of [`Table::columns`]; empty where the row has none.
    pub columns: &'static [&'static str],
    /// First edition that has it, or empty.
    pub since: &'static str,
    /// First edition that has it no longer, or empty.
    pub until: &'static str,
    /// Errata that concern it, separated by spaces.
    pub errata: &'static str,
}

/// An error code.
#[derive(Debug)]
pub struct ErrorCode {
    /// As sent.
    pub code: &'static str,
    /// The method whose own table lists it, or empty.
    pub method: &'static str,
    /// What kind of failure.
    pub class: ErrorClass,
    /// It concerns one order: the credentials are good for others.
    pub one_order: bool,
    /// Section of the document.
    pub section: &'static str,
    /// What happened.
    pub text: &'static str,
    /// Why.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// First edition that has it, or empty.
    pub since: &'static str,
    /// First edition that has it no longer, or empty.
    pub until: &'static str,
    /// Errata that concern it, separated by spaces.
    pub errata: &'static str,
}

/// What kind of failure an error code tells.
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
#[derive(Debug)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Section of the document.
    pub section: &'static str,
    /// Operations that it speaks of.
    pub operations: &'static [&'static str],
    /// Whether it speaks of the response.
    pub response: bool,
    /// The vendor's codes, if any fits.
    pub codes: &'static [&'static str],
    /// Who can decide it.
    pub decided: Decided,
    /// Stated by the document, or inferred.
    pub severity: Severity,
    /// One sentence.
    pub summary: &'static str,
    /// First edition that has it, or empty.
    pub since: &'static str,
    /// First edition that has it no longer, or empty.
    pub until: &'static str,
    /// Errata that concern it, separated by spaces.
    pub errata: &'static str,
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

/// A contradiction of the document and its ruling.
#[derive(Debug)]
pub struct Erratum {
    /// Its id.
    pub id: &'static str,
    /// Section of the document.
    pub section: &'static str,
    /// What kind: `length`, `name`, `wire`, …
    pub kind: &'static str,
    /// Where it stands.
    pub place: &'static str,
    /// What the paper says.
    pub paper: &'static str,
    /// What is read.
    pub reads: &'static str,
    /// What is written, where it differs; else empty.
    pub writes: &'static str,
    /// Why.
    pub why: &'static str,
}

/// One edition of the document.
#[derive(Debug)]
pub struct Edition {
    /// Its number or date.
    pub id: &'static str,
    /// When it appeared, as printed, or empty.
    pub date: &'static str,
    /// Section of the document.
    pub section: &'static str,
    /// What it changed.
    pub entries: &'static [Entry],
}

/// One line of the release notes.
#[derive(Debug)]
pub struct Entry {
    /// `added`, `removed`, `changed`, `fixed`, `announced`, `editorial`.
    pub kind: &'static str,
    /// What.
    pub subject: &'static str,
    /// How it was before, or empty.
    pub was: &'static str,
}

impl Service {
    /// The operation of this wire name.
    pub fn operation(&self, name: &str) -> Option<&'static Operation> {
        self.operations.iter().copied().find(|op| op.name == name)
    }

    /// The code table of this name.
    pub fn table(&self, name: &str) -> Option<&'static Table> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The error codes of this text, in every table.
    pub fn errors<'c>(&self, code: &'c str) -> impl Iterator<Item = &'static ErrorCode> + use<'c> {
        self.errors.iter().filter(move |error| error.code == code)
    }

    /// The error code of this text: the one of the method's own table, or the service's.
    pub fn error(&self, method: &str, code: &str) -> Option<&'static ErrorCode> {
        let own = self.errors(code).find(|error| error.method == method);
        own.or_else(|| self.errors(code).find(|error| error.method.is_empty()))
    }

    /// The erratum of this id.
    pub fn erratum(&self, id: &str) -> Option<&'static Erratum> {
        self.errata.iter().find(|erratum| erratum.id == id)
    }

    /// The rule of this id.
    pub fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The section of this number or name.
    pub fn section(&self, id: &str) -> Option<&'static Section> {
        self.sections.iter().find(|section| section.id == id)
    }

    /// The edition of this number or date.
    pub fn edition(&self, id: &str) -> Option<&'static Edition> {
        self.history.iter().find(|edition| edition.id == id)
    }
}

impl Table {
    /// Whether a row has this code.
    pub fn contains(&self, code: &str) -> bool {
        self.code(code).is_some()
    }

    /// The first row of this code.
    pub fn code(&self, code: &str) -> Option<&'static Code> {
        self.rows(code).next()
    }

    /// All rows of this code, in document order.
    pub fn rows<'c>(&self, code: &'c str) -> impl Iterator<Item = &'static Code> + Clone + use<'c> {
        let (codes, sorted) = (self.codes, self.sorted);
        let start = sorted.partition_point(|index| codes[usize::from(*index)].code < code);
        let rows = sorted[start..]
            .iter()
            .map(|index| &codes[usize::from(*index)]);
        rows.take_while(move |row| row.code == code)
    }

    /// The value of a column in a row of this table.
    pub fn column(&self, row: &Code, column: &str) -> Option<&'static str> {
        let index = self.columns.iter().position(|name| *name == column)?;
        row.columns.get(index).copied()
    }
}

impl Code {
    /// A row that all editions have.
    pub const fn new(
        code: &'static str,
        label: &'static str,
        columns: &'static [&'static str],
    ) -> Self {
        Self {
            code,
            label,
            columns,
            since: "",
            until: "",
            errata: "",
        }
    }

    /// First edition that has it.
    #[must_use]
    pub const fn since(mut self, edition: &'static str) -> Self {
        self.since = edition;
        self
    }

    /// First edition that has it no longer.
    #[must_use]
    pub const fn until(mut self, edition: &'static str) -> Self {
        self.until = edition;
        self
    }

    /// Errata that concern it, separated by spaces.
    #[must_use]
    pub const fn errata(mut self, errata: &'static str) -> Self {
        self.errata = errata;
        self
    }
}

impl ErrorClass {
    /// As the schema names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auth => "auth",
            Self::Input => "input",
            Self::State => "state",
            Self::Billing => "billing",
            Self::Internal => "internal",
            Self::Notice => "notice",
        }
    }
}

impl Decided {
    /// As the schema names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Offline => "offline",
            Self::Csr => "csr",
            Self::Server => "server",
        }
    }
}

impl Edition {
    /// Whether something with these editions exists in edition `id` of `history`; empty bounds are open.
    pub fn has(history: &[Self], id: &str, since: &str, until: &str) -> bool {
        let place = |id: &str| history.iter().position(|edition| edition.id == id);
        let Some(here) = place(id) else {
            return false;
        };
        place(since).is_none_or(|since| since <= here)
            && place(until).is_none_or(|until| here < until)
    }
}
