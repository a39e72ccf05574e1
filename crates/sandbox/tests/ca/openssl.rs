//! The OpenSSL command, a stranger that judges.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A folder of a test's own.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        // What an earlier run left may mislead.
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), contents).expect("a file");
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).expect("a file")
    }

    /// Runs OpenSSL here with these words, which spaces part; whether it was content, and all that it said.
    pub(crate) fn try_run(&self, words: &str) -> (bool, String) {
        let output = Command::new("openssl")
            .args(words.split(' '))
            .current_dir(&self.0)
            .output()
            .unwrap_or_else(|error| {
                panic!(
                    "openssl does not start ({error}): install it with `apt-get install openssl`"
                )
            });
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.success(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// Runs OpenSSL here; gives what it said.
    pub(crate) fn run(&self, words: &str) -> String {
        let (content, said) = self.try_run(words);
        assert!(content, "openssl {words}:\n{said}");
        said
    }

    /// Runs OpenSSL, which must be discontented; gives what it said.
    pub(crate) fn refuse(&self, words: &str) -> String {
        let (content, said) = self.try_run(words);
        assert!(!content, "openssl {words} takes it:\n{said}");
        said
    }
}
