//! `certwire explain`: codes, operations, elements, rules, errata and tables, a page of text each.

use std::fmt::Write;

use certwire_wire::{
    operation::{Direction, Effect, Operation, Retry},
    reference::{Code, Erratum, ErrorCode, Rule, Table},
    shape::{Field, Kind},
};

use crate::{
    prediction::{self, Prediction},
    service::Service,
    tree,
};

/// The most elements that the page of a code names.
const SHOWN: usize = 12;

/// The pages about a term in one service, or both.
///
/// # Errors
///
/// A sentence with near misses, when nothing has that name.
pub fn pages(service: Option<Service>, term: &str) -> Result<String, String> {
    let services: Vec<Service> = service.map_or(Service::ALL.to_vec(), |service| vec![service]);
    let pages: Vec<String> = services
        .iter()
        .flat_map(|service| explain(*service, term))
        .collect();
    if pages.is_empty() {
        Err(not_found(&services, term))
    } else {
        Ok(pages.join("\n"))
    }
}

fn explain(service: Service, term: &str) -> Vec<String> {
    let reference = service.reference();
    let mut pages: Vec<String> = reference
        .errors(term)
        .map(|error| code(service, error))
        .collect();
    if let Some(found) = reference.operation(term) {
        pages.push(operation(service, found));
    }
    if let Some(found) = reference.rule(term) {
        pages.push(rule(service, found));
    }
    if let Some(found) = reference.erratum(term) {
        pages.push(erratum(service, found));
    }
    if let Some(found) = reference.table(term) {
        pages.push(table(service, found));
    }
    if pages.is_empty() {
        pages.extend(elements(service, term));
    }
    if pages.is_empty() {
        pages.extend(
            reference
                .tables
                .iter()
                .flat_map(|table| rows(service, table, term)),
        );
    }
    pages
}

/// What a code of a table stands for.
fn rows(service: Service, table: &'static Table, term: &str) -> Vec<String> {
    let page = |row: &'static Code| {
        let mut page = String::new();
        let _ = writeln!(
            page,
            "{} {} in table {}\n\n{}\n",
            service.vendor(),
            row.code,
            table.name,
            row.label
        );
        for (name, value) in table.columns.iter().zip(row.columns) {
            self::row(&mut page, name, value);
        }
        self::row(&mut page, "Section", table.section);
        errata(&mut page, service, row.errata);
        page
    };
    table.rows(term).map(page).collect()
}

fn code(service: Service, error: &'static ErrorCode) -> String {
    let mut page = String::new();
    let of = if error.method.is_empty() {
        String::new()
    } else {
        format!(", method {}", error.method)
    };
    let _ = writeln!(
        page,
        "{} {}{of} ({})\n",
        service.vendor(),
        error.code,
        error.class.as_str()
    );
    let _ = writeln!(page, "{}\n", error.text);
    row(&mut page, "Cause", error.cause);
    row(&mut page, "What to do", error.remedy);
    row(&mut page, "Section", error.section);
    row(&mut page, "Since", error.since);
    predicted(&mut page, service, error);
    errata(&mut page, service, error.errata);
    page
}

/// Whether validation tells the code, and from what.
fn predicted(page: &mut String, service: Service, error: &'static ErrorCode) {
    let prediction = Prediction::of(service, error.code);
    let known = match (prediction.by_request(), prediction.by_csr()) {
        (true, false) => "yes, from the request".to_owned(),
        (true, true) => "yes, from the request and from the key or CSR in it".to_owned(),
        (false, true) => "yes, from the key or CSR in the request".to_owned(),
        (false, false) => format!("no: {}", prediction::reason(error)),
    };
    row(page, "Predicted", &known);
    for cause in prediction.fields.iter().take(SHOWN) {
        let operations = cause.operations.join(", ");
        let text = format!("{} {} ({operations})", cause.path, cause.what);
        row(page, "Element", &text);
    }
    if prediction.fields.len() > SHOWN {
        let more = format!("{} more", prediction.fields.len() - SHOWN);
        row(page, "Element", &more);
    }
    for rule in &prediction.rules {
        let (decided, severity) = (rule.decided.as_str(), rule.severity.as_str());
        let text = format!("{} ({decided}, {severity}): {}", rule.id, rule.summary);
        row(page, "Rule", &text);
    }
}

fn operation(service: Service, operation: &'static Operation) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{} {}: {}\n",
        service.vendor(),
        operation.name,
        operation.title
    );
    let _ = writeln!(page, "{}\n", operation.summary);
    row(&mut page, "Section", operation.section);
    row(&mut page, "Effect", effect(operation.effect));
    row(&mut page, "Repeat", retry(operation.retry));
    for endpoint in service.reference().endpoints {
        let script = service
            .reference()
            .applications
            .iter()
            .find(|(name, _)| *name == operation.application);
        let url = script.map_or(endpoint.url.to_owned(), |(_, file)| {
            format!("{}/{file}", endpoint.url)
        });
        row(&mut page, endpoint.name, &url);
    }
    page.push_str(&tree::both(service, operation));
    page.push('\n');
    let rules: Vec<_> = service
        .reference()
        .rules
        .iter()
        .filter(|r| r.operations.contains(&operation.name))
        .collect();
    if !rules.is_empty() {
        page.push_str("Rules\n");
    }
    for rule in rules {
        let codes = if rule.codes.is_empty() {
            String::new()
        } else {
            format!(" {}", rule.codes.join(" "))
        };
        let _ = writeln!(
            page,
            "  {}{codes} ({}): {}",
            rule.id,
            rule.decided.as_str(),
            rule.summary
        );
    }
    errata(&mut page, service, operation.errata);
    page
}

const fn effect(effect: Effect) -> &'static str {
    match effect {
        Effect::Query => "reads only",
        Effect::Mutation => "changes something, costs nothing by itself",
        Effect::Purchase => "costs money",
    }
}

const fn retry(retry: Retry) -> &'static str {
    match retry {
        Retry::Safe => "may be sent again",
        Retry::Never => "never sent again blind: look up first what became of it",
    }
}

fn rule(service: Service, rule: &'static Rule) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{} rule {}\n\n{}\n",
        service.vendor(),
        rule.id,
        rule.summary
    );
    row(&mut page, "Decided", rule.decided.as_str());
    row(&mut page, "Severity", rule.severity.as_str());
    row(&mut page, "Codes", &rule.codes.join(" "));
    row(&mut page, "Operations", &rule.operations.join(" "));
    row(&mut page, "Section", rule.section);
    errata(&mut page, service, rule.errata);
    page
}

fn erratum(service: Service, erratum: &'static Erratum) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{} erratum {} ({})\n",
        service.vendor(),
        erratum.id,
        erratum.kind
    );
    row(&mut page, "Where", erratum.place);
    row(&mut page, "Paper", erratum.paper);
    row(&mut page, "Read", erratum.reads);
    row(&mut page, "Written", erratum.writes);
    row(&mut page, "Why", erratum.why);
    row(&mut page, "Section", erratum.section);
    page
}

fn table(service: Service, table: &'static Table) -> String {
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{} table {} (section {})\n\n{}\n",
        service.vendor(),
        table.name,
        table.section,
        table.about
    );
    for code in table.codes {
        let columns: Vec<String> = table
            .columns
            .iter()
            .zip(code.columns)
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name} {value}"))
            .collect();
        let more = if columns.is_empty() {
            String::new()
        } else {
            format!(" ({})", columns.join(", "))
        };
        let _ = writeln!(page, "  {}  {}{more}", code.code, code.label);
    }
    errata(&mut page, service, table.errata);
    page
}

/// One page for each element that the path, or its end, names; positions of one element share a page.
fn elements(service: Service, term: &str) -> Vec<String> {
    let term = term.trim_matches('/');
    let end = format!("/{term}");
    let mut found: Vec<(&'static Field, Vec<String>)> = Vec::new();
    for operation in service.reference().operations {
        for direction in [Direction::Request, Direction::Response] {
            let way = if direction == Direction::Request {
                "request"
            } else {
                "response"
            };
            for position in tree::positions(operation, direction) {
                if position.path != term && !position.path.ends_with(&end) {
                    continue;
                }
                let place = format!("{} {way} {}", operation.name, position.path);
                match found
                    .iter_mut()
                    .find(|(field, _)| std::ptr::eq(*field, position.field))
                {
                    Some((_, places)) => places.push(place),
                    None => found.push((position.field, vec![place])),
                }
            }
        }
    }
    found
        .into_iter()
        .map(|(field, places)| element(service, field, &places))
        .collect()
}

fn element(service: Service, field: &'static Field, places: &[String]) -> String {
    let mut page = String::new();
    let _ = writeln!(page, "{} {}\n", service.vendor(), field.name);
    if !field.about.is_empty() {
        let _ = writeln!(page, "{}\n", field.about);
    }
    row(
        &mut page,
        "Stands",
        match tree::occurs(field) {
            '1' => "exactly once",
            '?' => "at most once",
            '+' => "one or more times",
            _ => "any number of times",
        },
    );
    row(&mut page, "Holds", &holds(service, field));
    row(&mut page, "Section", field.section);
    row(&mut page, "Other names", &field.aliases.join(", "));
    let codes = [
        ("when missing", field.codes.absent),
        ("when wrong", field.codes.invalid),
        ("on length", field.codes.length),
    ];
    for (when, code) in codes.into_iter().filter(|(_, code)| !code.is_empty()) {
        let text = service.error(code).map_or("", |error| error.text);
        row(&mut page, "Answer", &format!("{code} {when}: {text}"));
    }
    for place in places {
        row(&mut page, "In", place);
    }
    errata(&mut page, service, field.errata);
    page
}

fn holds(service: Service, field: &Field) -> String {
    match field.kind {
        Kind::Struct(shape) => {
            let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
            format!("a structure: {}", names.join(", "))
        }
        _ => tree::limits(service, field),
    }
}

fn errata(page: &mut String, service: Service, ids: &str) {
    for id in ids.split_whitespace() {
        if let Some(erratum) = service.reference().erratum(id) {
            let _ = writeln!(
                page,
                "  Erratum {id}: {} Read: {}",
                erratum.paper, erratum.reads
            );
        }
    }
}

fn row(page: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(page, "  {name:<11} {value}");
    }
}

fn not_found(services: &[Service], term: &str) -> String {
    let mut near: Vec<&str> = Vec::new();
    let lower = term.to_lowercase();
    for service in services {
        let reference = service.reference();
        let names = reference.operations.iter().map(|operation| operation.name);
        let names = names
            .chain(reference.rules.iter().map(|rule| rule.id))
            .chain(reference.tables.iter().map(|t| t.name));
        near.extend(names.filter(|name| name.to_lowercase().contains(&lower)));
    }
    near.truncate(8);
    let hint = if near.is_empty() {
        "`certwire schema show` lists the operations".to_owned()
    } else {
        format!("near: {}", near.join(", "))
    };
    format!(
        "nothing is called `{term}`: give a code, an operation, an element's path, a rule, a table or an erratum; {hint}"
    )
}
