//! The payload files.

use std::{
    fs,
    path::{Path, PathBuf},
};

use certwire::{
    input::files::{Source, collect},
    judge::{Options, judge},
    judgement::Judgement,
};

/// One payload.
pub(crate) struct Payload {
    /// Its path below the folder asked for, with slashes.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// The operation that its folder names, where its text cannot.
    operation: Option<String>,
}

impl Payload {
    pub(crate) fn judge(&self) -> Judgement {
        let options = Options {
            operation: self.operation.clone(),
            ..options()
        };
        judge(self.name.clone(), &self.bytes, &options)
    }

    pub(crate) fn is_observed(&self) -> bool {
        self.name.contains(".observed.")
    }
}

/// Payloads are judged as on the first of December 2023.
pub(crate) fn options() -> Options {
    Options {
        now: Some(1_701_388_800_000),
        ..Options::default()
    }
}

/// The folder of all payloads.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("payloads")
}

/// All payloads of a folder, sorted.
pub(crate) fn payloads(folder: &str) -> Vec<Payload> {
    let base = root().join(folder);
    let sources = collect(std::slice::from_ref(&base)).expect("a folder of payloads");
    let paths = sources.into_iter().map(|source| match source {
        Source::File(path) => path,
        Source::Stdin => unreachable!("a folder holds files"),
    });
    paths.map(|path| payload(&base, &path)).collect()
}

fn payload(base: &Path, path: &Path) -> Payload {
    let inner = path.strip_prefix(base).expect("a file of the folder");
    let name = inner.to_str().expect("a plain name").replace('\\', "/");
    let bytes = fs::read(path).expect("a readable file");
    // An XML-RPC response does not tell its operation.
    let unnamed = holds(&bytes, b"<methodResponse");
    let operation = name.split_once('/').filter(|_| unnamed);
    Payload {
        operation: operation.map(|(operation, _)| operation.to_owned()),
        bytes,
        name,
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
