//! Answers that trouble struck.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes},
    http::{
        StatusCode,
        header::{CONTENT_LENGTH, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use http_body::Frame;

use super::vendor::respond;
use crate::{chaos::Trouble, reply::Reply, world::Door};

/// A response in whose place the connection is reset.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reset;

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Service unavailable</title></head>\
                    <body><h1>Service unavailable</h1><p>Please try again later.</p></body></html>\n";

/// What comes instead of this reply.
pub(super) fn respond_with(trouble: Trouble, door: Door, reply: &Reply) -> Response {
    match trouble {
        Trouble::ServerError | Trouble::ErrorAfter => {
            (StatusCode::SERVICE_UNAVAILABLE, html()).into_response()
        }
        Trouble::HtmlPage => html().into_response(),
        Trouble::Fault => respond(door.fault()),
        Trouble::ResetBefore | Trouble::ResetAfter => {
            let mut response = Response::new(Body::empty());
            response.extensions_mut().insert(Reset);
            response
        }
        Trouble::Truncation => truncated(reply),
    }
}

fn html() -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], PAGE)
}

/// The first half of a reply under the length of the whole, after which the connection is closed.
fn truncated(reply: &Reply) -> Response {
    let half = Bytes::copy_from_slice(&reply.body[..reply.body.len() / 2]);
    let body = Body::new(Half::Piece(half));
    let length = reply.body.len().to_string();
    let headers = [
        (CONTENT_TYPE, reply.content_type),
        (CONTENT_LENGTH, length.as_str()),
    ];
    (headers, body).into_response()
}

/// A body that breaks off after its first piece.
enum Half {
    /// The piece is still to come.
    Piece(Bytes),
    /// It is on its way: a server keeps what it was given until the body lets it wait.
    Sent,
    /// It has left.
    Flushed,
}

/// Why it breaks off.
#[derive(Debug)]
pub(super) struct BrokenOff;

impl std::fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("broken off on purpose")
    }
}

impl std::error::Error for BrokenOff {}

impl http_body::Body for Half {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match std::mem::replace(&mut *self, Self::Sent) {
            Self::Piece(piece) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            Self::Sent => {
                *self = Self::Flushed;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::Flushed => Poll::Ready(Some(Err(BrokenOff))),
        }
    }
}
