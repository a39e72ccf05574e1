//! The switches.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde_json::Value;

use super::{
    endpoint::{Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{settings::Settings, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(Method::Get, "/settings", "The switches as they are.", get),
        endpoint(
            Method::Patch,
            "/settings",
            "Changes the switches that are given, at once; the others stay.",
            patch,
        ),
    ]
}

/// Some of the switches.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Changes(Value);

impl JsonSchema for Changes {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Changes".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // All its members have defaults, so none is required.
        generator.subschema_for::<Settings>()
    }
}

fn get(world: &World, _: &Nothing, (): ()) -> Result<Json<Settings>, Problem> {
    Ok(Json(world.work(|desk| desk.tx.settings())?))
}

fn patch(
    world: &World,
    _: &Nothing,
    Json(changes): Json<Changes>,
) -> Result<Json<Settings>, Problem> {
    world.work(|desk| {
        let unfit = |error| Problem::request(format!("The switches do not fit: {error}."));
        let mut settings = serde_json::to_value(&desk.settings).map_err(unfit)?;
        merge(&mut settings, changes.0);
        let settings: Settings = serde_json::from_value(settings).map_err(unfit)?;
        desk.tx.set_settings(&settings)?;
        Ok(Json(settings))
    })
}

/// Members of objects are replaced one by one, everything else whole.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (name, value) in from {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
