//! One address with one method: what it takes and gives, and what it does.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes},
    extract::{RawPathParams, RawQuery, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use form_urlencoded::Serializer;
use schemars::{JsonSchema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::problem::Problem;
use crate::{server, world::World};

/// Largest body where nothing else is said, in bytes.
const BODY: usize = 8 << 20;
/// Largest body that holds a whole state.
pub(super) const STATE: usize = 512 << 20;

/// One address with one method.
pub(super) struct Endpoint {
    /// `GET`, `POST`, …
    pub(super) method: Method,
    /// Path, with `{names}`.
    pub(super) path: &'static str,
    /// One sentence on what it does.
    pub(super) summary: &'static str,
    /// What it takes and gives.
    pub(super) describe: fn(&mut SchemaGenerator) -> Description,
    /// What answers.
    pub(super) route: MethodRouter<Arc<World>>,
}

/// The methods that are in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// Its name in `OpenAPI`.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
            Self::Put => "put",
            Self::Patch => "patch",
            Self::Delete => "delete",
        }
    }

    pub(super) const fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
            Self::Put => MethodFilter::PUT,
            Self::Patch => MethodFilter::PATCH,
            Self::Delete => MethodFilter::DELETE,
        }
    }
}

/// What an endpoint takes and gives, in JSON Schema.
pub(super) struct Description {
    /// An object with all parameters of path and query.
    pub(super) parameters: Value,
    /// Media type and schema of the body.
    pub(super) body: Option<(&'static str, Value)>,
    /// Status, media type and schema of the answer.
    pub(super) answer: (u16, Option<(&'static str, Value)>),
}

/// Parameters of path and query, as one structure. It wants `deny_unknown_fields`.
pub(super) trait Parameters: DeserializeOwned + JsonSchema + Send + 'static {}

impl<T: DeserializeOwned + JsonSchema + Send + 'static> Parameters for T {}

/// No parameters.
#[derive(Debug, serde::Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// What a body is read as.
pub(super) trait Taken: Sized + 'static {
    fn read(body: Bytes) -> Result<Self, Problem>;

    fn describe(generator: &mut SchemaGenerator) -> Option<(&'static str, Value)>;
}

/// What an answer is made of.
pub(super) trait Given: 'static {
    fn respond(self) -> Response;

    fn describe(generator: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>);
}

/// JSON, as body and as answer.
pub(super) struct Json<T>(pub(super) T);

/// JSON of something that is new.
pub(super) struct Created<T>(pub(super) T);

/// Any bytes.
pub(super) struct Raw(pub(super) Bytes);

/// PEM.
pub(super) struct Pem(pub(super) String);

/// An endpoint whose work is done in one go.
pub(super) fn endpoint<P, B, A>(
    method: Method,
    path: &'static str,
    summary: &'static str,
    work: fn(&World, &P, B) -> Result<A, Problem>,
) -> Endpoint
where
    P: Parameters,
    B: Taken,
    A: Given,
{
    limited(method, path, summary, BODY, work)
}

/// An endpoint with a limit of its own for the body.
pub(super) fn limited<P, B, A>(
    method: Method,
    path: &'static str,
    summary: &'static str,
    limit: usize,
    work: fn(&World, &P, B) -> Result<A, Problem>,
) -> Endpoint
where
    P: Parameters,
    B: Taken,
    A: Given,
{
    let serve = move |State(world): State<Arc<World>>,
                      variables: RawPathParams,
                      RawQuery(query): RawQuery,
                      body: Body| async move {
        let parameters = match parameters::<P>(&variables, query.as_deref()) {
            Ok(parameters) => parameters,
            Err(problem) => return problem.into_response(),
        };
        let body = match server::collect(body, limit).await {
            Ok(body) => body,
            Err(status) => return Problem::new(status, sentence(status)).into_response(),
        };
        let work = move || work(&world, &parameters, B::read(body)?).map(Given::respond);
        match tokio::task::spawn_blocking(work).await {
            Ok(done) => done.unwrap_or_else(IntoResponse::into_response),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    };
    Endpoint {
        method,
        path,
        summary,
        describe: describe::<P, B, A>,
        route: on(method.filter(), serve),
    }
}

fn describe<P: Parameters, B: Taken, A: Given>(generator: &mut SchemaGenerator) -> Description {
    Description {
        parameters: P::json_schema(generator).to_value(),
        body: B::describe(generator),
        answer: A::describe(generator),
    }
}

/// Reads the parameters of path and query.
pub(super) fn parameters<P: Parameters>(
    variables: &RawPathParams,
    query: Option<&str>,
) -> Result<P, Problem> {
    let mut all = Serializer::new(String::new());
    all.extend_pairs(variables);
    let all = [all.finish().as_str(), query.unwrap_or_default()].join("&");
    serde_urlencoded::from_str(&all).map_err(|error| {
        Problem::request(format!("The address does not say what is wanted: {error}."))
    })
}

fn sentence(status: StatusCode) -> &'static str {
    match status {
        StatusCode::PAYLOAD_TOO_LARGE => "The body is larger than this address takes.",
        StatusCode::REQUEST_TIMEOUT => "The body did not arrive in time.",
        _ => "The body did not arrive whole.",
    }
}

const JSON: &str = "application/json";

impl Taken for () {
    fn read(_: Bytes) -> Result<Self, Problem> {
        Ok(())
    }

    fn describe(_: &mut SchemaGenerator) -> Option<(&'static str, Value)> {
        None
    }
}

impl<T: DeserializeOwned + JsonSchema + 'static> Taken for Json<T> {
    fn read(body: Bytes) -> Result<Self, Problem> {
        serde_json::from_slice(&body).map(Self).map_err(|error| {
            Problem::request(format!(
                "The body is not the JSON that this address takes: {error}."
            ))
        })
    }

    fn describe(generator: &mut SchemaGenerator) -> Option<(&'static str, Value)> {
        Some((JSON, generator.subschema_for::<T>().to_value()))
    }
}

impl Taken for Raw {
    fn read(body: Bytes) -> Result<Self, Problem> {
        Ok(Self(body))
    }

    fn describe(_: &mut SchemaGenerator) -> Option<(&'static str, Value)> {
        Some(("application/octet-stream", json!({})))
    }
}

impl Given for () {
    fn respond(self) -> Response {
        StatusCode::NO_CONTENT.into_response()
    }

    fn describe(_: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>) {
        (204, None)
    }
}

impl<T: Serialize + JsonSchema + 'static> Given for Json<T> {
    fn respond(self) -> Response {
        axum::Json(self.0).into_response()
    }

    fn describe(generator: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>) {
        (200, Some((JSON, generator.subschema_for::<T>().to_value())))
    }
}

impl<T: Serialize + JsonSchema + 'static> Given for Created<T> {
    fn respond(self) -> Response {
        (StatusCode::CREATED, axum::Json(self.0)).into_response()
    }

    fn describe(generator: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>) {
        (201, Some((JSON, generator.subschema_for::<T>().to_value())))
    }
}

impl Given for Pem {
    fn respond(self) -> Response {
        ([(CONTENT_TYPE, "application/x-pem-file")], self.0).into_response()
    }

    fn describe(_: &mut SchemaGenerator) -> (u16, Option<(&'static str, Value)>) {
        (
            200,
            Some(("application/x-pem-file", json!({ "type": "string" }))),
        )
    }
}
