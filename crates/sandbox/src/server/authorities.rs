//! What the test CA publishes: certificates of its authorities, and their CRLs.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::get,
};

use crate::{
    ca::{Authority, Facts, Published, Reason, Revoked},
    desk::Desk,
    store,
    world::World,
};

/// How long a CRL is good, in seconds.
const GOOD: i64 = 24 * 60 * 60;

/// The addresses that certificates name, and those of the roots.
pub(super) fn router() -> Router<Arc<World>> {
    Router::new().route("/ca/{file}", get(publish))
}

/// `{slug}.crl`, `{slug}.cer`, `{slug}-root.pem`.
async fn publish(State(world): State<Arc<World>>, Path(file): Path<String>) -> Response {
    let named = |ending: &str| {
        let slug = file.strip_suffix(ending)?;
        Authority::ALL
            .into_iter()
            .find(|authority| authority.slug() == slug)
    };
    if let Some(authority) = named(".cer") {
        let der = world.ca().intermediate(authority).der.clone();
        return ([(CONTENT_TYPE, "application/pkix-cert")], der).into_response();
    }
    if let Some(authority) = named("-root.pem") {
        let pem = world.ca().root(authority).pem.clone();
        return ([(CONTENT_TYPE, "application/x-pem-file")], pem).into_response();
    }
    let Some(authority) = named(".crl") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let work = move || world.work(|desk| crl(desk, authority));
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(Some(crl))) => ([(CONTENT_TYPE, "application/pkix-crl")], crl.der).into_response(),
        Ok(Err(error)) => {
            tracing::error!(%error, "a CRL could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        Ok(Ok(None)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn crl(desk: &Desk<'_>, authority: Authority) -> Result<Option<Published>, store::Error> {
    let facts = Facts::of(&desk.ca.intermediate(authority).pem);
    let issuer = facts.map(|facts| facts.subject).unwrap_or_default();
    let revoked = desk
        .tx
        .revoked(&issuer)?
        .into_iter()
        .map(|(serial, at)| Revoked {
            serial,
            time: at.seconds(),
            // Neither service is told why.
            reason: Reason::Unspecified,
        });
    let number = desk.tx.next("crl", 1)?;
    let now = desk.now.seconds();
    let revoked: Vec<_> = revoked.collect();
    let crl = desk
        .ca
        .crl(authority, &revoked, now, now.saturating_add(GOOD), number);
    if let Err(error) = &crl {
        tracing::error!(%error, "a CRL could not be made");
    }
    Ok(crl.ok())
}
