//! The log of calls, with secrets replaced; and the same as it grows.

use std::{convert::Infallible, sync::Arc};

use axum::{
    body::{Body, Bytes},
    extract::{Extension, RawPathParams, RawQuery, State},
    http::{HeaderMap, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::on,
};
use http_body_util::channel::{Channel, Sender};
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;

use super::{
    endpoint::{Description, Endpoint, Json, Method, endpoint, parameters},
    problem::Problem,
};
use crate::{
    model::{Exchange, Service},
    server::Stopped,
    world::World,
};

/// Exchanges in one list unless asked otherwise; the log keeps no more.
const PAGE: u32 = 1000;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/exchanges",
            "The log of calls, oldest first, with secrets replaced; the last thousand are kept.",
            list,
        ),
        Endpoint {
            method: Method::Get,
            path: "/exchanges/stream",
            summary: "Calls as they are answered, as server-sent events: the number as id, the exchange as data.",
            describe,
            route: on(Method::Get.filter(), stream),
        },
    ]
}

/// A call with its number.
#[derive(Debug, Serialize, JsonSchema)]
struct Numbered {
    /// Its number, which grows.
    number: u64,
    /// The call.
    #[serde(flatten)]
    exchange: Exchange,
}

impl From<(u64, Exchange)> for Numbered {
    fn from((number, exchange): (u64, Exchange)) -> Self {
        Self { number, exchange }
    }
}

/// Which calls.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// After the call of this number.
    after: Option<u64>,
    /// So many at most: 1000 unless given.
    limit: Option<u32>,
    /// To this CA.
    service: Option<Service>,
    /// Of this operation.
    operation: Option<String>,
    /// With this outcome: `accepted`, `refused` or `fault`.
    outcome: Option<String>,
}

fn list(world: &World, wanted: &Wanted, (): ()) -> Result<Json<Vec<Numbered>>, Problem> {
    let after = wanted.after.unwrap_or(0);
    let found = world.work(|desk| desk.tx.exchanges_after(after, PAGE))?;
    let fits = |exchange: &Exchange| {
        let same =
            |asked: &Option<String>, is: &str| asked.as_ref().is_none_or(|asked| asked == is);
        wanted
            .service
            .is_none_or(|service| service == exchange.service)
            && same(&wanted.operation, &exchange.operation)
            && same(&wanted.outcome, &exchange.outcome)
    };
    let found = found.into_iter().filter(|(_, exchange)| fits(exchange));
    let limit = wanted.limit.unwrap_or(PAGE) as usize;
    Ok(Json(found.take(limit).map(Numbered::from).collect()))
}

/// From where the stream goes on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Start {
    /// After the call of this number; only new calls without it.
    after: Option<u64>,
}

fn describe(generator: &mut SchemaGenerator) -> Description {
    Description {
        parameters: Start::json_schema(generator).to_value(),
        body: None,
        answer: (
            200,
            Some(("text/event-stream", json!({ "type": "string" }))),
        ),
    }
}

async fn stream(
    State(world): State<Arc<World>>,
    Extension(stopped): Extension<Stopped>,
    variables: RawPathParams,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let asked = match parameters::<Start>(&variables, query.as_deref()) {
        Ok(asked) => asked,
        Err(problem) => return problem.into_response(),
    };
    // A browser that comes back says what it had.
    let seen = headers
        .get("last-event-id")
        .and_then(|id| id.to_str().ok()?.parse().ok());
    let (sender, body) = Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(follow(world, seen.or(asked.after), sender, stopped));
    ([(CONTENT_TYPE, "text/event-stream")], Body::new(body)).into_response()
}

/// Sends every exchange behind a number until either side is done.
async fn follow(
    world: Arc<World>,
    after: Option<u64>,
    mut sender: Sender<Bytes, Infallible>,
    mut stopped: Stopped,
) {
    let mut calls = world.listen();
    let mut last = after;
    // The first bytes tell the client that it is heard.
    let mut text = ": calls\n\n".to_owned();
    loop {
        // What is read below is all that was heard of so far.
        calls = calls.resubscribe();
        let behind = (Arc::clone(&world), last);
        let Ok(Ok((newest, events))) =
            tokio::task::spawn_blocking(move || read(&behind.0, behind.1)).await
        else {
            return;
        };
        last = Some(newest);
        text.push_str(&events);
        if !text.is_empty()
            && sender
                .send_data(Bytes::from(std::mem::take(&mut text)))
                .await
                .is_err()
        {
            return;
        }
        tokio::select! {
            heard = calls.recv() => if let Err(RecvError::Closed) = heard { return },
            () = stopped.wait() => return,
        }
    }
}

/// The number of the newest exchange, and the events behind a number.
fn read(world: &World, after: Option<u64>) -> Result<(u64, String), Problem> {
    use std::fmt::Write;
    let Some(after) = after else {
        return Ok((world.work(|desk| desk.tx.newest_exchange())?, String::new()));
    };
    let found = world.work(|desk| desk.tx.exchanges_after(after, PAGE))?;
    let newest = found.last().map_or(after, |(number, _)| *number);
    let mut events = String::new();
    for exchange in found.into_iter().map(Numbered::from) {
        let number = exchange.number;
        if let Ok(data) = serde_json::to_string(&exchange) {
            let _ = write!(events, "id: {number}\ndata: {data}\n\n");
        }
    }
    Ok((newest, events))
}
