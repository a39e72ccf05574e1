//! What the schema knows, for the page and for programs: operations, elements, codes, errors, rules, errata, editions.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use certwire_judge::{service, tree};
use certwire_wire::{
    operation::{Direction, Effect, Operation},
    reference,
};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    endpoint::{Endpoint, Given, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{model::Service, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/reference",
            "Both services: title and edition of the document, names of the operations.",
            overview,
        ),
        endpoint(
            Method::Get,
            "/reference/{service}",
            "Everything about one service: operations with all elements, code tables, errors, rules, errata, history.",
            everything,
        ),
    ]
}

/// A service at a glance.
#[derive(Debug, Serialize, JsonSchema)]
struct Overview {
    /// The CA.
    service: Service,
    /// Title of its document.
    title: &'static str,
    /// Edition of the document.
    edition: &'static str,
    /// Names of the operations.
    operations: Vec<&'static str>,
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every endpoint")]
fn overview(_: &World, _: &Nothing, (): ()) -> Result<Json<Vec<Overview>>, Problem> {
    let overview = |service: Service| {
        let reference = service.reference();
        Overview {
            service,
            title: reference.title,
            edition: reference.edition,
            operations: reference.operations.iter().map(|one| one.name).collect(),
        }
    };
    Ok(Json([Service::Gs, Service::Tbs].map(overview).into()))
}

/// Which service.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    /// The CA.
    service: Service,
}

/// A service's reference.
#[derive(Debug)]
struct Reference(Value);

impl Given for Reference {
    fn respond(self) -> Response {
        axum::Json(self.0).into_response()
    }

    fn describe(generator: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>) {
        let schema = generator.subschema_for::<Self>().to_value();
        (200, Some(("application/json", schema)))
    }
}

impl JsonSchema for Reference {
    fn schema_name() -> Cow<'static, str> {
        "Reference".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let list = json!({ "type": "array", "items": { "type": "object" } });
        let text = json!({ "type": "string" });
        json_schema!({
            "type": "object",
            "properties": {
                "service": text,
                "title": text,
                "edition": text,
                "operations": list,
                "tables": list,
                "errors": list,
                "rules": list,
                "errata": list,
                "history": list,
            },
            "required": ["service", "title", "edition", "operations", "tables", "errors", "rules", "errata", "history"],
        })
    }
}

#[expect(clippy::unnecessary_wraps, reason = "the shape of every endpoint")]
fn everything(_: &World, named: &Named, (): ()) -> Result<Reference, Problem> {
    let reference = named.service.reference();
    let all = |list: &mut dyn Iterator<Item = Value>| list.collect::<Value>();
    let operations = reference.operations.iter();
    Ok(Reference(json!({
        "service": reference.id,
        "title": reference.title,
        "edition": reference.edition,
        "operations": all(&mut operations.map(|one| operation(named.service, one))),
        "tables": all(&mut reference.tables.iter().map(table)),
        "errors": all(&mut reference.errors.iter().map(error)),
        "rules": all(&mut reference.rules.iter().map(rule)),
        "errata": all(&mut reference.errata.iter().map(erratum)),
        "history": all(&mut reference.history.iter().map(edition)),
    })))
}

fn operation(service: Service, operation: &'static Operation) -> Value {
    let service = match service {
        Service::Gs => service::Service::Gs,
        Service::Tbs => service::Service::Tbs,
    };
    let elements = |direction| {
        let positions = tree::positions(operation, direction);
        positions
            .iter()
            .map(|position| element(service, position))
            .collect::<Value>()
    };
    json!({
        "name": operation.name,
        "title": operation.title,
        "summary": operation.summary,
        "section": operation.section,
        "effect": match operation.effect {
            Effect::Query => "query",
            Effect::Mutation => "mutation",
            Effect::Purchase => "purchase",
        },
        "errata": operation.errata,
        "request": elements(Direction::Request),
        "response": elements(Direction::Response),
    })
}

fn element(service: service::Service, position: &tree::Position) -> Value {
    let field = position.field;
    json!({
        "path": position.path,
        "depth": position.depth,
        "name": field.name,
        "occurs": tree::occurs(field).to_string(),
        "limits": tree::limits(service, field),
        "table": field.table,
        "section": field.section,
        "about": field.about,
        "errata": field.errata,
    })
}

fn table(table: &reference::Table) -> Value {
    let row = |code: &reference::Code| {
        let columns = table.columns.iter().zip(code.columns);
        let mut row: Map<String, Value> = columns
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect();
        row.insert("code".to_owned(), json!(code.code));
        row.insert("label".to_owned(), json!(code.label));
        Value::Object(row)
    };
    json!({
        "name": table.name,
        "section": table.section,
        "about": table.about,
        "columns": table.columns,
        "codes": table.codes.iter().map(row).collect::<Value>(),
        "errata": table.errata,
    })
}

fn error(error: &reference::ErrorCode) -> Value {
    json!({
        "code": error.code,
        "method": error.method,
        "class": error.class.as_str(),
        "section": error.section,
        "text": error.text,
        "cause": error.cause,
        "remedy": error.remedy,
        "since": error.since,
        "until": error.until,
        "errata": error.errata,
    })
}

fn rule(rule: &reference::Rule) -> Value {
    json!({
        "id": rule.id,
        "section": rule.section,
        "operations": rule.operations,
        "response": rule.response,
        "codes": rule.codes,
        "decided": rule.decided.as_str(),
        "severity": rule.severity.as_str(),
        "summary": rule.summary,
        "since": rule.since,
        "until": rule.until,
        "errata": rule.errata,
    })
}

fn erratum(erratum: &reference::Erratum) -> Value {
    json!({
        "id": erratum.id,
        "section": erratum.section,
        "kind": erratum.kind,
        "place": erratum.place,
        "paper": erratum.paper,
        "reads": erratum.reads,
        "writes": erratum.writes,
        "why": erratum.why,
    })
}

fn edition(edition: &reference::Edition) -> Value {
    let entry = |entry: &reference::Entry| json!({ "kind": entry.kind, "subject": entry.subject, "was": entry.was });
    json!({
        "id": edition.id,
        "date": edition.date,
        "section": edition.section,
        "entries": edition.entries.iter().map(entry).collect::<Value>(),
    })
}
