//! What carries a message to the CA and brings the answer back.

use std::{fmt, pin::Pin, sync::Arc, time::Duration};

use bytes::Bytes;
use certwire_wire::operation::Operation;
use url::Url;

/// A future in a box, so that transports can be objects.
pub type BoxFuture<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// Sends one message and gives the beginning of its answer.
///
/// A transport sends once: it follows no redirect, repeats nothing, and undoes no compression.
pub trait Transport: Send + Sync {
    /// Sends a message.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        (**self).send(request)
    }
}

/// A message to send.
pub struct Request {
    /// The operation that it calls.
    pub operation: &'static Operation,
    /// Where it goes.
    pub url: Url,
    /// Headers, `Content-Type` among them.
    pub headers: &'static [(&'static str, &'static str)],
    /// The message itself; it holds secrets.
    pub body: Bytes,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.name)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// The beginning of an answer; its body follows.
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Content-Length`.
    pub length: Option<u64>,
    /// `Location`.
    pub location: Option<String>,
    /// `Retry-After`, where it is a number of seconds.
    pub retry_after: Option<Duration>,
    /// The body, piece by piece.
    pub body: Box<dyn Body>,
}

impl Response {
    /// An answer that is there already.
    pub fn whole(status: u16, content_type: Option<String>, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            content_type,
            length: None,
            location: None,
            retry_after: None,
            body: Box::new(Whole(Some(body.into()))),
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// A body under way.
pub trait Body: Send {
    /// The next piece; none at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>>;
}

/// A body that is there already.
struct Whole(Option<Bytes>);

impl Body for Whole {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        let piece = self.0.take();
        Box::pin(async move { Ok(piece) })
    }
}

/// Why an exchange broke off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// How far it came.
    pub stage: Stage,
    /// What kind.
    pub kind: FailureKind,
    /// What happened, without anything of the messages.
    pub message: String,
}

/// How far an exchange came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// No byte of the message left: it is certain that the CA knows nothing of it.
    BeforeSending,
    /// The message, or a part of it, may have left.
    Sent,
    /// The answer had begun.
    Answering,
}

/// What kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// The host's name has no address.
    Resolve,
    /// No connection.
    Connect,
    /// TLS.
    Tls,
    /// A time-out.
    Timeout,
    /// The connection broke.
    Broken,
    /// A recording has no such exchange.
    Recording,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FailureKind::Resolve => "the host's name cannot be resolved",
            FailureKind::Connect => "no connection",
            FailureKind::Tls => "no secure connection",
            FailureKind::Timeout => "time-out",
            FailureKind::Broken => "the connection broke",
            FailureKind::Recording => "the recording does not fit",
        };
        let stage = match self.stage {
            Stage::BeforeSending => "before anything was sent",
            Stage::Sent => "the message may have been sent",
            Stage::Answering => "during the answer",
        };
        write!(f, "{kind} ({stage})")?;
        if !self.message.is_empty() {
            write!(f, ": {}", self.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Failure {}
