//! Judges a payload that somebody pastes, as `certwire validate` does.

use std::{borrow::Cow, sync::Arc};

use certwire_judge::{
    json,
    judge::{Options, judge},
    judgement::Judgement,
};
use certwire_preflight::Preflight;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize, Serializer};

use super::{
    endpoint::{Endpoint, Json, Method, Raw, endpoint},
    problem::Problem,
};
use crate::world::World;

/// What a payload without a name is called.
const PAYLOAD: &str = "payload";

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(
        Method::Post,
        "/validate",
        "Judges a payload offline: SOAP, XML-RPC, JSON or YAML. The verdict is that of `certwire validate --format json`.",
        validate,
    )]
}

/// How to judge.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct How {
    /// The operation, when the payload does not tell.
    operation: Option<String>,
    /// Makes warnings and notes errors.
    strict: Option<bool>,
    /// What the verdict calls the payload.
    file: Option<String>,
}

/// The verdict on one payload.
#[derive(Debug)]
struct Verdict(Judgement);

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json::Verdict(&self.0).serialize(serializer)
    }
}

impl JsonSchema for Verdict {
    fn schema_name() -> Cow<'static, str> {
        "Verdict".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let place = |first: &str| {
            json_schema!({
                "type": "object",
                "properties": {
                    "path": { "type": "string" },
                    "instance": { "type": ["string", "null"] },
                    "line": { "type": ["integer", "null"] },
                    "column": { "type": ["integer", "null"] },
                    "message": { "type": "string" },
                    "code": { "type": ["string", "null"] },
                    "severity": { "type": "string" },
                    "section": { "type": "string" },
                    first: { "type": "string" },
                },
                "required": ["path", "message", first],
            })
        };
        json_schema!({
            "type": "object",
            "description": "What was found; `error` instead when the payload cannot be judged.",
            "properties": {
                "file": { "type": "string" },
                "protocol": { "type": ["string", "null"] },
                "operation": { "type": ["string", "null"] },
                "direction": { "type": ["string", "null"] },
                "valid": { "type": "boolean" },
                "violations": { "type": "array", "items": place("rule") },
                "notes": { "type": "array", "items": place("kind") },
                "omitted": {
                    "type": "object",
                    "description": "How many findings are not listed.",
                    "properties": {
                        "errors": { "type": "integer" },
                        "warnings": { "type": "integer" },
                        "notes": { "type": "integer" },
                    },
                },
                "error": { "type": "string" },
            },
            "required": ["file", "protocol", "operation", "direction", "valid", "violations", "notes"],
        })
    }
}

fn validate(world: &World, how: &How, Raw(payload): Raw) -> Result<Json<Verdict>, Problem> {
    let clock = world.work(|desk| desk.tx.clock())?;
    if let Some(name) = &how.operation
        && [
            gs_soap_validators::SERVICE.operation(name),
            tbs_xmlrpc_validators::SERVICE.operation(name),
        ]
        .iter()
        .all(Option::is_none)
    {
        return Err(Problem::request(format!(
            "{name} is no operation of either CA: GET /reference lists them."
        )));
    }
    let options = Options {
        operation: how.operation.clone(),
        strict: how.strict.unwrap_or(false),
        now: Some(clock.now().millis()),
        csr: Some(Arc::new(Preflight::default())),
        ..Options::default()
    };
    let name = how.file.as_deref().unwrap_or(PAYLOAD).to_owned();
    Ok(Json(Verdict(judge(name, &payload, &options))))
}
