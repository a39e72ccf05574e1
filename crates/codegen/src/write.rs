//! Comparing what is there with what should be, and writing the difference.

use std::{collections::BTreeSet, fs, io, path::Path};

use crate::{artefact::Artefact, error::Error};

/// What differs.
#[derive(Debug)]
pub(crate) struct Changes {
    outdated: Vec<Artefact>,
    /// Files that nothing generates any more.
    pub(crate) removed: Vec<String>,
}

/// Compares the workspace with these files; folders called `generated` hold nothing else.
pub(crate) fn compare(root: &Path, artefacts: &[Artefact]) -> Result<Changes, Error> {
    let mut outdated = Vec::new();
    for artefact in artefacts {
        let path = root.join(&artefact.path);
        match fs::read_to_string(&path) {
            Ok(text) if text == artefact.text => {}
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::file(&path, &error));
            }
            _ => outdated.push(artefact.clone()),
        }
    }
    let wanted: BTreeSet<&str> = artefacts.iter().map(|file| file.path.as_str()).collect();
    let folders = artefacts.iter().map(Artefact::folder);
    let folders: BTreeSet<&str> = folders.filter(|folder| is_generated(folder)).collect();
    let mut removed = Vec::new();
    for folder in folders {
        let there = files(root, folder)?.into_iter();
        removed.extend(there.filter(|file| !wanted.contains(file.as_str())));
    }
    Ok(Changes { outdated, removed })
}

fn is_generated(folder: &str) -> bool {
    folder.rsplit('/').next() == Some("generated")
}

fn files(root: &Path, folder: &str) -> Result<Vec<String>, Error> {
    let path = root.join(folder);
    let failed = |error: io::Error| Error::file(&path, &error);
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.map_err(failed)?;
        if entry.path().is_file() {
            files.push(format!("{folder}/{}", entry.file_name().to_string_lossy()));
        }
    }
    files.sort();
    Ok(files)
}

/// Every generated Rust file must be named by the hand-written `generated.rs` beside its folder.
pub(crate) fn modules(root: &Path, artefacts: &[Artefact]) -> Result<(), Error> {
    let mut missing = Vec::new();
    for artefact in artefacts {
        let (folder, Some(module)) = (artefact.folder(), artefact.module()) else {
            continue;
        };
        let wrapper = root.join(format!("{folder}.rs"));
        let text = fs::read_to_string(&wrapper).map_err(|error| Error::file(&wrapper, &error))?;
        if !text.contains(&format!("mod {module};")) {
            missing.push(format!("{folder}.rs: mod {module};"));
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::Unlisted(missing))
    }
}

impl Changes {
    /// Fails unless nothing differs.
    pub(crate) fn none(&self) -> Result<(), Error> {
        let removed = self.removed.iter().map(|file| format!("{file} (stale)"));
        let files: Vec<String> = self.written().into_iter().chain(removed).collect();
        if files.is_empty() {
            Ok(())
        } else {
            Err(Error::Outdated(files))
        }
    }

    /// Writes what differs and removes what is stale.
    pub(crate) fn apply(&self, root: &Path) -> Result<(), Error> {
        for artefact in &self.outdated {
            let path = root.join(&artefact.path);
            let write = || {
                fs::create_dir_all(root.join(artefact.folder()))?;
                fs::write(&path, &artefact.text)
            };
            write().map_err(|error| Error::file(&path, &error))?;
        }
        for file in &self.removed {
            let path = root.join(file);
            fs::remove_file(&path).map_err(|error| Error::file(&path, &error))?;
        }
        Ok(())
    }

    /// Paths of the files that differ.
    pub(crate) fn written(&self) -> Vec<String> {
        self.outdated.iter().map(|file| file.path.clone()).collect()
    }
}
