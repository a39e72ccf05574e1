//! The client for scripts: the same methods, which return when the call has ended.

use std::io;

use certwire_transport::{Stopped, Wait, blocking::Runtime};
use tbs_xmlrpc_types::StatutResponse;

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

    /// As [`crate::Client::wait_until_issued`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait_until_issued(
        &self,
        ref_tbs: &str,
        wait: Wait,
    ) -> Result<StatutResponse<'static>, Stopped> {
        self.run(self.client.wait_until_issued(ref_tbs, wait))
    }

    /// As [`crate::Client::wait_for_status`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn wait_for_status(
        &self,
        ref_tbs: &str,
        wanted: i64,
        wait: Wait,
    ) -> Result<StatutResponse<'static>, Stopped> {
        self.run(self.client.wait_for_status(ref_tbs, wanted, wait))
    }

    /// Runs anything of the async client, windows and lists too.
    pub fn run<F: Future>(&self, call: F) -> F::Output {
        self.runtime.run(call)
    }
}
