//! Speed of our readers and writers beside others: `cargo xtask bench`.
//!
//! Every subject runs in turn on the same bytes, round after round. Read the column `x raw`: how many times faster than
//! quick-xml's bare event loop, as the median of the ratios within each round, so that a machine that slows down slows
//! both. MB/s and µs are for orientation only. `decode` builds the value, `validate` judges and builds none, `stream`
//! reads a list one record at a time; quick-xml checks less than any of them. Everything begins with bytes, so that
//! the check of UTF-8 is counted. Demands are those of issue 6; one that is not met is no failure of this program.

#[cfg(feature = "build")]
mod build;
mod count;
mod data;
mod demands;
mod gate;
mod get_orders;
mod large;
mod liste_renouv;
mod measure;
mod ours;
mod peers;
mod plot;
mod process;
mod table;

use std::{hint::black_box, path::PathBuf, process::ExitCode, time::Duration};

use certwire_wire::operation::Root;
use clap::{Parser, ValueEnum};
use count::{Data, Work};
use data::Certificates;
use demands::{Demand, RAW};
use gs_soap_types::{GetOrders, GetOrdersResponse, OrderOSEVRequest};
use large::Task;
use measure::{Rounds, Subject};
use ours::Protocol::{self, Soap, XmlRpc};
use table::{Row, Section, Verdict};
use tbs_xmlrpc_types::{AchatRequest, ListeRenouv, ListeRenouvResponse};

/// Measures our readers and writers beside others.
#[derive(Parser)]
#[command(name = "cargo xtask bench")]
#[expect(clippy::struct_excessive_bools, reason = "independent flags")]
struct Arguments {
    /// Rounds in which every subject runs
    #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..))]
    rounds: u16,
    /// Milliseconds for a subject in a round
    #[arg(long, default_value_t = 20)]
    slice: u64,
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Put the figures into the README
    #[arg(long)]
    readme: bool,
    /// Count instructions per byte under callgrind and hold them against the limits
    #[arg(long)]
    gate: bool,
    /// Measure big files and folders, one process each: table and plots go to docs/bench
    #[arg(long)]
    large: bool,
    /// Build types and validators from clean, beside the same types on quick-xml and serde
    #[arg(long)]
    build: bool,
    /// Do one kind of work on one message so often, for an instruction counter
    #[arg(long, num_args = 3, value_names = ["WORK", "MESSAGE", "TIMES"], hide = true)]
    count: Option<Vec<String>>,
    /// Do one task on a file or folder, for a process that watches
    #[arg(long, requires = "path", hide = true)]
    task: Option<Task>,
    #[arg(hide = true)]
    path: Option<PathBuf>,
}

impl Arguments {
    fn section(
        &self,
        message: &'static str,
        body: &[u8],
        mut subjects: Vec<Subject<'_>>,
        demands: &[Demand],
    ) -> Section {
        let rounds = usize::from(self.rounds);
        let measured = Rounds::run(&mut subjects, rounds, Duration::from_millis(self.slice));
        let place = |name: &str| subjects.iter().position(|subject| subject.name == name);
        let at = |name| place(name).expect("a subject of this message");
        let row = |(index, subject): (usize, &Subject<'_>)| Row {
            name: subject.name,
            megabytes_per_second: megabytes(body) / measured.seconds(index),
            microseconds: measured.seconds(index) * 1e6,
            to_raw: measured.ratio(index, at(RAW)),
            verdicts: demands
                .iter()
                .filter(|demand| demand.ours == subject.name)
                .map(|demand| Verdict {
                    peer: demand.peer,
                    least: demand.least,
                    reached: measured.ratio(index, at(demand.peer)),
                })
                .collect(),
        };
        let rows = subjects.iter().enumerate().map(row).collect();
        Section {
            message,
            bytes: body.len(),
            rows,
        }
    }

    fn get_orders(&self, certificates: Certificates) -> Section {
        let message = data::get_orders(certificates);
        let body = Soap.body(&message);
        let again = peers::quick_xml_serde(&body);
        let mut subjects = ours::<GetOrdersResponse<'_>>(Soap, &body, &message);
        subjects.extend([
            Subject::new("stream", || ours::stream::<GetOrders>(&body)),
            Subject::new("quick-xml serde", || {
                drop(black_box(peers::quick_xml_serde(&body)));
            }),
            Subject::new("quick-xml serde encode", || {
                peers::quick_xml_serde_encode(&again);
            }),
        ]);
        let title = match certificates {
            Certificates::With => "GetOrders response with certificates",
            Certificates::Without => "GetOrders response without certificates",
        };
        self.section(title, &body, subjects, demands::GET_ORDERS)
    }

    fn order_osev(&self) -> Section {
        let message = data::order_osev();
        let body = Soap.body(&message);
        let subjects = ours::<OrderOSEVRequest<'_>>(Soap, &body, &message);
        self.section("OrderOSEV request", &body, subjects, demands::ORDER_OSEV)
    }

    fn achat(&self) -> Section {
        let message = data::achat();
        let body = XmlRpc.body(&message);
        let mut subjects = ours::<AchatRequest<'_>>(XmlRpc, &body, &message);
        subjects.push(Subject::new("dxr", || peers::dxr_call(&body)));
        self.section("achat request", &body, subjects, demands::CALL)
    }

    fn liste_renouv(&self) -> Section {
        let message = data::liste_renouv();
        let body = XmlRpc.body(&message);
        let mut subjects = ours::<ListeRenouvResponse<'_>>(XmlRpc, &body, &message);
        subjects.extend([
            Subject::new("stream", || ours::stream::<ListeRenouv>(&body)),
            Subject::new("dxr", || drop(black_box(peers::dxr(&body)))),
            Subject::new("serde_xmlrpc", || {
                drop(black_box(peers::serde_xmlrpc(&body)));
            }),
        ]);
        self.section("listeRenouv response", &body, subjects, demands::LIST)
    }
}

/// The subjects that every message has; the message must be clean, or reports would be measured.
fn ours<'d, T: Root<'d> + 'd>(
    protocol: Protocol,
    body: &'d [u8],
    message: &'d T,
) -> Vec<Subject<'d>> {
    let report = protocol.validate::<T>(body);
    assert!(report.violations.is_empty(), "{:?}", report.violations);
    let mut buffer = Vec::new();
    vec![
        Subject::new(RAW, || peers::quick_xml_raw(body)),
        Subject::new("decode", move || protocol.decode::<T>(body)),
        Subject::new("validate", move || {
            drop(black_box(protocol.validate::<T>(body)));
        }),
        Subject::new("decode + validate", move || {
            protocol.decode_and_validate::<T>(body);
        }),
        Subject::new("encode", move || protocol.encode(message, &mut buffer)),
        Subject::new("roxmltree", || peers::roxmltree(body)),
    ]
}

fn megabytes(body: &[u8]) -> f64 {
    f64::from(u32::try_from(body.len()).unwrap_or(u32::MAX)) / 1e6
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some([work, data, times]) = arguments.count.as_deref() {
        return count(work, data, times);
    }
    if let (Some(task), Some(path)) = (arguments.task, &arguments.path) {
        return large::run(task, path)
            .map_or_else(|error| fail(&error.to_string()), |()| ExitCode::SUCCESS);
    }
    if arguments.gate {
        return gate::run().map_or_else(
            |error| fail(&error),
            |table| {
                print!("{table}");
                ExitCode::SUCCESS
            },
        );
    }
    if arguments.build {
        return print(build());
    }
    if arguments.large {
        let drawn = large::measure().and_then(|measured| {
            plot::write(&measured)?;
            std::fs::write("docs/bench/large.md", table::large(&measured))
        });
        return drawn.map_or_else(|error| fail(&error.to_string()), |()| ExitCode::SUCCESS);
    }
    let sections = [
        arguments.get_orders(Certificates::With),
        arguments.get_orders(Certificates::Without),
        arguments.order_osev(),
        arguments.achat(),
        arguments.liste_renouv(),
    ];
    if arguments.readme {
        return match table::readme(&sections) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => fail(&error.to_string()),
        };
    }
    let print = if arguments.json {
        table::json
    } else {
        table::text
    };
    print!("{}", print(&sections));
    ExitCode::SUCCESS
}

#[cfg(feature = "build")]
fn build() -> std::io::Result<String> {
    build::run()
}

#[cfg(not(feature = "build"))]
fn build() -> std::io::Result<String> {
    let message =
        "this program was built without the feature `build`: use `cargo xtask bench --build`";
    Err(std::io::Error::other(message))
}

fn print(table: std::io::Result<String>) -> ExitCode {
    match table {
        Ok(table) => {
            print!("{table}");
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error.to_string()),
    }
}

/// Does one kind of work so many times and prints the message's length.
fn count(work: &str, data: &str, times: &str) -> ExitCode {
    let (work, data) = (Work::from_str(work, false), Data::from_str(data, false));
    let (Ok(work), Ok(data), Ok(times)) = (work, data, times.parse()) else {
        return fail("--count wants a kind of work, a message and a number");
    };
    println!("{}", count::run(work, data, times));
    ExitCode::SUCCESS
}

fn fail(message: &str) -> ExitCode {
    eprintln!("{}", message.trim_end());
    ExitCode::FAILURE
}
