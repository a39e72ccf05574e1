//! Files to a checked model.

use std::fs;
use std::path::{Path, PathBuf};

use kdl::{KdlDocument, KdlNode};

use crate::checks;
use crate::diagnostic::{Diagnostics, Fault};
use crate::model::{Model, Service};
use crate::names::Names;
use crate::parse::{self, Cx, Findings};
use crate::source::{Source, Sources};
use crate::span::Span;
use crate::syntax;

/// Folders of the schema, in the model's order.
pub const SERVICES: [&str; 2] = ["gs", "tbs"];

const LINES: [&str; 9] = [
    "service",
    "operation",
    "group",
    "enum",
    "codes",
    "error",
    "rule",
    "erratum",
    "edition",
];

/// Loads the schema below a folder: every `*.kdl` in `gs/` and `tbs/`, in sorted order.
///
/// The model holds what any edition has, gone and announced lines too; generators and readers want [`Model::current`].
pub fn load(root: &Path) -> Result<(Model, Sources), Diagnostics> {
    let mut files = Vec::new();
    for service in SERVICES {
        let mut paths = Vec::new();
        collect(&root.join(service), &mut paths).map_err(|error| unreadable(root, &error))?;
        paths.sort();
        for path in paths {
            let text = fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((path.to_string_lossy().into_owned(), text));
        }
    }
    load_files(files)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "kdl") {
            paths.push(path);
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostics {
    // No file to quote.
    let nowhere = Span {
        file: usize::MAX,
        ..Span::default()
    };
    let fault = Fault::new(nowhere, format!("cannot read {}: {error}", path.display()));
    Diagnostics::new(vec![fault], Sources::default())
}

/// Loads files from memory: path (with a folder `gs` or `tbs` in it) and text, in the order given.
pub fn load_files(files: Vec<(String, String)>) -> Result<(Model, Sources), Diagnostics> {
    let files = files
        .into_iter()
        .map(|(path, text)| Source { path, text })
        .collect();
    let sources = Sources { files };
    let documents = match documents(&sources) {
        Ok(documents) => documents,
        Err(fault) => return Err(Diagnostics::new(vec![fault], sources)),
    };
    let mut faults = Vec::new();
    let mut model = Model::default();
    for id in SERVICES {
        let lines: Vec<(usize, &KdlNode)> = documents
            .iter()
            .enumerate()
            .filter(|(file, _)| service_of(&sources.files[*file].path) == Some(id))
            .flat_map(|(file, document)| document.nodes().iter().map(move |node| (file, node)))
            .collect();
        if !lines.is_empty() {
            model.services.push(service(id, &lines, &mut faults));
        }
    }
    if model.services.is_empty() {
        let nowhere = Span {
            file: usize::MAX,
            ..Span::default()
        };
        faults.push(
            Fault::new(nowhere, "no schema files here")
                .help("the schema folder holds `gs` and `tbs`"),
        );
    }
    if faults.is_empty() {
        Ok((model, sources))
    } else {
        Err(Diagnostics::new(faults, sources))
    }
}

fn service_of(path: &str) -> Option<&'static str> {
    let folders: Vec<&str> = path.split(['/', '\\']).collect();
    let nearest = folders.iter().rev().skip(1);
    nearest
        .into_iter()
        .find_map(|folder| SERVICES.into_iter().find(|service| service == folder))
}

/// The first syntax error ends the load: what follows one is guesswork.
fn documents(sources: &Sources) -> Result<Vec<KdlDocument>, Fault> {
    let parse = |(file, source): (usize, &Source)| {
        KdlDocument::parse(&source.text).map_err(|error| syntax::fault(file, &source.text, &error))
    };
    sources.files.iter().enumerate().map(parse).collect()
}

fn service(id: &str, lines: &[(usize, &KdlNode)], faults: &mut Vec<Fault>) -> Service {
    let mut findings = Findings::default();
    let names = Names::collect(lines, &mut findings);
    let mut service = Service {
        id: id.to_owned(),
        ..Service::default()
    };
    let is_rule = |(_, node): &&(usize, &KdlNode)| node.name().value() == "rule";
    for (file, node) in lines.iter().filter(|line| !is_rule(line)) {
        let mut cx = Cx {
            file: *file,
            names: &names,
            findings: &mut findings,
        };
        part(&mut cx, node, &mut service);
    }
    if !lines
        .iter()
        .any(|(_, node)| node.name().value() == "service")
    {
        let span = Span {
            file: lines[0].0,
            start: 0,
            end: 0,
        };
        let message = format!("`{id}` has no `service` line");
        findings
            .faults
            .push(Fault::new(span, message).help("write it into service.kdl"));
    }
    service
        .operations
        .sort_by_key(|operation| names.section_index(&operation.section));
    // Rules speak of all the rest.
    for (file, node) in lines.iter().filter(is_rule) {
        let mut cx = Cx {
            file: *file,
            names: &names,
            findings: &mut findings,
        };
        let rule = parse::rules::rule(&mut cx, node, &service);
        service.rules.push(rule);
    }
    checks::service(&service, &names, &mut findings);
    faults.append(&mut findings.faults);
    service
}

fn part(cx: &mut Cx, node: &KdlNode, service: &mut Service) {
    match node.name().value() {
        "service" if service.title.is_empty() => parse::service::service(cx, node, service),
        "service" => cx.fault(
            node,
            "a second `service`",
            Some("a folder describes one service".into()),
        ),
        "operation" => service
            .operations
            .push(parse::operation::operation(cx, node)),
        "group" => service.groups.push(parse::group::group(cx, node)),
        "enum" => service.enums.push(parse::enums::enumeration(cx, node)),
        "codes" => service.tables.push(parse::codes::table(cx, node)),
        "error" => service.errors.push(parse::errors::error(cx, node)),
        "erratum" => service.errata.push(parse::errata::erratum(cx, node)),
        "edition" => service.history.push(parse::history::edition(cx, node)),
        _ => cx.unknown_line(node, "a schema file", &LINES),
    }
}
