//! Where user name and password come from: a file, the environment, standard input; never a command line.

use std::{
    env, fmt, fs,
    io::{self, BufRead, Read},
    path::Path,
};

use certwire_wire::secret::Secret;

use crate::error::BuildError;

/// A file of credentials is two short lines; what is longer is another file.
const LONGEST: u64 = 4096;

/// User name and password of an API account. Prints neither.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) user: String,
    pub(crate) password: Secret,
}

impl Credentials {
    /// Credentials that the program already holds, from a vault for example.
    pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            user: user.into(),
            password: password.into(),
        }
    }

    /// The user name.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The password.
    pub fn password(&self) -> &Secret {
        &self.password
    }

    /// A file of two lines: user name, password. Only its owner may read it, and it is no symbolic link.
    ///
    /// # Errors
    ///
    /// When it cannot be read, others can read it, or it has not two lines.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, BuildError> {
        let path = path.as_ref();
        let failed = |error: &io::Error| refused(format!("{}: {error}", path.display()));
        let metadata = fs::symlink_metadata(path).map_err(|error| failed(&error))?;
        if !metadata.is_file() {
            return Err(refused(format!("{} is no plain file", path.display())));
        }
        if open_to_others(&metadata) {
            let reason = "others can read it; chmod 600 it";
            return Err(refused(format!("{}: {reason}", path.display())));
        }
        let file = fs::File::open(path).map_err(|error| failed(&error))?;
        Self::from_reader(io::BufReader::new(file))
    }

    /// The variables `PREFIX_USER` and `PREFIX_PASSWORD`; instead of the latter, `PREFIX_PASSWORD_FILE` may name a file
    /// that holds the password alone.
    ///
    /// # Errors
    ///
    /// When a variable is missing, or the file cannot be used.
    pub fn from_env(prefix: &str) -> Result<Self, BuildError> {
        let variable = |name: &str| env::var(format!("{prefix}_{name}")).ok();
        let missing = |name: &str| refused(format!("{prefix}_{name} is not set"));
        let user = variable("USER").ok_or_else(|| missing("USER"))?;
        if let Some(password) = variable("PASSWORD") {
            return Self::checked(user, password);
        }
        let path = variable("PASSWORD_FILE").ok_or_else(|| missing("PASSWORD"))?;
        let failed = |error: &io::Error| refused(format!("{path}: {error}"));
        let metadata = fs::symlink_metadata(&path).map_err(|error| failed(&error))?;
        // Orchestrators mount secrets as links that only their container sees, so links are taken here.
        if metadata.is_file() && open_to_others(&metadata) {
            return Err(refused(format!("{path}: others can read it; chmod 600 it")));
        }
        let file = fs::File::open(&path).map_err(|error| failed(&error))?;
        let mut lines = Lines(io::BufReader::new(file.take(LONGEST)));
        Self::checked(user, lines.next()?)
    }

    /// Two lines of any stream, such as standard input: user name, password.
    ///
    /// # Errors
    ///
    /// When it cannot be read or has not two lines.
    pub fn from_reader(reader: impl BufRead) -> Result<Self, BuildError> {
        let mut lines = Lines(reader.take(LONGEST));
        let user = lines.next()?;
        Self::checked(user, lines.next()?)
    }

    /// Two lines of standard input: user name, password.
    ///
    /// # Errors
    ///
    /// As [`Credentials::from_reader`].
    pub fn from_stdin() -> Result<Self, BuildError> {
        Self::from_reader(io::stdin().lock())
    }

    fn checked(user: String, password: String) -> Result<Self, BuildError> {
        let password = Secret::new(password);
        if user.is_empty() || password.is_empty() {
            return Err(refused("user name or password is empty".to_owned()));
        }
        Ok(Self { user, password })
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(***)")
    }
}

struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    /// The next line without its end; empty at the end.
    fn next(&mut self) -> Result<String, BuildError> {
        let mut line = String::new();
        // The system's own words may quote nothing of the content.
        let read = self.0.read_line(&mut line);
        read.map_err(|error| refused(format!("they cannot be read: {}", error.kind())))?;
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        Ok(line)
    }
}

fn refused(reason: String) -> BuildError {
    BuildError::Credentials(reason)
}

#[cfg(unix)]
fn open_to_others(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn open_to_others(_: &fs::Metadata) -> bool {
    false
}
