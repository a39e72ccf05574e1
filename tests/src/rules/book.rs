//! The data: base messages and, for each rule, what to change in them.

use std::{fs, path::Path};

use certwire_wire::{
    report::Severity,
    tree::{Node, Tree},
};
use kdl::{KdlDocument, KdlNode, KdlValue};

use super::edit::Edit;
use crate::message::{self, Message};

/// All cases of one service.
#[derive(Debug)]
pub struct Book {
    /// Messages that break no rule, but for the warnings that they name.
    pub bases: Vec<Base>,
    /// In the order of the file.
    pub cases: Vec<Case>,
}

/// A message to start from.
#[derive(Debug)]
pub struct Base {
    /// The message's name; after a dot, what is special about it.
    pub name: String,
    /// The message.
    pub message: Message,
    /// Its members.
    pub node: Node<'static>,
    /// Rules that it breaks all the same: warnings.
    pub warns: Vec<String>,
}

/// Changes to a base, with what they must bring.
#[derive(Debug)]
pub struct Case {
    /// The rule.
    pub rule: String,
    /// Whether it is to be broken.
    pub kind: Kind,
    /// Severity of the finding.
    pub severity: Severity,
    /// The vendor's code in the finding.
    pub code: Option<String>,
    /// Names of the bases.
    pub on: Vec<String>,
    /// Path of the finding.
    pub path: String,
    /// Other checks and rules that cannot but be broken too.
    pub beside: Vec<String>,
    /// The changes.
    pub edits: Vec<Edit>,
}

/// Whether a case breaks its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It does.
    Breaks,
    /// It just obeys.
    Obeys,
}

impl Book {
    /// The book of a service.
    ///
    /// # Panics
    ///
    /// When the file is not as it should be: it says where.
    pub fn of(service: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(folder.join(format!("rules/{service}.kdl"))).expect("a file");
        let document =
            KdlDocument::parse(&text).unwrap_or_else(|error| panic!("{:#?}", error.diagnostics));
        let mut book = Self {
            bases: Vec::new(),
            cases: Vec::new(),
        };
        for node in document.nodes() {
            match node.name().value() {
                "base" => {
                    let base = book.base(folder, node);
                    book.bases.push(base);
                }
                "rule" => book.cases.extend(cases(node)),
                other => panic!("{other} is neither base nor rule"),
            }
        }
        book
    }

    /// The base of this name.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn named(&self, name: &str) -> &Base {
        let found = self.bases.iter().find(|base| base.name == name);
        found.unwrap_or_else(|| panic!("no base is called {name}"))
    }

    fn base(&self, folder: &Path, node: &KdlNode) -> Base {
        let name = argument(node, 0);
        let message = name.split('.').next().unwrap_or_default();
        let message = message::all()
            .find(|known| known.name() == message)
            .unwrap_or_else(|| panic!("{message} is no message"));
        let mut tree = match (property(node, "file"), property(node, "from")) {
            (Some(file), None) => {
                let xml = fs::read_to_string(folder.join("payloads").join(file)).expect("a file");
                message.read(&xml).expect("a message").tree
            }
            (None, Some(from)) => self.named(&from).node.clone(),
            _ => panic!("{name} needs `file` or `from`"),
        };
        for edit in edits(node) {
            edit.apply(message.shape(), &mut tree);
        }
        Base {
            name,
            message,
            node: tree,
            warns: words(node, "warns"),
        }
    }
}

fn cases(node: &KdlNode) -> impl Iterator<Item = Case> {
    let rule = argument(node, 0);
    let severity = match argument(node, 1).as_str() {
        "error" => Severity::Error,
        "warning" => Severity::Warning,
        other => panic!("{rule}: {other} is no severity"),
    };
    let code = node.get(2).map(|_| argument(node, 2));
    let shared = (words(node, "on"), property(node, "at"));
    let children = node.children().map_or(&[][..], KdlDocument::nodes);
    children.iter().map(move |case| {
        let own = words(case, "on");
        Case {
            rule: rule.clone(),
            kind: match case.name().value() {
                "breaks" => Kind::Breaks,
                "obeys" => Kind::Obeys,
                other => panic!("{rule}: {other} is neither breaks nor obeys"),
            },
            severity,
            code: code.clone(),
            on: if own.is_empty() {
                shared.0.clone()
            } else {
                own
            },
            path: property(case, "at")
                .or_else(|| shared.1.clone())
                .unwrap_or_default(),
            beside: words(case, "beside"),
            edits: edits(case),
        }
    })
}

fn edits(node: &KdlNode) -> Vec<Edit> {
    let lines = node.children().map_or(&[][..], KdlDocument::nodes);
    let edit = |line: &KdlNode| match line.name().value() {
        "set" => Edit::Set(argument(line, 0), value(line)),
        "remove" => Edit::Remove(argument(line, 0)),
        "entry" => Edit::Entry(argument(line, 0), argument(line, 1)),
        "finds" => Edit::Finds(argument(line, 0)),
        other => panic!("{other} is no change"),
    };
    lines.iter().map(edit).collect()
}

fn value(line: &KdlNode) -> Tree<'static> {
    match line.get(1) {
        Some(KdlValue::String(text)) => Tree::Text(text.clone().into()),
        Some(KdlValue::Bool(flag)) => Tree::Bool(*flag),
        Some(KdlValue::Integer(number)) => Tree::Int(i64::try_from(*number).expect("a number")),
        _ => panic!("`{}` needs a value", line.to_string().trim()),
    }
}

fn argument(node: &KdlNode, index: usize) -> String {
    let text = node.get(index).and_then(KdlValue::as_string);
    text.unwrap_or_else(|| panic!("`{}` needs a text", node.to_string().trim()))
        .to_owned()
}

fn property(node: &KdlNode, name: &str) -> Option<String> {
    node.get(name)
        .and_then(KdlValue::as_string)
        .map(str::to_owned)
}

fn words(node: &KdlNode, name: &str) -> Vec<String> {
    let text = property(node, name).unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}
