//! Results as a table and as JSON.

use std::{fmt::Write, fs, io};

use serde_json::{Value, json};

use crate::{
    section::{Row, Section},
    verdict::{self, Verdict},
};

/// A table for people, with who could not be measured.
pub(crate) fn text(sections: &[Section], missing: &[String]) -> String {
    let mut out = String::new();
    for section in sections {
        let Section {
            message,
            bytes,
            rows,
        } = section;
        let _ = writeln!(out, "{message}, {bytes} bytes");
        let _ = writeln!(out, "  {:<24}{:>9}{:>12}{:>8}", "", "MB/s", "µs", "x raw");
        for row in rows {
            let _ = writeln!(
                out,
                "  {:<24}{:>9.0}{:>12.1}{:>8.2}",
                row.name, row.megabytes_per_second, row.microseconds, row.to_raw
            );
        }
        for (row, verdict) in section.verdicts() {
            let _ = writeln!(out, "  {}: {verdict}", row.name);
        }
        out.push('\n');
    }
    out.push_str(&verdict::summary(
        sections
            .iter()
            .flat_map(Section::verdicts)
            .map(|(_, verdict)| verdict),
    ));
    for note in missing {
        let _ = writeln!(out, "{note}");
    }
    out
}

pub(crate) fn json(sections: &[Section], missing: &[String]) -> String {
    let sections: Vec<Value> = sections.iter().map(section).collect();
    format!(
        "{:#}\n",
        json!({ "sections": sections, "missing": missing })
    )
}

fn section(section: &Section) -> Value {
    let rows: Vec<Value> = section.rows.iter().map(row).collect();
    json!({ "message": section.message, "bytes": section.bytes, "rows": rows })
}

fn row(row: &Row) -> Value {
    let demands: Vec<Value> = row.verdicts.iter().map(demand).collect();
    json!({
        "name": row.name,
        "megabytes_per_second": row.megabytes_per_second,
        "microseconds": row.microseconds,
        "to_raw": row.to_raw,
        "demands": demands,
    })
}

fn demand(verdict: &Verdict) -> Value {
    json!({
        "demand": verdict.to_string(),
        "reached": verdict.reached,
        "met": verdict.met(),
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
        let message =
            format!("README.md has no lines {BEGIN}and {END} for the figures to stand between");
        return Err(io::Error::other(message));
    };
    let table = markdown(sections);
    fs::write("README.md", format!("{before}{BEGIN}{table}{END}{after}"))
}

/// A row for each program, a column for each message.
fn markdown(sections: &[Section]) -> String {
    let mut programs: Vec<(bool, &str)> = Vec::new();
    for row in sections.iter().flat_map(|section| &section.rows) {
        if !programs.contains(&(row.is_ours, row.name)) {
            programs.push((row.is_ours, row.name));
        }
    }
    // Ours stand first, each group in the order in which they were measured.
    programs.sort_by_key(|(is_ours, _)| !is_ours);
    let mut out = "| MB/s (times quick-xml's events) |".to_owned();
    for Section { message, bytes, .. } in sections {
        let kilobytes = bytes / 1000;
        let _ = write!(out, " {message}, {kilobytes} kB |");
    }
    let _ = write!(out, "\n|---|{}\n", "---:|".repeat(sections.len()));
    for (is_ours, name) in programs {
        let _ = if is_ours {
            write!(out, "| **Certwire: {name}** |")
        } else {
            write!(out, "| {name} |")
        };
        for section in sections {
            let row = section.rows.iter().find(|row| row.name == name);
            let cell = row.map_or_else(String::new, |row| {
                format!("{:.0} ({:.2})", row.megabytes_per_second, row.to_raw)
            });
            let _ = write!(out, " {cell} |");
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Row, Section, markdown};

    fn row(name: &'static str, is_ours: bool, to_raw: f64) -> Row {
        Row {
            name,
            is_ours,
            megabytes_per_second: 100.0 * to_raw,
            microseconds: 1.0,
            to_raw,
            verdicts: Vec::new(),
        }
    }

    #[test]
    fn every_program_has_a_row_and_every_message_a_column() {
        let section = |message, rows| Section {
            message,
            bytes: 4321,
            rows,
        };
        let both = vec![row("raw", false, 1.0), row("decode", true, 3.5)];
        let table = markdown(&[
            section("Request", both),
            section("Response", vec![row("raw", false, 1.0)]),
        ]);
        let expected = "| MB/s (times quick-xml's events) | Request, 4 kB | Response, 4 kB |\n\
                        |---|---:|---:|\n\
                        | **Certwire: decode** | 350 (3.50) |  |\n\
                        | raw | 100 (1.00) | 100 (1.00) |\n";
        assert_eq!(table, expected);
    }
}
