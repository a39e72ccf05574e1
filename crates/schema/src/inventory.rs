//! Everything that the schema says, as tables for scripts: tab-separated, a header, one line a row.

use crate::model::{
    Decided, Element, ErrorCode, Message, Model, Operation, Service, Struct, Type, Variant,
};
use crate::suggest::suggest;

/// The tables.
pub const TABLES: [&str; 6] = ["elements", "codes", "errors", "rules", "errata", "history"];

/// The cells of a table but for the first, which is the service.
type Rows = fn(&Service) -> Vec<Vec<String>>;

/// One table, as of the editions that the schema describes.
pub fn inventory(model: &Model, table: &str) -> Result<String, String> {
    let (header, rows): (&[&str], Rows) = match table {
        "elements" => (&ELEMENTS, elements),
        "codes" => (&["protocol", "table", "code", "label"], codes),
        "errors" => (&["protocol", "code", "message"], errors),
        "rules" => (
            &[
                "protocol",
                "id",
                "operations",
                "error_code",
                "decided",
                "summary",
            ],
            rules,
        ),
        "errata" => (&["protocol", "id", "where", "reading"], errata),
        "history" => (&["protocol", "edition", "kind", "subject"], history),
        _ => {
            let help = suggest(table, TABLES)
                .unwrap_or_else(|| format!("the tables are {}", TABLES.join(", ")));
            return Err(format!("there is no table `{table}`; {help}"));
        }
    };
    let mut out = header.join("\t");
    out.push('\n');
    for service in &model.current().services {
        for row in rows(service) {
            out.push_str(&service.id);
            for cell in row {
                out.push('\t');
                out.push_str(&cell.split_whitespace().collect::<Vec<_>>().join(" "));
            }
            out.push('\n');
        }
    }
    Ok(out)
}

const ELEMENTS: [&str; 10] = [
    "protocol",
    "operation",
    "variant",
    "direction",
    "path",
    "occurs",
    "min",
    "max",
    "type",
    "values",
];

/// One element as it stands at one place of one shape of a message.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The shape of the message, and of the groups on the way, slash-joined; empty where there is one shape only.
    pub variant: String,
    /// Slash-joined path below the message.
    pub path: String,
    /// How often it stands in this shape.
    pub occurs: crate::model::Occurs,
    /// The element.
    pub element: &'a Element,
}

/// Every element of a message, shape by shape, in wire order.
pub fn places<'a>(service: &'a Service, message: &'a Message) -> Vec<Place<'a>> {
    let mut all = Vec::new();
    for shape in &message.variants {
        let name = if message.has_variants() {
            shape.name.as_str()
        } else {
            ""
        };
        walk(service, &shape.body, name, "", &mut all);
    }
    all
}

fn walk<'a>(
    service: &'a Service,
    body: &'a Struct,
    variant: &str,
    path: &str,
    all: &mut Vec<Place<'a>>,
) {
    if body.variants.is_empty() {
        for element in &body.elements {
            place(service, element, element.occurs, variant, path, all);
        }
    }
    for shape in &body.variants {
        let name = if variant.is_empty() {
            shape.name.clone()
        } else {
            format!("{variant}/{}", shape.name)
        };
        walk_shape(service, body, shape, &name, path, all);
    }
}

fn walk_shape<'a>(
    service: &'a Service,
    body: &'a Struct,
    shape: &Variant,
    variant: &str,
    path: &str,
    all: &mut Vec<Place<'a>>,
) {
    for (index, occurs) in &shape.members {
        place(service, &body.elements[*index], *occurs, variant, path, all);
    }
}

fn place<'a>(
    service: &'a Service,
    element: &'a Element,
    occurs: crate::model::Occurs,
    variant: &str,
    path: &str,
    all: &mut Vec<Place<'a>>,
) {
    let path = if path.is_empty() {
        element.name.clone()
    } else {
        format!("{path}/{}", element.name)
    };
    all.push(Place {
        variant: variant.to_owned(),
        path: path.clone(),
        occurs,
        element,
    });
    if let Some(members) = service.members(element) {
        walk(service, members, variant, &path, all);
    }
}

fn elements(service: &Service) -> Vec<Vec<String>> {
    let of = |operation: &Operation, direction: &str, message: &Message| -> Vec<Vec<String>> {
        let row = |place: Place| {
            let mut row = vec![
                operation.name.clone(),
                place.variant,
                direction.to_owned(),
                place.path,
            ];
            row.push(place.occurs.sign().to_owned());
            row.extend(facts(service, place.element));
            row
        };
        places(service, message).into_iter().map(row).collect()
    };
    let both = |operation: &Operation| {
        let mut rows = of(operation, "request", &operation.request);
        rows.extend(of(operation, "response", &operation.response));
        rows
    };
    service.operations.iter().flat_map(both).collect()
}

/// `min`, `max`, `type` and `values`. Bounds of a value stand where there are none of the length.
fn facts(service: &Service, element: &Element) -> [String; 4] {
    let bound = |length: Option<u32>, value: Option<i64>| {
        length
            .map(i64::from)
            .or(value)
            .map_or_else(String::new, |number| number.to_string())
    };
    [
        bound(element.min, element.min_value),
        bound(element.max, element.max_value),
        type_word(service, element).to_owned(),
        values(service, element),
    ]
}

/// The type on the wire: an enum is `string`, or `int` when it says `base=int`.
pub fn type_word(service: &Service, element: &Element) -> &'static str {
    match &element.ty {
        Type::Int => "int",
        Type::Boolean => "boolean",
        Type::DateTime => "datetime",
        Type::Date => "date",
        Type::Enum(name) if service.enumeration(name).is_some_and(|list| list.int) => "int",
        Type::String | Type::Enum(_) => "string",
        Type::Group(_) | Type::Block(_) => "struct",
    }
}

/// `codes:TABLE`, or the closed list joined by commas.
pub fn values(service: &Service, element: &Element) -> String {
    if let Some(table) = &element.codes {
        return format!("codes:{table}");
    }
    if let Type::Enum(name) = &element.ty {
        let list = service
            .enumeration(name)
            .map(|list| list.values.as_slice())
            .unwrap_or_default();
        return list
            .iter()
            .map(|value| value.wire.as_str())
            .collect::<Vec<_>>()
            .join(",");
    }
    element.values.join(",")
}

fn codes(service: &Service) -> Vec<Vec<String>> {
    let rows = service
        .tables
        .iter()
        .flat_map(|table| table.codes.iter().map(move |code| (table, code)));
    rows.map(|(table, code)| vec![table.name.clone(), code.code.clone(), code.label.clone()])
        .collect()
}

fn errors(service: &Service) -> Vec<Vec<String>> {
    let row = |error: &ErrorCode| vec![error.code.clone(), error.text.clone()];
    service.errors.iter().map(row).collect()
}

fn rules(service: &Service) -> Vec<Vec<String>> {
    let decided = |decided: Decided| match decided {
        Decided::Offline => "offline",
        Decided::Csr => "csr",
        Decided::Server => "server",
    };
    let rows = service.rules.iter().map(|rule| {
        let operations = rule.operations.join(",");
        let decided = decided(rule.decided).to_owned();
        vec![
            rule.id.clone(),
            operations,
            rule.codes.join(","),
            decided,
            rule.summary.clone(),
        ]
    });
    rows.collect()
}

fn errata(service: &Service) -> Vec<Vec<String>> {
    let rows = service.errata.iter();
    rows.map(|erratum| {
        vec![
            erratum.id.clone(),
            erratum.place.clone(),
            erratum.reads.clone(),
        ]
    })
    .collect()
}

fn history(service: &Service) -> Vec<Vec<String>> {
    let rows = service
        .history
        .iter()
        .flat_map(|edition| edition.entries.iter().map(move |entry| (edition, entry)));
    rows.map(|(edition, entry)| {
        vec![
            edition.id.clone(),
            entry.kind.clone(),
            entry.subject.clone(),
        ]
    })
    .collect()
}
