//! Trees as JSON and YAML text.

use std::fmt::Write;

use certwire_wire::tree::{Node, Tree};
use serde_json::{Map, Value};

/// Indented JSON.
pub fn json(root: &Node<'_>) -> String {
    format!("{:#}\n", value(root))
}

/// A tree as JSON.
pub fn value(node: &Node<'_>) -> Value {
    match &node.tree {
        Tree::Null => Value::Null,
        Tree::Bool(flag) => Value::Bool(*flag),
        Tree::Int(number) => Value::from(*number),
        Tree::Text(text) => Value::String(text.to_string()),
        Tree::List(entries) => Value::Array(entries.iter().map(value).collect()),
        Tree::Map(members) => {
            let members: Map<String, Value> = members
                .iter()
                .map(|(name, node)| (name.to_string(), value(node)))
                .collect();
            Value::Object(members)
        }
    }
}

/// Block-style YAML; all text is quoted, so that nothing is taken for another type.
pub fn yaml(root: &Node<'_>) -> String {
    let mut text = String::new();
    block(root, 0, &mut text);
    text
}

fn block(node: &Node<'_>, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match &node.tree {
        Tree::Map(members) => {
            for (name, node) in members {
                let _ = write!(text, "{indent}{}:", key(name));
                below(node, depth, text);
            }
        }
        Tree::List(entries) => {
            for node in entries {
                let _ = write!(text, "{indent}-");
                below(node, depth, text);
            }
        }
        _ => {}
    }
}

/// A value after its name or dash: on the same line, or indented below.
fn below(node: &Node<'_>, depth: usize, text: &mut String) {
    match &node.tree {
        Tree::Map(members) if members.is_empty() => text.push_str(" {}\n"),
        Tree::List(entries) if entries.is_empty() => text.push_str(" []\n"),
        Tree::Map(_) | Tree::List(_) => {
            text.push('\n');
            block(node, depth + 1, text);
        }
        Tree::Text(value) if value.contains('\n') && fits_block(value) => {
            literal(value, depth + 1, text);
        }
        _ => {
            // JSON's scalars are YAML's.
            let _ = writeln!(text, " {}", value(node));
        }
    }
}

/// Whether a literal block gives the text back unchanged.
fn fits_block(value: &str) -> bool {
    let plain = value.chars().all(|c| {
        c == '\n'
            || !c.is_control()
                && c != '\u{FEFF}'
                && c != '\u{2028}'
                && c != '\u{2029}'
                && c != '\u{85}'
    });
    plain
        && !value.starts_with([' ', '\n'])
        && !value.ends_with("\n\n")
        && value.lines().all(|line| line.trim_end() == line)
}

fn literal(value: &str, depth: usize, text: &mut String) {
    text.push_str(if value.ends_with('\n') {
        " |\n"
    } else {
        " |-\n"
    });
    let indent = "  ".repeat(depth);
    for line in value.lines() {
        let _ = writeln!(
            text,
            "{}",
            if line.is_empty() {
                String::new()
            } else {
                format!("{indent}{line}")
            }
        );
    }
}

fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
            .contains(&name.to_ascii_lowercase().as_str());
    if plain {
        name.to_owned()
    } else {
        Value::from(name).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::text;

    #[test]
    fn what_is_written_reads_back() {
        let source = "{\"a\": [1, true, null, \"x: y\"], \"b\": {\"0\": \"01\", \"no\": \"-----BEGIN\\nAB C\\n-----END\\n\", \"é #\": \" x\"}, \"c\": {}, \"d\": []}";
        let tree = text::parse(source).unwrap();
        let again = text::parse(&yaml(&tree)).unwrap();
        assert_eq!(json(&tree), json(&again));
        assert_eq!(json(&tree), json(&text::parse(&json(&tree)).unwrap()));
    }
}
