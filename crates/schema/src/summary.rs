//! A few figures that tell a complete schema from half of one.

use std::fmt::Write;

use crate::model::{Model, Service};

/// One line a service.
pub fn summary(model: &Model) -> String {
    let mut out = String::new();
    for service in &model.current().services {
        let _ = writeln!(out, "{}", line(service));
    }
    out
}

fn line(service: &Service) -> String {
    let positions: usize = service
        .operations
        .iter()
        .flat_map(|operation| [&operation.request, &operation.response])
        .map(|message| crate::inventory::places(service, message).len())
        .sum();
    let codes: usize = service.tables.iter().map(|table| table.codes.len()).sum();
    format!(
        "{} {}: {} operations, {positions} element positions, {} groups, {} enums, {codes} codes in {} tables, \
         {} errors, {} rules, {} errata, {} editions",
        service.id,
        service.edition,
        service.operations.len(),
        service.groups.len(),
        service.enums.len(),
        service.tables.len(),
        service.errors.len(),
        service.rules.len(),
        service.errata.len(),
        service.history.len(),
    )
}
