//! The hand-written checks that `GlobalSign`'s rules name. An absent field passes: presence has rules of its own.

use certwire_wire::{checks, rules::Arguments};

/// An ISO country code. What is too long breaks the length that is printed.
pub(crate) fn country(arguments: &Arguments<'_>) -> bool {
    arguments
        .first()
        .is_none_or(|text| text.chars().count() > 2 || checks::is_country(text))
}

/// One of the seven forms of section 8.1, case ignored.
pub(crate) fn organizational_identifier(arguments: &Arguments<'_>) -> bool {
    arguments
        .first()
        .is_none_or(|text| is_organizational_identifier(&text.to_ascii_lowercase()))
}

fn is_organizational_identifier(text: &str) -> bool {
    if let Some(rest) = text.strip_prefix("vat") {
        return register(rest).is_some_and(is_letters);
    }
    if let Some(rest) = text.strip_prefix("ntr") {
        return register(rest).is_some_and(is_place);
    }
    if let Some(rest) = text.strip_prefix("lei") {
        return register(rest) == Some("xg");
    }
    text.strip_prefix("gov").is_some_and(is_place) || text == "intxg"
}

/// What stands before the dash, if a number follows it.
fn register(text: &str) -> Option<&str> {
    text.split_once('-')
        .filter(|(_, number)| !number.is_empty())
        .map(|(place, _)| place)
}

/// A country, or a country and a state: `us`, `us+nh`.
fn is_place(text: &str) -> bool {
    match text.split_once('+') {
        Some((country, state)) => is_letters(country) && is_state(state),
        None => is_letters(text),
    }
}

fn is_letters(country: &str) -> bool {
    country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The document shows two characters; ISO 3166-2 has codes of one to three.
fn is_state(state: &str) -> bool {
    (1..=3).contains(&state.len()) && state.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::is_organizational_identifier;

    #[test]
    fn seven_forms() {
        for good in [
            "vatjp-1234",
            "ntrjp-1234",
            "ntrus+nh-1234",
            "leixg-1234",
            "govjp",
            "govus+nh",
            "intxg",
        ] {
            assert!(is_organizational_identifier(good), "{good}");
        }
        for bad in [
            "", "vat-1", "vatjp-", "vatjp", "ntrjpn-1", "lei-1", "leixg", "govus+", "gov1",
            "intxg-1", "ntrus+nh",
        ] {
            assert!(!is_organizational_identifier(bad), "{bad}");
        }
    }
}
