//! What issue 6 asks of files, folders and whole processes.

use super::{CERTWIRE, FILE, FOLDER, ORDERS, OURS, RAW, START, XERCES, XMLLINT, contest::Measured};
use crate::verdict::Verdict;

/// How ours is held against a peer, or against a number.
enum Bound {
    /// So many times faster at least.
    Faster(&'static str, f64),
    /// At most such a share of its time.
    Share(&'static str, f64),
    /// Milliseconds at most.
    Milliseconds(f64),
    /// MB of memory at most.
    Memory(f64),
}

use Bound::{Faster, Memory, Milliseconds, Share};

/// What is read, its size, our row, and what is asked of it.
type Demand = (&'static str, u64, &'static str, Bound);

const DEMANDS: &[Demand] = &[
    (ORDERS[0], 100, OURS, Faster(RAW, 3.0)),
    (ORDERS[0], 100, OURS, Faster(XMLLINT, 8.0)),
    (ORDERS[0], 100, OURS, Faster(XERCES, 8.0)),
    (ORDERS[0], 100, CERTWIRE, Faster(XMLLINT, 8.0)),
    (ORDERS[0], 100, CERTWIRE, Faster(XERCES, 8.0)),
    (ORDERS[0], 1000, OURS, Memory(16.0)),
    (ORDERS[0], 1000, CERTWIRE, Memory(16.0)),
    (ORDERS[1], 100, OURS, Faster(RAW, 3.0)),
    (ORDERS[1], 100, OURS, Faster(XMLLINT, 8.0)),
    (ORDERS[1], 100, OURS, Faster(XERCES, 8.0)),
    (ORDERS[1], 100, CERTWIRE, Faster(XMLLINT, 8.0)),
    (ORDERS[1], 100, CERTWIRE, Faster(XERCES, 8.0)),
    (ORDERS[1], 1000, OURS, Memory(16.0)),
    (ORDERS[1], 1000, CERTWIRE, Memory(16.0)),
    (FOLDER, 10_000, OURS, Faster(XMLLINT, 3.0)),
    (FOLDER, 10_000, CERTWIRE, Faster(XMLLINT, 3.0)),
    (FILE, 1, CERTWIRE, Share(XMLLINT, 0.5)),
    (START, 1, CERTWIRE, Milliseconds(10.0)),
];

/// Holds what was measured against the demands; a line for each whose programs were there.
pub(super) fn verdicts(measured: &[Measured]) -> Vec<(String, Verdict)> {
    DEMANDS
        .iter()
        .filter_map(|(what, size, ours, bound)| {
            let find = |program: &str| {
                measured
                    .iter()
                    .find(|one| (one.what, one.size, one.program) == (*what, *size, program))
            };
            let own = find(ours)?;
            let verdict = match *bound {
                Faster(peer, least) => {
                    let times = 1.0 / own.share(find(peer)?);
                    Verdict::at_least(least, format!("times {peer}"), times)
                }
                Share(peer, most) => {
                    let share = own.share(find(peer)?);
                    Verdict::at_most(most, format!("of the time of {peer}"), share)
                }
                Milliseconds(most) => Verdict::at_most(most, "ms", own.seconds() * 1e3),
                Memory(most) => Verdict::at_most(most, "MB of memory", own.peak()),
            };
            Some((format!("{}, {ours}", own.data()), verdict))
        })
        .collect()
}
