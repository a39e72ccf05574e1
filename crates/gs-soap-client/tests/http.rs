//! HTTP as it must be where orders cost money.

mod common;

use std::{sync::Mutex, time::Duration};

use certwire_wire::limits::Limits;
use common::*;
use gs_soap_client::{
    BoxFuture, BuildError, Client, Credentials, Error, Failure, FailureKind, Outcome, Request,
    Response, Stage, Transport, TroubleKind,
};

const BUSY: &str = "503 Busy";

fn success() -> String {
    response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    )
}

#[tokio::test]
async fn redirects_are_not_followed() {
    for status in ["301 x", "302 x", "303 x", "307 x", "308 x"] {
        let elsewhere = Server::start([xml(success())]).await;
        let head = format!(
            "HTTP/1.1 {status}\r\nLocation: {}take\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            elsewhere.url
        );
        let server = Server::start([Reply::Bytes(head.into_bytes())]).await;
        let outcome = client(&server.url).order_ps1(&order()).await;
        let Ok(Outcome::Ambiguous(doubt)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(doubt.trouble.kind, TroubleKind::Redirect);
        assert!(doubt.trouble.message.contains("127.0.0.1"));
        assert_eq!(server.seen().len(), 1);
        assert!(elsewhere.seen().is_empty(), "the canary has flown");
    }
}

#[tokio::test]
async fn failures_before_the_body_are_certain() {
    let refused = "http://127.0.0.1:1/";
    let Err(Error::NotSent(failure)) = client(refused).order_ps1(&order()).await else {
        panic!("sent to a closed port");
    };
    assert_eq!(failure.stage, Stage::BeforeSending);
    // Plain HTTP where TLS is expected.
    let server = Server::start([Reply::AtOnce(b"HTTP/1.1 400 Bad\r\n\r\n".to_vec())]).await;
    let url = server.url.replace("http", "https");
    let Err(Error::NotSent(failure)) = client(&url).order_ps1(&order()).await else {
        panic!("sent without TLS");
    };
    assert_eq!(failure.kind, FailureKind::Tls, "{failure}");
}

#[tokio::test]
async fn names_without_an_address_are_not_sent_to() {
    let outcome = client("https://ca.invalid/").order_ps1(&order()).await;
    assert!(matches!(outcome, Err(Error::NotSent(_))), "{outcome:?}");
}

#[tokio::test]
async fn resets_leave_an_order_in_doubt_and_are_not_repeated() {
    for reply in [Reply::ResetAfterRequest, Reply::ResetAtOnce] {
        let server = Server::start([reply.clone(), xml(success())]).await;
        let outcome = client(&server.url).order_ps1(&order()).await;
        match (reply, outcome) {
            (_, Ok(Outcome::Ambiguous(doubt))) => {
                assert_eq!(doubt.trouble.kind, TroubleKind::Connection);
            }
            // The reset may be noticed before the body is asked for.
            (Reply::ResetAtOnce, Err(Error::NotSent(_))) => {}
            (_, outcome) => panic!("{outcome:?}"),
        }
        assert!(server.seen().len() <= 1, "sent twice");
    }
}

#[tokio::test]
async fn bodies_that_stop_or_break_off_are_in_doubt() {
    let text = success();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n",
        text.len()
    );
    let half = format!("{head}{}", &text[..text.len() / 2]).into_bytes();
    let cut = doubt(Reply::Bytes(half.clone())).await;
    assert_eq!(cut.trouble.kind, TroubleKind::Truncated);
    for (builder, reply) in [
        (
            builder as fn(&str) -> gs_soap_client::Builder,
            Reply::Hang(half),
        ),
        (builder, Reply::Hang(Vec::new())),
    ] {
        let server = Server::start([reply]).await;
        let client = builder(&server.url)
            .idle_timeout(Duration::from_millis(30))
            .call_timeout(Duration::from_millis(300));
        let outcome = client.build().expect("a client").order_ps1(&order()).await;
        let Ok(Outcome::Ambiguous(doubt)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(doubt.trouble.kind, TroubleKind::Timeout);
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn bodies_over_the_limit_are_cut_off() {
    let long = format!("{}{}", success(), " ".repeat(5000));
    let limits = Limits {
        body: 4000,
        ..Limits::DEFAULT
    };
    let declared = xml(&long);
    let Reply::Bytes(bytes) = &declared else {
        panic!("bytes");
    };
    let text = String::from_utf8_lossy(bytes).replace("Content-Length", "X-Length");
    for reply in [declared, Reply::Bytes(text.into_bytes())] {
        let server = Server::start([reply]).await;
        let client = builder(&server.url)
            .limits(limits)
            .build()
            .expect("a client");
        let outcome = client.order_ps1(&order()).await;
        let Ok(Outcome::Ambiguous(doubt)) = outcome else {
            panic!("{outcome:?}");
        };
        assert_eq!(doubt.trouble.kind, TroubleKind::TooLong);
    }
}

#[tokio::test]
async fn chunked_answers_are_read() {
    let text = success();
    let (a, b) = text.split_at(100);
    let body = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{a}\r\n{:x}\r\n{b}\r\n0\r\n\r\n",
        a.len(),
        b.len()
    );
    let (_, outcome) = ordered(Reply::Bytes(body.into_bytes())).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))));
}

#[tokio::test]
async fn queries_are_repeated_and_orders_are_not() {
    let list = response("GetOrders", "<SuccessCode>0</SuccessCode>", "");
    let busy = || http(BUSY, "text/html", "<html>busy</html>");
    let server = Server::start([busy(), Reply::ResetAfterRequest, xml(&list)]).await;
    let outcome = client(&server.url).get_orders(&query()).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))), "{outcome:?}");
    assert_eq!(server.seen().len(), 3);

    let server = Server::start([busy(), busy(), busy(), busy(), busy(), busy()]).await;
    let outcome = client(&server.url).get_orders(&query()).await;
    assert!(matches!(outcome, Ok(Outcome::Ambiguous(doubt)) if doubt.look_up.is_empty()));
    assert_eq!(server.seen().len(), 4, "four attempts");

    let server = Server::start([busy(), busy()]).await;
    let outcome = client(&server.url).order_ps1(&order()).await;
    assert!(matches!(outcome, Ok(Outcome::Ambiguous(_))));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn servers_that_name_a_pause_are_left_alone_for_it() {
    let busy = |seconds: u64| {
        let mut response = Response::whole(503, None, "busy");
        response.retry_after = Some(Duration::from_secs(seconds));
        response
    };
    let list = response("GetOrders", "<SuccessCode>0</SuccessCode>", "");
    let transport = |first: Response| {
        let rest = Response::whole(200, Some("text/xml".to_owned()), list.clone());
        Queue(Mutex::new(vec![rest, first]))
    };
    for (seconds, expected) in [(15, "accepted"), (600, "ambiguous")] {
        let begun = tokio::time::Instant::now();
        let client = builder("https://ca.example/").transport(transport(busy(seconds)));
        let outcome = client.build().expect("a client").get_orders(&query()).await;
        let outcome = outcome.expect("sent");
        assert_eq!(outcome.as_str(), expected);
        let waited = begun.elapsed().as_secs();
        match outcome {
            Outcome::Ambiguous(doubt) => {
                assert_eq!(
                    (waited, doubt.trouble.retry_after),
                    (0, Some(Duration::from_mins(10)))
                );
            }
            _ => assert_eq!(waited, 15),
        }
    }
}

#[tokio::test]
async fn the_pause_is_read_from_the_answer() {
    let head = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\nRetry-After: ";
    for (value, pause) in [("7", Some(7)), ("Fri, 31 Dec 1999 23:59:59 GMT", None)] {
        let reply = Reply::Bytes(format!("{head}{value}\r\n\r\n").into_bytes());
        let doubt = doubt(reply).await;
        assert_eq!(doubt.trouble.retry_after, pause.map(Duration::from_secs));
    }
}

/// Gives its answers from the last to the first.
struct Queue(Mutex<Vec<Response>>);

impl Transport for Queue {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let next = self.0.lock().expect("no panic").pop();
        Box::pin(async move { Ok(next.expect("an answer")) })
    }
}

#[tokio::test]
async fn what_will_not_change_is_not_asked_again() {
    let refusal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-103</ErrorCode><ErrorMessage>x</ErrorMessage></Error></Errors>";
    for reply in [
        xml(response("GetOrders", refusal, "")),
        http("401 No", "text/html", "<html/>"),
        http("302 Elsewhere", "text/html", ""),
        http("200 OK", "application/json", "{}"),
    ] {
        let server = Server::start([reply.clone(), reply]).await;
        let _ = client(&server.url).get_orders(&query()).await;
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn the_proxy_is_the_one_that_is_set() {
    let proxy = Server::start([xml(success())]).await;
    let client = builder("http://localhost:9/").proxy(&proxy.url).build();
    let outcome = client.expect("a client").order_ps1(&order()).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))), "{outcome:?}");
    assert!(proxy.seen()[0].starts_with("POST http://localhost:9/ HTTP/1.1"));
}

#[tokio::test]
async fn clients_say_who_they_are_and_where_they_call_from() {
    let server = Server::start([xml(success())]).await;
    let client = builder(&server.url)
        .user_agent("reseller/7")
        .source_address([127, 0, 0, 9].into());
    let outcome = client.build().expect("a client").order_ps1(&order()).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))), "{outcome:?}");
    assert!(server.seen()[0].contains("user-agent: reseller/7"));
}

#[test]
fn clients_without_what_they_need_are_not_built() {
    let builder = || Client::builder().credentials(Credentials::new("u", "p"));
    assert!(matches!(builder().build(), Err(BuildError::NoEndpoint)));
    assert!(matches!(
        builder().url("http://ca.example/").build(),
        Err(BuildError::Url(_))
    ));
    let Err(BuildError::UnknownEndpoint { known, .. }) = builder().endpoint("tset").build() else {
        panic!("built");
    };
    assert_eq!(known, ["live", "test"]);
    assert!(matches!(
        Client::builder().endpoint("test").build(),
        Err(BuildError::NoCredentials)
    ));
    let client = builder().endpoint("test").build().expect("a client");
    assert_eq!(
        client.core().base().as_str(),
        "https://test-gcc.globalsign.com/pc/ws/v2/GasOrderService"
    );
    assert!(
        builder()
            .endpoint("test")
            .client_certificate("no pem")
            .build()
            .is_err()
    );
    assert!(builder().endpoint("test").proxy("::").build().is_err());
}
