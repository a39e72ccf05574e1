//! What a process of ours does to a file or folder, when it is started again by itself.

use std::{
    fs,
    hint::black_box,
    io::{self, BufReader},
    path::Path,
};

use certwire_wire::{
    limits::Limits,
    operation::{Call, Direction},
    stream::{ListReader, Listing},
    validate::{Profile, Validator},
};
use clap::ValueEnum;
use gs_soap_types::{GetOrders, GetOrdersResponse, OrderOS};
use quick_xml::{Reader, events::Event};
use tbs_xmlrpc_types::ListeRenouv;

use crate::ours::{CONTEXT, Protocol::Soap};

/// One kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Task {
    /// Streams a `GetOrders` response through the validator.
    Orders,
    /// Reads a `GetOrders` response at once into one value.
    Whole,
    /// Streams a `listeRenouv` response through the validator.
    Renewals,
    /// quick-xml's event loop.
    Raw,
    /// Judges every file of a folder as an `OrderOS` request.
    Folder,
}

/// Does it; the panic on broken data is what the measuring process sees as a failure.
pub(crate) fn run(task: Task, path: &Path) -> io::Result<()> {
    match task {
        Task::Orders => stream::<GetOrders>(path, &gs_soap_validators::PROFILE),
        Task::Whole => {
            Soap.decode::<GetOrdersResponse<'_>>(&fs::read(path)?);
            Ok(())
        }
        Task::Renewals => stream::<ListeRenouv>(path, &tbs_xmlrpc_validators::PROFILE),
        Task::Raw => raw(path),
        Task::Folder => folder(path),
    }
}

fn stream<L: Listing>(path: &Path, profile: &'static Profile) -> io::Result<()> {
    let validator = Validator::new(
        profile,
        <L as Call>::OPERATION,
        Direction::Response,
        CONTEXT,
    );
    let file = fs::File::open(path)?;
    let reader = ListReader::<_, L, _>::with_sink(file, None, Limits::DEFAULT, validator);
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
        let xml = fs::read_to_string(entry?.path())?;
        let name = OrderOS::OPERATION.name;
        let report = gs_soap_validators::validate(&xml, name, Direction::Request, CONTEXT);
        assert!(report.expect("known").expect("a message").is_valid());
    }
    Ok(())
}
