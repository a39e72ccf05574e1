//! Whether the sandbox is there, and where.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    endpoint::{Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{time::Time, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(
        Method::Get,
        "/health",
        "Whether the sandbox can use its state, and where the CAs' addresses are.",
        get,
    )]
}

/// The sandbox.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    /// `ok`.
    status: &'static str,
    /// Version of the sandbox.
    version: &'static str,
    /// What its clock shows.
    now: Time,
    /// Address of `GlobalSign`'s service.
    gs: String,
    /// Base address of TBS's scripts.
    tbs: String,
}

fn get(world: &World, _: &Nothing, (): ()) -> Result<Json<Health>, Problem> {
    let clock = world.work(|desk| desk.tx.clock())?;
    Ok(Json(Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
        now: clock.now(),
        gs: world.gs_url(),
        tbs: world.base().to_owned(),
    }))
}
