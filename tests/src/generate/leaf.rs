//! Single values that a field permits.

use std::borrow::Cow;

use certwire_wire::{
    reference::Service,
    shape::{Field, Kind},
    tree::Tree,
    value::parse_int,
};

use super::{Choices, text};

/// The longest text where the document sets no limit.
const UNLIMITED: u32 = 300;

/// A value that the field permits.
pub(super) fn leaf(
    service: &'static Service,
    field: &'static Field,
    choices: &mut Choices,
) -> Tree<'static> {
    if !field.table.is_empty() {
        return listed(service, field, choices);
    }
    match field.kind {
        Kind::Enum(list) => {
            let value = *choices.pick(list.values);
            if list.int { number(value) } else { of(value) }
        }
        Kind::Int(least, greatest) => Tree::Int(match choices.below(5) {
            1 => greatest,
            2 => choices.between(least, greatest),
            3 => 0.clamp(least, greatest),
            4 => least,
            _ => 1.clamp(least, greatest),
        }),
        Kind::Boolean => Tree::Bool(choices.flip()),
        Kind::DateTime => of(datetime(field.max, choices)),
        Kind::Date => of(date(choices)),
        Kind::Text | Kind::Struct(_) => {
            let most = field.max.min(UNLIMITED.max(field.min));
            of(text(choices, field.min.max(1) as usize, most as usize))
        }
    }
}

fn of(text: impl Into<Cow<'static, str>>) -> Tree<'static> {
    Tree::Text(text.into())
}

/// A number as JSON has it, if its text is written so.
fn number(text: &'static str) -> Tree<'static> {
    match parse_int(text) {
        Some(number) if number.to_string() == text => Tree::Int(number),
        _ => of(text),
    }
}

/// A code of the field's table that is as long as the field wants it.
fn listed(
    service: &'static Service,
    field: &'static Field,
    choices: &mut Choices,
) -> Tree<'static> {
    let table = service.table(field.table).expect("the field's table");
    let fits = |code: &&str| {
        let length = code.chars().count();
        !code.is_empty() && (field.min as usize..=field.max as usize).contains(&length)
    };
    let codes: Vec<_> = table
        .codes
        .iter()
        .map(|row| row.code)
        .filter(fits)
        .collect();
    let code = *choices.pick(&codes);
    if matches!(field.kind, Kind::Int(..)) {
        number(code)
    } else {
        of(code)
    }
}

/// A date and time with an offset, of at most this many characters.
fn datetime(most: u32, choices: &mut Choices) -> String {
    let (hour, minute, second) = (choices.below(24), choices.below(60), choices.below(60));
    let fraction = *choices.pick(&["", ".0", ".025", ".123456"]);
    let zone = *choices.pick(&["Z", "+09:00", "-05:00", "+13:45", "-00:30"]);
    let date = date(choices);
    let whole = format!("{date}T{hour:02}:{minute:02}:{second:02}");
    let fits = whole.len() + fraction.len() + zone.len() <= most as usize;
    let fraction = if fits { fraction } else { "" };
    format!("{whole}{fraction}{zone}")
}

fn date(choices: &mut Choices) -> String {
    let year = choices.between(1970, 2099);
    let leap = year % 4 == 0;
    let month = 1 + choices.below(12);
    let days = match month {
        2 => 28 + usize::from(leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let day = *choices.pick(&[1, days, 28]);
    format!("{year}-{month:02}-{day:02}")
}
