//! The folder that keys and certificates go to.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The folder that keys and certificates go to.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// This folder, made if need be.
    pub(super) fn new(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Writes a file and gives its path.
    pub(super) fn write(&self, name: &str, content: &[u8]) -> io::Result<String> {
        let path = self.0.join(name);
        fs::write(&path, content)?;
        Ok(path.display().to_string())
    }

    /// Writes a file that nobody else may read and gives its path.
    pub(super) fn write_private(&self, name: &str, content: &[u8]) -> io::Result<String> {
        let path = self.0.join(name);
        // An earlier file might be open to others.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(content)?;
        Ok(path.display().to_string())
    }
}
