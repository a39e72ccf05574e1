//! Keeps web pages of other origins out: the API asks for no password, because it listens on loopback.
//!
//! A page can send a request to loopback, and with DNS rebinding it can read the answer under a name of its own. So the
//! host must be an address or a name that is known, and a browser's request must come from a page of the same host.

use std::{net::IpAddr, sync::Arc};

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::Problem;

/// What pages of the API may do: nothing but what comes from here.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Passes requests of programs and of the API's own page on.
pub(super) async fn check(names: Arc<[String]>, request: Request, next: Next) -> Response {
    let mut response = match refusal(&names, request.headers()) {
        Some(sentence) => Problem::new(StatusCode::FORBIDDEN, sentence).into_response(),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in [
        (CACHE_CONTROL, "no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
        (REFERRER_POLICY, "no-referrer"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is not passed on.
fn refusal(names: &[String], headers: &HeaderMap) -> Option<&'static str> {
    let text = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let Some(host) = text(&HOST).filter(|host| is_known(names, host)) else {
        return Some(
            "The Host header names no address of the sandbox: use its IP address or localhost, or start the sandbox \
             with this name.",
        );
    };
    let foreign = text(&ORIGIN).is_some_and(|origin| origin.strip_prefix("http://") != Some(host));
    let site = headers.get("sec-fetch-site").map(HeaderValue::as_bytes);
    if foreign || site.is_some_and(|site| site != b"same-origin" && site != b"none") {
        return Some("Web pages of another origin may not use the management API.");
    }
    None
}

/// Whether no name server was needed to come here, or one for a name that is allowed.
fn is_known(names: &[String], host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    let (name, port) = if port.contains(']') {
        (host, "")
    } else {
        (name, port)
    };
    if !port.bytes().all(|digit| digit.is_ascii_digit()) {
        return false;
    }
    let address = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'));
    address.unwrap_or(name).parse::<IpAddr>().is_ok()
        || name.eq_ignore_ascii_case("localhost")
        || names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(headers: &[(&'static str, &'static str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, HeaderValue::from_static(value));
        }
        refusal(&["sandbox.test".to_owned()], &map).is_some()
    }

    #[test]
    fn only_known_hosts_are_answered() {
        for host in [
            "127.0.0.1:8080",
            "127.0.0.1",
            "[::1]:8080",
            "[::1]",
            "LocalHost:1",
            "sandbox.test:80",
        ] {
            assert!(!refused(&[("host", host)]), "{host}");
        }
        for host in [
            "",
            "evil.example:8080",
            "localhost.evil.example",
            "127.0.0.1.evil.example:8080",
            "127.0.0.1@evil",
            "localhost:80:80",
        ] {
            assert!(refused(&[("host", host)]), "{host}");
        }
        assert!(refused(&[]));
    }

    #[test]
    fn pages_of_other_origins_are_refused() {
        let host = ("host", "localhost:8080");
        assert!(!refused(&[host, ("origin", "http://localhost:8080")]));
        assert!(!refused(&[host, ("sec-fetch-site", "none")]));
        for other in [
            "null",
            "http://localhost",
            "http://localhost:8081",
            "https://localhost:8080",
            "http://evil.example",
        ] {
            assert!(refused(&[host, ("origin", other)]), "{other}");
        }
        assert!(refused(&[host, ("sec-fetch-site", "cross-site")]));
        assert!(refused(&[host, ("sec-fetch-site", "same-site")]));
    }
}
