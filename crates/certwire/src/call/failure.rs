//! Why a command ends before its time.

use std::fmt;

use certwire_transport::BuildError;

use crate::{exit::Exit, input::Trouble};

/// A sentence and an exit code.
#[derive(Debug)]
pub struct Failure {
    /// How the command ends.
    pub exit: Exit,
    /// What to tell.
    pub sentence: String,
}

impl Failure {
    /// The arguments make no sense.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self {
            exit: Exit::Usage,
            sentence: sentence.into(),
        }
    }

    /// Something went wrong.
    pub fn failed(sentence: impl Into<String>) -> Self {
        Self {
            exit: Exit::Failed,
            sentence: sentence.into(),
        }
    }

    /// The credentials are missing or cannot be used.
    pub fn authentication(sentence: impl Into<String>) -> Self {
        Self {
            exit: Exit::Authentication,
            sentence: sentence.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

impl std::error::Error for Failure {}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::failed(trouble.0)
    }
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        let exit = match error {
            BuildError::Credentials(_) | BuildError::NoCredentials => Exit::Authentication,
            _ => Exit::Usage,
        };
        Self {
            exit,
            sentence: error.to_string(),
        }
    }
}
