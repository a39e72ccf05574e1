//! The whole sandbox behind its servers: state, CA, checks.

use std::{
    fmt::Write as _,
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
/// Bytes of a body that the log keeps.
const LOGGED: usize = 64 << 10;

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
enum Heard {
    /// A call that `GlobalSign` has read and judged.
    Gs(gs::Heard),
    /// A call that TBS has read and judged.
    Tbs(tbs::Heard),
    /// The reply to a body that is no call.
    Nothing(Box<Reply>),
}

impl Heard {
    fn answer(self, desk: &Desk<'_>, caller: IpAddr) -> Result<Reply, Error> {
        match self {
            Self::Gs(heard) => gs::answer(desk, caller, heard),
            Self::Tbs(heard) => tbs::answer(desk, caller, &heard),
            Self::Nothing(reply) => Ok(*reply),
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
    fn hear(&self, door: Door, xml: &str) -> Result<Heard, Error> {
        let now = self
            .store
            .transact(|tx| Ok::<_, Error>(tx.clock()?.now()))?;
        let context = Context {
            now: Some(now.millis()),
            csr: Some(&self.preflight),
            ..Context::default()
        };
        let heard = match door {
            Door::Gs => gs::hear(xml, context).map(Heard::Gs),
            Door::Tbs(script) => tbs::hear(script, xml, context).map(Heard::Tbs),
        };
        Ok(heard.unwrap_or_else(Heard::Nothing))
    }

    /// Answers a call, and then logs it: what was answered is kept. Trouble may keep it from being carried out.
    pub(crate) fn call(&self, door: Door, caller: IpAddr, xml: &str) -> Answered {
        let begun = Instant::now();
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let heard = self.hear(door, xml);
        let answered = heard.and_then(|heard| {
            self.work(|desk| {
                let draw = desk.settings.chaos.draw(number);
                let reply = match draw.trouble {
                    Some(trouble) if !trouble.is_carried_out() => None,
                    _ => Some(heard.answer(desk, caller)?),
                };
                Ok::<_, Error>((Answered { reply, draw }, desk.now))
            })
        });
        match answered {
            Ok((answered, at)) => {
                // Bodies may be large: nobody waits for the state while they are redacted.
                self.log(logged(at, door, xml, &answered, begun));
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

    /// Adds a call to the log, and tells of it.
    fn log(&self, exchange: Exchange) {
        if let Err(error) = self.store.transact(|tx| tx.record(&exchange)) {
            tracing::error!(%error, "a call could not be logged");
        }
        // Nobody may be listening.
        let _ = self.live.send(Arc::new(exchange));
    }
}

/// A call as the log keeps it.
fn logged(at: Time, door: Door, xml: &str, answered: &Answered, begun: Instant) -> Exchange {
    let reply = answered.reply.as_ref();
    let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let redact = Redact::of(door.service(), xml);
    let summary = reply.map(|reply| reply.summary.clone()).unwrap_or_default();
    let response = reply.map(|reply| String::from_utf8_lossy(&reply.body));
    Exchange {
        at,
        service: door.service(),
        operation: summary.operation,
        account: summary.account,
        outcome: summary.outcome.to_owned(),
        codes: summary.codes,
        trouble: answered
            .draw
            .trouble
            .map(|trouble| trouble.name().to_owned()),
        micros,
        response: cut(redact.response(&response.unwrap_or_default())),
        request: cut(redact.request),
    }
}

/// A body as far as the log keeps it. It is cut after its secrets were replaced: half a secret would not be found.
fn cut(mut body: String) -> String {
    let whole = body.len();
    if whole > LOGGED {
        body.truncate(body.floor_char_boundary(LOGGED));
        // Writing to text cannot fail.
        let _ = write!(body, "\n[cut: {whole} bytes in all]");
    }
    body
}
