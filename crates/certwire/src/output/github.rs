//! Annotations that GitHub workflows show beside the file.

use std::io::{self, Write};

use certwire_wire::report::Place;

use super::Printer;
use crate::judgement::Judgement;

pub(super) struct Github;

impl Printer for Github {
    fn payload(&mut self, judgement: &Judgement, out: &mut dyn Write) -> io::Result<()> {
        let file = property(&judgement.file);
        let report = match &judgement.outcome {
            Ok(report) => report,
            Err(trouble) => return writeln!(out, "::error file={file}::{}", text(&trouble.0)),
        };
        for violation in &report.violations {
            let level = violation.severity.as_str();
            let title = violation.code.as_deref().unwrap_or(&violation.rule);
            let message = violation.place.before(&violation.message);
            let place = place(&violation.place);
            writeln!(
                out,
                "::{level} file={file}{place},title={}::{}",
                property(title),
                text(&message)
            )?;
        }
        for note in &report.notes {
            let message = note.place.before(&note.message);
            let place = place(&note.place);
            writeln!(
                out,
                "::notice file={file}{place},title={}::{}",
                property(note.kind),
                text(&message)
            )?;
        }
        if let Some(sentence) = judgement.omitted.sentence() {
            writeln!(out, "::notice file={file},title=omitted::{sentence}")?;
        }
        Ok(())
    }

    fn finish(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

fn place(place: &Place) -> String {
    match (place.line, place.column) {
        (Some(line), Some(column)) => format!(",line={line},col={column}"),
        _ => String::new(),
    }
}

fn text(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(value: &str) -> String {
    text(value).replace(':', "%3A").replace(',', "%2C")
}
