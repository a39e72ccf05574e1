//! Mails that the CAs would have sent.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    endpoint::{Endpoint, Json, Method, endpoint},
    problem::Problem,
};
use crate::{
    model::{Mail, Service},
    world::World,
};

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![endpoint(
        Method::Get,
        "/mails",
        "The outbox of both CAs, oldest first. Mails hold codes and links, as real ones do.",
        list,
    )]
}

/// Which mails.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// About this order.
    order: Option<String>,
    /// Of this CA.
    service: Option<Service>,
    /// To this address.
    to: Option<String>,
    /// Of this kind: `enrolment`, `pickup`, `dcv`, …
    kind: Option<String>,
}

fn list(world: &World, wanted: &Wanted, (): ()) -> Result<Json<Vec<Mail>>, Problem> {
    let mut mails = world.work(|desk| desk.tx.mails(wanted.order.as_deref()))?;
    mails.retain(|mail| {
        wanted.service.is_none_or(|service| service == mail.service)
            && wanted.to.as_ref().is_none_or(|to| *to == mail.to)
            && wanted.kind.as_ref().is_none_or(|kind| *kind == mail.kind)
    });
    Ok(Json(mails))
}
