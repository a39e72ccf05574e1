//! Deliberate trouble: what networks and servers do to calls, drawn from a seed.
//!
//! The n-th call of a sandbox with a seed meets the same trouble every time.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Calls out of which a share is counted.
const SHARES: u64 = 1000;

/// How often which trouble comes. Shares are per mille of calls; at most one trouble strikes a call, a delay beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Chaos {
    /// What the draws begin with.
    pub seed: u64,
    /// Answers that come late.
    pub delays: u16,
    /// How late they come at most, in milliseconds.
    pub delay_millis: u32,
    /// Status 503, and nothing done.
    pub server_errors: u16,
    /// Status 200 with an HTML page, and nothing done.
    pub html_pages: u16,
    /// A SOAP or XML-RPC fault, and nothing done.
    pub faults: u16,
    /// The connection is reset, and nothing done.
    pub resets_before: u16,
    /// The connection is reset after the call was carried out.
    pub resets_after: u16,
    /// Status 503 after the call was carried out.
    pub errors_after: u16,
    /// The answer ends in the middle, after the call was carried out.
    pub truncations: u16,
    /// How long look-ups do not see a new order, in seconds of the sandbox's clock.
    pub lag: u64,
    /// Timestamps of `GlobalSign` count the afternoon from 0 again, as was seen on real servers.
    pub twelve_hour_clock: bool,
}

/// What strikes a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trouble {
    ServerError,
    HtmlPage,
    Fault,
    ResetBefore,
    ResetAfter,
    ErrorAfter,
    Truncation,
}

impl Trouble {
    /// Whether the call is carried out all the same.
    pub(crate) const fn is_carried_out(self) -> bool {
        matches!(self, Self::ResetAfter | Self::ErrorAfter | Self::Truncation)
    }

    /// Its name in the log.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::ServerError => "server-error",
            Self::HtmlPage => "html-page",
            Self::Fault => "fault",
            Self::ResetBefore => "reset-before",
            Self::ResetAfter => "reset-after",
            Self::ErrorAfter => "error-after",
            Self::Truncation => "truncation",
        }
    }
}

/// What happens to one call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Draw {
    /// What strikes it.
    pub(crate) trouble: Option<Trouble>,
    /// How late its answer comes.
    pub(crate) delay: Duration,
}

impl Chaos {
    /// Some of everything that a client must live with: one call in seven meets it.
    pub const fn mild(seed: u64) -> Self {
        Self {
            seed,
            delays: 100,
            delay_millis: 500,
            server_errors: 20,
            html_pages: 10,
            faults: 10,
            resets_before: 20,
            resets_after: 50,
            errors_after: 10,
            truncations: 20,
            lag: 30,
            twelve_hour_clock: true,
        }
    }

    /// What happens to the call of this number.
    pub(crate) fn draw(&self, number: u64) -> Draw {
        let mut random = Random(self.seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let mut ball = random.next() % SHARES;
        let mut struck = None;
        for (share, trouble) in self.shares() {
            let share = u64::from(share);
            if ball < share {
                struck = Some(trouble);
                break;
            }
            ball -= share;
        }
        let late = random.next() % SHARES < u64::from(self.delays);
        let millis = random.next() % u64::from(self.delay_millis.max(1));
        Draw {
            trouble: struck,
            delay: Duration::from_millis(if late { millis } else { 0 }),
        }
    }

    const fn shares(&self) -> [(u16, Trouble); 7] {
        [
            (self.server_errors, Trouble::ServerError),
            (self.html_pages, Trouble::HtmlPage),
            (self.faults, Trouble::Fault),
            (self.resets_before, Trouble::ResetBefore),
            (self.resets_after, Trouble::ResetAfter),
            (self.errors_after, Trouble::ErrorAfter),
            (self.truncations, Trouble::Truncation),
        ]
    }
}

/// `SplitMix64`: small, and the same everywhere.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_shares_nothing_happens() {
        let calm = Chaos::default();
        assert!((0..1000).all(|number| calm.draw(number) == Draw::default()));
    }

    #[test]
    fn a_seed_gives_the_same_trouble_again_and_about_its_share() {
        let chaos = Chaos::mild(7);
        let draws: Vec<_> = (0..10_000).map(|number| chaos.draw(number)).collect();
        let again: Vec<_> = (0..10_000).map(|number| chaos.draw(number)).collect();
        assert_eq!(draws, again);
        let count = |trouble| draws.iter().filter(|d| d.trouble == Some(trouble)).count();
        assert!((400..600).contains(&count(Trouble::ResetAfter)));
        assert!((140..260).contains(&count(Trouble::Truncation)));
        let other: Vec<_> = (0..10_000)
            .map(|number| Chaos::mild(8).draw(number))
            .collect();
        assert_ne!(draws, other);
    }

    #[test]
    fn a_certainty_strikes_every_call() {
        let chaos = Chaos {
            faults: 1000,
            ..Chaos::default()
        };
        assert!((0..100).all(|number| chaos.draw(number).trouble == Some(Trouble::Fault)));
    }
}
