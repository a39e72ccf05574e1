//! Why a generation failed.

use std::{fmt, io, path::Path};

use certwire_schema::Diagnostics;

/// Why a generation failed.
#[derive(Debug)]
pub enum Error {
    /// The schema is wrong; rendered with excerpts.
    Schema(Box<Diagnostics>),
    /// A file cannot be read or written.
    File(String),
    /// Emitted code is no Rust: a mistake of the generator.
    Syntax(String),
    /// Files differ from what the schema gives.
    Outdated(Vec<String>),
    /// A wrapper module does not name a generated file.
    Unlisted(Vec<String>),
}

impl Error {
    /// A failed file operation.
    pub(crate) fn file(path: &Path, error: &io::Error) -> Self {
        Self::File(format!("{}: {error}", path.display()))
    }
}

impl From<Diagnostics> for Error {
    fn from(diagnostics: Diagnostics) -> Self {
        Self::Schema(Box::new(diagnostics))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(diagnostics) => f.write_str(&diagnostics.render(false)),
            Self::File(message) => f.write_str(message),
            Self::Syntax(message) => write!(f, "the generator wrote broken Rust: {message}"),
            Self::Outdated(files) => {
                writeln!(f, "these files are not what the schema gives:")?;
                for file in files {
                    writeln!(f, "  {file}")?;
                }
                f.write_str("run `cargo xtask codegen` and commit the result")
            }
            Self::Unlisted(lines) => {
                writeln!(f, "generated modules that their wrapper does not name:")?;
                for line in lines {
                    writeln!(f, "  {line}")?;
                }
                f.write_str("add the lines by hand: the wrapper is not generated")
            }
        }
    }
}

impl std::error::Error for Error {}
