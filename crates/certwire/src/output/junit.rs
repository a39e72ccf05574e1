//! `JUnit` XML: one test case a payload, one failure a violation of severity `error`.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use certwire_wire::report::{Report, Severity};

use super::Printer;
use crate::judgement::{Judgement, Omitted};

/// Keeps the cases until the end, because the counts stand before them.
#[derive(Default)]
pub(super) struct JUnit {
    cases: String,
    tests: usize,
    failures: usize,
    errors: usize,
}

impl Printer for JUnit {
    fn payload(&mut self, judgement: &Judgement, _: &mut dyn Write) -> io::Result<()> {
        self.tests += 1;
        let class = judgement.service.map_or("unknown", |service| service.id());
        let operation = judgement
            .operation
            .map_or(String::new(), |operation| format!(".{operation}"));
        let name = escape(&judgement.file);
        let _ = writeln!(
            self.cases,
            "    <testcase classname=\"{class}{operation}\" name=\"{name}\">"
        );
        match &judgement.outcome {
            Ok(report) => self.report(report, judgement.omitted),
            Err(trouble) => {
                self.errors += 1;
                let _ = writeln!(
                    self.cases,
                    "      <error message=\"{}\"/>",
                    escape(&trouble.0)
                );
            }
        }
        self.cases.push_str("    </testcase>\n");
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let Self {
            cases,
            tests,
            failures,
            errors,
        } = self;
        let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            out,
            "<testsuites {counts}>\n  <testsuite name=\"certwire validate\" {counts}>"
        )?;
        write!(out, "{cases}")?;
        writeln!(out, "  </testsuite>\n</testsuites>")
    }
}

impl JUnit {
    fn report(&mut self, report: &Report, omitted: Omitted) {
        let (errors, warnings): (Vec<_>, Vec<_>) = report
            .violations
            .iter()
            .partition(|violation| violation.severity == Severity::Error);
        if !errors.is_empty() || omitted.errors > 0 {
            self.failures += 1;
        }
        for violation in errors {
            let kind = violation.code.as_deref().unwrap_or(&violation.rule);
            let line = violation
                .place
                .line
                .map_or(String::new(), |line| format!("line {line}: "));
            let message = format!("{line}{}", violation.place.before(&violation.message));
            let _ = writeln!(
                self.cases,
                "      <failure type=\"{}\" message=\"{}\"/>",
                escape(kind),
                escape(&message)
            );
        }
        let more = omitted.sentence();
        if !warnings.is_empty() || !report.notes.is_empty() || more.is_some() {
            self.cases.push_str("      <system-out>");
            let warnings = warnings
                .iter()
                .map(|v| format!("warning: {}", v.place.before(&v.message)));
            let notes = report
                .notes
                .iter()
                .map(|note| format!("note: {}", note.place.before(&note.message)));
            let lines = warnings.chain(notes).chain(more);
            let lines: Vec<String> = lines.map(|line| escape(&line)).collect();
            self.cases.push_str(&lines.join("\n"));
            self.cases.push_str("</system-out>\n");
        }
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(character),
            control if control.is_control() => escaped.push('\u{FFFD}'),
            other => escaped.push(other),
        }
    }
    escaped
}
