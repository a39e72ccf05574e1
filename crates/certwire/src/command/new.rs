//! `certwire new`: a commented template of a request that validates once its blanks are filled.

use std::fmt::Write;

use certwire_wire::{
    operation::Operation,
    reference::Protocol,
    shape::{Field, Kind, Shape},
    value::parse_int,
};
use serde_json::{Map, Value, json};

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

/// The reference and key that templates use.
const KEY: &str = "my-ref";

/// One line of a template.
struct Line {
    depth: usize,
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
    structure(operation.request, 1, false, all, &mut lines);
    match (notation, service.reference().protocol) {
        (Notation::Yaml, _) => yaml(service, operation, &lines),
        (Notation::Json, _) => json(operation, all),
        (Notation::Xml, Protocol::Soap) => soap(service, operation, &lines),
        (Notation::Xml, Protocol::XmlRpc) => xmlrpc(service, operation, &lines),
    }
}

/// The members that a template shows, and whether each is optional.
fn shown(shape: &'static Shape, all: bool) -> impl Iterator<Item = (&'static Field, bool)> {
    let required = shape.required(0);
    let allowed = shape.variant(0).map_or(u64::MAX, |variant| variant.allowed);
    let members = shape
        .fields
        .iter()
        .enumerate()
        .filter(move |(index, _)| allowed & (1 << index) != 0);
    let members = members.map(move |(index, field)| (field, required & (1 << index) == 0));
    members.filter(move |(_, optional)| all || !optional)
}

fn structure(
    shape: &'static Shape,
    depth: usize,
    inherited: bool,
    all: bool,
    lines: &mut Vec<Line>,
) {
    for (field, optional) in shown(shape, all) {
        let optional = optional || inherited;
        let mut line = |part| {
            lines.push(Line {
                depth,
                field,
                part,
                optional,
            });
        };
        if let Some(inner) = field.shape() {
            line(Part::Open);
            structure(inner, depth + 1, optional, all, lines);
            lines.push(Line {
                depth,
                field,
                part: Part::Close,
                optional,
            });
        } else {
            line(Part::Leaf(blank(field)));
        }
    }
}

/// The member's name; an example where any name may stand.
fn name(field: &Field) -> &'static str {
    if field.name.starts_with('<') {
        KEY
    } else {
        field.name
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

fn comment(service: Service, line: &Line) -> String {
    let mut comment = tree::limits(service, line.field);
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
        let value = match line.part {
            Part::Close => continue,
            Part::Open => String::new(),
            Part::Leaf(value) if number(line.field).is_some() => format!(" {value}"),
            Part::Leaf(value) => format!(" \"{value}\""),
        };
        let comment = comment(service, line);
        let comment = if comment.is_empty() {
            String::new()
        } else {
            format!("  # {comment}")
        };
        let _ = writeln!(text, "{indent}{mark}{}:{value}{comment}", name(line.field));
        if line.field.keyed && matches!(line.part, Part::Open) {
            let _ = writeln!(text, "{indent}  {mark}{KEY}:");
        }
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

/// The blank as a number, where the element holds one.
fn number(field: &Field) -> Option<i64> {
    let numeric = match field.kind {
        Kind::Int(..) => true,
        Kind::Enum(list) => list.int,
        _ => false,
    };
    parse_int(blank(field)).filter(|_| numeric)
}

fn json(operation: &Operation, all: bool) -> String {
    let members = json_members(operation.request, all);
    format!(
        "{:#}\n",
        Value::Object([(operation.name.to_owned(), members)].into_iter().collect())
    )
}

/// Optional members are null, which means absent.
fn json_members(shape: &'static Shape, all: bool) -> Value {
    let mut members = Map::new();
    for (field, optional) in shown(shape, all) {
        let value = match field.shape() {
            _ if optional => Value::Null,
            Some(inner) if field.keyed => json!({ KEY: json_members(inner, all) }),
            Some(inner) => json_members(inner, all),
            None => number(field).map_or_else(|| Value::from(blank(field)), Value::from),
        };
        members.insert(name(field).to_owned(), value);
    }
    Value::Object(members)
}

fn soap(service: Service, operation: &Operation, lines: &[Line]) -> String {
    let mut text = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:ws=\"{}\">\n  \
         <soapenv:Header/>\n  <soapenv:Body>\n    <ws:{}>\n      <Request>\n",
        operation.namespace, operation.name
    );
    for line in lines {
        let indent = "  ".repeat(line.depth + 3);
        let name = name(line.field);
        let element = match line.part {
            Part::Open => format!("<{name}>"),
            Part::Close => format!("</{name}>"),
            Part::Leaf(value) => format!("<{name}>{value}</{name}>"),
        };
        element_line(service, &mut text, &indent, &element, line);
    }
    let _ = write!(
        text,
        "      </Request>\n    </ws:{}>\n  </soapenv:Body>\n</soapenv:Envelope>\n",
        operation.name
    );
    text
}

/// One element with its comment; an optional one stands inside the comment.
fn element_line(service: Service, text: &mut String, indent: &str, element: &str, line: &Line) {
    let comment = comment(service, line).replace("--", "- -");
    let _ = match (&line.part, line.optional) {
        (Part::Close, false) => writeln!(text, "{indent}{element}"),
        (_, false) if comment.is_empty() => writeln!(text, "{indent}{element}"),
        (_, false) => writeln!(text, "{indent}{element} <!-- {comment} -->"),
        (Part::Close, true) => writeln!(text, "{indent}<!-- {element} -->"),
        (_, true) => writeln!(text, "{indent}<!-- {element} {comment} -->"),
    };
}

fn xmlrpc(service: Service, operation: &Operation, lines: &[Line]) -> String {
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
        element_line(service, &mut text, &indent, &member(line), line);
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
        KEY
    } else {
        name(line.field)
    };
    match line.part {
        Part::Open => format!("<member><name>{name}</name><value><struct>"),
        Part::Close => "</struct></value></member>".to_owned(),
        Part::Leaf(value) => {
            let kind = if number(line.field).is_some() {
                "int"
            } else {
                "string"
            };
            format!("<member><name>{name}</name><value><{kind}>{value}</{kind}></value></member>")
        }
    }
}
