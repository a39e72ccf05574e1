//! The description: it has every address, and the answers are as it says.

use reqwest::Method;
use serde_json::{Value, json};

use super::Manager;
use crate::common::{Running, place};

#[tokio::test(flavor = "multi_thread")]
async fn every_described_address_answers_as_described() {
    let sandbox = Running::start_secure().await;
    let order = place(&sandbox).await;
    let manager = Manager::of(&sandbox);
    let voucher = json!({ "service": "gs", "code": "SPRING", "kind": "coupon" });
    manager
        .send(Method::PUT, "/vouchers", voucher.clone())
        .await;
    let account = json!({ "service": "tbs", "user": "sandbox", "password": "secret" });
    let document = manager.get("/openapi.json").await;
    let before = manager.get("/snapshot").await;
    let mut walked = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let body = match (method.as_str(), path.as_str()) {
                ("post", "/accounts") => {
                    json!({ "service": "gs", "user": "new", "password": "secret" })
                }
                ("put", "/accounts/{service}/{user}") => account.clone(),
                ("post", "/orders/{id}/actions") => json!({ "action": "issue" }),
                ("post", "/clock") => json!({ "advance": "1m" }),
                ("put", "/vouchers") => voucher.clone(),
                ("post", "/forced") => json!({ "service": "gs", "code": "-1" }),
                _ => json!({}),
            };
            // Everything but this answers at once; it has a test of its own.
            if path.ends_with("/stream") {
                continue;
            }
            let filled = path
                .replace(
                    "{service}",
                    if path.starts_with("/vouchers") {
                        "gs"
                    } else {
                        "tbs"
                    },
                )
                .replace("{user}", "sandbox")
                .replace("{code}", "SPRING")
                .replace("{id}", &order);
            manager.send(Method::PUT, "/snapshot", before.clone()).await;
            let verb = method.to_uppercase().parse().expect("a method");
            let (status, answer) = manager.call(verb, &filled, Some(&body)).await;
            let response = &operation["responses"][status.as_str()];
            assert!(response.is_object(), "{method} {path}: {status} {answer}");
            let schema = &response["content"]["application/json"]["schema"];
            if let Err(wrong) = fits(&document, schema, &answer) {
                panic!("{method} {path}: {wrong}");
            }
            walked += 1;
        }
    }
    assert!(walked >= 20, "{walked} of them");
    sandbox.stop().await;
}

/// Whether a value is as a schema says: the keywords that our description uses.
fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {value} by {schema}"));
    if let Some(place) = schema["$ref"].as_str() {
        let pointer = place.trim_start_matches('#');
        let target = document
            .pointer(pointer)
            .ok_or_else(|| format!("no {place}"))?;
        return fits(document, target, value);
    }
    for several in ["anyOf", "oneOf"] {
        let choices = schema[several].as_array().map(Vec::as_slice);
        let mut results = choices
            .unwrap_or_default()
            .iter()
            .map(|one| fits(document, one, value));
        if choices.is_some() && results.all(|result| result.is_err()) {
            return wrong("none fits");
        }
    }
    for one in schema["allOf"].as_array().into_iter().flatten() {
        fits(document, one, value)?;
    }
    if let Some(choices) = schema["enum"].as_array()
        && !choices.contains(value)
    {
        return wrong("not listed");
    }
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        Value::Null => vec![],
        one => vec![one.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !types.is_empty() && !types.iter().any(|name| name == kind) {
        return wrong("another type");
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if value.get(name).is_none() {
            return wrong(&format!("no {name}"));
        }
    }
    let members = value.as_object().into_iter().flatten();
    for (name, member) in members {
        match schema["properties"].get(name) {
            Some(schema) => fits(document, schema, member)?,
            None if schema["properties"].is_object() => {
                return wrong(&format!("undescribed {name}"));
            }
            None => {}
        }
    }
    for entry in value.as_array().into_iter().flatten() {
        fits(document, &schema["items"], entry)?;
    }
    Ok(())
}
