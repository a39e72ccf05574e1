//! `certwire new`: a commented template of a request that validates once its blanks are filled.

use std::fmt::Write;

use certwire_wire::{
    operation::{Direction, Operation},
    reference::Protocol,
    rules::{Check, When},
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
    /// What a rule says of it, or empty.
    rule: &'static str,
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
    let choice = Choice::new(service, operation, all);
    let mut lines = Vec::new();
    choice.structure(operation.request, "", 1, false, &mut lines);
    match (notation, service.reference().protocol) {
        (Notation::Yaml, _) => yaml(service, operation, &lines),
        (Notation::Json, _) => json(operation, &choice),
        (Notation::Xml, Protocol::Soap) => soap(service, operation, &lines),
        (Notation::Xml, Protocol::XmlRpc) => xmlrpc(service, operation, &lines),
    }
}

/// Which members a template shows.
struct Choice {
    all: bool,
    /// Paths that a rule demands of an order as the template begins it, or the first of those of which it demands one.
    demanded: Vec<&'static str>,
    /// Paths that a rule demands under a condition or as an alternative, and what it says.
    suggested: Vec<(&'static str, &'static str)>,
}

/// One member that a template shows.
struct Shown {
    field: &'static Field,
    path: String,
    optional: bool,
    rule: &'static str,
}

impl Choice {
    fn new(service: Service, operation: &Operation, all: bool) -> Self {
        let mut choice = Self {
            all,
            demanded: Vec::new(),
            suggested: Vec::new(),
        };
        let Some(set) = (service.profile().rules)(operation.name, Direction::Request) else {
            return choice;
        };
        let path = |slot: u16| set.slots[usize::from(slot)].path;
        for rule in set.scopes.iter().flat_map(|scope| scope.rules) {
            let (slots, alternatives) = match rule.check {
                Check::Present(slots) => (slots, false),
                Check::AnyOf(slots) | Check::OneOf(slots) => (slots, true),
                // Most of these look at values only; those that are about a structure want it there.
                Check::Named(_, slots) if is_structure(operation.request, path(slots[0])) => {
                    (&slots[..1], false)
                }
                _ => continue,
            };
            let applies = rule.when.iter().all(|when| match when {
                When::Present(around) => path(slots[0])
                    .strip_prefix(path(*around))
                    .is_some_and(|rest| rest.starts_with('/')),
                When::Absent(_) => true,
                _ => false,
            });
            for (index, slot) in slots.iter().enumerate() {
                if applies && (index == 0 || !alternatives) {
                    choice.demanded.push(path(*slot));
                } else {
                    choice.suggested.push((path(*slot), rule.rule.summary));
                }
            }
        }
        choice
    }

    /// The members of a structure that are shown; `prefix` is the structure's path, with a slash behind it.
    fn shown(&self, shape: &'static Shape, prefix: &str) -> Vec<Shown> {
        let required = shape.required(0);
        let allowed = shape.variant(0).map_or(u64::MAX, |variant| variant.allowed);
        let members = shape.fields.iter().enumerate();
        let members = members.filter(|(index, _)| allowed & (1 << index) != 0);
        let members = members.map(|(index, field)| {
            let path = format!("{prefix}{}", field.name);
            let suggested = self.suggested.iter().find(|(other, _)| *other == path);
            Shown {
                field,
                optional: required & (1 << index) == 0 && !self.demanded.contains(&path.as_str()),
                rule: suggested.map_or("", |(_, rule)| rule),
                path,
            }
        });
        members
            .filter(|member| self.all || !member.optional || !member.rule.is_empty())
            .collect()
    }

    fn structure(
        &self,
        shape: &'static Shape,
        prefix: &str,
        depth: usize,
        inherited: bool,
        lines: &mut Vec<Line>,
    ) {
        for member in self.shown(shape, prefix) {
            let line = |part| Line {
                depth,
                field: member.field,
                part,
                optional: member.optional || inherited,
                rule: member.rule,
            };
            if let Some(inner) = member.field.shape() {
                let open = line(Part::Open);
                let optional = open.optional;
                lines.push(open);
                let prefix = format!("{}/", member.path);
                self.structure(inner, &prefix, depth + 1, optional, lines);
                lines.push(line(Part::Close));
            } else {
                lines.push(line(Part::Leaf(blank(member.field))));
            }
        }
    }
}

/// Whether a path below a structure leads to a structure.
fn is_structure(shape: &'static Shape, path: &str) -> bool {
    let (name, rest) = path.split_once('/').unwrap_or((path, ""));
    let field = shape.fields.iter().find(|field| field.name == name);
    field
        .and_then(Field::shape)
        .is_some_and(|inner| rest.is_empty() || is_structure(inner, rest))
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
    if !line.rule.is_empty() {
        comment.push_str(if comment.is_empty() || comment.ends_with('.') {
            " "
        } else {
            ". "
        });
        comment.push_str(line.rule);
    }
    comment.trim_start().to_owned()
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

fn json(operation: &Operation, choice: &Choice) -> String {
    let members = json_members(operation.request, "", choice);
    format!(
        "{:#}\n",
        Value::Object([(operation.name.to_owned(), members)].into_iter().collect())
    )
}

/// Optional members are null, which means absent.
fn json_members(shape: &'static Shape, prefix: &str, choice: &Choice) -> Value {
    let mut members = Map::new();
    for member in choice.shown(shape, prefix) {
        let field = member.field;
        let inner = |inner| json_members(inner, &format!("{}/", member.path), choice);
        let value = match field.shape() {
            _ if member.optional => Value::Null,
            Some(shape) if field.keyed => json!({ KEY: inner(shape) }),
            Some(shape) => inner(shape),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn yaml_of(service: Service, name: &str) -> String {
        let operations = service.reference().operations.iter();
        let operation = operations.copied().find(|operation| operation.name == name);
        template(service, operation.unwrap(), false, Notation::Yaml)
    }

    #[test]
    fn what_rules_demand_is_a_blank_too() {
        let qualified = yaml_of(Service::Gs, "OrderQC");
        assert!(qualified.contains("\n  PickupPassword:"));
        assert!(qualified.contains("# CommonName:"));
        let status = yaml_of(Service::Tbs, "statut");
        assert!(status.contains("\n        refTBS:") && status.contains("# refCA:"));
        assert!(yaml_of(Service::Tbs, "achat").contains("\n      contactAdm:"));
    }
}
