//! All of the state: forgotten, added to, saved, brought back.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::{
    endpoint::{Endpoint, Json, Method, Nothing, STATE, endpoint, limited},
    problem::Problem,
};
use crate::{store::Snapshot, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Post,
            "/reset",
            "Goes back to what the sandbox began with: its accounts with their passwords, no orders, real time.",
            reset,
        ),
        limited(
            Method::Post,
            "/seed",
            "Adds accounts, vouchers, orders and whatever else a snapshot may hold.",
            STATE,
            seed,
        ),
        endpoint(
            Method::Get,
            "/snapshot",
            "The whole state, passwords and keys included: what PUT takes.",
            save,
        ),
        limited(
            Method::Put,
            "/snapshot",
            "Replaces the whole state by that of a snapshot.",
            STATE,
            restore,
        ),
    ]
}

/// A snapshot, which is described by what it is for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(transparent)]
struct Saved(Snapshot);

impl JsonSchema for Saved {
    fn schema_name() -> Cow<'static, str> {
        "Snapshot".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "object",
            "description": "Members: clock, settings, accounts, vouchers, gs_orders, tbs_orders, timeline, mails, forced, \
                            exchanges, sequences; each may be left out. A seed usually gives accounts, vouchers, \
                            settings.",
        })
    }
}

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method is of one lifetime only"
)]
fn reset(world: &World, _: &Nothing, (): ()) -> Result<(), Problem> {
    // Not after what is due: it must work whatever the state is like.
    Ok(world.store.transact(|tx| tx.reset())?)
}

fn seed(world: &World, _: &Nothing, Json(seed): Json<Saved>) -> Result<(), Problem> {
    Ok(world.work(|desk| desk.tx.load(&seed.0))?)
}

fn save(world: &World, _: &Nothing, (): ()) -> Result<Json<Saved>, Problem> {
    let snapshot = world.work(|desk| desk.tx.snapshot())?;
    Ok(Json(Saved(snapshot)))
}

fn restore(world: &World, _: &Nothing, Json(saved): Json<Saved>) -> Result<(), Problem> {
    Ok(world.store.transact(|tx| {
        tx.clear()?;
        tx.load(&saved.0)
    })?)
}
