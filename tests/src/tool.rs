//! Programs that are not ours, run once for many documents.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// A path below the workspace.
pub fn workspace(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Runs one of the scripts in `tests/python` with these arguments on these lines, and gives the lines it answers.
///
/// # Panics
///
/// When Python or a module is missing, the script fails, or an answer is missing.
pub fn python(script: &str, arguments: &[&Path], lines: &[String]) -> Vec<String> {
    let mut command = Command::new("python3");
    command.env("PYTHONIOENCODING", "utf-8");
    command.arg(workspace("tests/python").join(script));
    command.args(arguments);
    let (done, output, errors) = run(&mut command, "apt-get install python3", &lines.join("\n"));
    assert!(
        !errors.contains("ModuleNotFoundError"),
        "install the module with `pip install jsonschema`:\n{errors}"
    );
    assert!(done, "{script}: {errors}");
    let answers: Vec<String> = output.lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines.len(), "{script}: {errors}");
    answers
}

/// Judges documents, put into a folder of their own, by an XSD in one go; gives what xmllint says of those that it refuses.
///
/// # Panics
///
/// When xmllint is missing, or the documents cannot be written.
pub fn xmllint(schema: &Path, folder: &Path, documents: &[(String, String)]) -> String {
    // What an earlier run left may be more.
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).expect("a folder");
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet", "--schema"]).arg(schema);
    for (number, (name, document)) in documents.iter().enumerate() {
        let file = folder.join(format!("{number}-{name}.xml"));
        fs::write(&file, document).expect("a file");
        command.arg(file);
    }
    let (_, output, errors) = run(&mut command, "apt-get install libxml2-utils", "");
    let said = output + &errors;
    let content = said.lines().filter(|line| line.ends_with(" validates"));
    let content = content.count();
    if content == documents.len() {
        return String::new();
    }
    let refused = said.lines().filter(|line| !line.ends_with(" validates"));
    let refused: Vec<&str> = refused.take(20).collect();
    format!("{content} of {}:\n{}", documents.len(), refused.join("\n"))
}

/// Whether it was content, what it printed, and what it complained of.
fn run(command: &mut Command, install: &str, input: &str) -> (bool, String, String) {
    let started = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.unwrap_or_else(|error| {
        let program = command.get_program().display();
        panic!("{program} does not start ({error}): install it with `{install}`")
    });
    let mut stdin = child.stdin.take().expect("a pipe");
    let output = thread::scope(|scope| {
        // Both pipes fill up, so one end cannot wait for the other.
        scope.spawn(move || {
            let _ = stdin.write_all(input.as_bytes());
        });
        child.wait_with_output().expect("output")
    });
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (
        output.status.success(),
        text(output.stdout),
        text(output.stderr),
    )
}
