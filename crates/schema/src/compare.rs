//! `schema diff`: what its arguments mean.

use std::path::Path;

use crate::diagnostic::Diagnostics;
use crate::diff::{self, Change};
use crate::load::{SERVICES, load, load_files};
use crate::model::{Model, Service};
use crate::revision;

/// Why a comparison failed.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense, or git has no such revision.
    Arguments(String),
    /// One of the two schemas is wrong.
    Schema(Box<Diagnostics>),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Arguments(message)
    }
}

impl From<Diagnostics> for Failure {
    fn from(faults: Diagnostics) -> Self {
        Self::Schema(Box::new(faults))
    }
}

/// Compares the schema in `root` as the arguments say: `REV`, `REV SERVICE`, `SERVICE FROM` or `SERVICE FROM TO`.
///
/// With a service, `REV`, `FROM` and `TO` may be an edition of its document; else they are git revisions. What they are
/// compared with, where `TO` is missing, is the schema as it stands in the folder.
pub fn compare(root: &Path, arguments: &[String]) -> Result<Vec<Change>, Failure> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_service = |word: &str| SERVICES.contains(&word);
    let (model, _) = load(root)?;
    match words.as_slice() {
        [service, from] if is_service(service) => services(root, &model, service, from, None),
        [from, service] if is_service(service) => services(root, &model, service, from, None),
        [service, from, to] if is_service(service) => {
            services(root, &model, service, from, Some(to))
        }
        [from] if !is_service(from) => match edition_of(&model, from) {
            Some(service) => services(root, &model, service, from, None),
            None => Ok(diff::diff(&at_revision(root, from)?, &model)),
        },
        _ => {
            let usage = format!(
                "give REV [SERVICE] or SERVICE FROM [TO]; services are {}",
                SERVICES.join(" and ")
            );
            Err(Failure::Arguments(usage))
        }
    }
}

/// The only service that has this edition.
fn edition_of<'a>(model: &'a Model, edition: &str) -> Option<&'a str> {
    let mut having = model
        .services
        .iter()
        .filter(|service| service.edition_index(edition).is_some());
    let service = having.next()?;
    having.next().is_none().then_some(service.id.as_str())
}

fn services(
    root: &Path,
    model: &Model,
    id: &str,
    from: &str,
    to: Option<&str>,
) -> Result<Vec<Change>, Failure> {
    let old = view(root, model, id, from)?;
    let new = match to {
        Some(to) => view(root, model, id, to)?,
        None => model
            .current()
            .service(id)
            .cloned()
            .ok_or_else(|| no_service(id))?,
    };
    Ok(diff::diff_services(&old, &new))
}

/// A service at an edition, else at a git revision.
fn view(root: &Path, model: &Model, id: &str, point: &str) -> Result<Service, Failure> {
    if let Some(view) = model.at_edition(id, point) {
        return Ok(view);
    }
    let old = at_revision(root, point)?.current();
    old.service(id)
        .cloned()
        .ok_or_else(|| no_service(id).into())
}

fn no_service(id: &str) -> String {
    format!("the schema has no service `{id}`")
}

fn at_revision(root: &Path, revision: &str) -> Result<Model, Failure> {
    let files = revision::files_at(root, revision)?;
    let (model, _) = load_files(files).map_err(|mut faults| {
        faults.faults.truncate(1);
        format!("the schema of `{revision}` does not load; its first fault:\n\n{faults}")
    })?;
    Ok(model)
}
