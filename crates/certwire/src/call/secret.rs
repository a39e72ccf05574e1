//! Secrets: from files that only their owner can read, the environment, standard input or a prompt; never an argument.

use std::{
    env,
    fs::File,
    io::{self, BufRead, IsTerminal, Read},
    path::Path,
};

use certwire_wire::secret::Secret;
use console::Term;

use super::{failure::Failure, print::say};
use crate::input::files::STDIN;

/// A secret is a short line; what is longer is another file.
const LONGEST: u64 = 64 * 1024;

/// The content of a file that only its owner can read, or the first line of standard input, without its line end.
///
/// # Errors
///
/// When it cannot be read, is empty, or others can read the file.
pub fn read(path: &Path) -> Result<Secret, Failure> {
    if path.as_os_str() != STDIN {
        return content(path, private(path)?);
    }
    let mut line = String::new();
    let read = io::stdin().lock().take(LONGEST).read_line(&mut line);
    finish(path, line, read)
}

/// The content of an open file.
fn content(path: &Path, file: File) -> Result<Secret, Failure> {
    let mut text = String::new();
    let read = file.take(LONGEST).read_to_string(&mut text);
    finish(path, text, read)
}

fn finish(path: &Path, mut text: String, read: io::Result<usize>) -> Result<Secret, Failure> {
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    let text = Secret::new(text);
    match read {
        // The system's own words may quote nothing of the content.
        Err(error) => Err(unusable(path, &error.kind().to_string())),
        Ok(_) if text.is_empty() => Err(unusable(path, "it is empty")),
        Ok(_) => Ok(text),
    }
}

/// Opens a file that only its owner can read.
///
/// # Errors
///
/// When others can.
pub fn private(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|error| unusable(path, &error.to_string()))?;
    let metadata = file
        .metadata()
        .map_err(|error| unusable(path, &error.to_string()))?;
    if open_to_others(&metadata) {
        return Err(unusable(
            path,
            &format!("others can read it; chmod 600 {}", path.display()),
        ));
    }
    Ok(file)
}

#[cfg(unix)]
fn open_to_others(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    // A pipe of the shell, such as <(pass show api), belongs to the two processes at its ends.
    !metadata.file_type().is_fifo() && metadata.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

/// The password in `PREFIX_PASSWORD`, or in the file that `PREFIX_PASSWORD_FILE` names.
///
/// # Errors
///
/// When the file cannot be used.
pub fn from_environment(prefix: &str) -> Result<Option<Secret>, Failure> {
    if let Ok(password) = env::var(format!("{prefix}_PASSWORD"))
        && !password.is_empty()
    {
        return Ok(Some(Secret::new(password)));
    }
    match env::var_os(format!("{prefix}_PASSWORD_FILE")) {
        Some(path) if !path.is_empty() => {
            let path = Path::new(&path);
            // Orchestrators mount secrets as links that only their container sees.
            if path.is_symlink() {
                let file = File::open(path).map_err(|error| unusable(path, &error.to_string()))?;
                return content(path, file).map(Some);
            }
            read(path).map(Some)
        }
        _ => Ok(None),
    }
}

/// Asks for the password without showing it; nothing where nobody can be asked.
///
/// # Errors
///
/// When the terminal fails.
pub fn prompt(user: &str, address: &str) -> Result<Option<Secret>, Failure> {
    let terminal = Term::stderr();
    if !io::stdin().is_terminal() || !terminal.is_term() {
        return Ok(None);
    }
    say(&format!("Password of {user} at {address}: "));
    let line = terminal.read_secure_line().map_err(|error| {
        Failure::authentication(format!("the password cannot be read: {error}"))
    })?;
    Ok(Some(Secret::new(line)).filter(|password| !password.is_empty()))
}

fn unusable(path: &Path, reason: &str) -> Failure {
    Failure::authentication(format!(
        "{}: the secret cannot be used: {reason}",
        path.display()
    ))
}
