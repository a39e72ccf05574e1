//! One generated file.

/// A file and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    /// Path below the workspace, with slashes.
    pub path: String,
    /// Everything that stands in it.
    pub text: String,
}

impl Artefact {
    /// A file of this path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
        }
    }

    /// Its module's name, if it is Rust.
    pub fn module(&self) -> Option<&str> {
        self.path.rsplit('/').next()?.strip_suffix(".rs")
    }

    /// The folder that holds it.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}
