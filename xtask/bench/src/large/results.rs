//! Big files and folders as text, Markdown and plots.

use std::{fmt::Write, fs, io};

use super::{FILE, FOLDER, START, contest::Measured, demands};
use crate::{plot, section::Section, table, verdict};

const INTRODUCTION: &str = "Processor time (median of the rounds) and peak memory of one process each, by \
    `cargo xtask bench --large`. Time grows in proportion to the size and to the number of files once the start of the \
    process, some milliseconds, no longer counts.";

/// Everything that was measured.
#[derive(Default)]
pub(crate) struct Results {
    /// Responses in memory.
    pub(super) sections: Vec<Section>,
    /// Files and folders.
    pub(super) measured: Vec<Measured>,
    /// Who could not be measured, and why.
    pub(super) missing: Vec<String>,
}

impl Measured {
    /// What was read, with its size.
    pub(super) fn data(&self) -> String {
        let Self { what, size, .. } = self;
        match *what {
            FILE | START => (*what).to_owned(),
            FOLDER => format!("{size} {what}"),
            _ => format!("{what}, {size} MB"),
        }
    }
}

impl Results {
    /// Writes the table and the plots, and gives the verdicts.
    pub(crate) fn publish(&self) -> io::Result<String> {
        plot::write(&self.measured)?;
        fs::write("docs/bench/large.md", self.markdown())?;
        let mut out = table::text(&self.sections, &[]);
        let verdicts = demands::verdicts(&self.measured);
        for (what, verdict) in &verdicts {
            let _ = writeln!(out, "{what}: {verdict}");
        }
        out.push_str(&verdict::summary(
            verdicts.iter().map(|(_, verdict)| verdict),
        ));
        for note in &self.missing {
            let _ = writeln!(out, "{note}");
        }
        out.push_str("docs/bench has the table and the plots\n");
        Ok(out)
    }

    fn markdown(&self) -> String {
        let mut out =
            format!("{INTRODUCTION}\n\n| data | program | ms | peak MB |\n|---|---|---:|---:|\n");
        for measured in &self.measured {
            let _ = writeln!(
                out,
                "| {} | {} | {:.1} | {:.1} |",
                measured.data(),
                measured.program,
                measured.seconds() * 1e3,
                measured.peak()
            );
        }
        let _ = writeln!(
            out,
            "\nThe whole response in memory, in one process:\n\n\
             | data | program | MB/s | times quick-xml's events |\n|---|---|---:|---:|"
        );
        for section in &self.sections {
            for row in &section.rows {
                let _ = writeln!(
                    out,
                    "| {}, {} MB | {} | {:.0} | {:.2} |",
                    section.message,
                    section.bytes / 1_000_000,
                    row.name,
                    row.megabytes_per_second,
                    row.to_raw
                );
            }
        }
        out
    }
}
