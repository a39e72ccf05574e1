//! Waiting on the sandbox's clock, with a display on a terminal.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use certwire_sandbox::World;
use certwire_transport::Wait;
use indicatif::ProgressBar;

/// How far the sandbox's clock goes forward with each question.
const LEAP: Duration = Duration::from_mins(20);
/// A sandbox that has not issued by then never will.
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(80);

/// The states that an order went through.
#[derive(Debug, Clone, Default)]
pub(super) struct States(Arc<Mutex<Vec<String>>>);

impl States {
    fn note(&self, state: &str) {
        let mut states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if states.last().is_none_or(|last| last != state) {
            states.push(state.to_owned());
        }
    }

    /// All of them, in order, and this one last.
    pub(super) fn ending_with(&self, state: &str) -> String {
        self.note(state);
        let states = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        states.join(" → ")
    }
}

/// A wait that puts the sandbox's clock forward with each question.
pub(super) fn wait(world: &Arc<World>, states: &States) -> Wait {
    let (world, states) = (Arc::clone(world), states.clone());
    let bar = ProgressBar::new_spinner();
    Wait::up_to(PATIENCE)
        .every(PAUSE, PAUSE)
        .on_progress(move |progress| {
            states.note(&progress.state);
            bar.set_message(format!("waiting: {}", progress.state));
            bar.tick();
            if let Err(error) = world.advance(LEAP) {
                tracing::warn!(%error, "the sandbox's clock could not be put forward");
            }
        })
}
