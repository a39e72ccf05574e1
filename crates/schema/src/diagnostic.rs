//! Faults in schema files: where, what, and what to do about it.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::source::Sources;
use crate::span::Span;

/// One fault.
#[derive(Debug, Clone)]
pub struct Fault {
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The guilty text.
    pub span: Span,
    /// A word or two under the guilty text.
    pub label: Option<String>,
    /// What to do.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at a place.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span,
            label: None,
            help: None,
        }
    }

    /// With words under the guilty text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// With a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With a remedy, if there is one.
    #[must_use]
    pub fn maybe_help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }
}

/// Everything that is wrong with a set of schema files.
#[derive(Debug, Clone)]
pub struct Diagnostics {
    /// The faults, by file and place.
    pub faults: Vec<Fault>,
    /// The files that they quote.
    pub sources: Sources,
}

impl Diagnostics {
    /// Sorts the faults by place.
    pub fn new(mut faults: Vec<Fault>, sources: Sources) -> Self {
        faults.sort_by(|a, b| {
            let key = |fault: &Fault| (fault.span.file, fault.span.start, fault.message.clone());
            key(a).cmp(&key(b))
        });
        faults.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        Self { faults, sources }
    }

    /// All faults with excerpts; `styled` adds the terminal's colours.
    pub fn render(&self, styled: bool) -> String {
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let mut out = String::new();
        for fault in &self.faults {
            out.push_str(&self.render_fault(&renderer, fault));
            out.push_str("\n\n");
        }
        let count = self.faults.len();
        let plural = if count == 1 { "" } else { "s" };
        out + &format!("{count} fault{plural} in the schema\n")
    }

    fn render_fault(&self, renderer: &Renderer, fault: &Fault) -> String {
        let title = Level::ERROR.primary_title(&fault.message);
        let Some(source) = self.sources.files.get(fault.span.file) else {
            return renderer.render(&[
                title.elements(fault.help.as_ref().map(|help| Level::HELP.message(help)))
            ]);
        };
        let end = fault.span.end.min(source.text.len());
        let range = fault.span.start.min(end)..end;
        let annotation = AnnotationKind::Primary
            .span(range)
            .label(fault.label.as_deref());
        let snippet = Snippet::source(&source.text)
            .path(&source.path)
            .annotation(annotation);
        let mut group = title.element(snippet);
        if let Some(help) = &fault.help {
            group = group.element(Level::HELP.message(help));
        }
        renderer.render(&[group])
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
