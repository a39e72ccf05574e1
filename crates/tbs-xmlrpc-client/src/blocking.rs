//! The client for scripts: the same methods, which return when the call has ended.

use std::io;

use certwire_transport::blocking::Runtime;

/// A client that blocks its thread during a call. Not for use within async code.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) client: crate::Client,
    runtime: Runtime,
}

impl Client {
    /// The same client, blocking.
    ///
    /// # Errors
    ///
    /// When the system gives no runtime.
    pub fn new(client: crate::Client) -> io::Result<Self> {
        Ok(Self {
            client,
            runtime: Runtime::new()?,
        })
    }

    /// Runs anything of the async client, waiting included: `blocking.run(client.wait_until_issued(…))`.
    pub fn run<F: Future>(&self, call: F) -> F::Output {
        self.runtime.run(call)
    }
}
