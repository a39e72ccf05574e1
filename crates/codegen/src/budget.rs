//! How much is generated for each line of schema.

use std::{collections::BTreeMap, fmt};

use certwire_schema::{SERVICES, Sources};

use crate::artefact::Artefact;

/// Generated lines of code that one line of schema may cost.
pub const BUDGET: f64 = 15.0;

/// Lines, counted.
#[derive(Debug, Default)]
pub struct Budget {
    /// Lines of schema.
    schema: usize,
    /// Lines generated, by crate or folder.
    generated: BTreeMap<String, usize>,
    /// Those of them that are Rust.
    code: usize,
}

impl Budget {
    /// Counts the lines that are not blank.
    pub(crate) fn of(sources: &Sources, artefacts: &[Artefact]) -> Self {
        let mut budget = Self {
            schema: sources.files.iter().map(|file| lines(&file.text)).sum(),
            ..Self::default()
        };
        for artefact in artefacts {
            let place: Vec<&str> = artefact.path.splitn(3, '/').take(2).collect();
            let lines = lines(&artefact.text);
            *budget.generated.entry(place.join("/")).or_default() += lines;
            if artefact.module().is_some() {
                budget.code += lines;
            }
        }
        budget
    }

    /// Generated lines of code per schema line. Files that are no Rust do not count.
    pub fn ratio(&self) -> f64 {
        ratio(self.code, self.schema)
    }
}

fn lines(text: &str) -> usize {
    text.lines().filter(|line| !line.trim().is_empty()).count()
}

#[expect(clippy::cast_precision_loss, reason = "line counts are far below 2^52")]
fn ratio(generated: usize, schema: usize) -> f64 {
    generated as f64 / schema.max(1) as f64
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:>7} lines of schema in {}",
            self.schema,
            SERVICES.join(" and ")
        )?;
        for (place, lines) in &self.generated {
            let ratio = ratio(*lines, self.schema);
            writeln!(
                f,
                "{lines:>7} lines in {place} ({ratio:.1} per schema line)"
            )?;
        }
        let ratio = self.ratio();
        let verdict = if ratio > BUDGET {
            "OVER the budget"
        } else {
            "budget"
        };
        write!(
            f,
            "{ratio:.1} generated lines of code per schema line ({verdict}: {BUDGET})"
        )
    }
}
