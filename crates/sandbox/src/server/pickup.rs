//! `GlobalSign`'s pickup page: one form, so that the password never stands in an address.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{FromRequest, Path, Request, State},
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

use super::PATIENCE;
use crate::{
    codec::escape,
    gs::pickup::{self, Page, Wish},
    store,
    world::World,
};

/// The form as it is sent.
#[derive(Deserialize)]
#[serde(default)]
struct Asked {
    password: String,
    action: String,
    csr: String,
}

impl Default for Asked {
    fn default() -> Self {
        Self {
            password: String::new(),
            action: "look".to_owned(),
            csr: String::new(),
        }
    }
}

/// The page of every order.
pub(super) fn router() -> Router<Arc<World>> {
    Router::new().route("/pickup/{id}", get(form).post(visit))
}

async fn form(Path(id): Path<String>) -> Response {
    page(StatusCode::OK, &id, "")
}

async fn visit(
    State(world): State<Arc<World>>,
    Path(id): Path<String>,
    request: Request,
) -> Response {
    let read = tokio::time::timeout(PATIENCE, Form::<Asked>::from_request(request, &()));
    let asked = match read.await {
        Ok(Ok(Form(asked))) => asked,
        Ok(Err(rejection)) => return rejection.into_response(),
        Err(_) => return StatusCode::REQUEST_TIMEOUT.into_response(),
    };
    let wish = match asked.action.as_str() {
        "look" => Wish::Look,
        "pkcs12" => Wish::Pkcs12,
        "chain" => Wish::Chain,
        "csr" => Wish::Csr(asked.csr),
        "key" => Wish::Key,
        _ => return page(StatusCode::BAD_REQUEST, &id, "There is no such button."),
    };
    let order = id.clone();
    let work = move || world.work(|desk| pickup::visit(desk, &order, &asked.password, wish));
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(answer)) => respond(&id, answer),
        Ok(Err(error)) => broken(&error),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn broken(error: &store::Error) -> Response {
    tracing::error!(%error, "a pickup page could not be answered");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn respond(id: &str, answer: Page) -> Response {
    match answer {
        Page::Denied => page(
            StatusCode::FORBIDDEN,
            id,
            "No order has this number and password.",
        ),
        Page::Shown(text) => page(StatusCode::OK, id, &text),
        Page::Refused(text) => page(StatusCode::CONFLICT, id, &text),
        Page::Pkcs12(file) => download(id, "p12", "application/x-pkcs12", file),
        Page::Chain(pem) => download(id, "pem", "application/x-pem-file", pem.into_bytes()),
    }
}

fn download(id: &str, extension: &str, content_type: &'static str, body: Vec<u8>) -> Response {
    // The number comes from an order that exists, so it is plain.
    let disposition = format!("attachment; filename=\"{id}.{extension}\"");
    let headers = [
        (CONTENT_TYPE, content_type),
        (CONTENT_DISPOSITION, disposition.as_str()),
        (CACHE_CONTROL, "no-store"),
    ];
    (headers, body).into_response()
}

fn page(status: StatusCode, id: &str, said: &str) -> Response {
    let (id, said) = (escape(id), escape(said));
    let body = format!(
        "<!DOCTYPE html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<title>Order {id}</title>
<h1>Order {id}</h1>
<p>This is a sandbox. Nothing here is a real certificate.</p>
<p role=\"status\">{said}</p>
<form method=\"post\">
<p><label>Pickup password <input type=\"password\" name=\"password\" autocomplete=\"off\" required></label></p>
<p><button name=\"action\" value=\"look\">How does it stand?</button>
<button name=\"action\" value=\"pkcs12\">PKCS#12 file</button>
<button name=\"action\" value=\"chain\">Certificate and chain</button>
<button name=\"action\" value=\"key\">Make the key for me</button></p>
<p><label>CSR, PEM<br><textarea name=\"csr\" rows=\"12\" cols=\"66\"></textarea></label></p>
<p><button name=\"action\" value=\"csr\">Send the CSR</button></p>
</form>
</html>
"
    );
    let headers = [
        (CONTENT_TYPE, "text/html;charset=UTF-8"),
        (CACHE_CONTROL, "no-store"),
    ];
    (status, headers, body).into_response()
}
