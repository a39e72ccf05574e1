//! Waiting for an order, politely: with a deadline, growing intervals, progress and a way out.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{sync::watch, time::Instant};

use crate::{
    error::Error,
    outcome::{Accepted, Outcome, Refused},
    retry::backoff,
};

/// Hears of progress.
type Tell = dyn Fn(&Progress) + Send + Sync;

/// How long an order may be unknown to the CA's queries: what takes orders tells them of it with a delay.
const GRACE: Duration = Duration::from_mins(5);

/// How to wait.
#[derive(Clone)]
#[must_use]
pub struct Wait {
    deadline: Duration,
    first: Duration,
    most: Duration,
    not_found: &'static [&'static str],
    progress: Option<Arc<Tell>>,
    cancelled: Option<Cancelled>,
}

/// Where waiting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How often the CA was asked.
    pub asked: u32,
    /// How long it has taken so far.
    pub elapsed: Duration,
    /// The state, or the trouble with the last question.
    pub state: String,
    /// When it is asked again.
    pub next: Duration,
}

/// What an answer means for waiting.
#[derive(Debug)]
pub enum Step<T> {
    /// It is there.
    Done(T),
    /// Not yet; the state.
    Pending(String),
    /// It will never come; the state.
    Ended(String),
}

/// Why waiting ended without what was waited for.
#[derive(Debug)]
#[non_exhaustive]
pub enum Stopped {
    /// The deadline passed; the last state.
    Deadline(String),
    /// Someone called it off.
    Cancelled,
    /// The order came to another end; its state.
    Ended(String),
    /// The CA refused the question.
    Refused(Refused),
    /// The question could not be sent, and would not be the next time.
    Failed(Error),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deadline(state) => write!(f, "the deadline passed; last state: {state}"),
            Self::Cancelled => f.write_str("waiting was called off"),
            Self::Ended(state) => write!(f, "the order came to another end: {state}"),
            Self::Refused(refused) => refused.fmt(f),
            Self::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Stopped {}

/// Calls waiting off; dropping it does not.
#[derive(Debug, Clone)]
pub struct Canceller(Arc<watch::Sender<bool>>);

/// Hears of a [`Canceller`].
#[derive(Debug, Clone)]
pub struct Cancelled(watch::Receiver<bool>);

/// A canceller and what hears of it.
pub fn cancellation() -> (Canceller, Cancelled) {
    let (sender, receiver) = watch::channel(false);
    (Canceller(Arc::new(sender)), Cancelled(receiver))
}

impl Canceller {
    /// Calls it off.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

impl Cancelled {
    async fn wait(&mut self) {
        if self.0.wait_for(|cancelled| *cancelled).await.is_err() {
            // Nobody is left who could call it off.
            std::future::pending::<()>().await;
        }
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("deadline", &self.deadline)
            .field("first", &self.first)
            .field("most", &self.most)
            .finish_non_exhaustive()
    }
}

impl Wait {
    /// Waits no longer than this; asks after 5 seconds, then after twice as long each time, up to 5 minutes.
    pub fn up_to(deadline: Duration) -> Self {
        Self {
            deadline,
            first: Duration::from_secs(5),
            most: Duration::from_mins(5),
            not_found: &[],
            progress: None,
            cancelled: None,
        }
    }

    /// The first interval and the longest.
    pub fn every(mut self, first: Duration, most: Duration) -> Self {
        (self.first, self.most) = (first, most);
        self
    }

    /// Codes by which the CA says that there is no such order. For the first five minutes that means: not yet.
    pub fn while_not_found(mut self, codes: &'static [&'static str]) -> Self {
        self.not_found = codes;
        self
    }

    /// Tells of each question.
    pub fn on_progress(mut self, tell: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(tell));
        self
    }

    /// Stops when this hears of it.
    pub fn until_cancelled(mut self, cancelled: Cancelled) -> Self {
        self.cancelled = Some(cancelled);
        self
    }

    /// Asks until an answer is what was waited for.
    ///
    /// Trouble with a question is no end, since the next one may do better. A refusal is, unless the order may be too
    /// young to be found.
    ///
    /// # Errors
    ///
    /// When waiting ends without it.
    pub async fn until<A, T, F>(
        mut self,
        mut ask: impl FnMut() -> F,
        mut judge: impl FnMut(Accepted<A>) -> Step<T>,
    ) -> Result<T, Stopped>
    where
        F: Future<Output = Result<Outcome<A>, Error>>,
    {
        let begun = Instant::now();
        let end = begun + self.deadline;
        let mut cancelled = self.cancelled.take();
        let mut state = String::new();
        for asked in 1.. {
            let answer = tokio::select! {
                biased;
                () = stop(cancelled.as_mut()) => return Err(Stopped::Cancelled),
                answer = ask() => answer,
                () = tokio::time::sleep_until(end) => return Err(Stopped::Deadline(state)),
            };
            let young = if begun.elapsed() < GRACE {
                self.not_found
            } else {
                &[]
            };
            state = match understood(answer, young, &mut judge)? {
                Step::Done(value) => return Ok(value),
                Step::Ended(state) => return Err(Stopped::Ended(state)),
                Step::Pending(state) => state,
            };
            let next = backoff(self.first, self.most, asked);
            self.tell(asked, begun.elapsed(), &state, next);
            if Instant::now() + next >= end {
                tokio::select! {
                    biased;
                    () = stop(cancelled.as_mut()) => return Err(Stopped::Cancelled),
                    () = tokio::time::sleep_until(end) => return Err(Stopped::Deadline(state)),
                }
            }
            tokio::select! {
                biased;
                () = stop(cancelled.as_mut()) => return Err(Stopped::Cancelled),
                () = tokio::time::sleep(next) => {}
            }
        }
        Err(Stopped::Deadline(state))
    }

    fn tell(&self, asked: u32, elapsed: Duration, state: &str, next: Duration) {
        if let Some(tell) = &self.progress {
            tell(&Progress {
                asked,
                elapsed,
                state: state.to_owned(),
                next,
            });
        }
    }
}

async fn stop(cancelled: Option<&mut Cancelled>) {
    match cancelled {
        Some(cancelled) => cancelled.wait().await,
        None => std::future::pending().await,
    }
}

fn understood<A, T>(
    answer: Result<Outcome<A>, Error>,
    not_yet: &[&str],
    judge: &mut impl FnMut(Accepted<A>) -> Step<T>,
) -> Result<Step<T>, Stopped> {
    match answer {
        Ok(Outcome::Accepted(accepted)) => Ok(judge(accepted)),
        Ok(Outcome::Ambiguous(ambiguous)) => Ok(Step::Pending(ambiguous.trouble.to_string())),
        Ok(Outcome::Refused(refused)) if is_only(&refused, not_yet) => {
            Ok(Step::Pending(refused.to_string()))
        }
        Ok(Outcome::Refused(refused)) => Err(Stopped::Refused(refused)),
        Err(error @ Error::NotSent(_)) => Ok(Step::Pending(error.to_string())),
        Err(error) => Err(Stopped::Failed(error)),
    }
}

/// Whether a refusal names one of these codes and nothing else.
fn is_only(refused: &Refused, codes: &[&str]) -> bool {
    let known = |code: &str| codes.contains(&code);
    !refused.errors.is_empty() && refused.errors.iter().all(|error| known(&error.code))
}
