//! The page: four files that need nothing else, from this address or any other.

use std::sync::Arc;

use axum::{Router, http::header::CONTENT_TYPE, routing::get};

use crate::world::World;

/// The page's addresses.
pub(super) fn router() -> Router<Arc<World>> {
    let file = |media: &'static str, text: &'static str| {
        get(move || async move { ([(CONTENT_TYPE, media)], text) })
    };
    Router::new()
        .route(
            "/",
            file(
                "text/html;charset=utf-8",
                include_str!("../../page/index.html"),
            ),
        )
        .route(
            "/icon.svg",
            file("image/svg+xml", include_str!("../../page/icon.svg")),
        )
        .route(
            "/page.css",
            file(
                "text/css;charset=utf-8",
                include_str!("../../page/page.css"),
            ),
        )
        .route(
            "/page.js",
            file(
                "text/javascript;charset=utf-8",
                include_str!("../../page/page.js"),
            ),
        )
}
