//! The `tracing` span of a call.

use std::time::Duration;

use tokio::time::Instant;
use tracing::{Span, field::Empty};

use crate::{client::Prepared, outcome::Outcome, service::Service};

/// What is told of one call: operation, reference, outcome, attempts, duration; never a secret.
#[derive(Debug)]
pub(crate) struct Trace {
    span: Span,
    begun: Instant,
    /// Attempts so far.
    pub(crate) attempts: u32,
    outcome: &'static str,
}

impl Trace {
    pub(crate) fn begin<S: Service>(prepared: &Prepared) -> Self {
        let span = tracing::info_span!(
            "call",
            service = S::reference().id,
            operation = prepared.operation.name,
            reference = reference(prepared),
            outcome = Empty,
            attempts = Empty,
            duration_ms = Empty,
        );
        Self {
            span,
            begun: Instant::now(),
            attempts: 1,
            // Unless the call comes to its end.
            outcome: "dropped",
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// The call ends without anything sent.
    pub(crate) fn not_sent(mut self) {
        self.outcome = "not sent";
    }

    /// The call ends with these outcomes.
    pub(crate) fn ended<T>(mut self, outcomes: &[Outcome<T>]) {
        self.outcome = summary(outcomes);
    }
}

impl Drop for Trace {
    fn drop(&mut self) {
        let Self {
            outcome, attempts, ..
        } = *self;
        self.span.record("outcome", outcome);
        self.span.record("attempts", attempts);
        self.span
            .record("duration_ms", millis(self.begun.elapsed()));
        let _entered = self.span.enter();
        tracing::info!(outcome, attempts, "call ended");
    }
}

/// The worst of several outcomes.
fn summary<T>(outcomes: &[Outcome<T>]) -> &'static str {
    let has = |wanted: &str| outcomes.iter().any(|outcome| outcome.as_str() == wanted);
    let all = ["ambiguous", "refused", "accepted"];
    all.into_iter().find(|word| has(word)).unwrap_or_default()
}

/// What the trace calls the request: the caller's references, or the value by which it is looked up.
fn reference(prepared: &Prepared) -> String {
    if !prepared.references.is_empty() {
        return prepared.references.join(" ");
    }
    let first = prepared.look_ups.iter().flatten().next();
    first.map_or(String::new(), |look_up| look_up.value.clone())
}

pub(crate) fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
