//! Coupons, campaigns and discount codes that orders may name.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    endpoint::{Endpoint, Json, Method, Nothing, endpoint},
    problem::Problem,
};
use crate::{
    model::{Service, Voucher},
    world::World,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/vouchers",
            "All coupons, campaigns and discount codes.",
            list,
        ),
        endpoint(
            Method::Put,
            "/vouchers",
            "Keeps a voucher, in the place of one with its code.",
            save,
        ),
        endpoint(
            Method::Delete,
            "/vouchers/{service}/{code}",
            "Takes a voucher back.",
            delete,
        ),
    ]
}

fn list(world: &World, _: &Nothing, (): ()) -> Result<Json<Vec<Voucher>>, Problem> {
    Ok(Json(world.work(|desk| desk.tx.vouchers())?))
}

fn save(
    world: &World,
    _: &Nothing,
    Json(voucher): Json<Voucher>,
) -> Result<Json<Voucher>, Problem> {
    world.work(|desk| desk.tx.save_voucher(&voucher))?;
    Ok(Json(voucher))
}

/// Which voucher.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    /// The CA.
    service: Service,
    /// The code.
    code: String,
}

fn delete(world: &World, named: &Named, (): ()) -> Result<(), Problem> {
    if world.work(|desk| desk.tx.remove_voucher(named.service, &named.code))? {
        return Ok(());
    }
    Err(Problem::missing(format!(
        "There is no voucher {}: GET /vouchers lists them.",
        named.code
    )))
}
