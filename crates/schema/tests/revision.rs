//! The schema against an earlier commit.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use certwire_schema::{Failure, compare};
use support::{SHOP, exchange};

fn git(folder: &Path, arguments: &[&str]) {
    let settings = [
        "user.name=Test",
        "user.email=test@example.org",
        "commit.gpgsign=false",
    ];
    let mut command = Command::new("git");
    command.arg("-C").arg(folder);
    for setting in settings {
        command.args(["-c", setting]);
    }
    let output = command.args(arguments).output().expect("git runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A repository with the sample committed, and a newer one in its folder.
fn repository(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("schema/gs")).expect("a folder");
    let file = folder.join("schema/gs/all.kdl");
    fs::write(&file, SHOP).expect("written");
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(
        &folder,
        &["commit", "--quiet", "--no-verify", "--message", "First"],
    );
    fs::write(
        &file,
        exchange(SHOP, "opt Mail string", "opt Mail string max=9"),
    )
    .expect("written");
    folder.join("schema")
}

fn lines(root: &Path, arguments: &[&str]) -> Result<Vec<String>, String> {
    let arguments: Vec<String> = arguments.iter().map(ToString::to_string).collect();
    let line =
        |change: certwire_schema::diff::Change| format!("{}: {}", change.subject, change.text);
    match compare(root, &arguments) {
        Ok(changes) => Ok(changes.into_iter().map(line).collect()),
        Err(Failure::Arguments(message)) => Err(message),
        Err(Failure::Schema(faults)) => Err(faults.to_string()),
    }
}

#[test]
fn revisions_and_editions() {
    let root = repository("revisions");
    let mail = [
        "request Contact/Mail: max: - -> 9",
        "response Thing/Contact/Mail: max: - -> 9",
    ];
    for arguments in [&["HEAD"][..], &["HEAD", "gs"], &["gs", "HEAD"]] {
        assert_eq!(
            lines(&root, arguments).expect("compares"),
            mail,
            "{arguments:?}"
        );
    }
    assert_eq!(
        lines(&root, &["gs", "HEAD", "HEAD"]).expect("compares"),
        [""; 0]
    );
    let by_edition = lines(&root, &["gs", "1.0", "1.1"]).expect("compares");
    assert!(
        by_edition.contains(&"operation Ask: added".to_owned()),
        "{by_edition:?}"
    );
    assert!(
        lines(&root, &["1.1"])
            .expect("compares")
            .iter()
            .any(|line| line.contains("Phone"))
    );
}

#[test]
fn what_cannot_be_compared_is_told() {
    let root = repository("refusals");
    let refused = |arguments: &[&str]| lines(&root, arguments).expect_err("refused");
    assert_eq!(
        refused(&["nowhere"]),
        "`nowhere` is neither an edition nor a git revision"
    );
    assert_eq!(refused(&["HEAD", "tbs"]), "the schema has no service `tbs`");
    assert!(refused(&["gs"]).starts_with("give REV [SERVICE]"));
    assert!(refused(&["--output=x"]).contains("neither an edition nor"));
}
