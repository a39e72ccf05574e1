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

#[inline]
pub(crate) fn parse_date(text: &str) -> Option<i64> {
    date(text.as_bytes().try_into().ok()?)
}

#[inline]
fn date(text: &[u8; 10]) -> Option<i64> {
    if text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let number = |at: usize| pair([text[at], text[at + 1]]);
    days(number(0)? * 100 + number(2)?, number(5)?, number(8)?)
}

#[inline]
pub(crate) fn parse_date_time(text: &str) -> Option<i64> {
    let (days, rest) = text.as_bytes().split_first_chunk::<10>()?;
    let (time, rest) = rest.split_first_chunk::<9>()?;
    if time[0] != b'T' || time[3] != b':' || time[6] != b':' {
        return None;
    }
    let number = |at: usize| pair([time[at], time[at + 1]]);
    let (hour, minute, second) = (number(1)?, number(4)?, number(7)?);
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let (millis, rest) = fraction(rest)?;
    let seconds = date(days)? * 86_400 + hour * 3_600 + minute * 60 + second;
    Some((seconds - offset(rest)?) * 1_000 + millis)
}

/// Whether a text is a date and time with an offset.
#[inline]
pub(crate) fn is_date_time(text: &str) -> bool {
    let parts = text.as_bytes().split_first_chunk();
    parts.is_some_and(|(head, rest)| is_usual(head) && offset(rest).is_some())
        || parse_date_time(text).is_some()
}

/// Whether it is a date and time with thousandths, on a day that its month has in every year,
/// not the 31st.
///
/// Three words, less the words of the form: then a digit is at most 9, and a sign 0.
#[inline]
fn is_usual(text: &[u8; 23]) -> bool {
    const NINES: u64 = 0x7676_7676_7676_7676;
    let word = |chunk: Option<&[u8; 8]>, form: &[u8; 8]| {
        u64::from_le_bytes(*chunk.unwrap_or(&[0; 8])) ^ u64::from_le_bytes(*form)
    };
    let day = word(text.first_chunk(), b"0000-00-");
    let hour = word(text[8..].first_chunk(), b"00T00:00");
    let second = word(text.last_chunk(), b"0:00.000");
    let is_form = (day & 0xFF00_00FF_0000_0000) == 0
        && (hour & 0x0000_FF00_00FF_0000) == 0
        && (second & 0x0000_00FF_0000_FF00) == 0;
    let over_nine = |word: u64| word.wrapping_add(NINES) | word;
    let digits = over_nine(day) | over_nine(hour) | over_nine(second);
    let pair = |word: u64, at: u32| (word >> (8 * at) & 0xF) * 10 + (word >> (8 * at + 8) & 0xF);
    let month = pair(day, 5);
    let last = if month == 2 { 28 } else { 30 };
    is_form
        && digits & 0x8080_8080_8080_8080 == 0
        && (1..=12).contains(&month)
        && (1..=last).contains(&pair(hour, 0))
        && pair(hour, 3) < 24
        && pair(hour, 6) < 60
        && pair(second, 2) < 60
}

/// The thousandths in a fraction, if there is one, and what follows it.
fn fraction(text: &[u8]) -> Option<(i64, &[u8])> {
    // As most senders write it.
    if let [b'.', a, b, c, rest @ ..] = text
        && !rest.first().is_some_and(u8::is_ascii_digit)
    {
        return Some((pair([b'0', *a])? * 100 + pair([*b, *c])?, rest));
    }
    let [b'.', digits @ ..] = text else {
        return Some((0, text));
    };
    let end = digits.iter().position(|b| !b.is_ascii_digit())?;
    let (digits, rest) = digits.split_at(end);
    let padded = digits.iter().chain(b"000").take(3);
    let thousandths = padded.fold(0, |sum, b| sum * 10 + i64::from(b - b'0'));
    (!digits.is_empty()).then_some((thousandths, rest))
}

/// Seconds east of UTC.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, hours, minutes) = match *text {
        [b'Z'] => return Some(0),
        [sign, a, b, b':', c, d] | [sign, a, b, c, d] => (sign, pair([a, b])?, pair([c, d])?),
        _ => return None,
    };
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// The number that two digits make.
#[inline]
fn pair(digits: [u8; 2]) -> Option<i64> {
    let [tens, ones] = digits.map(|digit| digit.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then(|| i64::from(tens * 10 + ones))
}

/// Days since 1970-01-01 of a proleptic Gregorian date.
#[inline]
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = || year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        2 => 28 + i64::from(is_leap()),
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
    fn the_usual_form_is_judged_as_the_full_grammar_does() {
        let usual = "2017-12-11T12:13:12.025-05:00";
        assert!(is_date_time(usual) && is_usual(usual.as_bytes()[..23].try_into().unwrap()));
        assert!(is_date_time("2017-12-11T12:13:12.025456Z"));
        for at in 0..usual.len() {
            for byte in 0..0x80_u8 {
                let mut text = usual.as_bytes().to_vec();
                text[at] = byte;
                let text = String::from_utf8(text).unwrap();
                let expected = parse_date_time(&text).is_some();
                assert_eq!(is_date_time(&text), expected, "{text}");
            }
        }
        for day in 0..40 {
            for month in 0..20 {
                let text = format!("2024-{month:02}-{day:02}T{day:02}:{month:02}:{day:02}.000Z");
                let expected = parse_date_time(&text).is_some();
                assert_eq!(is_date_time(&text), expected, "{text}");
            }
        }
    }

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
        assert_eq!(millis("1970-01-01T00:00:00.5Z"), Some(500));
        assert_eq!(millis("1970-01-01T00:00:00.123456Z"), Some(123));
        assert_eq!(millis("1970-01-01T00:00:00.12xZ"), None);
        assert_eq!(millis("1970-01-01T00:00:00.x23Z"), None);
        assert_eq!(Date::new("2000-02-29").unix_days(), Some(11_016));
        assert_eq!(Date::new("1900-02-29").unix_days(), None);
    }
}
