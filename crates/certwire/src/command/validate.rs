//! `certwire validate`: judges payloads and prints the verdicts in order.

use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
};

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::{
    exit::Exit,
    input::files::{self, Source},
    judge::Options,
    judgement::Judgement,
    output::{Format, printer},
    service::Service,
    stream::judge_stream,
};

/// Payloads judged at a time: enough to keep all cores busy, few enough to keep memory small.
const BATCH: usize = 256;

/// What to judge and how to print it.
#[derive(Debug)]
pub struct Request {
    /// Files, folders, `-`.
    pub arguments: Vec<PathBuf>,
    /// How to judge.
    pub options: Options,
    /// How to print.
    pub format: Format,
    /// Whether colours are wanted.
    pub styled: bool,
}

/// Judges all payloads.
///
/// # Errors
///
/// When standard output cannot be written.
pub fn run(request: &Request, out: &mut dyn Write) -> io::Result<Exit> {
    let sources = match files::collect(&request.arguments) {
        Ok(sources) => sources,
        Err(trouble) => {
            eprintln!("certwire: {trouble}");
            return Ok(Exit::Failed);
        }
    };
    if let Some(name) = &request.options.operation
        && Service::ALL
            .iter()
            .all(|service| service.reference().operation(name).is_none())
    {
        eprintln!("certwire: no operation is called `{name}`: `certwire schema show` lists them");
        return Ok(Exit::Usage);
    }
    let mut printer = printer(request.format, request.styled);
    let progress = progress(sources.len());
    let mut exit = Exit::Done;
    for batch in sources.chunks(BATCH) {
        let judgements = all(batch, request);
        for judgement in &judgements {
            printer.payload(judgement, out)?;
            if let Err(trouble) = &judgement.outcome
                && request.format != Format::Human
            {
                eprintln!("certwire: {}: {trouble}", judgement.file);
            }
            exit = exit.worse(of(judgement));
        }
        progress.inc(batch.len() as u64);
    }
    progress.finish_and_clear();
    printer.finish(out)?;
    Ok(exit)
}

/// Judges some payloads at once. Threads for a single one would take longer to start than it takes.
fn all(sources: &[Source], request: &Request) -> Vec<Judgement> {
    if let [source] = sources {
        return vec![one(source, request)];
    }
    let judgements = sources.par_iter().map(|source| one(source, request));
    judgements.collect()
}

fn one(source: &Source, request: &Request) -> Judgement {
    match source.open() {
        Ok(reader) => judge_stream(source.name(), reader, &request.options),
        Err(trouble) => Judgement {
            outcome: Err(trouble),
            ..Judgement::new(source.name())
        },
    }
}

fn of(judgement: &Judgement) -> Exit {
    match &judgement.outcome {
        Err(_) => Exit::Failed,
        Ok(report) if report.is_valid() => Exit::Done,
        Ok(_) => Exit::Violations,
    }
}

/// A bar on a terminal, for more payloads than pass in a blink.
fn progress(count: usize) -> ProgressBar {
    if count < 2 * BATCH || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} payloads")
        .unwrap_or(ProgressStyle::default_bar());
    ProgressBar::new(count as u64).with_style(style)
}
