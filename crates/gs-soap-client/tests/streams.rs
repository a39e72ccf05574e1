//! Lists taken while they arrive.

mod common;

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use certwire_wire::limits::Limits;
use common::*;
use gs_soap_client::{Error, Exchanged, Outcome, Player, RetryPolicy, TroubleKind};

const ORDER: &str = "<OrderDetail><OrderInfo><OrderID>C1</OrderID></OrderInfo></OrderDetail>";

fn list(header: &str, count: usize) -> String {
    response("GetOrders", header, &ORDER.repeat(count))
}

#[tokio::test]
async fn records_come_one_by_one_and_the_outcome_last() {
    let server = Server::start([xml(list("<SuccessCode>0</SuccessCode>", 1000))]).await;
    let limits = Limits {
        body: 9000,
        ..Limits::DEFAULT
    };
    let client = builder(&server.url)
        .limits(limits)
        .build()
        .expect("a client");
    let mut orders = client.get_orders_stream(&query()).await.expect("sent");
    let mut count = 0;
    while let Some(order) = orders.next().await {
        let info = order.order_info.expect("its info");
        assert_eq!(info.order_id, "C1");
        count += 1;
    }
    assert_eq!(count, 1000);
    let rest = orders.finish().await.accepted().expect("accepted");
    assert!(rest.value.order_detail.is_empty());
}

#[tokio::test]
async fn lists_can_be_finished_or_dropped_early() {
    let whole = || xml(list("<SuccessCode>1</SuccessCode>", 500));
    let server = Server::start([whole(), whole()]).await;
    let client = client(&server.url);
    let mut orders = client.get_orders_stream(&query()).await.expect("sent");
    assert!(orders.next().await.is_some());
    assert_eq!(orders.finish().await.as_str(), "accepted");
    let orders = client.get_orders_stream(&query()).await.expect("sent");
    drop(orders);
}

#[tokio::test]
async fn lists_that_break_off_or_are_none_are_told_at_the_end() {
    let text = list("<SuccessCode>0</SuccessCode>", 50);
    let refusal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-4001</ErrorCode><ErrorMessage>x</ErrorMessage></Error></Errors>";
    let duplicate = "<SuccessCode>0</SuccessCode><SuccessCode>-1</SuccessCode>";
    for (reply, kind) in [
        (xml(&text[..text.len() / 2]), Some(TroubleKind::Truncated)),
        (xml(""), Some(TroubleKind::Empty)),
        (xml("<html/>"), Some(TroubleKind::Html)),
        (http("302 x", "text/html", ""), Some(TroubleKind::Redirect)),
        (
            xml(payload("gs/responses/fault.observed.xml")),
            Some(TroubleKind::Fault),
        ),
        (xml(list(duplicate, 2)), Some(TroubleKind::Contradiction)),
        (xml(list(refusal, 0)), None),
    ] {
        let server = Server::start([reply]).await;
        let client = builder(&server.url).retry(RetryPolicy::NEVER);
        let client = client.build().expect("a client");
        let mut orders = client.get_orders_stream(&query()).await.expect("sent");
        while orders.next().await.is_some() {}
        match orders.finish().await {
            Outcome::Ambiguous(doubt) => assert_eq!(Some(doubt.trouble.kind), kind, "{doubt:?}"),
            Outcome::Refused(_) => {
                assert_eq!(kind, None);
                let halted = client.get_orders_stream(&query()).await;
                assert!(matches!(halted, Err(Error::Halted)));
            }
            Outcome::Accepted(_) => panic!("accepted instead of {kind:?}"),
        }
        assert_eq!(server.seen().len(), 1);
    }
}

#[tokio::test]
async fn lists_are_asked_for_again_until_a_record_has_come() {
    let text = list("<SuccessCode>0</SuccessCode>", 50);
    let busy = http("503 Busy", "text/html", "<html>busy</html>");
    let head = text.find("<OrderDetail>").expect("a list");
    let server = Server::start([
        busy.clone(),
        Reply::ResetAfterRequest,
        xml(&text[..head]),
        xml(&text),
    ])
    .await;
    let client = client(&server.url);
    let mut orders = client.get_orders_stream(&query()).await.expect("sent");
    let mut count = 0;
    while orders.next().await.is_some() {
        count += 1;
    }
    assert_eq!(orders.finish().await.as_str(), "accepted");
    assert_eq!((count, server.seen().len()), (50, 4));

    let server = Server::start([xml(&text[..text.len() / 2]), xml(&text)]).await;
    let client = self::client(&server.url);
    let mut orders = client.get_orders_stream(&query()).await.expect("sent");
    assert!(orders.next().await.is_some());
    assert_eq!(orders.finish().await.as_str(), "ambiguous");
    assert_eq!(server.seen().len(), 1, "records would come twice");

    let server = Server::start(vec![busy; 6]).await;
    let orders = self::client(&server.url).get_orders_stream(&query()).await;
    let Outcome::Ambiguous(doubt) = orders.expect("sent").finish().await else {
        panic!("not in doubt");
    };
    assert_eq!(doubt.trouble.kind, TroubleKind::Status);
    assert_eq!(doubt.trouble.excerpt, "busy");
    assert_eq!(server.seen().len(), 4, "four attempts");
}

#[tokio::test]
async fn lists_are_logged_and_played_back() {
    let text = list("<SuccessCode>0</SuccessCode>", 50);
    let server = Server::start([xml(&text), xml(&text)]).await;
    let log = Arc::new(Mutex::new(Vec::new()));
    for body in [Limits::DEFAULT.body, 900] {
        let keep = Arc::clone(&log);
        let limits = Limits {
            body,
            ..Limits::DEFAULT
        };
        let client = builder(&server.url)
            .limits(limits)
            .wire_log(move |exchange: &Exchanged| {
                keep.lock().expect("no panic").push(exchange.clone());
            })
            .build()
            .expect("a client");
        let orders = client.get_orders_stream(&query()).await.expect("sent");
        assert_eq!(orders.finish().await.as_str(), "accepted");
    }
    let log = std::mem::take(&mut *log.lock().expect("no panic"));
    let [kept, longer] = log.as_slice() else {
        panic!("{log:?}");
    };
    assert_eq!(
        kept.answer.as_ref().map(|answer| answer.body.as_str()),
        Some(text.as_str())
    );
    assert!(longer.answer.is_none() && longer.failure.is_some());
    let player = Arc::new(Player::new(log));
    let client = builder("https://ca.example/")
        .transport(Arc::clone(&player))
        .retry(RetryPolicy::NEVER)
        .build()
        .expect("a client");
    for expected in ["accepted", "ambiguous"] {
        let orders = client.get_orders_stream(&query()).await.expect("played");
        assert_eq!(orders.finish().await.as_str(), expected);
    }
    assert_eq!(player.left(), 0);
}

#[tokio::test]
async fn lists_under_a_server_error_are_in_doubt() {
    let text = list("<SuccessCode>0</SuccessCode>", 2);
    let server = Server::start([http("500 Oops", "text/xml", &text)]).await;
    let orders = client(&server.url).get_orders_stream(&query()).await;
    let Outcome::Ambiguous(doubt) = orders.expect("sent").finish().await else {
        panic!("not in doubt");
    };
    assert_eq!(doubt.trouble.kind, TroubleKind::Contradiction);
    assert_eq!(doubt.trouble.status, Some(500));
}

#[tokio::test]
async fn lists_that_stop_end_by_the_idle_time_out() {
    let text = list("<SuccessCode>0</SuccessCode>", 50);
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n";
    let half = format!("{head}{}", &text[..text.len() / 2]);
    let server = Server::start([Reply::Hang(half.into_bytes())]).await;
    let client = builder(&server.url).idle_timeout(Duration::from_millis(50));
    let client = client.build().expect("a client");
    let mut orders = client.get_orders_stream(&query()).await.expect("sent");
    assert!(orders.next().await.is_some());
    let Outcome::Ambiguous(doubt) = orders.finish().await else {
        panic!("not in doubt");
    };
    assert!(doubt.trouble.message.contains("stopped"), "{doubt:?}");
}
