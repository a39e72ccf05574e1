//! The whole sandbox behind its servers: state, CA, checks.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use certwire_preflight::Preflight;
use tokio::sync::broadcast;

use crate::{
    ca::Ca,
    desk::Desk,
    gs,
    model::{Exchange, Service},
    redact,
    reply::Reply,
    store::{Error, Store},
    tbs,
};

/// Calls that a slow listener may lag behind before it misses some.
const LAG: usize = 256;

/// State, CA and checks.
#[derive(Debug)]
pub struct World {
    pub(crate) store: Store,
    ca: Ca,
    base: String,
    preflight: Preflight,
    /// Tells of every call once it is answered.
    live: broadcast::Sender<Arc<Exchange>>,
}

/// Where a call came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    /// `GlobalSign`'s address.
    Gs,
    /// A script of TBS: `operations` or `infos`.
    Tbs(&'static str),
}

impl Door {
    /// The CA behind it.
    pub(crate) const fn service(self) -> Service {
        match self {
            Self::Gs => Service::Gs,
            Self::Tbs(_) => Service::Tbs,
        }
    }

    /// The reply to a body that is no text.
    pub(crate) fn unreadable(self, what: &str) -> Reply {
        match self {
            Self::Gs => gs::unreadable(what),
            Self::Tbs(_) => tbs::unreadable(what),
        }
    }

    /// The reply when the state cannot be used.
    fn broken(self) -> Reply {
        match self {
            Self::Gs => gs::broken(),
            Self::Tbs(_) => tbs::broken(),
        }
    }
}

impl World {
    /// A world with this state and CA; `base` is the address of the vendors' listener.
    pub fn new(store: Store, ca: Ca, base: String) -> Self {
        Self {
            store,
            ca,
            base,
            preflight: Preflight::default(),
            live: broadcast::channel(LAG).0,
        }
    }

    /// Hears of every call once it is answered, secrets replaced.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Exchange>> {
        self.live.subscribe()
    }

    /// Base address of the vendors' listener.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The test CA.
    pub fn ca(&self) -> &Ca {
        &self.ca
    }

    /// Works in one transaction, after everything that is due by now has happened.
    ///
    /// # Errors
    ///
    /// What the work fails with, and when the state cannot be used.
    pub fn work<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Desk<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.store.transact(|tx| {
            let desk = Desk {
                tx,
                now: tx.clock()?.now(),
                settings: tx.settings()?,
                ca: &self.ca,
                base: &self.base,
                preflight: &self.preflight,
            };
            desk.settle()?;
            work(&desk)
        })
    }

    /// Puts the clock forward; what is due by then happens at once.
    ///
    /// # Errors
    ///
    /// When the state cannot be used.
    pub fn advance(&self, by: Duration) -> Result<(), Error> {
        self.store.transact(|tx| {
            let mut clock = tx.clock()?;
            clock.advance(by);
            tx.set_clock(clock)
        })?;
        self.work(|_| Ok(()))
    }

    /// Answers a call and logs it, in one transaction: what was answered is kept.
    pub(crate) fn call(&self, door: Door, caller: IpAddr, xml: &str) -> Reply {
        let begun = Instant::now();
        let answered = self.work(|desk| {
            let reply = match door {
                Door::Gs => gs::answer(desk, caller, xml)?,
                Door::Tbs(script) => tbs::answer(desk, caller, script, xml)?,
            };
            let summary = &reply.summary;
            let exchange = Exchange {
                at: desk.now,
                service: door.service(),
                operation: summary.operation.clone(),
                account: summary.account.clone(),
                outcome: summary.outcome.to_owned(),
                codes: summary.codes.clone(),
                micros: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
                request: redact::xml(door.service(), xml),
                response: redact::xml(door.service(), &String::from_utf8_lossy(&reply.body)),
            };
            desk.tx.record(&exchange)?;
            Ok::<_, Error>((reply, exchange))
        });
        match answered {
            Ok((reply, exchange)) => {
                // Nobody may be listening.
                let _ = self.live.send(Arc::new(exchange));
                reply
            }
            Err(error) => {
                tracing::error!(%error, "a call could not be answered");
                door.broken()
            }
        }
    }
}
