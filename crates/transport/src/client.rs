//! The client of a service: a request in, its outcome out.

use std::{
    collections::BTreeSet,
    fmt,
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use certwire_wire::{
    limits::Limits,
    operation::{Operation, Retry},
    rules::CsrCheck,
    validate::Context,
    walk::Visit,
};
use tokio::sync::{Mutex, MutexGuard};
use tracing::Instrument;
use url::Url;
use zeroize::Zeroizing;

use crate::{
    credentials::Credentials,
    error::Error,
    log::WireLog,
    mask::Mask,
    outcome::{Answers, LookUp, Outcome},
    retry::{Budget, RetryPolicy},
    service::{Exchange, Service},
    sinks::Facts,
    trace::{Trace, millis},
    transport::Transport,
};

/// What a service's client works with: a transport, credentials, and what was set about them.
///
/// Clones share everything, the knowledge of refused credentials too.
pub struct Core<S> {
    pub(crate) inner: Arc<Inner>,
    pub(crate) service: PhantomData<fn() -> S>,
}

pub(crate) struct Inner {
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) base: Url,
    pub(crate) credentials: Credentials,
    pub(crate) settings: Settings,
    /// Names of elements that are never shown.
    pub(crate) secret_names: Arc<BTreeSet<&'static str>>,
    /// The credentials were refused.
    pub(crate) halted: AtomicBool,
    /// An answer has come that does not refuse the credentials.
    pub(crate) proven: AtomicBool,
    /// Who may call until then.
    pub(crate) turn: Mutex<()>,
    pub(crate) budget: Budget,
}

/// What can be set about calls.
pub(crate) struct Settings {
    pub(crate) validate: bool,
    pub(crate) csr: Option<Arc<dyn CsrCheck + Send + Sync>>,
    pub(crate) limits: Limits,
    pub(crate) whole: Duration,
    pub(crate) answer: Duration,
    pub(crate) idle: Duration,
    pub(crate) retry: RetryPolicy,
    pub(crate) logs: Vec<Box<dyn WireLog>>,
}

/// A request, ready to go.
pub(crate) struct Prepared {
    pub(crate) operation: &'static Operation,
    pub(crate) url: Url,
    pub(crate) body: Bytes,
    pub(crate) mask: Mask,
    /// The caller's references, if the call makes several demands.
    pub(crate) references: Vec<String>,
    /// How to find out what became of each demand.
    pub(crate) look_ups: Vec<Vec<LookUp>>,
    /// Values of the request, for ids that an answer merely repeats.
    pub(crate) values: Vec<String>,
}

impl<S> Clone for Core<S> {
    fn clone(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            service: PhantomData,
        }
    }
}

impl<S> fmt::Debug for Core<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("base", &self.inner.base.as_str())
            .field("credentials", &self.inner.credentials)
            .finish_non_exhaustive()
    }
}

impl<S: Service> Core<S> {
    /// Calls an operation that makes one demand.
    ///
    /// The request is judged and written at once; sending begins when the future is first polled, and ends when it is
    /// dropped, although the message may have left by then.
    ///
    /// # Errors
    ///
    /// When nothing was sent. Everything after that is an outcome.
    pub fn call<C: Exchange<S>>(
        &self,
        request: &C::Request<'_>,
    ) -> impl Future<Output = Result<Outcome<C::Response<'static>>, Error>> + use<S, C> {
        let prepared = self.prepare::<C>(request);
        let core = self.clone();
        async move {
            let prepared = prepared?;
            if prepared.references.len() > 1 {
                return Err(Error::Demands("a call for one demand holds several"));
            }
            let mut outcomes = core.run::<C>(prepared).await?;
            // There is one for each demand, and one when there are no demands.
            Ok(outcomes.swap_remove(0))
        }
    }

    /// Calls an operation whose request holds several demands, each under the caller's reference.
    ///
    /// # Errors
    ///
    /// As [`Core::call`].
    pub fn call_each<C: Exchange<S>>(
        &self,
        request: &C::Request<'_>,
    ) -> impl Future<Output = Result<Answers<C::Response<'static>>, Error>> + use<S, C> {
        let prepared = self.prepare::<C>(request);
        let core = self.clone();
        async move {
            let prepared = prepared?;
            let references = prepared.references.clone();
            if references.is_empty() {
                return Err(Error::Demands("the request holds no demand"));
            }
            let outcomes = core.run::<C>(prepared).await?;
            Ok(Answers::new(references.into_iter().zip(outcomes).collect()))
        }
    }

    /// Whether the CA refused the credentials, so that nothing is sent any more.
    pub fn is_halted(&self) -> bool {
        self.inner.halted.load(Ordering::Relaxed)
    }

    /// Sends again after the CA refused the credentials, once the cause is dealt with.
    pub fn resume(&self) {
        self.inner.proven.store(false, Ordering::Relaxed);
        self.inner.halted.store(false, Ordering::Relaxed);
    }

    /// Until an answer has come that does not refuse the credentials, calls wait for each other: a bulk run under a wrong
    /// password fails once, and not as often as locks the account.
    ///
    /// # Errors
    ///
    /// When the credentials were refused.
    pub(crate) async fn turn(&self) -> Result<Option<MutexGuard<'_, ()>>, Error> {
        let mut turn = None;
        if !self.inner.proven.load(Ordering::Relaxed) {
            turn = Some(self.inner.turn.lock().await);
        }
        if self.is_halted() {
            return Err(Error::Halted);
        }
        if self.inner.proven.load(Ordering::Relaxed) {
            turn = None;
        }
        Ok(turn)
    }

    /// An answer has come: the credentials are good, unless it was a refusal of them.
    pub(crate) fn proved(&self) {
        let taken = !self.is_halted();
        self.inner.proven.store(taken, Ordering::Relaxed);
    }

    /// Where requests go.
    pub fn base(&self) -> &Url {
        &self.inner.base
    }

    pub(crate) fn prepare<C: Exchange<S>>(
        &self,
        request: &C::Request<'_>,
    ) -> Result<Prepared, Error> {
        if self.is_halted() {
            return Err(Error::Halted);
        }
        let Inner {
            base,
            credentials,
            secret_names,
            settings,
            ..
        } = &*self.inner;
        let request = C::with_credentials(request, credentials);
        if settings.validate {
            let report = S::validate(&request, settings.context());
            if !report.is_valid() {
                return Err(Error::Invalid(report));
            }
        }
        let mut facts = Facts::default();
        Visit::root(&request, &mut facts);
        if has_twins(&facts.references) {
            return Err(Error::Demands("two demands have one reference"));
        }
        // Wiped when the call has ended; copies in the buffers of HTTP and TLS are out of reach.
        let mut body = Zeroizing::new(Vec::with_capacity(4096));
        S::write(&request, &mut body).map_err(Error::Unwritable)?;
        let operation = <C as certwire_wire::operation::Call>::OPERATION;
        Ok(Prepared {
            operation,
            url: S::address(base, operation),
            body: Bytes::from_owner(body),
            look_ups: look_ups::<S>(&facts),
            mask: Mask::new(secret_names, facts.secrets, facts.texts),
            values: facts.values.into_iter().map(|fact| fact.text).collect(),
            references: facts.references,
        })
    }

    async fn run<C: Exchange<S>>(
        self,
        prepared: Prepared,
    ) -> Result<Vec<Outcome<C::Response<'static>>>, Error> {
        let mut trace = Trace::begin::<S>(&prepared);
        let span = trace.span();
        let attempts = async {
            loop {
                let result = self.attempt::<C>(&prepared).await;
                let transient = match &result {
                    Err(error) => transient_error(error),
                    Ok(outcomes) => outcomes.iter().find_map(transient),
                };
                if !self.repeats(&prepared, &mut trace, transient).await {
                    return result;
                }
            }
        };
        let result = attempts.instrument(span).await;
        match &result {
            Err(_) => trace.not_sent(),
            Ok(outcomes) => trace.ended(outcomes),
        }
        result
    }

    /// Whether to ask again, once it is time to. `transient` is none when that would not help, and else how long the
    /// server asked to be left alone.
    pub(crate) async fn repeats(
        &self,
        prepared: &Prepared,
        trace: &mut Trace,
        transient: Option<Duration>,
    ) -> bool {
        let Some(asked) = transient else {
            self.inner.budget.give();
            return false;
        };
        let policy = &self.inner.settings.retry;
        let repeats = prepared.operation.retry == Retry::Safe
            && trace.attempts < policy.attempts
            && asked <= policy.most
            && self.inner.budget.take();
        if repeats {
            let wait = policy.wait(trace.attempts).max(asked);
            tracing::debug!(
                attempt = trace.attempts,
                wait_ms = millis(wait),
                "asking again"
            );
            tokio::time::sleep(wait).await;
            trace.attempts += 1;
        }
        repeats
    }
}

impl Settings {
    fn context(&self) -> Context<'_> {
        Context {
            now: None,
            csr: self.csr.as_deref().map(|csr| csr as &dyn CsrCheck),
            limits: self.limits,
        }
    }
}

/// Whether asking again may help, and how long the server asks to be left alone.
pub(crate) fn transient<T>(outcome: &Outcome<T>) -> Option<Duration> {
    match outcome {
        Outcome::Ambiguous(doubt) if doubt.trouble.is_transient() => {
            Some(doubt.trouble.retry_after.unwrap_or_default())
        }
        _ => None,
    }
}

/// The same of a call that was not made.
pub(crate) fn transient_error(error: &Error) -> Option<Duration> {
    matches!(error, Error::NotSent(_)).then_some(Duration::ZERO)
}

fn has_twins(references: &[String]) -> bool {
    let mut sorted: Vec<_> = references.iter().collect();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}

/// How to find out what became of each demand: by its own reference, or by what changed around its time.
fn look_ups<S: Service>(facts: &Facts) -> Vec<Vec<LookUp>> {
    let demands = facts.references.len().max(1);
    let look_ups = (0..demands).map(|demand| {
        let mut found = Vec::new();
        for (name, operation, field) in S::LOOK_UPS {
            let own = facts
                .values
                .iter()
                .filter(|fact| fact.name == *name && fact.demand.is_none_or(|its| its == demand));
            found.extend(own.map(|fact| LookUp {
                operation,
                field,
                value: fact.text.clone(),
            }));
        }
        if found.is_empty() {
            found.push(LookUp {
                operation: S::CHANGES,
                field: "",
                value: String::new(),
            });
        }
        found
    });
    look_ups.collect()
}
