//! Client of `GlobalSign`'s GCC SOAP API for client certificates.
//!
//! One method for each operation. A request is judged by the document's rules before it is sent; the answer is
//! [`Accepted`], [`Refused`] or [`Ambiguous`]: an order whose fate is unknown is never sent again by itself.
//! Credentials come with the client, so requests carry an empty header.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use gs_soap_client::{Client, Outcome, Wait};
//! use gs_soap_types::{OrderKind, OrderPS1Request, OrderRequestHeader};
//!
//! # async fn order(mut request: OrderPS1Request<'_>) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::builder()
//!     .endpoint("test")
//!     .credentials_file("/etc/reseller/globalsign")
//!     .build()?;
//! request.sub_id = Some("invoice-4711".into());
//! match client.order_ps1(&request).await? {
//!     Outcome::Accepted(order) => {
//!         let wait = Wait::up_to(Duration::from_hours(1));
//!         let issued = client.wait_until_issued(&order.value.order_id, wait).await?;
//!         println!("{issued:?}");
//!     }
//!     Outcome::Refused(refused) => eprintln!("{refused}"),
//!     Outcome::Ambiguous(doubt) => eprintln!("{doubt}"),
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
    Accepted, Ambiguous, Answered, Body, BoxFuture, BuildError, Cancelled, Canceller, Core,
    Credentials, Error, Exchange, ExchangeVisitor, Exchanged, Failure, FailureKind, ListStream,
    LookUp, NotAccepted, Outcome, Player, Problem, Progress, Recorder, Refused, Request, Response,
    RetryPolicy, Stage, Step, Stopped, Transport, Trouble, TroubleKind, Wait, Window, WindowError,
    WireLog, cancellation,
};
pub use generated::dispatch;
pub use vendor::Vendor;
pub use windows::ModifiedOrders;

/// Sets a client up. Endpoints: `live`, `test`.
pub type Builder = certwire_transport::Builder<Vendor>;

/// A client of `GlobalSign`. Clones share everything.
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
