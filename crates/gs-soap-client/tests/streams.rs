//! Lists taken while they arrive.

mod common;

use std::time::Duration;

use certwire_wire::limits::Limits;
use common::*;
use gs_soap_client::{Error, Outcome, TroubleKind};

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
        (http("302 x", "text/html", ""), Some(TroubleKind::Status)),
        (
            xml(payload("gs/responses/fault.observed.xml")),
            Some(TroubleKind::Fault),
        ),
        (xml(list(duplicate, 2)), Some(TroubleKind::Contradiction)),
        (xml(list(refusal, 0)), None),
    ] {
        let server = Server::start([reply]).await;
        let client = client(&server.url);
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
