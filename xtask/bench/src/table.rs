//! Results as a table and as JSON.

use std::{fmt::Write, fs, io};

use serde_json::{Value, json};

use crate::large::Measured;

/// One subject on one message.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) megabytes_per_second: f64,
    pub(crate) microseconds: f64,
    pub(crate) to_raw: f64,
    pub(crate) verdicts: Vec<Verdict>,
}

/// A demand and what was reached.
pub(crate) struct Verdict {
    pub(crate) peer: &'static str,
    pub(crate) least: f64,
    pub(crate) reached: f64,
}

impl Verdict {
    fn met(&self) -> bool {
        self.reached >= self.least
    }
}

/// All subjects on one message.
pub(crate) struct Section {
    pub(crate) message: &'static str,
    pub(crate) bytes: usize,
    pub(crate) rows: Vec<Row>,
}

pub(crate) fn text(sections: &[Section]) -> String {
    let mut out = String::new();
    for Section {
        message,
        bytes,
        rows,
    } in sections
    {
        let _ = writeln!(out, "{message}, {bytes} bytes");
        let _ = writeln!(
            out,
            "  {:<24}{:>9}{:>12}{:>8}  demands",
            "", "MB/s", "µs", "x raw"
        );
        for row in rows {
            let line = format!(
                "  {:<24}{:>9.0}{:>12.1}{:>8.2}  {}",
                row.name,
                row.megabytes_per_second,
                row.microseconds,
                row.to_raw,
                row.verdicts
                    .iter()
                    .map(in_words)
                    .collect::<Vec<_>>()
                    .join("; ")
            );
            let _ = writeln!(out, "{}", line.trim_end());
        }
        out.push('\n');
    }
    out
}

fn in_words(verdict: &Verdict) -> String {
    let met = if verdict.met() { "met" } else { "not met" };
    let Verdict {
        peer,
        least,
        reached,
    } = verdict;
    format!("{reached:.1} of {least} x {peer}: {met}")
}

pub(crate) fn json(sections: &[Section]) -> String {
    let sections: Vec<Value> = sections.iter().map(section).collect();
    format!("{:#}\n", json!({ "sections": sections }))
}

fn section(section: &Section) -> Value {
    let rows: Vec<Value> = section.rows.iter().map(row).collect();
    json!({ "message": section.message, "bytes": section.bytes, "rows": rows })
}

fn row(row: &Row) -> Value {
    let demands: Vec<Value> = row
        .verdicts
        .iter()
        .map(|verdict| {
            json!({
                "peer": verdict.peer,
                "least": verdict.least,
                "reached": verdict.reached,
                "met": verdict.met(),
            })
        })
        .collect();
    json!({
        "name": row.name,
        "megabytes_per_second": row.megabytes_per_second,
        "microseconds": row.microseconds,
        "to_raw": row.to_raw,
        "demands": demands,
    })
}

/// Markdown between these lines of the README is ours.
const BEGIN: &str = "<!-- cargo xtask bench --readme -->\n";
const END: &str = "<!-- end of the figures -->";

/// Replaces the figures in the README.
pub(crate) fn readme(sections: &[Section]) -> io::Result<()> {
    let text = fs::read_to_string("README.md")?;
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let Some((before, after)) = parts else {
        return Err(io::Error::other("README.md has no place for the figures"));
    };
    let table = markdown(sections);
    fs::write("README.md", format!("{before}{BEGIN}{table}{END}{after}"))
}

fn markdown(sections: &[Section]) -> String {
    let mut out =
        "| message | program | MB/s | times quick-xml's events |\n|---|---|---:|---:|\n".to_owned();
    for Section {
        message,
        bytes,
        rows,
    } in sections
    {
        for (index, row) in rows.iter().enumerate() {
            let message = match index {
                0 => format!("{message}, {bytes} bytes"),
                _ => String::new(),
            };
            let ours = [
                "decode",
                "validate",
                "decode + validate",
                "encode",
                "stream",
            ];
            let name = match row.name {
                name if ours.contains(&name) => format!("**Certwire: {name}**"),
                name => name.to_owned(),
            };
            let _ = writeln!(
                out,
                "| {message} | {name} | {:.0} | {:.2} |",
                row.megabytes_per_second, row.to_raw
            );
        }
    }
    out
}

/// Big files and folders, as a table in Markdown.
pub(crate) fn large(measured: &[Measured]) -> String {
    let mut out =
        "Processor time and peak memory of one process each, by `cargo xtask bench --large`.\n\n"
            .to_owned();
    out.push_str("| data | size | program | s | peak MB |\n|---|---:|---|---:|---:|\n");
    for Measured {
        what,
        size,
        program,
        cost,
    } in measured
    {
        let unit = if what.ends_with("folder") { "" } else { " MB" };
        let _ = writeln!(
            out,
            "| {what} | {size}{unit} | {program} | {:.2} | {:.1} |",
            cost.seconds, cost.peak
        );
    }
    out
}
