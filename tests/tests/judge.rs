//! The outcome type as the judge: over a hundred thousand damaged, mixed and forged answers, no client reports an
//! accepted order that the answer does not state, and none loses one that it states plainly.
//!
//! What an answer states is told by an oracle of its own: another XML reader, with the checks that it leaves out, and the
//! words of the documents, without our types, tables and codes.
//!
//! `CERTWIRE_MUTATIONS` sets how many are tried for each protocol, `CERTWIRE_SEED` other choices.

#[path = "judge/calls.rs"]
mod calls;
#[path = "judge/dom.rs"]
mod dom;
#[path = "judge/harmless.rs"]
mod harmless;
#[path = "judge/mutate.rs"]
mod mutate;
#[path = "judge/oracle.rs"]
mod oracle;
#[path = "judge/source.rs"]
mod source;

use std::{env, fs, path::Path};

use calls::{Classify, Counts, Told, Verdict, Verdicts};
use mutate::{Answer, CHANGES};
use oracle::{Demand, Stated};
use source::{Rng, Source};

/// Mutations of a list read whole, for each that is read while it arrives.
const STREAMED: usize = 8;
/// Mutations of a golden answer for each of its harmless variations.
const PER_VARIATION: usize = 15;

/// An operation with its golden messages.
struct Subject {
    operation: &'static str,
    request: String,
    answers: Vec<Source>,
    references: &'static [&'static str],
}

fn payloads(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("payloads")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|path| path.extension().is_some_and(|end| end == "xml"));
    files.sort();
    let read = |path: std::path::PathBuf| {
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        (name, fs::read(&path).expect("a payload"))
    };
    files.into_iter().map(read).collect()
}

fn folders(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("payloads")
        .join(folder);
    let entries = fs::read_dir(folder).expect("a folder");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    names
        .map(|name| name.to_string_lossy().into_owned())
        .collect()
}

fn subject(protocol: &str, operation: &'static str, folder: &str) -> Subject {
    let requests = payloads(&format!("{protocol}/requests/{folder}"));
    let request = requests
        .into_iter()
        .find(|(name, _)| name.ends_with("minimal.xml"));
    let (_, request) = request.expect("a request");
    let answers = payloads(&format!("{protocol}/responses/{folder}"));
    let answers = answers
        .into_iter()
        .map(|(name, bytes)| Source::new(format!("{folder}/{name}"), bytes));
    Subject {
        operation,
        request: String::from_utf8(request).expect("UTF-8"),
        answers: answers.collect(),
        references: match operation {
            "achat" | "renouvellement" | "refabrication" | "revocation" | "statut" => {
                &["my-ref-001", "my-ref-002"]
            }
            _ => &[],
        },
    }
}

fn soap() -> Vec<Subject> {
    let folders = folders("gs/responses");
    let operations = gs_soap_validators::SERVICE.operations.iter();
    let subjects = operations.map(|operation| {
        let is_its = |folder: &&String| {
            let name = folder.replace('_', "");
            name.eq_ignore_ascii_case(operation.name)
        };
        let folder = folders.iter().find(is_its).expect("a folder");
        subject("gs", operation.name, folder)
    });
    subjects.collect()
}

fn xml_rpc() -> Vec<Subject> {
    let operations = tbs_xmlrpc_validators::SERVICE.operations.iter();
    operations
        .map(|operation| subject("tbs", operation.name, operation.name))
        .collect()
}

fn setting(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

#[test]
fn globalsigns_answers_are_judged_right() {
    judge(&soap(), 66_000);
}

#[test]
fn tbs_answers_are_judged_right() {
    judge(&xml_rpc(), 38_000);
}

/// Tries that many mutations, unless another number is set.
fn judge(subjects: &[Subject], mutations: usize) {
    let set = setting("CERTWIRE_MUTATIONS").and_then(|count| usize::try_from(count).ok());
    let all: Vec<Source> = subjects
        .iter()
        .flat_map(|subject| subject.answers.clone())
        .collect();
    let mut trial = Trial {
        rng: Rng(setting("CERTWIRE_SEED").unwrap_or(1)),
        each: set.unwrap_or(mutations).div_ceil(all.len()),
        all,
        report: Report::default(),
    };
    for subject in subjects {
        // The demand alone, and among others.
        let rounds: &[&[&str]] = match subject.references {
            [] => &[&[]],
            references => &[&references[..1], references],
        };
        for references in rounds {
            let share = trial.each.div_ceil(rounds.len());
            let (operation, request) = (subject.operation, subject.request.as_str());
            let mut job = |classify: Classify<'_>| trial.hold(subject, share, classify);
            calls::with_operation(operation, request, references, &mut job);
        }
        let share = trial.each / STREAMED;
        let mut job = |classify: Classify<'_>| trial.hold(subject, share, classify);
        calls::with_list(subject.operation, &subject.request, &mut job);
    }
    trial.report.end();
}

/// What is tried, and what came of it.
struct Trial {
    rng: Rng,
    all: Vec<Source>,
    each: usize,
    report: Report,
}

impl Trial {
    /// Tries the answers of an operation in one way to call it.
    fn hold(&mut self, subject: &Subject, share: usize, classify: Classify<'_>) {
        for source in &subject.answers {
            if let Some((plain, told)) =
                plainly(subject.operation, source, classify, &mut self.report)
            {
                for _ in 0..share.div_ceil(PER_VARIATION) {
                    let answer = harmless::varied(&mut self.rng, &plain);
                    let verdicts = classify(&answer);
                    self.report.harmless(source, &answer, &told, &verdicts);
                }
            }
            for _ in 0..share {
                let (kind, answer) = mutate::mutated(&mut self.rng, source, &self.all);
                let verdicts = classify(&answer);
                self.report
                    .mutated(subject.operation, source, kind, &answer, &verdicts);
            }
        }
    }
}

/// What an accepted golden answer tells, and the answer made ready for variations.
fn plainly(
    operation: &str,
    source: &Source,
    classify: Classify<'_>,
    report: &mut Report,
) -> Option<(Source, Verdicts)> {
    let verdicts = classify(&Answer::of(source.bytes.clone()));
    let mut accepted = false;
    for (reference, verdict) in &verdicts {
        let demand = demand(reference.as_deref(), verdicts.len());
        let stated = oracle::stated(operation, &source.bytes, demand);
        match (verdict, stated) {
            (Verdict::Accepted(told), Ok(stated))
                if same(told, &stated) && told.orders == stated.orders =>
            {
                accepted = true;
            }
            (Verdict::Accepted(_), stated) | (_, stated @ Ok(_)) => {
                report
                    .wrong
                    .push(format!("{} {verdict:?} {stated:?}", source.name));
            }
            _ => {}
        }
    }
    accepted.then(|| (harmless::plain(source), verdicts))
}

fn demand(reference: Option<&str>, demands: usize) -> Demand<'_> {
    Demand {
        reference,
        alone: demands == 1,
    }
}

/// Whether a client tells what the answer states.
fn same(told: &Told, stated: &Stated) -> bool {
    let code = told.code.as_deref().unwrap_or_default().trim();
    let number = |text: &str| text.parse::<i64>().ok();
    let code =
        code == stated.code || number(code).is_some() && number(code) == number(&stated.code);
    let id = stated.id.is_none() || told.id.as_deref().map(str::trim) == stated.id.as_deref();
    code && id
}

#[derive(Debug, Default)]
struct Report {
    mutated: usize,
    harmless: usize,
    accepted: usize,
    refused: usize,
    ambiguous: Counts,
    kinds: Counts,
    wrong: Vec<String>,
}

impl Report {
    fn harmless(&mut self, source: &Source, answer: &Answer, told: &Verdicts, verdicts: &Verdicts) {
        self.harmless += 1;
        if told != verdicts {
            let body = String::from_utf8_lossy(&answer.body);
            self.wrong.push(format!(
                "lost: {} {verdicts:?} {:?}\n{body}",
                source.name, answer.content_type
            ));
        }
    }

    fn mutated(
        &mut self,
        operation: &str,
        source: &Source,
        kind: usize,
        answer: &Answer,
        verdicts: &Verdicts,
    ) {
        self.mutated += 1;
        *self.kinds.entry(CHANGES[kind].0.to_owned()).or_default() += 1;
        for (reference, verdict) in verdicts {
            match verdict {
                Verdict::Refused => self.refused += 1,
                Verdict::Ambiguous(kind) => *self.ambiguous.entry(kind.clone()).or_default() += 1,
                Verdict::Accepted(told) => {
                    self.accepted += 1;
                    let demand = demand(reference.as_deref(), verdicts.len());
                    let stated = oracle::stated(operation, &answer.body, demand);
                    let status = matches!(answer.status, 200..=299);
                    if !status || !stated.as_ref().is_ok_and(|stated| same(told, stated)) {
                        let body = String::from_utf8_lossy(&answer.body);
                        let kind = CHANGES[kind].0;
                        self.wrong.push(format!(
                            "not stated: {} ({kind}) {told:?} {stated:?} {}\n{body}",
                            source.name, answer.status
                        ));
                    }
                }
            }
        }
    }

    fn end(&self) {
        println!(
            "{} mutations: {} accepted, {} refused, ambiguous {:?}; by kind {:?}; {} harmless variations",
            self.mutated, self.accepted, self.refused, self.ambiguous, self.kinds, self.harmless
        );
        for wrong in self.wrong.iter().take(20) {
            println!("{wrong}\n");
        }
        assert!(self.wrong.is_empty(), "{} judged wrong", self.wrong.len());
    }
}
