//! The management API: everything about the sandbox that a customer of the CAs cannot do, as JSON on a port of its own.
//!
//! Each resource is a module with its endpoints; what an endpoint takes and gives is said by its types, from which the
//! description in `OpenAPI` is made. An error is an object with one sentence that says what to do.

mod accounts;
mod authorities;
mod clock;
mod endpoint;
mod exchanges;
mod forced;
mod guard;
mod health;
mod mails;
mod openapi;
mod orders;
mod page;
mod problem;
mod reference;
mod settings;
mod state;
mod validate;
mod view;
mod vouchers;

use std::sync::Arc;

use axum::{Router, http::StatusCode, middleware};

use self::{endpoint::Endpoint, problem::Problem};
use crate::world::World;

/// Every endpoint, in the order in which they are described.
fn endpoints() -> Vec<Endpoint> {
    let resources = [
        health::endpoints(),
        accounts::endpoints(),
        orders::endpoints(),
        clock::endpoints(),
        mails::endpoints(),
        vouchers::endpoints(),
        forced::endpoints(),
        settings::endpoints(),
        exchanges::endpoints(),
        state::endpoints(),
        authorities::endpoints(),
        validate::endpoints(),
        reference::endpoints(),
    ];
    resources.into_iter().flatten().collect()
}

/// The management API; `names` are host names that it answers to beside loopback's.
pub(crate) fn router(world: Arc<World>, names: &[String]) -> Router {
    let mut endpoints = endpoints();
    let description = openapi::describe(&endpoints);
    endpoints.push(openapi::endpoint(description));
    let mut router = page::router();
    for endpoint in endpoints {
        router = router.route(endpoint.path, endpoint.route);
    }
    let names: Arc<[String]> = names.into();
    router
        .fallback(|| async { Problem::new(StatusCode::NOT_FOUND, NO_SUCH) })
        .method_not_allowed_fallback(|| async {
            Problem::new(StatusCode::METHOD_NOT_ALLOWED, NO_METHOD)
        })
        .layer(middleware::from_fn(move |request, next| {
            guard::check(Arc::clone(&names), request, next)
        }))
        .with_state(world)
}

const NO_SUCH: &str = "There is no such address: GET /openapi.json lists all of them.";
const NO_METHOD: &str =
    "This address does not take the method: GET /openapi.json lists what it takes.";
