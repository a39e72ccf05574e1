//! Changes as text, Markdown or JSON.

use std::fmt::Write;

use crate::diff::{Change, Class};

/// Forms of output.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// For a terminal.
    #[default]
    Human,
    /// One array of objects.
    Json,
    /// For a pull request.
    Markdown,
}

/// All changes, under a heading for each class.
pub fn render(changes: &[Change], format: Format) -> String {
    match format {
        Format::Human => text(changes, "", "  "),
        Format::Markdown => text(changes, "## ", "- "),
        Format::Json => json(changes),
    }
}

fn text(changes: &[Change], heading: &str, bullet: &str) -> String {
    if changes.is_empty() {
        return "no changes\n".to_owned();
    }
    let mut out = String::new();
    for class in Class::ALL {
        let of_class: Vec<&Change> = changes
            .iter()
            .filter(|change| change.class == class)
            .collect();
        if of_class.is_empty() {
            continue;
        }
        let gap = if out.is_empty() { "" } else { "\n" };
        let _ = writeln!(
            out,
            "{gap}{heading}{} ({})",
            class.heading(),
            of_class.len()
        );
        if !heading.is_empty() {
            out.push('\n');
        }
        for change in of_class {
            let _ = writeln!(out, "{bullet}{}", line(change, !heading.is_empty()));
        }
    }
    out
}

fn line(change: &Change, markdown: bool) -> String {
    let mark = if markdown { "`" } else { "" };
    let operations = match change.operations.as_slice() {
        [] => String::new(),
        names => format!(" {}", names.join(", ")),
    };
    format!(
        "{}{operations} {mark}{}{mark}: {}",
        change.service, change.subject, change.text
    )
}

fn json(changes: &[Change]) -> String {
    let object = |change: &Change| {
        let operations: Vec<String> = change.operations.iter().map(|name| string(name)).collect();
        format!(
            "{{\"class\":{},\"service\":{},\"operations\":[{}],\"subject\":{},\"change\":{}}}",
            string(change.class.word()),
            string(&change.service),
            operations.join(","),
            string(&change.subject),
            string(&change.text)
        )
    };
    let objects: Vec<String> = changes.iter().map(object).collect();
    if objects.is_empty() {
        "[]\n".to_owned()
    } else {
        format!("[\n{}\n]\n", objects.join(",\n"))
    }
}

/// A JSON string.
fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
