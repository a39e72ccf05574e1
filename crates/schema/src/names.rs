//! What one service's files declare by name, collected before anything is parsed.

use std::collections::BTreeMap;

use kdl::KdlNode;

use crate::diagnostic::Fault;
use crate::parse::{Cx, Findings, line};
use crate::span::Span;

/// Kinds of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Named {
    Section,
    Edition,
    Application,
    Operation,
    Group,
    Enum,
    Table,
    Error,
    Rule,
    Erratum,
}

impl Named {
    /// The name of the kind, in messages.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Edition => "edition",
            Self::Application => "application",
            Self::Operation => "operation",
            Self::Group => "group",
            Self::Enum => "enum",
            Self::Table => "code table",
            Self::Error => "error code",
            Self::Rule => "rule",
            Self::Erratum => "erratum",
        }
    }

    fn of_node(word: &str) -> Option<Self> {
        Some(match word {
            "edition" => Self::Edition,
            "operation" => Self::Operation,
            "group" => Self::Group,
            "enum" => Self::Enum,
            "codes" => Self::Table,
            "error" => Self::Error,
            "rule" => Self::Rule,
            "erratum" => Self::Erratum,
            _ => return None,
        })
    }
}

/// Everything that one service declares.
#[derive(Default)]
pub(crate) struct Names {
    declared: BTreeMap<Named, Vec<(String, Span)>>,
    /// Code tables that stand for themselves.
    pub(crate) reference_tables: Vec<String>,
}

impl Names {
    /// Collects the names of top-level lines and of those in the `service` block.
    pub(crate) fn collect(lines: &[(usize, &KdlNode)], findings: &mut Findings) -> Self {
        let mut names = Self::default();
        for (file, node) in lines {
            let empty = Self::default();
            let mut cx = Cx {
                file: *file,
                names: &empty,
                findings,
            };
            if node.name().value() == "service" {
                names.collect_service(&mut cx, node);
            } else if let Some(named) = Named::of_node(node.name().value()) {
                names.declare(&mut cx, named, node);
            }
        }
        names
    }

    fn collect_service(&mut self, cx: &mut Cx, node: &KdlNode) {
        for child in line::children(node) {
            match child.name().value() {
                "section" => self.declare(cx, Named::Section, child),
                "application" => self.declare(cx, Named::Application, child),
                _ => {}
            }
        }
    }

    fn declare(&mut self, cx: &mut Cx, named: Named, node: &KdlNode) {
        let name = line::argument(node, 0);
        let span = cx.argument_span(node, 0);
        // An error code may stand in a method's own table too; errors and codes check that themselves.
        if named != Named::Error && self.has(named, &name) {
            let message = format!("a second {} is called `{name}`", named.word());
            cx.push(Fault::new(span.clone(), message).help("give one of the two another name"));
        }
        let other = match named {
            Named::Group => Some(Named::Enum),
            Named::Enum => Some(Named::Group),
            _ => None,
        };
        if let Some(other) = other.filter(|other| self.has(*other, &name)) {
            let message = format!(
                "an {} and a {} are both called `{name}`",
                Named::Enum.word(),
                Named::Group.word()
            );
            cx.push(Fault::new(span.clone(), message).help(format!(
                "rename this {} or that {}",
                named.word(),
                other.word()
            )));
        }
        if named == Named::Table && line::flag(node, "reference") {
            self.reference_tables.push(name.clone());
        }
        self.declared.entry(named).or_default().push((name, span));
    }

    /// Whether a name is declared.
    pub(crate) fn has(&self, named: Named, name: &str) -> bool {
        self.all(named).any(|known| known == name)
    }

    /// All names of a kind, in order.
    pub(crate) fn all(&self, named: Named) -> impl Iterator<Item = &str> {
        self.declared(named).iter().map(|(name, _)| name.as_str())
    }

    /// All names of a kind with their places.
    pub(crate) fn declared(&self, named: Named) -> &[(String, Span)] {
        self.declared.get(&named).map_or(&[], Vec::as_slice)
    }

    /// Place of an edition in the history.
    pub(crate) fn edition_index(&self, edition: &str) -> Option<usize> {
        self.all(Named::Edition).position(|known| known == edition)
    }

    /// Place of a section in the document.
    pub(crate) fn section_index(&self, section: &str) -> usize {
        self.all(Named::Section)
            .position(|known| known == section)
            .unwrap_or(usize::MAX)
    }
}
