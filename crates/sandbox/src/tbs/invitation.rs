//! The page on which an invited person goes on: brings a CSR, or confirms an address.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};

use super::{Details, Stage, details::key, find::TbsOrder, lifecycle, road};
use crate::{codec::escape, desk::Desk, desk::Impossible, server, world::World};

/// Largest body of the form, in bytes.
const BODY: usize = 64 * 1024;

/// The page.
pub(crate) fn router() -> Router<Arc<World>> {
    Router::new().route("/invitation/{token}", get(show).post(take))
}

async fn show(State(world): State<Arc<World>>, Path(token): Path<String>) -> Response {
    blocking(move || {
        world.work(|desk| {
            let order = invited(desk, &token)?;
            Ok::<_, Impossible>(order.map(|order| form(&order)))
        })
    })
    .await
}

async fn take(
    State(world): State<Arc<World>>,
    Path(token): Path<String>,
    body: axum::body::Body,
) -> Response {
    let body = match server::collect(body, BODY).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    let text = String::from_utf8_lossy(&body).into_owned();
    blocking(move || {
        world.work(|desk| {
            let Some(mut order) = invited(desk, &token)? else {
                return Ok(None);
            };
            if order.details.stage == Stage::Confirmation {
                road::enter(desk, &mut order, desk.now)?;
            } else {
                lifecycle::bring(desk, &mut order, &csr(&text))?;
            }
            road::schedule(&mut order);
            desk.tx.save_order(&order)?;
            Ok(Some(page("Thank you. The order goes on.")))
        })
    })
    .await
}

/// Runs work on the state outside of the asynchronous threads.
async fn blocking(
    work: impl FnOnce() -> Result<Option<String>, Impossible> + Send + 'static,
) -> Response {
    let html = [(header::CONTENT_TYPE, "text/html;charset=UTF-8")];
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Some(page))) => (html, page).into_response(),
        Ok(Ok(None)) => StatusCode::NOT_FOUND.into_response(),
        Ok(Err(Impossible::State(why))) => {
            (StatusCode::CONFLICT, html, page(&escape(&why))).into_response()
        }
        Ok(Err(Impossible::Store(_))) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn invited(desk: &Desk<'_>, token: &str) -> Result<Option<TbsOrder>, crate::store::Error> {
    let orders = desk.tx.orders_by_key::<Details>(key::TOKEN, token)?;
    Ok(orders.into_iter().next())
}

fn form(order: &TbsOrder) -> String {
    let id = &order.id;
    match order.details.stage {
        Stage::Csr => page(&format!(
            "Order {id} waits for your certificate request (PKCS#10, PEM).</p>\
             <form method=\"post\"><p><textarea name=\"csr\" rows=\"20\" cols=\"70\"></textarea></p>\
             <p><button>Send</button></p></form><p>"
        )),
        Stage::Confirmation => page(&format!(
            "Order {id} waits for you to confirm your address.</p>\
             <form method=\"post\"><p><button>Confirm</button></p></form><p>"
        )),
        _ => page(&format!("Order {id} waits for nothing from you.")),
    }
}

fn page(text: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>TBS sandbox</title><h1>TBS sandbox</h1><p>{text}</p></html>"
    )
}

/// The request in a form's body, or in a body that is the request itself.
fn csr(body: &str) -> String {
    let field = body.split('&').find_map(|field| field.strip_prefix("csr="));
    field.map_or_else(|| body.to_owned(), decoded)
}

/// A form field without its escapes.
fn decoded(field: &str) -> String {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' => bytes.push(b' '),
            b'%' => {
                let digits = [rest.next(), rest.next()];
                let value = digits.into_iter().try_fold(0, |value, digit| {
                    let digit = char::from(digit?).to_digit(16)?;
                    Some(value * 16 + digit)
                });
                bytes.extend(value.and_then(|value| u8::try_from(value).ok()));
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::csr;

    #[test]
    fn requests_come_in_forms_or_bare() {
        assert_eq!(
            csr("csr=-----BEGIN+X-----%0D%0AMIIB%2B%2f%3D"),
            "-----BEGIN X-----\r\nMIIB+/="
        );
        assert_eq!(csr("-----BEGIN X-----"), "-----BEGIN X-----");
        assert_eq!(csr("csr=%4"), "");
    }
}
