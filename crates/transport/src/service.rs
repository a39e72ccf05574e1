//! What the client of one service adds: how its messages are read and written, and what its codes mean.

use certwire_wire::{
    decoded::Finding,
    error::{XmlError, XmlErrorKind},
    limits::Limits,
    operation::{Call, Operation, Root},
    reference,
    report::Report,
    sink::Sink,
    soap::{self, WriteError},
    validate::Context,
    xmlrpc,
};
use url::Url;

use crate::{
    client::Core,
    credentials::Credentials,
    trouble::{Trouble, TroubleKind},
};

/// A certificate authority's service.
pub trait Service: Sized + Send + Sync + 'static {
    /// The client that users see.
    type Client: From<Core<Self>>;

    /// Hears what an answer says of the call while it is read.
    type Hearing: Sink + Default + Send + 'static;

    /// Headers of every request.
    const HEADERS: &'static [(&'static str, &'static str)];

    /// Members of a request by which it can be looked up: name, the query, the query's member. Best first.
    const LOOK_UPS: &'static [(&'static str, &'static str, &'static str)];

    /// The query that lists what changed, for requests without any such member.
    const CHANGES: &'static str;

    /// What the vendor's document says.
    fn reference() -> &'static reference::Service;

    /// The address of an operation.
    fn address(base: &Url, operation: &Operation) -> Url;

    /// Judges a request.
    fn validate<'a, T: Root<'a>>(message: &T, context: Context<'_>) -> Report;

    /// Writes a request.
    ///
    /// # Errors
    ///
    /// When it holds what XML cannot carry.
    fn write<'a, T: Root<'a>>(message: &T, buffer: &mut Vec<u8>) -> Result<(), WriteError>;

    /// What was heard of an answer to this operation.
    fn heard(hearing: Self::Hearing, operation: &Operation) -> Head;

    /// Reads the answers in a body: one, or one for each of the caller's references.
    ///
    /// # Errors
    ///
    /// When it is none of the operation.
    fn read<C: Exchange<Self>>(
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Reading<C::Response<'static>>>, Unread>;
}

/// An operation of a service, as its client calls it. The generator implements it.
pub trait Exchange<S: Service>: Call {
    /// The same request with these credentials.
    fn with_credentials<'a>(
        request: &Self::Request<'a>,
        credentials: &Credentials,
    ) -> Self::Request<'a>;

    /// The same response, borrowing nothing.
    fn own_response(response: Self::Response<'_>) -> Self::Response<'static>;
}

/// Something to do with an operation that is known only by name: each client's `dispatch` calls it with the type.
pub trait ExchangeVisitor<S: Service> {
    /// What it gives.
    type Output;

    /// Does it for this operation.
    fn call<C: Exchange<S> + 'static>(self) -> Self::Output;
}

/// One answer, read.
#[derive(Debug)]
pub struct Reading<T> {
    /// The caller's reference, if the answer names it.
    pub key: Option<String>,
    /// The answer.
    pub value: T,
    /// What leaves in doubt what the sender meant.
    pub faults: Vec<Finding>,
    /// Departures that were read all the same.
    pub notes: Vec<Finding>,
    /// What it says of the call.
    pub head: Head,
}

/// What an answer says of the call.
#[derive(Debug, Default)]
pub struct Head {
    /// Success or failure.
    pub verdict: Verdict,
    /// Errors of a failure.
    pub errors: Vec<Said>,
    /// Warnings.
    pub warnings: Vec<Said>,
    /// Ids that it gives.
    pub ids: Vec<(&'static str, String)>,
    /// Ids that the document promises for a success and that are not there.
    pub lacking: Vec<&'static str>,
}

/// Success or failure.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A success code, or the shape that the document prints for success.
    Success,
    /// A code that says no.
    Failure,
    /// A code that says neither.
    Unclear,
    /// No code.
    #[default]
    NoCode,
}

/// An error or warning as the CA sends it.
#[derive(Debug, Default, Clone)]
pub struct Said {
    /// The code.
    pub code: String,
    /// The element that it concerns.
    pub field: Option<String>,
    /// The CA's words.
    pub message: String,
}

/// Why a body is no answer.
#[derive(Debug)]
pub struct Unread {
    /// What kind of trouble.
    pub kind: TroubleKind,
    /// What is wrong; a fault's own words too.
    pub message: String,
    /// The byte at which it shows.
    pub offset: Option<usize>,
}

impl From<Unread> for Trouble {
    fn from(unread: Unread) -> Self {
        Self::new(unread.kind, unread.message)
    }
}

impl From<XmlError> for Unread {
    fn from(error: XmlError) -> Self {
        let kind = match error.kind {
            XmlErrorKind::UnexpectedEnd => TroubleKind::Truncated,
            XmlErrorKind::BodyTooLong(_) => TroubleKind::TooLong,
            XmlErrorKind::ForeignNamespace => TroubleKind::Foreign,
            _ => TroubleKind::Xml,
        };
        Self {
            kind,
            message: error.to_string(),
            offset: Some(error.offset),
        }
    }
}

impl From<soap::Error> for Unread {
    fn from(error: soap::Error) -> Self {
        let kind = match &error {
            soap::Error::Xml(error) => return Self::from(error.clone()),
            soap::Error::Fault(_) => TroubleKind::Fault,
            soap::Error::Empty => TroubleKind::Empty,
            soap::Error::Html => TroubleKind::Html,
            soap::Error::NotXml => TroubleKind::ContentType,
            _ => TroubleKind::Foreign,
        };
        Self {
            kind,
            message: error.to_string(),
            offset: error.offset(),
        }
    }
}

impl From<xmlrpc::Error> for Unread {
    fn from(error: xmlrpc::Error) -> Self {
        let kind = match &error {
            xmlrpc::Error::Xml(error) => return Self::from(error.clone()),
            xmlrpc::Error::Fault(_) => TroubleKind::Fault,
            xmlrpc::Error::Empty => TroubleKind::Empty,
            xmlrpc::Error::Html => TroubleKind::Html,
            xmlrpc::Error::NotXml => TroubleKind::ContentType,
            xmlrpc::Error::Ambiguous { .. } => TroubleKind::Contradiction,
            _ => TroubleKind::Foreign,
        };
        Self {
            kind,
            message: error.to_string(),
            offset: error.offset(),
        }
    }
}
