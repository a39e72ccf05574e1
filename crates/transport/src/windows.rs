//! Periods that split themselves where a list is too long to be whole.

use std::{
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::{error::Error, outcome::NotAccepted};

/// Entries from which a list is taken for cut off. A vendor's own gateway never asks for more than 500 at a time.
pub const FULL: usize = 500;

/// A period, in milliseconds since 1970 began in UTC; both ends belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Its start.
    pub from: i64,
    /// Its end.
    pub to: i64,
}

/// The windows of a period that are still to be asked for.
///
/// A window whose list is full is split in two. The halves share their edge, so that nothing falls between them; what
/// stands exactly there comes in both lists and is taken out of the second.
#[derive(Debug, Clone)]
pub struct Windows<T> {
    pending: Vec<Window>,
    full: usize,
    least: i64,
    /// The list of the window before.
    before: Vec<T>,
}

/// Why the list of a window could not be had. The same window is asked for again next.
#[derive(Debug)]
pub enum WindowError {
    /// Nothing was sent.
    Error(Error),
    /// The CA did not give the list.
    NotAccepted(NotAccepted),
}

impl fmt::Display for WindowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Error(error) => error.fmt(f),
            Self::NotAccepted(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WindowError {}

impl Window {
    /// From one time to another.
    pub fn between(from: SystemTime, to: SystemTime) -> Self {
        Self {
            from: millis(from),
            to: millis(to),
        }
    }
}

impl<T: Clone + PartialEq> Windows<T> {
    /// All of a period; windows are split down to `least`.
    pub fn of(window: Window, least: Duration) -> Self {
        Self {
            pending: vec![window],
            full: FULL,
            least: i64::try_from(least.as_millis()).unwrap_or(i64::MAX).max(1),
            before: Vec::new(),
        }
    }

    /// Takes lists of this many entries for cut off, instead of [`FULL`].
    #[must_use]
    pub fn full_at(mut self, entries: usize) -> Self {
        self.full = entries.max(1);
        self
    }

    /// The window to ask for next.
    pub fn next(&self) -> Option<Window> {
        self.pending.last().copied()
    }

    /// A window's list has come. Gives it back without what the window before told already; or nothing when it may be
    /// cut off, and the window's halves come next.
    pub fn came(&mut self, list: Vec<T>) -> Option<(Window, Vec<T>)> {
        let window = self.pending.pop()?;
        if list.len() >= self.full && window.to - window.from > self.least {
            // Whole multiples of the least, as seconds where the service counts in them.
            let half = (window.to - window.from) / 2 / self.least * self.least;
            let middle = window.from + half.max(self.least);
            let (from, to) = (window.from, window.to);
            self.pending.push(Window { from: middle, to });
            self.pending.push(Window { from, to: middle });
            return None;
        }
        let mut fresh = list.clone();
        fresh.retain(|entry| !self.before.contains(entry));
        self.before = list;
        Some((window, fresh))
    }
}

fn millis(time: SystemTime) -> i64 {
    let of = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => of(since),
        Err(before) => -of(before.duration()),
    }
}

/// A time as `2023-08-01T12:13:12.025Z`.
pub fn iso(millis: i64) -> String {
    let (days, rest) = (millis.div_euclid(86_400_000), millis.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (seconds, millis) = (rest / 1000, rest % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// Year, month and day of a day counted from 1970-01-01, in eras of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use certwire_wire::timestamp::Timestamp;

    use super::*;

    #[test]
    fn iso_is_read_back() {
        let mut millis = -62_135_596_800_000_i64;
        while millis < 253_402_300_799_000 {
            assert_eq!(Timestamp::new(iso(millis)).unix_millis(), Some(millis));
            millis += 12_345_678_901;
        }
    }

    #[test]
    fn full_windows_split_without_gaps_or_repetition() {
        let whole = Window {
            from: 0,
            to: 10_000,
        };
        let mut windows = Windows::of(whole, Duration::from_secs(1)).full_at(3);
        let (mut taken, mut events) = (Vec::new(), Vec::new());
        while let Some(window) = windows.next() {
            // One event a second, those at the edges included.
            let list = (window.from..=window.to).step_by(1000).collect();
            if let Some((window, fresh)) = windows.came(list) {
                taken.push(window);
                events.extend(fresh);
            }
        }
        assert_eq!(events, (0..=10_000).step_by(1000).collect::<Vec<i64>>());
        assert_eq!(taken.first().map(|window| window.from), Some(0));
        assert_eq!(taken.last().map(|window| window.to), Some(10_000));
        assert!(taken.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert!(taken.iter().all(|window| window.to - window.from == 1000));
    }

    #[test]
    fn windows_that_cannot_be_split_are_taken_full() {
        let instant = Window { from: 5, to: 5 };
        let mut windows = Windows::of(instant, Duration::from_millis(1)).full_at(1);
        assert_eq!(windows.came(vec![1; 900]), Some((instant, vec![1; 900])));
        assert_eq!(windows.next(), None);
    }
}
