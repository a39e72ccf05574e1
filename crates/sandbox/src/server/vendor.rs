//! The addresses of both vendors.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, RawQuery, State},
    http::{HeaderMap, StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use certwire_wire::encoding;

use super::trouble;
use crate::{
    chaos::Draw,
    reply::Reply,
    world::{Answered, Door, World},
};

/// Largest request body, in bytes.
const BODY: usize = 8 << 20;

/// `GlobalSign`'s path.
pub(crate) const GS_PATH: &str = "/pc/ws/v2/GasOrderService";
/// The schema that the WSDL holds, by itself.
const SCHEMA: &str = "/pc/ws/v2/gs.xsd";

/// The vendors' addresses.
pub(crate) fn router(world: Arc<World>) -> Router {
    let script = |application| {
        move |state, caller, headers, body| {
            call(Door::Tbs(application), state, caller, headers, body)
        }
    };
    Router::new()
        .route(
            GS_PATH,
            post(|state, caller, headers, body| call(Door::Gs, state, caller, headers, body))
                .get(wsdl),
        )
        .route(
            SCHEMA,
            get(|| async { xml(gs_soap_validators::description::XSD) }),
        )
        .route("/api-operations.php", post(script("operations")))
        .route("/api-infos.php", post(script("infos")))
        .merge(super::authorities::router())
        .merge(super::pickup::router())
        .merge(crate::tbs::router())
        .with_state(world)
}

async fn call(
    door: Door,
    State(world): State<Arc<World>>,
    ConnectInfo(caller): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let body = match super::collect(body, BODY).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let work = move || match encoding::decode(&body, content_type.as_deref()) {
        Ok((text, _)) => world.call(door, caller.ip(), &text),
        Err(error) => Answered {
            reply: Some(door.unreadable(&error.to_string())),
            draw: Draw::default(),
        },
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Answered { reply, draw }) => {
            if !draw.delay.is_zero() {
                tokio::time::sleep(draw.delay).await;
            }
            let reply = reply.unwrap_or_else(|| door.fault());
            match draw.trouble {
                None => respond(reply),
                Some(trouble) => trouble::respond_with(trouble, door, &reply),
            }
        }
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) fn respond(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or_default();
    (status, [(CONTENT_TYPE, reply.content_type)], reply.body).into_response()
}

async fn wsdl(State(world): State<Arc<World>>, RawQuery(query): RawQuery) -> Response {
    if !query.is_some_and(|query| query.eq_ignore_ascii_case("wsdl")) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let address = world.gs_url();
    let mut text = gs_soap_validators::description::WSDL.to_owned();
    for endpoint in gs_soap_validators::SERVICE.endpoints {
        text = text.replace(endpoint.url, &address);
    }
    xml(&text)
}

fn xml(text: &str) -> Response {
    ([(CONTENT_TYPE, "text/xml;charset=UTF-8")], text.to_owned()).into_response()
}
