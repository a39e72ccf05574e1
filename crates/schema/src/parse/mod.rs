//! KDL lines to the model's parts: one module for each kind of line.

pub(crate) mod check;
pub(crate) mod checks;
pub(crate) mod clause;
pub(crate) mod codes;
pub(crate) mod element;
pub(crate) mod enums;
pub(crate) mod errata;
pub(crate) mod errors;
pub(crate) mod group;
pub(crate) mod history;
pub(crate) mod line;
pub(crate) mod operation;
pub(crate) mod rules;
pub(crate) mod service;

use kdl::{KdlEntry, KdlIdentifier, KdlNode};

use crate::diagnostic::Fault;
use crate::names::{Named, Names};
use crate::span::Span;
use crate::suggest::suggest;

/// What parsing finds out besides the model.
#[derive(Default)]
pub(crate) struct Findings {
    /// What is wrong.
    pub(crate) faults: Vec<Fault>,
    /// Lines that name an erratum.
    pub(crate) mentions: Vec<Mention>,
    /// Kinds of which a name was misspelt somewhere: what seems unused may be what was meant.
    pub(crate) dangling: std::collections::BTreeSet<Named>,
    /// Names that something refers to.
    pub(crate) used: std::collections::BTreeSet<(Named, String)>,
}

/// A line that names an erratum, with what an erratum's `reads` can expect of it.
pub(crate) struct Mention {
    /// Id of the erratum.
    pub(crate) erratum: String,
    /// Where it is named.
    pub(crate) span: Span,
    /// Facts of the line: `max` → `128`. Empty for lines that are no elements but for `name`.
    pub(crate) facts: Vec<(&'static str, String)>,
    /// Whether the line is an element.
    pub(crate) element: bool,
}

/// Where parsing stands: the file, what is known by name, and what was found.
pub(crate) struct Cx<'a> {
    pub(crate) file: usize,
    pub(crate) names: &'a Names,
    pub(crate) findings: &'a mut Findings,
}

/// Parts of a KDL document that have a place.
pub(crate) trait Spanned {
    /// First byte and length.
    fn place(&self) -> (usize, usize);
}

impl Spanned for KdlIdentifier {
    fn place(&self) -> (usize, usize) {
        (self.span().offset(), self.span().len())
    }
}

impl Spanned for KdlEntry {
    fn place(&self) -> (usize, usize) {
        (self.span().offset(), self.span().len())
    }
}

/// A line is shown by its first word.
impl Spanned for KdlNode {
    fn place(&self) -> (usize, usize) {
        self.name().place()
    }
}

impl Cx<'_> {
    /// A span of this file.
    pub(crate) fn span(&self, at: &impl Spanned) -> Span {
        let (start, length) = at.place();
        Span {
            file: self.file,
            start,
            end: start + length,
        }
    }

    /// Where a property stands, else its line's first word.
    pub(crate) fn property_span(&self, node: &KdlNode, name: &str) -> Span {
        node.entry(name)
            .map_or_else(|| self.span(node), |entry| self.span(entry))
    }

    /// Where an argument stands, else its line's first word.
    pub(crate) fn argument_span(&self, node: &KdlNode, index: usize) -> Span {
        node.entry(index)
            .map_or_else(|| self.span(node), |entry| self.span(entry))
    }

    pub(crate) fn push(&mut self, fault: Fault) {
        self.findings.faults.push(fault);
    }

    pub(crate) fn fault(
        &mut self,
        at: &impl Spanned,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        let span = self.span(at);
        self.push(Fault::new(span, message).maybe_help(help));
    }

    /// A line that does not belong where it stands.
    pub(crate) fn unknown_line(&mut self, node: &KdlNode, place: &str, known: &[&str]) {
        let word = node.name().value();
        let message = format!("`{word}` has no meaning in {place}");
        self.fault(node, message, suggest(word, known.iter().copied()));
    }

    /// Refers to something by name: fails if it does not exist, else counts it as used.
    pub(crate) fn refer(&mut self, named: Named, name: &str, span: &Span) {
        if self.names.has(named, name) {
            self.findings.used.insert((named, name.to_owned()));
            return;
        }
        self.findings.dangling.insert(named);
        let help = suggest(name, self.names.all(named));
        self.push(
            Fault::new(
                span.clone(),
                format!("there is no {} `{name}`", named.word()),
            )
            .maybe_help(help),
        );
    }

    /// The property `section`, which must be one of the service's.
    pub(crate) fn section(&mut self, node: &KdlNode) -> Option<String> {
        self.referring_property(node, "section", Named::Section)
    }

    /// The properties `since` and `until`, which must be editions.
    pub(crate) fn editions(&mut self, node: &KdlNode) -> (Option<String>, Option<String>) {
        let since = self.referring_property(node, "since", Named::Edition);
        let until = self.referring_property(node, "until", Named::Edition);
        if let (Some(since), Some(until)) = (&since, &until)
            && self.names.edition_index(since) >= self.names.edition_index(until)
        {
            let span = self.property_span(node, "until");
            let message = format!("`{until}` does not come after `{since}`");
            self.push(Fault::new(span, message).help("`until` is the first edition that lacks it"));
        }
        (since, until)
    }

    /// A property that names one thing.
    pub(crate) fn referring_property(
        &mut self,
        node: &KdlNode,
        name: &str,
        named: Named,
    ) -> Option<String> {
        let value = line::text(node, name)?;
        let span = self.property_span(node, name);
        self.refer(named, &value, &span);
        Some(value)
    }

    /// The property `erratum` of a line that is no element.
    pub(crate) fn errata(&mut self, node: &KdlNode, name: &str) -> Vec<String> {
        self.errata_with(node, &[("name", name.to_owned())], false)
    }

    /// The property `erratum` with the facts that errata can expect of the line.
    pub(crate) fn errata_with(
        &mut self,
        node: &KdlNode,
        facts: &[(&'static str, String)],
        element: bool,
    ) -> Vec<String> {
        let ids = line::words(node, "erratum");
        let span = self.property_span(node, "erratum");
        for id in &ids {
            self.refer(Named::Erratum, id, &span);
            let mention = Mention {
                erratum: id.clone(),
                span: span.clone(),
                facts: facts.to_vec(),
                element,
            };
            self.findings.mentions.push(mention);
        }
        ids
    }
}

/// Lines that may stand once in their block.
#[derive(Default)]
pub(crate) struct Once(Vec<String>);

impl Once {
    /// Notes a line; a second one of its name is a fault.
    pub(crate) fn note(&mut self, cx: &mut Cx, node: &KdlNode) {
        let name: &KdlIdentifier = node.name();
        if self.0.iter().any(|seen| seen == name.value()) {
            let message = format!("`{}` stands twice in this block", name.value());
            cx.fault(name, message, Some("keep one of the two".into()));
        }
        self.0.push(name.value().to_owned());
    }

    /// Fails for a line that must be there and is not.
    pub(crate) fn require(&self, cx: &mut Cx, parent: &KdlNode, names: &[&str]) {
        for name in names {
            if !self.0.iter().any(|seen| seen == name) {
                let message = format!("`{}` lacks its `{name}` line", parent.name().value());
                cx.fault(
                    parent,
                    message,
                    Some(format!("add `{name} …` to its block")),
                );
            }
        }
    }
}
