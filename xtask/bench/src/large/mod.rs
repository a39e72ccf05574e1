//! Messages and folders too big for a table of microseconds: one process each, its time and memory from outside.

mod contest;
mod demands;
mod files;
mod results;
mod task;

use std::{
    env, fs,
    hint::black_box,
    io,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use clap::ValueEnum;
use gs_soap_types::{GetOrders, GetOrdersResponse};

pub(crate) use contest::Measured;
pub(crate) use results::Results;
pub(crate) use task::{Task, run};

use crate::{
    data::Certificates,
    demands::{GET_ORDERS_100, RAW as RAW_SUBJECT},
    measure::{Rounds, Subject},
    messages::Message,
    ours::{self, Protocol::Soap},
    peers,
    process::Program,
    section::Section,
};
use contest::Contest;
use files::{Files, Pair, SCHEMA};

/// `GetOrders` responses with certificates and without.
pub(crate) const ORDERS: [&str; 2] = [
    "GetOrders with certificates",
    "GetOrders without certificates",
];
const RENEWALS: &str = "listeRenouv";
pub(crate) const FOLDER: &str = "OrderOS requests in a folder";
const FILE: &str = "one OrderOS request, process included";
const START: &str = "--version, process included";

/// Names of the programs.
const OURS: &str = "Certwire, validated";
const WHOLE: &str = "Certwire, decoded at once";
const CERTWIRE: &str = "certwire validate";
const RAW: &str = "quick-xml, events only";
const STREAM: &str = "xmllint --stream, no schema";
const XMLLINT: &str = "xmllint --schema";
const XERCES: &str = "Xerces-C StdInParse, schema";

/// All programs, which keep their places and colours in every plot.
pub(crate) const PROGRAMS: [&str; 7] = [OURS, CERTWIRE, WHOLE, RAW, STREAM, XMLLINT, XERCES];

/// Sizes of the files, in MB, and of the folders.
const MEGABYTES: [u64; 4] = [1, 10, 100, 1000];
const RENEWALS_MEGABYTES: [u64; 2] = [1, 50];
const FILES: [u64; 4] = [10, 100, 1000, 10_000];

/// The most that readers take who hold all of it, in MB.
const AT_ONCE: u64 = 100;
/// Rounds for what takes seconds, for what takes less, and for what takes milliseconds.
const ROUNDS: [usize; 3] = [3, 5, 31];

/// Measures everything; the data are built on the first run, and removed unless they are to be kept.
pub(crate) fn measure(keep: bool) -> io::Result<Results> {
    let files = Files(PathBuf::from("target/bench/data"));
    let results = Bench::new().and_then(|bench| bench.run(&files));
    if !keep {
        fs::remove_dir_all(&files.0)?;
    }
    results
}

/// Programs of ours, and what they and others took so far.
struct Bench {
    own: PathBuf,
    certwire: PathBuf,
    results: Results,
}

impl Bench {
    /// Builds the command beside this program.
    fn new() -> io::Result<Self> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = Command::new(cargo)
            .args(["build", "--quiet", "--release", "--package", "certwire"])
            .status()?;
        if !build.success() {
            return Err(io::Error::other("certwire cannot be built; see above"));
        }
        let own = env::current_exe()?;
        Ok(Self {
            certwire: own.with_file_name("certwire"),
            own,
            results: Results::default(),
        })
    }

    fn run(mut self, files: &Files) -> io::Result<Results> {
        for (what, certificates) in ORDERS
            .into_iter()
            .zip([Certificates::With, Certificates::Without])
        {
            for size in MEGABYTES {
                let pair = files.orders(certificates, size)?;
                self.orders(what, size, &pair)?;
                if size == AT_ONCE {
                    let section = at_once(what, &fs::read(&pair.whole)?);
                    self.results.sections.push(section);
                }
            }
        }
        for size in RENEWALS_MEGABYTES {
            let path = files.renewals(size)?;
            let programs = vec![
                self.own(OURS, Task::Renewals, &path),
                self.own(RAW, Task::Raw, &path),
            ];
            self.contest(RENEWALS, size, ROUNDS[1], programs)?;
        }
        for count in FILES {
            self.folder(count, &files.requests(count)?)?;
        }
        self.file(&files.requests(FILES[0])?)?;
        Ok(self.results)
    }

    fn orders(&mut self, what: &'static str, size: u64, pair: &Pair) -> io::Result<()> {
        let mut programs = vec![
            self.own(OURS, Task::Orders, &pair.whole),
            self.certwire().arguments([&pair.whole]),
            self.own(RAW, Task::Raw, &pair.whole),
            lint(STREAM)
                .arguments(["--noout", "--huge", "--stream"])
                .arguments([&pair.whole]),
        ];
        if size <= AT_ONCE {
            programs.extend([
                self.own(WHOLE, Task::Whole, &pair.whole),
                lint_schema().arguments(["--huge"]).arguments([&pair.bare]),
                xerces(&pair.bare),
            ]);
        }
        let rounds = if size > AT_ONCE { ROUNDS[0] } else { ROUNDS[1] };
        self.contest(what, size, rounds, programs)
    }

    fn folder(&mut self, count: u64, pair: &Pair) -> io::Result<()> {
        let bare = (0..count).map(|number| files::request(&pair.bare, number));
        let programs = vec![
            self.own(OURS, Task::Folder, &pair.whole),
            self.certwire().arguments([&pair.whole]),
            lint_schema().arguments(bare),
        ];
        self.contest(FOLDER, count, ROUNDS[1], programs)
    }

    /// One small file, and no file at all.
    fn file(&mut self, pair: &Pair) -> io::Result<()> {
        let programs = vec![
            self.certwire().arguments([files::request(&pair.whole, 0)]),
            lint_schema().arguments([files::request(&pair.bare, 0)]),
            xerces(&files::request(&pair.bare, 0)),
        ];
        self.contest(FILE, 1, ROUNDS[2], programs)?;
        let programs = vec![
            Program::new(CERTWIRE, &self.certwire).arguments(["--version"]),
            lint(XMLLINT).arguments(["--version"]),
        ];
        self.contest(START, 1, ROUNDS[2], programs)
    }

    fn contest(
        &mut self,
        what: &'static str,
        size: u64,
        rounds: usize,
        programs: Vec<Program>,
    ) -> io::Result<()> {
        let contest = Contest {
            what,
            size,
            rounds,
            programs,
        };
        let Results {
            measured, missing, ..
        } = &mut self.results;
        contest.run(measured, missing)
    }

    fn own(&self, name: &'static str, task: Task, path: &Path) -> Program {
        let task = task.to_possible_value().expect("no task is skipped");
        Program::new(name, &self.own)
            .arguments(["--task", task.get_name()])
            .arguments([path])
    }

    fn certwire(&self) -> Program {
        Program::new(CERTWIRE, &self.certwire).arguments(["validate", "--max-size", "4096"])
    }
}

/// A response of 100 MB in memory, in this process.
fn at_once(what: &'static str, body: &[u8]) -> Section {
    let mut message = Message {
        title: what,
        body,
        subjects: vec![
            Subject::peer(RAW_SUBJECT, || peers::quick_xml_raw(body)),
            Subject::ours("decode", || Soap.decode::<GetOrdersResponse<'_>>(body)),
            Subject::ours("validate", || {
                drop(black_box(Soap.validate::<GetOrdersResponse<'_>>(body)));
            }),
            Subject::ours("decode + validate", || {
                Soap.decode_and_validate::<GetOrdersResponse<'_>>(body);
            }),
            Subject::ours("stream", || ours::stream::<GetOrders>(body)),
        ],
        demands: GET_ORDERS_100,
        outside: &[],
    };
    let measured = Rounds::run(&mut message.subjects, ROUNDS[1], Duration::ZERO);
    Section::of(&message, &measured)
}

fn lint(name: &'static str) -> Program {
    Program {
        install: Some("apt install libxml2-utils"),
        ..Program::new(name, "xmllint")
    }
}

fn lint_schema() -> Program {
    lint(XMLLINT).arguments(["--noout", "--schema", SCHEMA])
}

/// It finds the schema by what the file says.
fn xerces(path: &Path) -> Program {
    Program {
        input: Some(path.to_owned()),
        install: Some("apt install libxerces-c-samples"),
        ..Program::new(XERCES, "StdInParse").arguments(["-v=always", "-n", "-s"])
    }
}
