//! The API's description, made from its endpoints.

use std::sync::Arc;

use axum::{http::header::CONTENT_TYPE, routing::on};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::endpoint::{Description, Endpoint, Given, Json, Method, Nothing};

const PATH: &str = "/openapi.json";
const SUMMARY: &str = "This description.";

/// The description as JSON.
pub(super) fn describe(endpoints: &[Endpoint]) -> String {
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    let own = (PATH, Method::Get, SUMMARY, describe_own(&mut generator));
    let others = endpoints.iter().map(|endpoint| {
        let description = (endpoint.describe)(&mut generator);
        (
            endpoint.path,
            endpoint.method,
            endpoint.summary,
            description,
        )
    });
    for (path, method, summary, description) in others.collect::<Vec<_>>().into_iter().chain([own])
    {
        let methods = paths.entry(path).or_insert_with(|| json!({}));
        methods[method.id()] = operation(path, summary, description);
    }
    let problem = json!({
        "type": "object",
        "properties": { "error": { "type": "string", "description": "What is wrong, and what to do." } },
        "required": ["error"],
    });
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Problem".to_owned(), problem);
    let document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Certwire sandbox: management",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What is done to the sandbox from outside: accounts, orders, the clock, mails, the log of calls. \
                            Times are RFC 3339; every error is an object with a sentence.",
        },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    format!("{document:#}\n")
}

fn describe_own(generator: &mut SchemaGenerator) -> Description {
    Description {
        parameters: json!({}),
        body: None,
        answer: Json::<Map<String, Value>>::describe(generator),
    }
}

fn operation(path: &str, summary: &str, description: Description) -> Value {
    let (status, answer) = description.answer;
    let mut response = json!({ "description": "Done." });
    if let Some((media, schema)) = answer {
        response["content"] = json!({ media: { "schema": schema } });
    }
    let problem = json!({
        "description": "Why not.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
    });
    let mut operation = json!({
        "summary": summary,
        "parameters": parameters(path, &description.parameters),
        "responses": { status.to_string(): response, "default": problem },
    });
    if let Some((media, schema)) = description.body {
        operation["requestBody"] =
            json!({ "required": true, "content": { media: { "schema": schema } } });
    }
    operation
}

/// One entry for each member of the structure that holds all parameters.
fn parameters(path: &str, schema: &Value) -> Vec<Value> {
    let members = schema["properties"].as_object().into_iter().flatten();
    let entry = |(name, schema): (&String, &Value)| {
        let in_path = path.contains(&format!("{{{name}}}"));
        let mut schema = schema.clone();
        let about = schema
            .as_object_mut()
            .and_then(|members| members.remove("description"));
        json!({
            "name": name,
            "in": if in_path { "path" } else { "query" },
            "required": in_path,
            "description": about,
            "schema": schema,
        })
    };
    members.map(entry).collect()
}

/// The address that gives it.
pub(super) fn endpoint(description: String) -> Endpoint {
    let description: Arc<str> = description.into();
    let serve = move |_: axum::extract::Query<Nothing>| async move {
        (
            [(CONTENT_TYPE, "application/json")],
            description.to_string(),
        )
    };
    Endpoint {
        method: Method::Get,
        path: PATH,
        summary: SUMMARY,
        describe: describe_own,
        route: on(Method::Get.filter(), serve),
    }
}
