//! What the crates cost those who depend on them.

use std::{collections::BTreeSet, process::Command};

/// The crates that a package pulls in, itself apart.
fn dependencies(package: &str) -> BTreeSet<String> {
    dependencies_with(package, &[])
}

/// The same with more arguments to cargo.
fn dependencies_with(package: &str, more: &[&str]) -> BTreeSet<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = [
        "tree",
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--package",
        package,
    ];
    let output = Command::new(cargo)
        .args(arguments)
        .args(more)
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let names = text.lines().filter_map(|line| line.split(' ').next());
    names
        .filter(|name| *name != package && !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn types_and_validators_pull_in_at_most_six_crates() {
    for package in [
        "gs-soap-types",
        "tbs-xmlrpc-types",
        "gs-soap-validators",
        "tbs-xmlrpc-validators",
    ] {
        let dependencies = dependencies(package);
        assert!(
            (1..=6).contains(&dependencies.len()),
            "{package}: {dependencies:?}"
        );
    }
}

#[test]
fn chores_depend_on_nothing_generated() {
    for name in dependencies("xtask") {
        let generated =
            name.starts_with("gs-soap") || name.starts_with("tbs-xmlrpc") || name == "certwire";
        assert!(
            !generated,
            "a broken generation could not be repaired: xtask pulls in {name}"
        );
    }
}

#[test]
fn the_validator_alone_is_small() {
    let dependencies = dependencies_with("certwire", &["--no-default-features"]);
    for name in [
        "tokio",
        "reqwest",
        "rustls",
        "ring",
        "x509-cert",
        "certwire-transport",
    ] {
        assert!(!dependencies.contains(name), "{name} in {dependencies:?}");
    }
    assert!(dependencies.contains("certwire-wire"));
}
