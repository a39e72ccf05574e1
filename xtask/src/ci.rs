//! Everything that must hold before a change lands, step by step.

use std::{
    env,
    process::{Command, Stdio},
};

/// One step: what it is for, and the arguments of `cargo`.
struct Step {
    name: &'static str,
    cargo: &'static [&'static str],
    variables: &'static [(&'static str, &'static str)],
}

const fn step(name: &'static str, cargo: &'static [&'static str]) -> Step {
    Step {
        name,
        cargo,
        variables: &[],
    }
}

/// The steps before and after the tests; the tests themselves depend on what is installed.
const BEFORE: &[Step] = &[
    step("formatting", &["fmt", "--all", "--check"]),
    step("generated files", &["xtask", "codegen", "--check"]),
    step(
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--all-features",
            "--",
            "--deny",
            "warnings",
        ],
    ),
    step(
        "types alone",
        &[
            "check",
            "--package",
            "gs-soap-types",
            "--package",
            "tbs-xmlrpc-types",
        ],
    ),
    step(
        "validator alone",
        &["check", "--package", "certwire", "--no-default-features"],
    ),
];

const AFTER: &[Step] = &[
    step(
        "documentation examples",
        &["test", "--quiet", "--workspace", "--all-features", "--doc"],
    ),
    Step {
        name: "documentation",
        cargo: &[
            "doc",
            "--quiet",
            "--workspace",
            "--all-features",
            "--no-deps",
        ],
        variables: &[("RUSTDOCFLAGS", "--deny warnings")],
    },
    step(
        "first command",
        &[
            "run",
            "--quiet",
            "--package",
            "certwire",
            "--",
            "demo",
            "--out",
            "target/demo-out",
        ],
    ),
    step("completions and man pages", &["xtask", "dist"]),
    step(
        "other people's clients",
        &[
            "xtask",
            "interop",
            "--only",
            "zeep",
            "--only",
            "suds-community",
            "--only",
            "php-soap",
            "--only",
            "python-xmlrpc",
            "--only",
            "php-xmlrpc",
        ],
    ),
];

/// What is not published.
const PRIVATE: [&str; 5] = [
    "xtask",
    "xtask-bench",
    "xtask-dist",
    "xtask-interop",
    "certwire-tests",
];

const NEXTEST: Step = step(
    "tests",
    &[
        "nextest",
        "run",
        "--workspace",
        "--all-features",
        "--no-fail-fast",
    ],
);
const TEST: Step = step(
    "tests",
    &[
        "test",
        "--quiet",
        "--workspace",
        "--all-features",
        "--all-targets",
        "--no-fail-fast",
    ],
);

/// Runs all steps; stops at the first that fails and names it.
pub(crate) fn run() -> Result<String, String> {
    let tests = if has_nextest() { NEXTEST } else { TEST };
    for step in BEFORE.iter().chain([&tests]).chain(AFTER) {
        eprintln!("== {}: cargo {}", step.name, step.cargo.join(" "));
        let mut command = cargo();
        command
            .args(step.cargo)
            .envs(step.variables.iter().copied());
        let status = command
            .status()
            .map_err(|error| format!("cargo cannot be started: {error}\n"))?;
        if !status.success() {
            return Err(format!(
                "{} failed: cargo {}\n",
                step.name,
                step.cargo.join(" ")
            ));
        }
    }
    gate()?;
    packages()?;
    Ok("everything holds\n".to_owned())
}

/// Holds instructions per byte against their limits, where an instruction counter is installed.
fn gate() -> Result<(), String> {
    let probe = Command::new("valgrind")
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        eprintln!("== speed: not looked at, as valgrind is not installed");
        return Ok(());
    }
    eprintln!("== speed: cargo xtask bench --gate");
    bench(&["--gate".to_owned()]).map(|_| ())
}

/// Packs every published crate and builds it from its package alone.
///
/// Cargo keeps what it unpacks for good, by name, version and folder: a folder of its own each time keeps an earlier
/// state of a crate from being built in place of this one.
fn packages() -> Result<(), String> {
    let folder = format!("target/packages/{}", std::process::id());
    let excluded = PRIVATE.iter().flat_map(|name| ["--exclude", name]);
    let mut command = cargo();
    command
        .args(["package", "--quiet", "--workspace", "--target-dir", &folder])
        .args(excluded);
    eprintln!("== packages: cargo package --workspace");
    let status = command
        .status()
        .map_err(|error| format!("cargo cannot be started: {error}\n"))?;
    let removed = std::fs::remove_dir_all(&folder);
    match (status.success(), removed) {
        (true, Ok(())) => Ok(()),
        (true, Err(error)) => Err(format!("{folder} cannot be removed: {error}\n")),
        (false, _) => Err("packages failed: cargo package --workspace\n".to_owned()),
    }
}

/// Writes completions and man pages; a program of its own, because it is built on the command.
pub(crate) fn dist() -> Result<String, String> {
    program(
        "xtask-dist",
        &["run", "--quiet", "--package", "xtask-dist"],
        &[],
    )
}

/// Measures speed; a program of its own, because others' crates are measured too.
pub(crate) fn bench(arguments: &[String]) -> Result<String, String> {
    let mut run = vec!["run", "--quiet", "--release", "--package", "xtask-bench"];
    // The gate need not wait for a parser of the schema.
    if arguments.iter().any(|argument| argument == "--build") {
        run.extend(["--features", "build"]);
    }
    run.push("--");
    program("xtask-bench", &run, arguments)
}

/// Runs other people's clients; a program of its own, because the sandbox is in it.
pub(crate) fn interop(arguments: &[String]) -> Result<String, String> {
    let run = ["run", "--quiet", "--package", "xtask-interop", "--"];
    program("xtask-interop", &run, arguments)
}

fn program(name: &str, run: &[&str], arguments: &[String]) -> Result<String, String> {
    match cargo().args(run).args(arguments).status() {
        Ok(status) if status.success() => Ok(String::new()),
        Ok(_) => Err(format!("{name} failed\n")),
        Err(error) => Err(format!("cargo cannot be started: {error}\n")),
    }
}

fn has_nextest() -> bool {
    let probe = cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    probe.is_ok_and(|status| status.success())
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
