//! Dates as the servers send them: the text is kept, the instant is read from it on demand.

use std::borrow::Cow;

/// A date and time. The text stays as sent; nothing is computed from it unless asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timestamp<'a>(Cow<'a, str>);

/// A calendar date. The text stays as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Date<'a>(Cow<'a, str>);

impl<'a> Timestamp<'a> {
    /// Takes the text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z, if the text is `YYYY-MM-DDTHH:MM:SS`, with or without a fraction,
    /// followed by `Z` or an offset such as `+09:00`.
    pub fn unix_millis(&self) -> Option<i64> {
        parse_date_time(&self.0)
    }

    /// The same, owned.
    pub fn into_owned(self) -> Timestamp<'static> {
        Timestamp(Cow::Owned(self.0.into_owned()))
    }
}

impl<'a> Date<'a> {
    /// Takes the text.
    pub fn new(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// The text as sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Days since 1970-01-01, if the text is a date `YYYY-MM-DD` of the calendar.
    pub fn unix_days(&self) -> Option<i64> {
        parse_date(&self.0)
    }

    /// The same, owned.
    pub fn into_owned(self) -> Date<'static> {
        Date(Cow::Owned(self.0.into_owned()))
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Timestamp<'a> {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

impl<'a, T: Into<Cow<'a, str>>> From<T> for Date<'a> {
    fn from(text: T) -> Self {
        Self::new(text)
    }
}

pub(crate) fn parse_date(text: &str) -> Option<i64> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    rest.is_empty().then(|| days(year, month, day)).flatten()
}

pub(crate) fn parse_date_time(text: &str) -> Option<i64> {
    let (date, time) = text.split_at_checked(10)?;
    let (hour, rest) = digits(time.strip_prefix('T')?, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (millis, rest) = fraction(rest)?;
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = parse_date(date)? * 86_400 + hour * 3_600 + minute * 60 + second;
    Some((seconds - offset(rest)?) * 1_000 + millis)
}

fn fraction(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let end = rest.bytes().position(|b| !b.is_ascii_digit())?;
    let (fraction, rest) = rest.split_at_checked(end)?;
    let thousandths = fraction
        .bytes()
        .chain(*b"000")
        .take(3)
        .fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
    (!fraction.is_empty()).then_some((thousandths, rest))
}

/// Seconds east of UTC.
fn offset(text: &str) -> Option<i64> {
    if text == "Z" {
        return Some(0);
    }
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = digits(text.strip_prefix(['+', '-'])?, 2)?;
    let (minutes, rest) = digits(rest.strip_prefix(':').unwrap_or(rest), 2)?;
    (rest.is_empty() && hours <= 14 && minutes < 60)
        .then_some(sign * (hours * 3_600 + minutes * 60))
}

fn digits(text: &str, count: usize) -> Option<(i64, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    let all = digits.bytes().all(|b| b.is_ascii_digit());
    all.then(|| {
        (
            digits
                .bytes()
                .fold(0, |sum, b| sum * 10 + i64::from(b - b'0')),
            rest,
        )
    })
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era_day = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(
        shifted * 365 + shifted.div_euclid(4) - shifted.div_euclid(100)
            + shifted.div_euclid(400)
            + era_day
            - 719_468,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants() {
        let millis = |text| Timestamp::new(text).unix_millis();
        assert_eq!(millis("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(
            millis("2017-12-11T12:13:12.025-05:00"),
            Some(1_513_012_392_025)
        );
        assert_eq!(
            millis("2016-09-30T10:26:39.373+09:00"),
            Some(1_475_198_799_373)
        );
        assert_eq!(millis("2016-01-14T117:31:00+0200"), None);
        assert_eq!(millis("2023-02-29T00:00:00Z"), None);
        assert_eq!(millis("2023-02-28T00:00:00"), None);
        assert_eq!(millis("2023-02-28T00:00:00.Z"), None);
        assert_eq!(Date::new("2000-02-29").unix_days(), Some(11_016));
        assert_eq!(Date::new("1900-02-29").unix_days(), None);
    }
}
