//! The schema as it stood in another revision of the repository.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Every schema file of a git revision: path and text, in sorted order.
pub(crate) fn files_at(root: &Path, revision: &str) -> Result<Vec<(String, String)>, String> {
    let commit = format!("{revision}^{{commit}}");
    git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ],
        "",
    )
    .map_err(|_| format!("`{revision}` is neither an edition nor a git revision"))?;
    let listing = git(
        root,
        &[
            "ls-tree",
            "-r",
            "-z",
            "--name-only",
            "--end-of-options",
            revision,
            "gs",
            "tbs",
        ],
        "",
    )?;
    let listing = String::from_utf8_lossy(&listing).into_owned();
    let is_schema = |path: &&str| {
        Path::new(path)
            .extension()
            .is_some_and(|extension| extension == "kdl")
    };
    let mut paths: Vec<&str> = listing.split('\0').filter(is_schema).collect();
    paths.sort_unstable();
    let objects: Vec<String> = paths
        .iter()
        .map(|path| format!("{revision}:./{path}\n"))
        .collect();
    let batch = git(root, &["cat-file", "--batch"], &objects.concat())?;
    let texts = blobs(&batch)
        .ok_or_else(|| format!("git returned an unexpected answer for `{revision}`"))?;
    let name = |path: &&str| format!("{revision}:schema/{path}");
    Ok(paths.iter().map(name).zip(texts).collect())
}

/// The contents in an answer of `cat-file --batch`: a header line with the size, the bytes, a newline.
fn blobs(mut batch: &[u8]) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    while !batch.is_empty() {
        let line_end = batch.iter().position(|byte| *byte == b'\n')?;
        let header = std::str::from_utf8(&batch[..line_end]).ok()?;
        let size: usize = header.rsplit(' ').next()?.parse().ok()?;
        let body = batch.get(line_end + 1..line_end + 1 + size)?;
        texts.push(String::from_utf8_lossy(body).into_owned());
        batch = batch.get(line_end + 1 + size + 1..)?;
    }
    Some(texts)
}

fn git(folder: &Path, arguments: &[&str], input: &str) -> Result<Vec<u8>, String> {
    let failed = |error: std::io::Error| format!("cannot run git: {error}");
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().map_err(failed)?;
    let stdin = child.stdin.take();
    let input = input.to_owned();
    // Beside the reading, so that neither side waits for the other's full pipe.
    let writer =
        std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().map_err(failed)?;
    // A git that stops early closes the pipe; its own message says why.
    let _ = writer.join();
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!(
        "git: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    ))
}
