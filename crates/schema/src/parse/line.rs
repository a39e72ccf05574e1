//! One line of KDL against its declared form: arguments, properties, block.

use kdl::{KdlEntry, KdlNode, KdlValue};

use crate::diagnostic::Fault;
use crate::parse::Cx;
use crate::suggest::suggest;

/// What a value must be.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    /// Any string.
    Text,
    /// A string in quotes: sections and editions, which look like numbers.
    Quoted,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `#true` or `#false`.
    Flag,
    /// A length.
    Length,
    /// A whole number.
    Integer,
}

/// The form of one kind of line.
pub(crate) struct Form {
    /// Arguments, with their names for messages.
    pub(crate) arguments: &'static [(&'static str, Kind)],
    /// How many arguments must be there.
    pub(crate) least: usize,
    /// Whether the last argument may repeat.
    pub(crate) repeats: bool,
    /// Properties.
    pub(crate) properties: &'static [(&'static str, Kind)],
    /// Properties that must be there.
    pub(crate) required: &'static [&'static str],
    /// Whether a block may follow.
    pub(crate) block: bool,
}

impl Form {
    /// No arguments, properties or block.
    pub(crate) const EMPTY: Self = Self {
        arguments: &[],
        least: 0,
        repeats: false,
        properties: &[],
        required: &[],
        block: false,
    };
    /// One text.
    pub(crate) const TEXT: Self = Self {
        arguments: &[("text", Kind::Text)],
        least: 1,
        ..Self::EMPTY
    };
}

/// Checks a line against its form.
pub(crate) fn check(cx: &mut Cx, node: &KdlNode, form: &Form) {
    check_with(cx, node, form, &[]);
}

/// Checks a line against its form and further text properties, named by the schema itself.
pub(crate) fn check_with(cx: &mut Cx, node: &KdlNode, form: &Form, more: &[String]) {
    if let Some(ty) = node.ty() {
        cx.fault(
            ty,
            "type annotations have no meaning here",
            Some("leave it out".into()),
        );
    }
    check_arguments(cx, node, form);
    check_properties(cx, node, form, more);
    for name in form.required {
        if node.get(*name).is_none() {
            let message = format!("`{}` lacks `{name}=`", node.name().value());
            cx.fault(
                node,
                message,
                Some(format!("add `{name}={}`", example(form, name))),
            );
        }
    }
    if !form.block && node.children().is_some() {
        let message = format!("`{}` takes no block", node.name().value());
        cx.fault(node, message, Some("remove the `{ … }` behind it".into()));
    }
}

fn example(form: &Form, name: &str) -> String {
    match form.properties.iter().find(|(known, _)| *known == name) {
        Some((_, Kind::Word(words))) => words.join("` or `"),
        Some((_, Kind::Length | Kind::Integer)) => "1".into(),
        Some((_, Kind::Flag)) => "#true".into(),
        _ => "\"…\"".into(),
    }
}

fn check_arguments(cx: &mut Cx, node: &KdlNode, form: &Form) {
    let arguments: Vec<&KdlEntry> = node
        .entries()
        .iter()
        .filter(|entry| entry.name().is_none())
        .collect();
    let missing = form.arguments.iter().take(form.least).skip(arguments.len());
    for (name, _) in missing {
        let message = format!("`{}` lacks its {name}", node.name().value());
        cx.fault(
            node,
            message,
            Some(format!("write it behind `{}`", node.name().value())),
        );
    }
    for (index, entry) in arguments.iter().enumerate() {
        let last = form.arguments.last().filter(|_| form.repeats);
        if let Some((name, kind)) = form.arguments.get(index).or(last) {
            check_value(cx, entry, name, *kind);
        } else {
            let message = format!("`{}` has one argument too many", node.name().value());
            cx.fault(
                *entry,
                message,
                Some("texts with spaces stand in quotes".into()),
            );
        }
    }
}

fn check_properties(cx: &mut Cx, node: &KdlNode, form: &Form, more: &[String]) {
    let mut seen: Vec<&str> = Vec::new();
    for entry in node.entries() {
        let Some(name) = entry.name().map(kdl::KdlIdentifier::value) else {
            continue;
        };
        if seen.contains(&name) {
            let message = format!("`{name}=` stands twice on this line");
            cx.fault(entry, message, Some("keep one of the two".into()));
        }
        seen.push(name);
        if let Some((_, kind)) = form.properties.iter().find(|(known, _)| *known == name) {
            check_value(cx, entry, name, *kind);
        } else if more.iter().any(|known| known == name) {
            check_value(cx, entry, name, Kind::Text);
        } else {
            let known = form
                .properties
                .iter()
                .map(|(known, _)| *known)
                .chain(more.iter().map(String::as_str));
            let message = format!("`{}` has no property `{name}`", node.name().value());
            cx.fault(entry, message, suggest(name, known));
        }
    }
}

fn check_value(cx: &mut Cx, entry: &KdlEntry, name: &str, kind: Kind) {
    if let Some(ty) = entry.ty() {
        cx.fault(
            ty,
            "type annotations have no meaning here",
            Some("leave it out".into()),
        );
    }
    let value = entry.value();
    match kind {
        Kind::Text => check_text(cx, entry, name),
        Kind::Quoted => check_quoted(cx, entry, name),
        Kind::Word(words) => check_word(cx, entry, name, words),
        Kind::Flag if value.as_bool().is_none() => {
            expected(cx, entry, name, "#true or #false", "write `#true`");
        }
        Kind::Length
            if value
                .as_integer()
                .is_none_or(|number| u32::try_from(number).is_err()) =>
        {
            expected(
                cx,
                entry,
                name,
                "a length in characters",
                "write a plain number, such as 64",
            );
        }
        Kind::Integer
            if value
                .as_integer()
                .is_none_or(|number| i64::try_from(number).is_err()) =>
        {
            expected(
                cx,
                entry,
                name,
                "a whole number",
                "write a plain number, such as 64",
            );
        }
        Kind::Flag | Kind::Length | Kind::Integer => {}
    }
}

fn check_text(cx: &mut Cx, entry: &KdlEntry, name: &str) {
    if !entry.value().is_string() {
        expected(
            cx,
            entry,
            name,
            "text",
            &format!("write it in quotes: \"{}\"", written(entry)),
        );
    }
}

fn check_quoted(cx: &mut Cx, entry: &KdlEntry, name: &str) {
    let text = written(entry);
    let quoted = entry.value().is_string() && (text.starts_with('"') || text.starts_with('#'));
    if !quoted {
        let message = format!("`{name}` must be in quotes");
        let help = format!("write it in quotes: \"{text}\"");
        cx.push(
            Fault::new(cx.span(entry), message)
                .label("a bare word or number")
                .help(help),
        );
    }
}

fn check_word(cx: &mut Cx, entry: &KdlEntry, name: &str, words: &[&str]) {
    match entry.value() {
        KdlValue::String(word) if words.contains(&word.as_str()) => {}
        KdlValue::String(word) => {
            cx.fault(
                entry,
                format!("`{name}` cannot be `{word}`"),
                suggest(word, words.iter().copied()),
            );
        }
        _ => expected(
            cx,
            entry,
            name,
            "a word",
            &format!("one of: {}", words.join(", ")),
        ),
    }
}

fn expected(cx: &mut Cx, entry: &KdlEntry, name: &str, what: &str, help: &str) {
    let message = format!("`{name}` must be {what}, not {}", describe(entry.value()));
    cx.fault(entry, message, Some(help.into()));
}

fn describe(value: &KdlValue) -> &'static str {
    match value {
        KdlValue::String(_) => "text",
        KdlValue::Integer(number) if *number < 0 => "a negative number",
        KdlValue::Integer(_) => "a number",
        KdlValue::Float(_) => "a number with a point",
        KdlValue::Bool(_) => "#true or #false",
        KdlValue::Null => "#null",
    }
}

/// The value as it stands in the file.
fn written(entry: &KdlEntry) -> String {
    entry.format().map_or_else(
        || entry.value().to_string(),
        |format| format.value_repr.clone(),
    )
}

/// The text of a property.
pub(crate) fn text(node: &KdlNode, name: &str) -> Option<String> {
    node.get(name)
        .and_then(KdlValue::as_string)
        .map(str::to_owned)
}

/// The space-separated words of a property.
pub(crate) fn words(node: &KdlNode, name: &str) -> Vec<String> {
    let text = node
        .get(name)
        .and_then(KdlValue::as_string)
        .unwrap_or_default();
    text.split_whitespace().map(str::to_owned).collect()
}

/// Whether a flag is set.
pub(crate) fn flag(node: &KdlNode, name: &str) -> bool {
    node.get(name)
        .and_then(KdlValue::as_bool)
        .unwrap_or_default()
}

/// The number of a property.
pub(crate) fn number<T: TryFrom<i128>>(node: &KdlNode, name: &str) -> Option<T> {
    node.get(name)
        .and_then(KdlValue::as_integer)
        .and_then(|number| T::try_from(number).ok())
}

/// One argument, empty where it is missing or no text.
pub(crate) fn argument(node: &KdlNode, index: usize) -> String {
    node.get(index)
        .and_then(KdlValue::as_string)
        .unwrap_or_default()
        .to_owned()
}

/// All arguments that are text.
pub(crate) fn arguments(node: &KdlNode) -> Vec<String> {
    let arguments = node.entries().iter().filter(|entry| entry.name().is_none());
    arguments
        .filter_map(|entry| entry.value().as_string())
        .map(str::to_owned)
        .collect()
}

/// The lines of a block.
pub(crate) fn children(node: &KdlNode) -> &[KdlNode] {
    node.children().map_or(&[], kdl::KdlDocument::nodes)
}
