//! The sandbox's clock.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    endpoint::{Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{
    time::{Clock, Time},
    world::World,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/clock",
            "What the clock shows, and whether it runs.",
            get,
        ),
        endpoint(
            Method::Post,
            "/clock",
            "Sets the clock, advances it, stops it or lets it run; what is then due has happened when this answers.",
            change,
        ),
    ]
}

/// The clock.
#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// What it shows.
    now: Time,
    /// Whether it runs.
    runs: bool,
}

impl From<Clock> for View {
    fn from(clock: Clock) -> Self {
        Self {
            now: clock.now(),
            runs: clock.runs(),
        }
    }
}

/// What is done to the clock: any of these, in this order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Sets it.
    set: Option<Time>,
    /// Advances it by days, hours, minutes or seconds: `2d`, `1h 30m`, or seconds as a number.
    advance: Option<Advance>,
    /// Lets it run, or stops it.
    runs: Option<bool>,
}

/// A duration.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Advance {
    /// Seconds.
    Seconds(u64),
    /// Numbers with units.
    Text(String),
}

fn get(world: &World, _: &Nothing, (): ()) -> Result<Json<View>, Problem> {
    let clock = world.work(|desk| desk.tx.clock())?;
    Ok(Json(clock.into()))
}

fn change(world: &World, _: &Nothing, Json(change): Json<Change>) -> Result<Json<View>, Problem> {
    let by = match change.advance {
        None => Duration::ZERO,
        Some(Advance::Seconds(seconds)) => Duration::from_secs(seconds),
        Some(Advance::Text(text)) => duration(&text).ok_or_else(|| {
            Problem::request(format!(
                "`{text}` is no duration: write 2d, 90m, 1h 30m, or seconds as a number."
            ))
        })?,
    };
    let clock = world.change_clock(|clock| {
        if let Some(to) = change.set {
            clock.set(to);
        }
        clock.advance(by);
        if let Some(runs) = change.runs {
            clock.run(runs);
        }
        clock.check().map_err(Problem::request)
    })?;
    Ok(Json(clock.into()))
}

/// Reads `2d`, `90m`, `1h 30m 5s`, `45`.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim_ascii();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let number: u64 = rest[..digits].parse().ok()?;
        let mut unit = rest[digits..].chars();
        let seconds = match unit.next()? {
            'w' => 7 * 86_400,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(number.checked_mul(seconds)?)?;
        rest = unit.as_str().trim_ascii_start();
    }
    (!text.is_empty()).then_some(Duration::from_secs(total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read() {
        let seconds = |text| duration(text).map(|duration| duration.as_secs());
        assert_eq!(seconds("2d"), Some(172_800));
        assert_eq!(seconds(" 1h 30m "), Some(5400));
        assert_eq!(seconds("1h30m5s"), Some(5405));
        assert_eq!(seconds("45"), Some(45));
        for text in [
            "",
            "d",
            "2x",
            "2dd",
            "-1d",
            "1.5h",
            "é",
            "99999999999999999999d",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
        assert_eq!(seconds("18446744073709551615w"), None);
    }
}
