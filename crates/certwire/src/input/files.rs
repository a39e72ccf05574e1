//! Files, folders and standard input.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::Trouble;

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// Endings of files that are taken from a folder; a file named outright is always taken.
const ENDINGS: [&str; 4] = ["xml", "json", "yaml", "yml"];

/// One payload to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// What an argument names.
    pub fn of(argument: &Path) -> Self {
        if argument.as_os_str() == STDIN {
            Self::Stdin
        } else {
            Self::File(argument.to_owned())
        }
    }

    /// As the user named it.
    pub fn name(&self) -> String {
        match self {
            Self::Stdin => STDIN.to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Opens it.
    pub fn open(&self) -> Result<Box<dyn Read>, Trouble> {
        match self {
            Self::Stdin => Ok(Box::new(io::stdin().lock())),
            Self::File(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => Err(unread(&error)),
            },
        }
    }

    /// Reads it, up to `limit` bytes.
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, Trouble> {
        let mut bytes = Vec::new();
        let result = self.open()?.take(limit + 1).read_to_end(&mut bytes);
        result.map_err(|error| unread(&error))?;
        if bytes.len() as u64 > limit {
            return Err(Trouble::new(format!(
                "The payload is larger than {} MiB, more than this command reads.",
                limit / (1024 * 1024)
            )));
        }
        Ok(bytes)
    }
}

fn unread(error: &io::Error) -> Trouble {
    Trouble::new(format!("The payload cannot be read: {error}."))
}

/// All payloads that these arguments name, folders walked in sorted order.
pub fn collect(arguments: &[PathBuf]) -> Result<Vec<Source>, Trouble> {
    let mut sources = Vec::new();
    for argument in arguments {
        if argument.is_dir() {
            let before = sources.len();
            walk(argument, &mut sources)?;
            if sources.len() == before {
                return Err(Trouble::new(format!(
                    "{}: the folder holds no payloads: files ending in .xml, .json, .yaml or .yml are looked for.",
                    argument.display()
                )));
            }
        } else {
            sources.push(Source::of(argument));
        }
    }
    Ok(sources)
}

fn walk(folder: &Path, sources: &mut Vec<Source>) -> Result<(), Trouble> {
    let trouble = |error| {
        Trouble::new(format!(
            "{}: the folder cannot be read: {error}.",
            folder.display()
        ))
    };
    let entries: io::Result<Vec<_>> = fs::read_dir(folder).map_err(trouble)?.collect();
    let mut entries = entries.map_err(trouble)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // Links to folders are not followed: they could lead in a circle.
        let kind = entry.file_type().map_err(trouble)?;
        let path = entry.path();
        if kind.is_dir() {
            walk(&path, sources)?;
        } else if has_payload_ending(&path) {
            sources.push(Source::File(path));
        }
    }
    Ok(())
}

fn has_payload_ending(path: &Path) -> bool {
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    ENDINGS
        .iter()
        .any(|known| ending.eq_ignore_ascii_case(known))
}
