//! What our crates cost those who build them, beside the same structures on quick-xml and serde's derives.
//!
//! Like stands beside like. Types alone and derives alone have not met a parser yet: that happens in the crate that
//! reads. The validators read every message, and stand beside structures with a function that reads and one that
//! writes every message. XML-RPC goes through `serde_xmlrpc`, which reads with quick-xml too.

mod source;
mod user;

use std::{fmt::Write, fs, io, path::Path};

use certwire_schema::model::{Protocol, Service};

use crate::verdict::Verdict;
use source::Source;
use user::{Built, User};

/// Most of the others' time that ours may take.
const SHARE: f64 = 0.6;
/// Most crates of others that ours may pull in.
const OTHERS: f64 = 6.0;

/// Builds everything from clean, and gives a table.
pub(crate) fn run() -> io::Result<String> {
    let (model, _) = certwire_schema::load(Path::new("schema"))
        .map_err(|faults| io::Error::other(faults.render(false)))?;
    let mut table = format!(
        "{:<42}{:>8}{:>8}{:>14}\n",
        "clean release build, one job", "CPU s", "wall s", "other crates"
    );
    for service in &model.current().services {
        let (types, validators) = names(service);
        let Source {
            structures,
            functions,
        } = Source::of(service);
        let derives = serde(service, "derives", &structures)?.build("derives of the same alone")?;
        let alone = ours(service, &[types])?;
        let share = show(&mut table, &alone, &derives);
        let _ = writeln!(table, "  {share:.2} of the time");
        let peer = serde(service, "serde", &format!("{structures}\n{functions}"))?;
        let name = match service.protocol {
            Protocol::Soap => "the same on serde and quick-xml",
            Protocol::XmlRpc => "the same on serde and serde_xmlrpc",
        };
        let built = peer.build(name)?;
        let ours = ours(service, &[types, validators])?;
        let share = show(&mut table, &ours, &built);
        let others = u32::try_from(ours.others).map_or(f64::INFINITY, f64::from);
        let share = Verdict::at_most(SHARE, "of the time", share);
        let others = Verdict::at_most(OTHERS, "other crates", others);
        let _ = writeln!(table, "  {share}; {others}");
        let read = peer.read_golden(service)?;
        let _ = writeln!(table, "  the latter reads {read} of our test payloads");
    }
    Ok(table)
}

/// Our crates of types and of validators.
fn names(service: &Service) -> (&'static str, &'static str) {
    match service.protocol {
        Protocol::Soap => ("gs-soap-types", "gs-soap-validators"),
        Protocol::XmlRpc => ("tbs-xmlrpc-types", "tbs-xmlrpc-validators"),
    }
}

/// Ours, without any feature.
fn ours(service: &Service, crates: &[&str]) -> io::Result<Built> {
    let workspace = fs::canonicalize(".")?;
    let dependencies = crates.iter().map(|name| {
        let path = workspace.join("crates").join(name);
        format!("{name} = {{ path = '{}' }}\n", path.display())
    });
    let dependencies: String = dependencies.collect();
    let user = User::new(&format!("{}-certwire", service.id), &dependencies, "")?;
    user.build(&crates.join(", "))
}

fn serde(service: &Service, name: &str, source: &str) -> io::Result<User> {
    let codec = match service.protocol {
        Protocol::Soap => "quick-xml = { version = \"0.42\", features = [\"serialize\"] }",
        Protocol::XmlRpc => "serde_xmlrpc = \"0.2\"",
    };
    let dependencies =
        format!("serde = {{ version = \"1.0\", features = [\"derive\"] }}\n{codec}\n");
    User::new(&format!("{}-{name}", service.id), &dependencies, source)
}

/// Shows both, and gives ours as a share of the other.
fn show(table: &mut String, ours: &Built, peer: &Built) -> f64 {
    for built in [ours, peer] {
        let Built {
            name,
            seconds,
            wall,
            others,
        } = built;
        let _ = writeln!(table, "{name:<42}{seconds:>8.1}{wall:>8.1}{others:>14}");
    }
    ours.seconds / peer.seconds
}
