//! Every element of the schema occurs in some payload.

use std::{collections::BTreeSet, path::Path};

use certwire_wire::operation::Direction;

use crate::round_trip::{messages, trips};

const FOLDERS: [&str; 5] = [
    "gs/requests",
    "gs/responses",
    "tbs/requests",
    "tbs/responses",
    // Elements that the document prints and forbids.
    "gs/rules",
];

#[test]
fn every_element_occurs() {
    let covered = covered();
    let missing: Vec<String> = elements()
        .into_iter()
        .filter(|row| !covered.contains(row))
        .collect();
    assert!(missing.is_empty(), "in no payload:\n{}", missing.join("\n"));
}

/// The rows of the inventory: protocol, operation, direction, path.
fn elements() -> BTreeSet<String> {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schema");
    let (model, _) = certwire_schema::load(&schema).expect("a schema");
    let table = certwire_schema::inventory::inventory(&model, "elements").expect("a table");
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        row(cells[0], cells[1], cells[3], cells[4])
    });
    rows.collect()
}

/// What the payloads in documented shape hold.
fn covered() -> BTreeSet<String> {
    let mut covered = BTreeSet::new();
    for (payload, judgement, text) in messages(&FOLDERS) {
        if payload.is_observed() {
            continue;
        }
        let service = judgement.service.expect("a service");
        let operation = judgement.operation.expect("an operation");
        let direction = judgement.direction.expect("a direction");
        let word = match direction {
            Direction::Request => "request",
            Direction::Response => "response",
        };
        for trip in trips(service, operation, direction, &text) {
            for leaf in trip.read {
                let ends = leaf.path.match_indices('/').map(|(end, _)| end);
                let ends = ends.chain([leaf.path.len()]);
                let paths = ends.map(|end| &leaf.path[..end]);
                covered.extend(paths.map(|path| row(service.id(), operation, word, path)));
            }
        }
    }
    covered
}

fn row(service: &str, operation: &str, direction: &str, path: &str) -> String {
    [service, operation, direction, path].join("\t")
}
