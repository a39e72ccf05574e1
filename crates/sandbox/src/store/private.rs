//! A state file holds passwords and keys: only its owner reads it.

use std::{io, path::Path};

/// What `SQLite` puts beside the file.
#[cfg(unix)]
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Makes the file if there is none, and takes it from everybody but its owner; `SQLite` makes its own files alike.
#[cfg(unix)]
pub(super) fn keep(path: &Path) -> io::Result<()> {
    use std::{fs::OpenOptions, os::unix::fs::OpenOptionsExt};
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(path)?;
    tighten(path)?;
    for end in BESIDE {
        let mut beside = path.as_os_str().to_owned();
        beside.push(end);
        match tighten(Path::new(&beside)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(unix)]
fn tighten(path: &Path) -> io::Result<()> {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };
    let mode = fs::metadata(path)?.permissions().mode();
    let own = mode & 0o700;
    if mode & 0o777 == own {
        return Ok(());
    }
    fs::set_permissions(path, Permissions::from_mode(own))
}

/// Elsewhere the folder's rights are the file's.
#[cfg(not(unix))]
pub(super) fn keep(_: &Path) -> io::Result<()> {
    Ok(())
}
