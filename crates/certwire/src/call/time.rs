//! Durations and times as arguments.

use std::time::Duration;

use certwire_wire::timestamp::Timestamp;

/// Units of a duration, in milliseconds; the longer name first where one begins with the other.
const UNITS: [(&str, u64); 5] = [
    ("ms", 1),
    ("s", 1000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
];

/// A duration such as `90s`, `10m`, `2h`, `7d`.
///
/// # Errors
///
/// When it is none.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let (number, unit) = text.split_at(digits);
    let unit = UNITS.iter().find(|(name, _)| *name == unit);
    let millis = number
        .parse::<u64>()
        .ok()
        .zip(unit)
        .and_then(|(number, (_, millis))| number.checked_mul(*millis));
    millis
        .map(Duration::from_millis)
        .ok_or_else(|| "a number with ms, s, m, h or d, such as 90s or 2h".to_owned())
}

/// A time, in milliseconds since 1970 began in UTC: a day, which begins at midnight in UTC, or a full time with its zone.
///
/// # Errors
///
/// When it is none.
pub fn instant(text: &str) -> Result<i64, String> {
    let full = if text.contains('T') {
        text.to_owned()
    } else {
        format!("{text}T00:00:00Z")
    };
    Timestamp::new(full).unix_millis().ok_or_else(|| {
        "a day such as 2026-01-31, or a time such as 2026-01-31T08:00:00Z".to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("90s"), Ok(Duration::from_secs(90)));
        assert_eq!(duration("10m"), Ok(Duration::from_mins(10)));
        assert_eq!(duration("2h"), Ok(Duration::from_hours(2)));
        assert_eq!(duration("7d"), Ok(Duration::from_hours(168)));
        for text in [
            "",
            "7",
            "h",
            "-1s",
            "1.5h",
            "2 h",
            "99999999999999999999d",
            "é",
            "7é",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }

    #[test]
    fn times_are_days_or_full() {
        assert_eq!(instant("1970-01-02"), Ok(86_400_000));
        assert_eq!(instant("1970-01-01T01:00:00+01:00"), Ok(0));
        for text in ["", "yesterday", "1970-13-01", "1970-01-01T"] {
            assert!(instant(text).is_err(), "{text}");
        }
    }
}
