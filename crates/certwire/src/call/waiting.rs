//! Waiting for certificates: several orders at once, with a line each on a terminal.

use std::{
    io::{self, IsTerminal},
    time::Duration,
};

use certwire_transport::{Progress, Stopped, Wait, cancellation};
use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use tokio::task::JoinSet;

use super::{line::Line, reply::Reply};
use crate::cli::call::WaitArgs;

/// An order that is waited for.
#[derive(Debug, Clone)]
pub struct Awaited {
    /// The file that it was ordered with; empty if none.
    pub file: String,
    /// Its id.
    pub id: String,
}

/// How often the CA is asked in the end.
const LONGEST: Duration = Duration::from_mins(5);

/// Waits for all orders, and tells of each as soon as it comes to an end. False when an order was lost sight of.
pub async fn all(
    line: &Line,
    orders: Vec<Awaited>,
    args: &WaitArgs,
    mut tell: impl FnMut(Awaited, Result<Reply, Stopped>),
) -> bool {
    let (canceller, hears) = cancellation();
    let lines = Lines::new();
    let mut waiting = JoinSet::new();
    let mut is_whole = true;
    for order in orders {
        let bar = lines.add(&order.id);
        let wait = Wait::up_to(args.deadline)
            .every(args.interval, LONGEST.max(args.interval))
            .until_cancelled(hears.clone())
            .on_progress(move |progress| bar.set_message(state(progress)));
        let line = line.clone();
        waiting.spawn(async move {
            let end = line.wait(&order.id, wait).await;
            (order, end)
        });
    }
    loop {
        tokio::select! {
            biased;
            _ = tokio::signal::ctrl_c() => canceller.cancel(),
            end = waiting.join_next() => match end {
                Some(Ok((order, end))) => lines.0.suspend(|| tell(order, end)),
                Some(Err(_)) => is_whole = false,
                None => return is_whole,
            },
        }
    }
}

fn state(progress: &Progress) -> String {
    let Progress {
        asked,
        elapsed,
        state,
        next,
        ..
    } = progress;
    let (elapsed, next) = (elapsed.as_secs(), next.as_secs());
    format!("{state}; asked {asked} times in {elapsed}s, again in {next}s")
}

/// A line for each order on a terminal, nothing elsewhere.
struct Lines(MultiProgress);

impl Lines {
    fn new() -> Self {
        Self(MultiProgress::new())
    }

    fn add(&self, id: &str) -> ProgressBar {
        if !io::stderr().is_terminal() {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {prefix}: {msg}")
            .unwrap_or(ProgressStyle::default_spinner());
        let bar = self.0.add(ProgressBar::new_spinner().with_style(style));
        bar.set_prefix(id.to_owned());
        bar.set_message("asking");
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }
}
