//! Responses: an XML-RPC one names no operation, and a SOAP one may name another than it is.

use certwire_wire::{
    operation::{Direction, Operation},
    report::{Note, Place, Report},
    soap,
};

use crate::{
    input::Trouble,
    judge::{Options, named, run},
    judgement::Judgement,
    service::Service,
    verdict::{about_operation, no_such, unknown_operation},
};

/// A response: of the operation that the user names, or of the one that it fits best.
pub(crate) fn answer(
    judgement: &mut Judgement,
    text: &str,
    service: Service,
    root: Option<&soap::RootName>,
    options: &Options,
) -> Result<Report, Trouble> {
    judgement.service = Some(service);
    judgement.direction = Some(Direction::Response);
    if let Some(name) = &options.operation {
        let operation = named(service, name)?.ok_or_else(|| no_such(service, name))?;
        judgement.operation = Some(operation.name);
        return run(service, text, operation, Direction::Response, options);
    }
    let mut fits = best_fits(service, text, root, options)?;
    // A root name decides between equals; without one nothing does.
    if fits.len() > 1 && root.is_none() {
        return Ok(undecided(fits.into_iter().map(|(_, report)| report)));
    }
    if fits.is_empty() {
        let name = root.map_or("methodResponse", |root| &root.name);
        return Ok(unknown_operation(service, name));
    }
    let (operation, mut report) = fits.swap_remove(0);
    judgement.operation = Some(operation.name);
    let note = taken_for(operation, root);
    report.notes.splice(0..0, note);
    Ok(report)
}

/// Says which operation was judged, unless the root says the same.
pub(crate) fn taken_for(operation: &Operation, root: Option<&soap::RootName>) -> Option<Note> {
    let name = operation.name;
    let is_named = root.is_some_and(|root| root.name == format!("{name}Response"));
    let message =
        || format!("Read as a response of {name}, which it fits best; --operation names another.");
    (!is_named).then(|| about_operation(message()))
}

/// The operations that a response fits equally well, each with its report.
fn best_fits(
    service: Service,
    text: &str,
    root: Option<&soap::RootName>,
    options: &Options,
) -> Result<Vec<(&'static Operation, Report)>, Trouble> {
    let mut least = usize::MAX;
    let mut fits = Vec::new();
    for operation in candidates(service, root) {
        let report = run(service, text, operation, Direction::Response, options)?;
        let findings = misfit(&report);
        if findings < least {
            least = findings;
            fits.clear();
        }
        if findings == least {
            fits.push((operation, report));
        }
    }
    Ok(fits)
}

/// What all readings of a response have in common: a member sent twice is wrong whatever the operation.
fn undecided(mut reports: impl Iterator<Item = Report>) -> Report {
    let mut common = reports.next().unwrap_or_default();
    for report in reports {
        // Readings may differ in the path, not in the place.
        let same = |a: &Place, b: &Place| a.offset == b.offset;
        common.violations.retain(|kept| {
            let mut others = report.violations.iter();
            others.any(|other| other.rule == kept.rule && same(&other.place, &kept.place))
        });
        common.notes.retain(|kept| {
            let mut others = report.notes.iter();
            others.any(|other| other.kind == kept.kind && same(&other.place, &kept.place))
        });
    }
    let message = "The response fits several operations; name the right one with --operation.";
    common.notes.insert(0, about_operation(message.to_owned()));
    common
}

/// Operations whose response may have this root, the one that is named after it first.
pub(crate) fn candidates(
    service: Service,
    root: Option<&soap::RootName>,
) -> Vec<&'static Operation> {
    let operations = service.reference().operations.iter().copied();
    let Some(root) = root else {
        return operations.collect();
    };
    let canonical = |operation: &&Operation| format!("{}Response", operation.name) == root.name;
    let alias = |operation: &&Operation| operation.response_aliases.contains(&root.name.as_str());
    let (first, rest): (Vec<_>, Vec<_>) = operations.partition(canonical);
    first
        .into_iter()
        .chain(rest.into_iter().filter(alias))
        .collect()
}

/// How badly a response fits an operation.
fn misfit(report: &Report) -> usize {
    let strangers = report
        .notes
        .iter()
        .filter(|note| note.kind == "unknown")
        .count();
    report.violations.len() + strangers
}
