//! Messages and folders too big for a table of microseconds: one process each, its time and memory from outside.

use std::{
    env, fs,
    hint::black_box,
    io::{self, BufReader, BufWriter, Write},
    path::{Path, PathBuf},
    process::Command,
};

use certwire_wire::{
    limits::Limits,
    operation::{Call, Direction},
    stream::{ListReader, Listing},
    validate::{Context, Profile, Validator},
};
use clap::ValueEnum;
use gs_soap_types::{GetOrders, GetOrdersResponse, OrderOS};
use quick_xml::{Reader, events::Event};
use tbs_xmlrpc_types::{ListeRenouv, ListeRenouvResponse};

use crate::{
    data::{self, Certificates},
    ours::{
        NOW,
        Protocol::{Soap, XmlRpc},
    },
    process::{Cost, cost},
};

/// One program on one file or folder.
pub(crate) struct Measured {
    /// What was read.
    pub(crate) what: &'static str,
    /// Its size: bytes, or number of files.
    pub(crate) size: u64,
    pub(crate) program: &'static str,
    pub(crate) cost: Cost,
}

/// What a process of ours does to a file, when it is started again by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    /// Streams a `GetOrders` response through the validator.
    Orders,
    /// The same for a `listeRenouv` response.
    Renewals,
    /// quick-xml's event loop.
    Raw,
    /// Judges every file of a folder as an `OrderOS` request.
    Folder,
}

/// Does a task; the panic on broken data is what the measuring process sees as a failure.
pub(crate) fn run(task: Task, path: &Path) -> io::Result<()> {
    match task {
        Task::Orders => stream::<GetOrders>(path, &gs_soap_validators::PROFILE),
        Task::Renewals => stream::<ListeRenouv>(path, &tbs_xmlrpc_validators::PROFILE),
        Task::Raw => raw(path),
        Task::Folder => folder(path),
    }
}

fn stream<L: Listing>(path: &Path, profile: &'static Profile) -> io::Result<()> {
    let context = Context {
        now: Some(NOW),
        ..Context::default()
    };
    let validator = Validator::new(
        profile,
        <L as Call>::OPERATION,
        Direction::Response,
        context,
    );
    let file = fs::File::open(path)?;
    let mut reader = ListReader::<_, L, _>::with_sink(file, None, Limits::DEFAULT, validator);
    while reader.next().expect("a record").is_some() {}
    let (_, validator) = reader.finish_with_sink().expect("an outcome");
    assert!(validator.finish().is_valid(), "the data are clean");
    Ok(())
}

fn raw(path: &Path) -> io::Result<()> {
    let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, fs::File::open(path)?));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer).expect("XML") {
            Event::Eof => return Ok(()),
            event => drop(black_box(event)),
        }
        buffer.clear();
    }
}

fn folder(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            continue;
        }
        let xml = fs::read_to_string(entry.path())?;
        let name = OrderOS::OPERATION.name;
        let context = Context {
            now: Some(NOW),
            ..Context::default()
        };
        let report = gs_soap_validators::validate(&xml, name, Direction::Request, context);
        assert!(report.expect("known").expect("a message").is_valid());
    }
    Ok(())
}

/// Sizes of the files, in MB, and of the folders.
pub(crate) const MEGABYTES: [u64; 4] = [1, 10, 100, 1000];
const RENEWALS: [u64; 2] = [1, 50];
const FILES: [u64; 4] = [10, 100, 1000, 10_000];

/// Measures everything; the data are built on the first run and kept.
pub(crate) fn measure() -> io::Result<Vec<Measured>> {
    let root = PathBuf::from("target/bench");
    fs::create_dir_all(&root)?;
    let own = env::current_exe()?;
    let cost = |command: &mut Command| cost(command).ok();
    let ours = |task: Task, path: &Path| {
        let task = task.to_possible_value().expect("no task is skipped");
        cost(
            Command::new(&own)
                .arg("--task")
                .arg(task.get_name())
                .arg(path),
        )
    };
    let mut all = Vec::new();
    let mut add = |what, size, program, cost: Option<Cost>| {
        all.extend(cost.map(|cost| Measured {
            what,
            size,
            program,
            cost,
        }));
    };
    for (what, certificates) in [
        ("GetOrders with certificates", Certificates::With),
        ("GetOrders without certificates", Certificates::Without),
    ] {
        for size in MEGABYTES {
            let path = root.join(format!("{}-{size}.xml", what.replace(' ', "-")));
            orders(&path, certificates, size * 1_000_000)?;
            add(what, size, OURS, ours(Task::Orders, &path));
            add(what, size, "quick-xml, events only", ours(Task::Raw, &path));
            let mut lint = Command::new("xmllint");
            lint.args(["--stream", "--noout", "--huge"]).arg(&path);
            add(what, size, "xmllint --stream, no schema", cost(&mut lint));
            if size <= 100 {
                let mut lint = lint_schema();
                lint.arg("--huge").arg(bare(&path)?);
                add(what, size, "xmllint --schema", cost(&mut lint));
            }
        }
    }
    for size in RENEWALS {
        let path = root.join(format!("listeRenouv-{size}.xml"));
        renewals(&path, size * 1_000_000)?;
        let what = "listeRenouv";
        add(what, size, OURS, ours(Task::Renewals, &path));
        add(what, size, "quick-xml, events only", ours(Task::Raw, &path));
    }
    for count in FILES {
        let path = root.join(format!("OrderOS-{count}"));
        requests(&path, count)?;
        let what = "OrderOS requests in a folder";
        add(what, count, OURS, ours(Task::Folder, &path));
        let mut lint = lint_schema();
        for number in 0..count {
            lint.arg(path.join(format!("bare/{number:05}.xml")));
        }
        add(what, count, "xmllint --schema", cost(&mut lint));
    }
    Ok(all)
}

/// Writes a `GetOrders` response of about this size: the orders of a small one, over and over.
fn orders(path: &Path, certificates: Certificates, size: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let body = Soap.body::<GetOrdersResponse<'_>>(&data::get_orders(certificates));
    let text = String::from_utf8(body).expect("UTF-8");
    let (first, last) = ("<OrderDetail>", "</OrderDetail>");
    let start = text.find(first).expect("an order");
    let end = text.rfind(last).expect("an order") + last.len();
    let mut file = BufWriter::new(fs::File::create(path)?);
    file.write_all(&text.as_bytes()[..start])?;
    let mut written = 0;
    for order in std::iter::repeat(&text[start..end]).flat_map(|all| all.split_inclusive(last)) {
        if written >= size {
            break;
        }
        file.write_all(order.as_bytes())?;
        written += order.len() as u64;
    }
    file.write_all(&text.as_bytes()[end..])?;
    file.flush()
}

fn renewals(path: &Path, size: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let message = data::liste_renouv_of(usize::try_from(size).unwrap_or(usize::MAX));
    fs::write(path, XmlRpc.body::<ListeRenouvResponse<'_>>(&message))
}

/// Writes a folder of requests, and beside each the same without its envelope, which is what the schema describes.
fn requests(path: &Path, count: u64) -> io::Result<()> {
    if path.exists() {
        return Ok(());
    }
    let xml = String::from_utf8(Soap.body(&data::order_os())).expect("UTF-8");
    fs::create_dir_all(path.join("bare"))?;
    let bare = without_envelope(&xml);
    for number in 0..count {
        fs::write(path.join(format!("{number:05}.xml")), &xml)?;
        fs::write(path.join(format!("bare/{number:05}.xml")), &bare)?;
    }
    Ok(())
}

/// The same file without its envelope.
fn bare(path: &Path) -> io::Result<PathBuf> {
    let bare = path.with_extension("bare.xml");
    if !bare.exists() {
        fs::write(&bare, without_envelope(&fs::read_to_string(path)?))?;
    }
    Ok(bare)
}

/// The operation element, with the namespace that a request's envelope declares for it.
fn without_envelope(xml: &str) -> String {
    let (_, rest) = xml.split_once("Body>").expect("a body");
    let (inner, _) = rest.rsplit_once("</soap").expect("its end");
    let (inner, _) = inner.rsplit_once("</soap").unwrap_or((inner, ""));
    let name = inner.find(['>', ' ']).expect("a tag");
    if inner.as_bytes()[name] == b' ' {
        return inner.to_owned();
    }
    let namespace = GetOrders::OPERATION.namespace;
    format!(
        "{} xmlns:ws=\"{namespace}\"{}",
        &inner[..name],
        &inner[name..]
    )
}

/// Name of our row.
pub(crate) const OURS: &str = "Certwire, validated";

fn lint_schema() -> Command {
    let mut lint = Command::new("xmllint");
    lint.args(["--noout", "--schema", "schema/generated/gs.xsd"]);
    lint
}
