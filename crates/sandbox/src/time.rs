//! Instants of the sandbox, and its clock.

use std::{
    borrow::Cow,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Time(i64);

impl Time {
    /// What a clock may show: every certificate that begins then ends in a year of four digits.
    pub const RANGE: std::ops::Range<Self> = Self(0)..Self(221_845_392_000_000);

    /// This many milliseconds after 1970 began.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The machine's time.
    pub fn of_machine() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Self::default() + since
    }

    /// Reads an RFC 3339 date and time, or a date, which is its midnight in UTC.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let instant = text.parse::<jiff::Timestamp>();
        let instant = instant.or_else(|_| format!("{text}T00:00:00Z").parse());
        instant.ok().map(|at| Self(at.as_millisecond()))
    }

    /// As `GlobalSign` prints it: `2017-12-11T12:13:12.025Z`.
    pub fn rfc3339(self) -> String {
        self.print("%Y-%m-%dT%H:%M:%S.%3fZ")
    }

    /// In the format of `strftime`, in UTC.
    pub fn print(self, format: &str) -> String {
        let at = jiff::Timestamp::from_millisecond(self.0).unwrap_or_default();
        at.strftime(format).to_string()
    }

    /// How long after `earlier` it is; nothing when it is before.
    pub fn since(self, earlier: Self) -> Duration {
        let millis = self.0.saturating_sub(earlier.0);
        Duration::from_millis(millis.try_into().unwrap_or(0))
    }
}

impl From<Time> for String {
    fn from(at: Time) -> Self {
        at.rfc3339()
    }
}

impl TryFrom<String> for Time {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wanted = "is no time: write 2026-01-31T12:00:00Z, or 2026-01-31 for its midnight";
        Self::parse(&text).ok_or_else(|| format!("`{text}` {wanted}"))
    }
}

impl JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl std::ops::Add<Duration> for Time {
    type Output = Self;

    fn add(self, later: Duration) -> Self {
        let millis = i64::try_from(later.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(millis))
    }
}

impl std::ops::Sub<Duration> for Time {
    type Output = Self;

    fn sub(self, earlier: Duration) -> Self {
        let millis = i64::try_from(earlier.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(millis))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc3339())
    }
}

/// The sandbox's clock: it runs with the machine's, some way off, or stands still.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Milliseconds that it is ahead of the machine's clock.
    ahead: i64,
    /// Where it stands, when it does not run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stopped: Option<Time>,
}

impl Clock {
    /// A clock that stands still at this instant.
    pub const fn stopped_at(at: Time) -> Self {
        Self {
            ahead: 0,
            stopped: Some(at),
        }
    }

    /// What it shows.
    pub fn now(&self) -> Time {
        self.stopped.unwrap_or_else(|| {
            let machine = Time::of_machine();
            Time(machine.0.saturating_add(self.ahead))
        })
    }

    /// Whether it shows what the sandbox can work with.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        if Time::RANGE.contains(&self.now()) {
            Ok(())
        } else {
            Err("The clock goes from 1970 to the end of the year 8999.")
        }
    }

    /// Whether it runs.
    pub const fn runs(&self) -> bool {
        self.stopped.is_none()
    }

    /// Puts it at this instant; it runs on from there, or stands still there if it stood still.
    pub fn set(&mut self, to: Time) {
        if self.stopped.is_some() {
            self.stopped = Some(to);
        } else {
            self.ahead = to.0.saturating_sub(Time::of_machine().0);
        }
    }

    /// Puts it forward.
    pub fn advance(&mut self, by: Duration) {
        self.set(self.now() + by);
    }

    /// Stops it, or lets it run on from where it stands.
    pub fn run(&mut self, runs: bool) {
        let now = self.now();
        self.stopped = None;
        self.set(now);
        if !runs {
            self.stopped = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_moves_only_when_told() {
        let mut clock = Clock::stopped_at(Time::from_millis(1_000));
        assert_eq!(clock.now(), Time::from_millis(1_000));
        clock.advance(Duration::from_secs(2));
        assert_eq!(clock.now(), Time::from_millis(3_000));
        clock.run(true);
        assert!(clock.runs());
        assert!(clock.now() >= Time::from_millis(3_000));
    }

    #[test]
    fn instants_are_read_and_printed() {
        let at = Time::parse("2017-12-11T12:13:12.025-05:00").expect("a time");
        assert_eq!(at.rfc3339(), "2017-12-11T17:13:12.025Z");
        let day = Time::parse("2017-12-11").expect("a day");
        assert_eq!(day.print("%Y-%m-%d %H:%M:%S"), "2017-12-11 00:00:00");
        assert_eq!(Time::parse("2016-01-14T117:31:00+0200"), None);
    }
}
