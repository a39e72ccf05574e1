//! What was measured of one message.

use crate::{
    demands::{Demand, RAW},
    measure::{Rounds, Subject},
    messages::Message,
    verdict::Verdict,
};

/// All subjects on one message.
pub(crate) struct Section {
    pub(crate) message: &'static str,
    pub(crate) bytes: usize,
    pub(crate) rows: Vec<Row>,
}

/// One subject on one message.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) is_ours: bool,
    pub(crate) megabytes_per_second: f64,
    pub(crate) microseconds: f64,
    pub(crate) to_raw: f64,
    pub(crate) verdicts: Vec<Verdict>,
}

impl Section {
    /// A demand whose peer was not there has no verdict.
    pub(crate) fn of(message: &Message<'_>, measured: &Rounds) -> Self {
        let place = |name: &str| message.subjects.iter().position(|s| s.name() == name);
        let raw = place(RAW).expect("a subject of every message");
        let row = |(index, subject): (usize, &Subject<'_>)| {
            let seconds = measured.seconds(index);
            let verdict = |demand: &Demand| {
                let reached = measured.ratio(index, place(demand.peer)?);
                let what = format!("times {}", demand.peer);
                Some(Verdict::at_least(demand.least, what, reached))
            };
            let demands = message.demands.iter();
            Row {
                name: subject.name(),
                is_ours: subject.is_ours(),
                megabytes_per_second: megabytes(message.body) / seconds,
                microseconds: seconds * 1e6,
                to_raw: measured.ratio(index, raw),
                verdicts: demands
                    .filter(|demand| demand.ours == subject.name())
                    .filter_map(verdict)
                    .collect(),
            }
        };
        Self {
            message: message.title,
            bytes: message.body.len(),
            rows: message.subjects.iter().enumerate().map(row).collect(),
        }
    }

    /// Each with the row that it is of.
    pub(crate) fn verdicts(&self) -> impl Iterator<Item = (&Row, &Verdict)> {
        self.rows
            .iter()
            .flat_map(|row| row.verdicts.iter().map(move |verdict| (row, verdict)))
    }
}

fn megabytes(body: &[u8]) -> f64 {
    f64::from(u32::try_from(body.len()).unwrap_or(u32::MAX)) / 1e6
}
