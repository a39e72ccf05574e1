//! Client of TBS INTERNET's XML-RPC API.
//!
//! One method for each operation. A request is judged by the manual's rules before it is sent; the answer is
//! [`Accepted`], [`Refused`] or [`Ambiguous`]: an order whose fate is unknown is never sent again by itself. Calls that
//! take several demands give [`Answers`], one for each of the caller's references. Credentials come with the client, so
//! requests carry an empty identification.
//!
//! ```no_run
//! use tbs_xmlrpc_client::{Client, Outcome};
//! use tbs_xmlrpc_types::AchatRequest;
//!
//! # async fn order(request: AchatRequest<'_>) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .endpoint("sandbox-v4")
//!     .credentials_env("TBS")
//!     .build()?;
//! for (reference, outcome) in client.achat(&request).await? {
//!     match outcome {
//!         Outcome::Accepted(order) => println!("{reference}: {:?}", order.value.ref_tbs),
//!         Outcome::Refused(refused) => eprintln!("{reference}: {refused}"),
//!         Outcome::Ambiguous(doubt) => eprintln!("{reference}: {doubt}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Features: `reqwest` (default) is the transport; `blocking` adds a client for scripts.

#[cfg(feature = "blocking")]
pub mod blocking;
mod generated;
mod vendor;
mod waiting;
mod windows;

pub use certwire_transport::{
    Accepted, Ambiguous, Answered, Answers, Body, BoxFuture, BuildError, Cancelled, Canceller,
    Core, Credentials, Error, Exchange, ExchangeVisitor, Exchanged, Failure, FailureKind,
    ListStream, LookUp, NotAccepted, Outcome, Player, Problem, Progress, Recorder, Refused,
    Request, Response, RetryPolicy, Stage, Step, Stopped, Transport, Trouble, TroubleKind, Wait,
    Window, WindowError, WireLog, cancellation,
};
pub use generated::dispatch;
pub use vendor::Vendor;
pub use windows::ChangedOrders;

/// Sets a client up. Endpoints: `live-v4`, `live-v6`, `sandbox-v4`, `sandbox-v6`.
pub type Builder = certwire_transport::Builder<Vendor>;

/// A client of TBS INTERNET. Clones share everything.
#[derive(Debug, Clone)]
pub struct Client {
    core: Core<Vendor>,
}

impl Client {
    /// Sets one up.
    pub fn builder() -> Builder {
        Builder::new()
    }

    /// What it works with: calls of operations that are known only by type, and the halt after refused credentials.
    pub fn core(&self) -> &Core<Vendor> {
        &self.core
    }
}

impl From<Core<Vendor>> for Client {
    fn from(core: Core<Vendor>) -> Self {
        Self { core }
    }
}
