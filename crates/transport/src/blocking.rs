//! A runtime of one thread, for scripts that know nothing of async.

use std::{fmt, io, sync::Arc};

/// Runs one call at a time on the caller's own thread.
#[derive(Clone)]
pub struct Runtime(Arc<tokio::runtime::Runtime>);

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Runtime")
    }
}

impl Runtime {
    /// A runtime.
    ///
    /// # Errors
    ///
    /// When the system gives none.
    pub fn new() -> io::Result<Self> {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        Ok(Self(Arc::new(builder.enable_all().build()?)))
    }

    /// Runs a call to its end.
    ///
    /// # Panics
    ///
    /// Within an async runtime: use the async client there.
    pub fn run<F: Future>(&self, call: F) -> F::Output {
        self.0.block_on(call)
    }
}
