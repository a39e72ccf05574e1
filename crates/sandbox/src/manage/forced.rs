//! Answers that the next matching calls get instead of their own: for codes that no state brings about.

use super::{
    endpoint::{Created, Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{model::Forced, world::World};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/forced",
            "Answers that wait for their calls, oldest first.",
            list,
        ),
        endpoint(
            Method::Post,
            "/forced",
            "Answers the next matching calls with an error code.",
            force,
        ),
        endpoint(Method::Delete, "/forced", "Takes all of them back.", clear),
    ]
}

fn list(world: &World, _: &Nothing, (): ()) -> Result<Json<Vec<Forced>>, Problem> {
    Ok(Json(world.work(|desk| desk.tx.forced())?))
}

fn force(
    world: &World,
    _: &Nothing,
    Json(forced): Json<Forced>,
) -> Result<Created<Forced>, Problem> {
    forced.check().map_err(Problem::request)?;
    world.work(|desk| desk.tx.force(&forced))?;
    Ok(Created(forced))
}

fn clear(world: &World, _: &Nothing, (): ()) -> Result<(), Problem> {
    Ok(world.work(|desk| desk.tx.clear_forced())?)
}
