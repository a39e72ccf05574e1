//! Runs subjects in turn and takes medians over the rounds.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

/// Seconds of processor time that this thread has had; wall time where the system does not tell.
///
/// Other programs on the machine then disturb caches only.
struct Clock(Instant);

impl Clock {
    fn start() -> Self {
        Self(Instant::now())
    }

    fn seconds(&self) -> f64 {
        // The system counts up to the last time that the thread gave way.
        thread::yield_now();
        let schedule = fs::read_to_string("/proc/thread-self/schedstat");
        let nanoseconds = schedule
            .ok()
            .and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
        nanoseconds.map_or_else(|| self.0.elapsed().as_secs_f64(), |time| time / 1e9)
    }
}

/// A program under measurement, over bytes that it holds.
pub struct Subject<'d> {
    name: &'static str,
    is_ours: bool,
    time: Box<dyn FnMut(u32) -> f64 + 'd>,
}

impl<'d> Subject<'d> {
    pub(crate) fn ours(name: &'static str, run: impl FnMut() + 'd) -> Self {
        Self {
            is_ours: true,
            ..Self::peer(name, run)
        }
    }

    pub(crate) fn peer(name: &'static str, mut run: impl FnMut() + 'd) -> Self {
        let time = move |times| {
            let clock = Clock::start();
            let start = clock.seconds();
            for _ in 0..times {
                run();
            }
            clock.seconds() - start
        };
        Self::outside(name, time)
    }

    /// One that takes its own time: seconds for so many runs.
    pub(crate) fn outside(name: &'static str, time: impl FnMut(u32) -> f64 + 'd) -> Self {
        Self {
            name,
            is_ours: false,
            time: Box::new(time),
        }
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn is_ours(&self) -> bool {
        self.is_ours
    }

    /// Processor time of so many runs, in seconds.
    pub fn seconds(&mut self, times: u32) -> f64 {
        (self.time)(times)
    }

    /// How often it runs in about this time; once at least.
    fn times_in(&mut self, slice: Duration) -> u32 {
        let mut times = 1;
        while times < u32::MAX / 2 && self.seconds(times) < slice.as_secs_f64() / 2.0 {
            times *= 2;
        }
        times
    }
}

/// Seconds for one run of each subject, round by round; the inner order is that of the subjects.
pub(crate) struct Rounds(Vec<Vec<f64>>);

impl Rounds {
    /// Runs each subject for about a slice of time in every round.
    pub(crate) fn run(subjects: &mut [Subject<'_>], rounds: usize, slice: Duration) -> Self {
        let times: Vec<u32> = subjects
            .iter_mut()
            .map(|subject| subject.times_in(slice))
            .collect();
        let round = || {
            let pairs = subjects.iter_mut().zip(&times);
            pairs
                .map(|(subject, &times)| subject.seconds(times) / f64::from(times))
                .collect()
        };
        Self(std::iter::repeat_with(round).take(rounds).collect())
    }

    /// Median time of one run.
    pub(crate) fn seconds(&self, subject: usize) -> f64 {
        median(self.0.iter().map(|round| round[subject]).collect())
    }

    /// How many times faster one is than another: median of the ratios within a round.
    pub(crate) fn ratio(&self, subject: usize, to: usize) -> f64 {
        median(
            self.0
                .iter()
                .map(|round| round[to] / round[subject])
                .collect(),
        )
    }
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::Rounds;

    #[test]
    fn ratios_are_taken_within_a_round() {
        let rounds = Rounds(vec![vec![1.0, 4.0], vec![2.0, 6.0], vec![10.0, 20.0]]);
        assert!((rounds.ratio(0, 1) - 3.0).abs() < f64::EPSILON);
        assert!((rounds.seconds(0) - 2.0).abs() < f64::EPSILON);
    }
}
