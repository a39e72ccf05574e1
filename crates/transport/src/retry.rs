//! Asking again: only for calls that the schema calls safe, with back-off, jitter and a budget.

use std::{
    hash::{BuildHasher, RandomState},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

/// How often and how patiently a query is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all; 1 means that nothing is repeated.
    pub attempts: u32,
    /// The longest wait before the second attempt; it doubles with each further one.
    pub first: Duration,
    /// No wait is longer; where the server asks for a longer one, the call ends instead.
    pub most: Duration,
    /// Repetitions that the client may owe at one time. Each takes one, ten clean calls give one back, so that a
    /// service in trouble is not asked four times as often.
    pub budget: u32,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 4,
            first: Duration::from_millis(500),
            most: Duration::from_secs(20),
            budget: 50,
        }
    }
}

impl RetryPolicy {
    /// Nothing is repeated.
    pub const NEVER: Self = Self {
        attempts: 1,
        first: Duration::ZERO,
        most: Duration::ZERO,
        budget: 0,
    };

    /// A wait before the attempt after this one (counted from 1): anything up to the bound, so that clients spread.
    pub(crate) fn wait(&self, attempt: u32) -> Duration {
        jitter(backoff(self.first, self.most, attempt))
    }
}

/// The bound of a wait.
pub(crate) fn backoff(first: Duration, most: Duration, attempt: u32) -> Duration {
    let factor = 2_u32.saturating_pow(attempt.saturating_sub(1));
    first.saturating_mul(factor).min(most)
}

/// Anything up to the bound.
fn jitter(bound: Duration) -> Duration {
    // Keys of `RandomState` are random, which is enough to spread clients.
    let random = RandomState::new().hash_one(0_u8);
    let millis = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX);
    Duration::from_millis(random % millis.saturating_add(1))
}

/// What is left of the budget, in tenths.
#[derive(Debug)]
pub(crate) struct Budget {
    left: AtomicU32,
    full: u32,
}

impl Budget {
    pub(crate) fn new(budget: u32) -> Self {
        let full = budget.saturating_mul(10);
        Self {
            left: AtomicU32::new(full),
            full,
        }
    }

    /// Takes one repetition, if there is one.
    pub(crate) fn take(&self) -> bool {
        let taken = |left: u32| left.checked_sub(10);
        let order = Ordering::Relaxed;
        self.left.fetch_update(order, order, taken).is_ok()
    }

    /// A clean call gives a tenth back.
    pub(crate) fn give(&self) {
        let given = |left: u32| (left < self.full).then_some(left + 1);
        let order = Ordering::Relaxed;
        let _ = self.left.fetch_update(order, order, given);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_most() {
        let (first, most) = (Duration::from_millis(500), Duration::from_secs(20));
        let bounds: Vec<_> = (1..=8)
            .map(|n| backoff(first, most, n).as_millis())
            .collect();
        assert_eq!(
            bounds,
            [500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]
        );
        assert_eq!(backoff(first, most, u32::MAX), most);
    }

    #[test]
    fn the_budget_ends_and_comes_back() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..10 {
            budget.give();
        }
        assert!(budget.take() && !budget.take());
    }
}
