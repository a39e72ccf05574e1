//! Generates types, validator tables, client methods, WSDL, XSD and JSON Schema from the Certwire schema.
//!
//! Each output is a module that turns the model into files; [`run`] compares them with what is there and writes what
//! differs. Emitters see the lowered model, never schema syntax.

mod artefact;
mod budget;
mod clients;
mod codes;
mod error;
mod export;
pub mod json_schema;
mod listing;
mod lower;
mod message;
mod reference;
mod render;
mod rule_sets;
mod types;
mod write;
pub mod wsdl;
mod xml;
pub mod xsd;

use std::{fmt, path::Path};

use certwire_schema::{Model, Sources};

pub use crate::{
    artefact::Artefact,
    budget::{BUDGET, Budget},
    error::Error,
};

/// The schema, as every emitter gets it.
#[derive(Debug)]
pub struct Input {
    /// What the schema says of the edition that it describes.
    pub model: Model,
    /// Its files, for spans and for the first line of what is generated.
    pub sources: Sources,
}

/// Makes some of the files.
type Emitter = fn(&Input) -> Result<Vec<Artefact>, Error>;

const EMITTERS: &[Emitter] = &[
    types::artefacts,
    reference::artefacts,
    rule_sets::artefacts,
    export::artefacts,
    codes::artefacts,
    clients::artefacts,
];

/// What a run did.
#[derive(Debug)]
pub struct Report {
    /// Files written, relative to the workspace.
    pub written: Vec<String>,
    /// Files removed: nothing generates them any more.
    pub removed: Vec<String>,
    /// Generated lines per schema line.
    pub budget: Budget,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for file in &self.written {
            writeln!(f, "wrote {file}")?;
        }
        for file in &self.removed {
            writeln!(f, "removed {file}")?;
        }
        self.budget.fmt(f)
    }
}

/// Generates everything below the workspace `root`; with `check`, only compares.
pub fn run(root: &Path, check: bool) -> Result<Report, Error> {
    let input = load(root)?;
    let artefacts = artefacts(&input)?;
    let changes = write::compare(root, &artefacts)?;
    if check {
        changes.none()?;
    } else {
        changes.apply(root)?;
    }
    write::modules(root, &artefacts)?;
    Ok(Report {
        budget: Budget::of(&input.sources, &artefacts),
        written: changes.written(),
        removed: changes.removed,
    })
}

/// Loads the schema of a workspace; file names become relative to it.
pub fn load(root: &Path) -> Result<Input, Error> {
    let (model, mut sources) = certwire_schema::load(&root.join("schema"))?;
    for source in &mut sources.files {
        let path = Path::new(&source.path);
        let relative = path.strip_prefix(root).unwrap_or(path);
        source.path = relative.to_string_lossy().replace('\\', "/");
    }
    Ok(Input {
        model: model.current(),
        sources,
    })
}

/// Everything that the schema gives, in a fixed order.
pub fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let mut all = Vec::new();
    for emitter in EMITTERS {
        all.extend(emitter(input)?);
    }
    all.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(all)
}
