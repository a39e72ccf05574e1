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
pub(crate) struct Subject<'d> {
    pub(crate) name: &'static str,
    run: Box<dyn FnMut() + 'd>,
}

impl<'d> Subject<'d> {
    pub(crate) fn new(name: &'static str, run: impl FnMut() + 'd) -> Self {
        Self {
            name,
            run: Box::new(run),
        }
    }

    /// How often it runs in this time; once at least.
    fn times_in(&mut self, slice: Duration) -> u32 {
        let start = Instant::now();
        let mut times = 0;
        while times == 0 || start.elapsed() < slice {
            (self.run)();
            times += 1;
        }
        times
    }

    /// Seconds for one run.
    fn seconds(&mut self, times: u32) -> f64 {
        let clock = Clock::start();
        let start = clock.seconds();
        for _ in 0..times {
            (self.run)();
        }
        (clock.seconds() - start) / f64::from(times)
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
                .map(|(subject, &times)| subject.seconds(times))
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

fn median(mut values: Vec<f64>) -> f64 {
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
