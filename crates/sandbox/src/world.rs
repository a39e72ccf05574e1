//! The whole sandbox behind its servers: state, CA, checks.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use certwire_preflight::{BlockList, Preflight};
use certwire_wire::validate::Context;
use tokio::sync::broadcast;

use crate::{
    ca::Ca,
    chaos::Draw,
    desk::Desk,
    gs,
    model::{Exchange, Service},
    redact::Redact,
    reply::Reply,
    server,
    store::{Error, Store},
    tbs,
    time::{Clock, Time},
};

/// Calls that a slow listener may lag behind before it misses some.
const LAG: usize = 256;

/// State, CA and checks.
#[derive(Debug)]
pub struct World {
    pub(crate) store: Store,
    ca: Ca,
    base: String,
    tls_root: Option<String>,
    preflight: Preflight,
    /// Tells of every call once it is answered.
    live: broadcast::Sender<Arc<Exchange>>,
    /// How many calls came in.
    calls: AtomicU64,
}

/// What becomes of a call.
#[derive(Debug)]
pub(crate) struct Answered {
    /// The answer, if the call was carried out.
    pub(crate) reply: Option<Reply>,
    /// What happens to it on its way.
    pub(crate) draw: Draw,
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

    /// A fault that says nothing of the call.
    pub(crate) fn fault(self) -> Reply {
        match self {
            Self::Gs => gs::unreadable("Trouble, on purpose."),
            Self::Tbs(_) => tbs::unreadable("Trouble, on purpose."),
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

/// A call as far as it goes without the state.
enum Heard<'x> {
    /// A body for `GlobalSign`.
    Gs(&'x str),
    /// A call that TBS has read and judged, or the reply to a body that is none.
    Tbs(Result<tbs::Heard, Box<Reply>>),
}

impl Heard<'_> {
    fn answer(&self, desk: &Desk<'_>, caller: IpAddr) -> Result<Reply, Error> {
        match self {
            Self::Gs(xml) => gs::answer(desk, caller, xml),
            Self::Tbs(Ok(heard)) => tbs::answer(desk, caller, heard),
            Self::Tbs(Err(reply)) => Ok(Reply::clone(reply)),
        }
    }
}

impl World {
    /// A world with this state and CA; `base` is the address of the vendors' listener, `tls_root` what its clients are to
    /// trust.
    pub fn new(store: Store, ca: Ca, base: String, tls_root: Option<String>) -> Self {
        Self {
            store,
            ca,
            base,
            tls_root,
            preflight: Preflight::default(),
            live: broadcast::channel(LAG).0,
            calls: AtomicU64::new(0),
        }
    }

    /// Knows these keys as weak.
    #[must_use]
    pub fn with_weak_keys(mut self, list: Option<BlockList>) -> Self {
        self.preflight = Preflight::new(list);
        self
    }

    /// Hears of every call once it is answered, secrets replaced.
    pub fn listen(&self) -> broadcast::Receiver<Arc<Exchange>> {
        self.live.subscribe()
    }

    /// Changes the clock, and lets everything happen that is then due.
    ///
    /// # Errors
    ///
    /// What the change fails with, and when the state cannot be used.
    pub fn change_clock<E: From<Error>>(
        &self,
        change: impl FnOnce(&mut Clock) -> Result<(), E>,
    ) -> Result<Clock, E> {
        self.store.transact(|tx| {
            let mut clock = tx.clock()?;
            change(&mut clock)?;
            tx.set_clock(clock)?;
            Ok::<_, E>(())
        })?;
        self.work(|desk| Ok(desk.tx.clock()?))
    }

    /// Base address of the vendors' listener.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Address of `GlobalSign`'s service.
    pub fn gs_url(&self) -> String {
        format!("{}{}", self.base, server::GS_PATH)
    }

    /// The root of the vendors' listener, in PEM, when it speaks TLS.
    pub fn tls_root(&self) -> Option<&str> {
        self.tls_root.as_deref()
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
        self.change_clock(|clock| {
            clock.advance(by);
            Ok::<_, Error>(())
        })?;
        Ok(())
    }

    /// Does outside of the transaction what needs nothing of the state but the time.
    fn hear<'x>(&self, door: Door, xml: &'x str) -> Result<Heard<'x>, Error> {
        let Door::Tbs(script) = door else {
            return Ok(Heard::Gs(xml));
        };
        let now = self
            .store
            .transact(|tx| Ok::<_, Error>(tx.clock()?.now()))?;
        let context = Context {
            now: Some(now.millis()),
            csr: Some(&self.preflight),
            ..Context::default()
        };
        Ok(Heard::Tbs(tbs::hear(script, xml, context)))
    }

    /// Answers a call and logs it, in one transaction: what was answered is kept. Trouble may keep it from being carried
    /// out.
    pub(crate) fn call(&self, door: Door, caller: IpAddr, xml: &str) -> Answered {
        let begun = Instant::now();
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let heard = self.hear(door, xml);
        let redact = Redact::of(door.service(), xml);
        let answered = heard.and_then(|heard| {
            self.work(|desk| {
                let draw = desk.settings.chaos.draw(number);
                let reply = match draw.trouble {
                    Some(trouble) if !trouble.is_carried_out() => None,
                    _ => Some(heard.answer(desk, caller)?),
                };
                let exchange = logged(desk.now, door, &redact, reply.as_ref(), draw, begun);
                desk.tx.record(&exchange)?;
                Ok::<_, Error>((Answered { reply, draw }, exchange))
            })
        });
        match answered {
            Ok((answered, exchange)) => {
                // Nobody may be listening.
                let _ = self.live.send(Arc::new(exchange));
                answered
            }
            Err(error) => {
                tracing::error!(%error, "a call could not be answered");
                Answered {
                    reply: Some(door.broken()),
                    draw: Draw::default(),
                }
            }
        }
    }
}

/// A call as the log keeps it.
fn logged(
    at: Time,
    door: Door,
    redact: &Redact,
    reply: Option<&Reply>,
    draw: Draw,
    begun: Instant,
) -> Exchange {
    let summary = reply.map(|reply| reply.summary.clone()).unwrap_or_default();
    let response = reply.map(|reply| String::from_utf8_lossy(&reply.body));
    Exchange {
        at,
        service: door.service(),
        operation: summary.operation,
        account: summary.account,
        outcome: summary.outcome.to_owned(),
        codes: summary.codes,
        trouble: draw.trouble.map(|trouble| trouble.name().to_owned()),
        micros: u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX),
        request: redact.request.clone(),
        response: redact.response(&response.unwrap_or_default()),
    }
}
