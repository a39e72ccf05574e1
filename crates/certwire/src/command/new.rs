//! `certwire new`: a commented template of a request that validates once its blanks are filled.

use std::fmt::Write;

use certwire_wire::{
    operation::{Direction, Operation},
    reference::Protocol,
    shape::{Field, Kind, Shape},
};

use crate::{service::Service, tree};

/// The notations of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Notation {
    /// YAML, with a comment on every line.
    #[default]
    Yaml,
    /// JSON, without comments, which it does not have.
    Json,
    /// The SOAP or XML-RPC body, with comments.
    Xml,
}

/// One line of a template.
struct Line {
    depth: usize,
    name: String,
    field: &'static Field,
    part: Part,
    /// Not mandatory: written so that it has no effect until someone wants it.
    optional: bool,
}

enum Part {
    Open,
    Close,
    Leaf(&'static str),
}

/// The template of an operation's request. `all` shows the optional elements too.
pub fn template(
    service: Service,
    operation: &'static Operation,
    all: bool,
    notation: Notation,
) -> String {
    let mut lines = Vec::new();
    structure(
        operation.shape(Direction::Request),
        1,
        false,
        all,
        &mut lines,
    );
    match (notation, service.reference().protocol) {
        (Notation::Yaml, _) => yaml(service, operation, &lines),
        (Notation::Json, _) => json(operation, &lines),
        (Notation::Xml, Protocol::Soap) => soap(operation, &lines),
        (Notation::Xml, Protocol::XmlRpc) => xmlrpc(operation, &lines),
    }
}

fn structure(
    shape: &'static Shape,
    depth: usize,
    optional: bool,
    all: bool,
    lines: &mut Vec<Line>,
) {
    let required = shape.required(0);
    let allowed = shape.variant(0).map_or(u64::MAX, |variant| variant.allowed);
    for (index, field) in shape.fields.iter().enumerate() {
        let bit = 1 << index;
        let optional = optional || required & bit == 0;
        if (optional && !all) || allowed & bit == 0 {
            continue;
        }
        let Some(inner) = field.shape() else {
            let name = if field.name.starts_with('<') {
                "key"
            } else {
                field.name
            };
            lines.push(Line {
                depth,
                name: name.to_owned(),
                field,
                part: Part::Leaf(blank(field)),
                optional,
            });
            continue;
        };
        let mut open = |part| {
            lines.push(Line {
                depth,
                name: field.name.to_owned(),
                field,
                part,
                optional,
            })
        };
        open(Part::Open);
        structure(inner, depth + 1, optional, all, lines);
        lines.push(Line {
            depth,
            name: field.name.to_owned(),
            field,
            part: Part::Close,
            optional,
        });
    }
}

/// What to put where the user must decide: the default, the first value of a closed list, or nothing.
fn blank(field: &Field) -> &'static str {
    if let Kind::Enum(list) = field.kind {
        let listed = list
            .values
            .iter()
            .find(|value| **value == field.default)
            .or(list.values.first());
        return listed.copied().unwrap_or("");
    }
    if field.table.is_empty() {
        ""
    } else {
        field.default
    }
}

fn comment(line: &Line) -> String {
    let mut comment = tree::limits(line.field);
    if !line.field.about.is_empty() {
        if !comment.is_empty() {
            comment.push_str(". ");
        }
        comment.push_str(line.field.about);
    }
    comment
}

fn yaml(service: Service, operation: &Operation, lines: &[Line]) -> String {
    let mut text = format!(
        "# {}: {}\n# Fill in the blanks, take away the # of what you want, then:\n#   certwire validate FILE\n{}:\n",
        service.vendor(),
        operation.summary,
        operation.name
    );
    for line in lines {
        let indent = "  ".repeat(line.depth + usize::from(in_entry(lines, line)));
        let mark = if line.optional { "# " } else { "" };
        let comment = comment(line);
        let _ = match line.part {
            Part::Close => Ok(()),
            Part::Open if line.field.keyed => {
                writeln!(
                    text,
                    "{indent}{mark}{}:  # {comment}\n{indent}  {mark}my-ref:",
                    line.name
                )
            }
            Part::Open => writeln!(text, "{indent}{mark}{}:  # {comment}", line.name),
            Part::Leaf(value) if is_number(line.field, value) => {
                writeln!(text, "{indent}{mark}{}: {value}  # {comment}", line.name)
            }
            Part::Leaf(value) => writeln!(
                text,
                "{indent}{mark}{}: \"{value}\"  # {comment}",
                line.name
            ),
        };
    }
    text
}

/// Whether the line stands below a keyed structure, whose entries take one level more.
fn in_entry(lines: &[Line], line: &Line) -> bool {
    let before = lines.iter().take_while(|other| !std::ptr::eq(*other, line));
    let mut open: Vec<bool> = Vec::new();
    for other in before {
        match other.part {
            Part::Open => open.push(other.field.keyed),
            Part::Close => drop(open.pop()),
            Part::Leaf(_) => {}
        }
    }
    open.contains(&true)
}

fn is_number(field: &Field, value: &str) -> bool {
    let numeric = match field.kind {
        Kind::Int(..) => true,
        Kind::Enum(list) => list.int,
        _ => false,
    };
    numeric && !value.is_empty()
}

fn json(operation: &Operation, lines: &[Line]) -> String {
    let mut text = format!("{{\n  \"{}\": {{", operation.name);
    let mut first = true;
    let mut extra = 0;
    for line in lines {
        let indent = "  ".repeat(line.depth + 1 + extra);
        if matches!(line.part, Part::Close) {
            if line.field.keyed {
                extra -= 1;
                let _ = write!(text, "\n{indent}}}");
            }
            let indent = "  ".repeat(line.depth + 1 + extra);
            let _ = write!(text, "\n{indent}}}");
            first = false;
            continue;
        }
        let separator = if first { "" } else { "," };
        let _ = write!(text, "{separator}\n{indent}\"{}\": ", line.name);
        first = matches!(line.part, Part::Open);
        match line.part {
            Part::Open if line.field.keyed => {
                extra += 1;
                let _ = write!(text, "{{\n{indent}  \"my-ref\": {{");
            }
            Part::Open | Part::Close => text.push('{'),
            Part::Leaf(_) if line.optional => text.push_str("null"),
            Part::Leaf(value) if is_number(line.field, value) => text.push_str(value),
            Part::Leaf(value) => {
                let _ = write!(text, "\"{value}\"");
            }
        }
    }
    text.push_str("\n  }\n}\n");
    text
}

fn soap(operation: &Operation, lines: &[Line]) -> String {
    let mut text = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:ws=\"{}\">\n  \
         <soapenv:Header/>\n  <soapenv:Body>\n    <ws:{}>\n      <Request>\n",
        operation.namespace, operation.name
    );
    for line in lines {
        let indent = "  ".repeat(line.depth + 3);
        let name = &line.name;
        let element = match line.part {
            Part::Open => format!("<{name}>"),
            Part::Close => format!("</{name}>"),
            Part::Leaf(value) => format!("<{name}>{value}</{name}>"),
        };
        element_line(&mut text, &indent, &element, line);
    }
    let _ = write!(
        text,
        "      </Request>\n    </ws:{}>\n  </soapenv:Body>\n</soapenv:Envelope>\n",
        operation.name
    );
    text
}

/// One element with its comment; an optional one stands inside the comment.
fn element_line(text: &mut String, indent: &str, element: &str, line: &Line) {
    let comment = comment(line).replace("--", "- -");
    let _ = match (&line.part, line.optional) {
        (Part::Close, false) => writeln!(text, "{indent}{element}"),
        (_, false) if comment.is_empty() => writeln!(text, "{indent}{element}"),
        (_, false) => writeln!(text, "{indent}{element} <!-- {comment} -->"),
        (Part::Close, true) => writeln!(text, "{indent}<!-- {element} -->"),
        (_, true) => writeln!(text, "{indent}<!-- {element} {comment} -->"),
    };
}

fn xmlrpc(operation: &Operation, lines: &[Line]) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<methodCall>\n  <methodName>{}</methodName>\n  <params>\n",
        operation.name
    );
    let mut param = 0;
    for line in lines {
        if line.depth == 1 && !matches!(line.part, Part::Close) && line.field.param != param {
            close_param(&mut text, param);
            param = line.field.param;
            text.push_str("    <param>\n      <value>\n        <struct>\n");
        }
        let indent = "  ".repeat(line.depth + 4);
        element_line(&mut text, &indent, &member(line), line);
    }
    close_param(&mut text, param);
    text.push_str("  </params>\n</methodCall>\n");
    text
}

fn close_param(text: &mut String, param: u8) {
    if param > 0 {
        text.push_str("        </struct>\n      </value>\n    </param>\n");
    }
}

fn member(line: &Line) -> String {
    let name = if line.field.keyed && line.depth == 1 {
        "my-ref"
    } else {
        &line.name
    };
    match line.part {
        Part::Open => format!("<member><name>{name}</name><value><struct>"),
        Part::Close => "</struct></value></member>".to_owned(),
        Part::Leaf(value) => {
            let kind = if is_number(line.field, value) {
                "int"
            } else {
                "string"
            };
            format!("<member><name>{name}</name><value><{kind}>{value}</{kind}></value></member>")
        }
    }
}
