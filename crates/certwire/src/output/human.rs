//! Verdicts as a person reads them.

use std::io::{self, Write};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use certwire_wire::report::{Note, Place, Report, Severity, Violation};

use super::Printer;
use crate::{judgement::Judgement, service::Service};

/// Notes shown for one payload; the rest is counted.
const NOTES: usize = 8;

pub(super) struct Human {
    renderer: Renderer,
    payloads: usize,
    invalid: usize,
    errors: usize,
    warnings: usize,
    troubles: usize,
}

impl Human {
    pub(super) fn new(styled: bool) -> Self {
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        Self {
            renderer,
            payloads: 0,
            invalid: 0,
            errors: 0,
            warnings: 0,
            troubles: 0,
        }
    }

    fn report(
        &self,
        judgement: &Judgement,
        report: &Report,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for violation in &report.violations {
            let help = help(judgement.service, violation);
            let level = match violation.severity {
                Severity::Error => Level::ERROR,
                Severity::Warning => Level::WARNING,
            };
            let code = violation.code.as_deref().unwrap_or(&violation.rule);
            let title = level.primary_title(violation.message.as_str()).id(code);
            let (group, shown) =
                Self::located(Group::with_title(title), judgement, violation, &help);
            let mut text = self.renderer.render(&[group]);
            if let (Some((line, column)), Some(real)) = (shown, violation.place.column) {
                // The renderer counts in the excerpt, which may be cut and masked.
                let at = |column| format!("{}:{line}:{column}", judgement.file);
                text = text.replacen(&at(column), &at(real), 1);
            }
            writeln!(out, "{text}\n")?;
        }
        for note in report.notes.iter().take(NOTES) {
            writeln!(out, "note: {}", note_line(judgement, note))?;
        }
        if report.notes.len() > NOTES {
            writeln!(
                out,
                "note: {} more notes; --format json lists them",
                report.notes.len() - NOTES
            )?;
        }
        if let Some(sentence) = judgement.omitted.sentence() {
            writeln!(out, "note: {}: {sentence}", judgement.file)?;
        }
        Ok(())
    }

    /// The group with the payload's line, and the line and column that the renderer will print.
    fn located<'r>(
        group: Group<'r>,
        judgement: &Judgement,
        violation: &Violation,
        help: &str,
    ) -> (Group<'r>, Option<(usize, usize)>) {
        let (mut group, place, section) = (group, &violation.place, violation.section);
        let mut shown = None;
        let excerpt = place.offset.and_then(|offset| judgement.shown.line(offset));
        if let (Some(excerpt), Some(line)) = (excerpt, place.line) {
            let (start, end) = excerpt.span;
            shown = Some((line, excerpt.line[..start].chars().count() + 1));
            let annotation = AnnotationKind::Primary
                .span(start..end.max(start))
                .label(at(place));
            let snippet = Snippet::source(excerpt.line)
                .line_start(line)
                .path(judgement.file.clone())
                .fold(false);
            group = group.element(snippet.annotation(annotation));
        } else {
            let file = located_file(judgement, place);
            let message = format!("at {} in {file}", at(place));
            group = group.element(Level::NOTE.message(message));
        }
        if !section.is_empty() {
            group = group.element(Level::NOTE.message(format!("document section {section}")));
        }
        if !help.is_empty() {
            group = group.element(Level::HELP.message(help.to_owned()));
        }
        (group, shown)
    }
}

impl Printer for Human {
    fn payload(&mut self, judgement: &Judgement, out: &mut dyn Write) -> io::Result<()> {
        self.payloads += 1;
        self.errors += judgement.count(Severity::Error);
        self.warnings += judgement.count(Severity::Warning);
        self.invalid += usize::from(!judgement.is_valid());
        match &judgement.outcome {
            Ok(report) => {
                self.report(judgement, report, out)?;
                writeln!(out, "{}: {}", judgement.file, verdict(judgement))
            }
            Err(trouble) => {
                self.troubles += 1;
                writeln!(out, "{}: not judged. {trouble}", judgement.file)
            }
        }
    }

    fn finish(&mut self, out: &mut dyn Write) -> io::Result<()> {
        if self.payloads < 2 {
            return Ok(());
        }
        let Self {
            payloads,
            invalid,
            errors,
            warnings,
            troubles,
            ..
        } = self;
        let valid = *payloads - *invalid;
        writeln!(
            out,
            "\n{payloads} payloads: {valid} valid, {} invalid, {troubles} not judged; {errors} errors, {warnings} warnings",
            *invalid - *troubles
        )
    }
}

fn verdict(judgement: &Judgement) -> String {
    let what = match (judgement.operation, judgement.direction_name()) {
        (Some(operation), Some(direction)) => format!("{operation} {direction}"),
        (None, Some(direction)) => direction.to_owned(),
        _ => "payload".to_owned(),
    };
    let (errors, warnings) = (
        judgement.count(Severity::Error),
        judgement.count(Severity::Warning),
    );
    match (errors, warnings) {
        (0, 0) => format!("valid {what}"),
        (0, _) => format!("valid {what}, {}", counted(warnings, "warning")),
        (_, 0) => format!("invalid {what}, {}", counted(errors, "error")),
        _ => format!(
            "invalid {what}, {}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        ),
    }
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

/// Path, and the order or list entry where there is one.
fn at(place: &Place) -> String {
    match &place.instance {
        Some(instance) => format!("{} (entry {instance})", place.path),
        None => place.path.clone(),
    }
}

fn note_line(judgement: &Judgement, note: &Note) -> String {
    format!("{}: {}", located_file(judgement, &note.place), note.message)
}

/// The file, with line and column where there are some.
fn located_file(judgement: &Judgement, place: &Place) -> String {
    match (place.line, place.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", judgement.file),
        _ => judgement.file.clone(),
    }
}

/// What the CA would answer, what to do, and where to read more.
fn help(service: Option<Service>, violation: &Violation) -> String {
    let (Some(code), Some(service)) = (&violation.code, service) else {
        return String::new();
    };
    let remedy = service.error(code).map_or("", |error| error.remedy);
    let (vendor, id) = (service.vendor(), service.id());
    format!("{vendor} would answer {code}. {remedy} (`certwire explain {id} {code}`)")
}
