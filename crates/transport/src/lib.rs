//! What the clients of both services share: the way from a typed request to its outcome.
//!
//! The clients themselves are `gs-soap-client` and `tbs-xmlrpc-client`; they add how their messages are read and
//! written ([`Service`]) and a method for each operation. Here stands what must be the same for both and therefore
//! stands once: HTTP as it must be where orders cost money ([`Transport`]), what counts as accepted, refused or in
//! doubt ([`Outcome`]), repetition of queries ([`RetryPolicy`]), waiting ([`Wait`]), redaction, recording.
//!
//! ```
//! use certwire_transport::{Credentials, RetryPolicy};
//!
//! let account = Credentials::from_reader("reseller\nmy password\n".as_bytes())?;
//! assert_eq!(format!("{account:?}"), "Credentials(***)");
//! assert_eq!(RetryPolicy::default().attempts, 4);
//! # Ok::<(), certwire_transport::BuildError>(())
//! ```

mod attempt;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod client;
mod credentials;
mod error;
mod hide;
#[cfg(feature = "reqwest")]
mod http;
mod listing;
mod log;
mod mask;
mod outcome;
mod player;
mod retry;
mod service;
mod settle;
mod sinks;
mod trace;
mod transport;
mod trouble;
mod wait;
mod windows;

pub use builder::Builder;
pub use client::Core;
pub use credentials::Credentials;
pub use error::{BuildError, Error};
pub use listing::ListStream;
pub use log::{Answered, Exchanged, NoRecording, Recorder, WireLog};
pub use mask::Mask;
pub use outcome::{Accepted, Ambiguous, Answers, LookUp, NotAccepted, Outcome, Problem, Refused};
pub use player::Player;
pub use retry::RetryPolicy;
pub use service::{Exchange, ExchangeVisitor, Head, Reading, Said, Service, Unread, Verdict};
pub use sinks::Both;
pub use transport::{Body, BoxFuture, Failure, FailureKind, Request, Response, Stage, Transport};
pub use trouble::{Trouble, TroubleKind};
pub use wait::{Cancelled, Canceller, Progress, Step, Stopped, Wait, cancellation};
pub use windows::{FULL, Window, WindowError, Windows, iso};
