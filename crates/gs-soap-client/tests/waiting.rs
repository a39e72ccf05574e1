//! Waiting and windows, on a clock that only moves when all wait.

mod common;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, SystemTime},
};

use common::*;
use gs_soap_client::{
    Answered, Client, Exchanged, Player, RetryPolicy, Stopped, Wait, Window, cancellation,
};
use gs_soap_types::{GetModifiedOrdersRequest, ModifiedOrderDetail, OrderStatus};

fn exchange(operation: &str, body: &str) -> Exchanged {
    Exchanged {
        operation: operation.to_owned(),
        url: String::new(),
        request: String::new(),
        answer: Some(Answered {
            status: 200,
            content_type: "text/xml".to_owned(),
            body: body.to_owned(),
        }),
        failure: None,
    }
}

fn state(status: &str) -> Exchanged {
    let members = format!(
        "<OrderDetail><OrderInfo><OrderID>C1</OrderID><OrderStatus>{status}</OrderStatus></OrderInfo></OrderDetail>"
    );
    exchange(
        "GetOrderByOrderID",
        &response(
            "GetOrderByOrderID",
            "<SuccessCode>0</SuccessCode>",
            &members,
        ),
    )
}

fn refusal(code: &str) -> Exchanged {
    let header = format!(
        "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>{code}</ErrorCode><ErrorMessage>x</ErrorMessage></Error></Errors>"
    );
    exchange(
        "GetOrderByOrderID",
        &response("GetOrderByOrderID", &header, ""),
    )
}

fn playing(exchanges: Vec<Exchanged>) -> Client {
    builder("https://ca.example/")
        .retry(RetryPolicy::NEVER)
        .transport(Player::new(exchanges))
        .build()
        .expect("a client")
}

fn patient() -> Wait {
    Wait::up_to(Duration::from_hours(24))
}

#[tokio::test(start_paused = true)]
async fn orders_are_waited_for() {
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    let client = playing(vec![
        state("1"),
        exchange("GetOrderByOrderID", "<html>busy</html>"),
        refusal("-1"),
        state("6"),
        state("4"),
    ]);
    let wait = patient().on_progress(move |progress| {
        count.store(progress.asked, Ordering::Relaxed);
    });
    let begun = tokio::time::Instant::now();
    let order = client.wait_until_issued("C1", wait).await.expect("issued");
    let detail = order.order_detail.expect("a detail");
    let info = detail.order_info.expect("its info");
    assert_eq!(info.order_status, Some(OrderStatus::IssueCompleted));
    assert_eq!(told.load(Ordering::Relaxed), 4);
    // 5, 10, 20, 40 seconds between five questions.
    assert_eq!(begun.elapsed().as_secs(), 75);
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_when_nothing_can_come() {
    let client = playing(vec![state("1"), state("3"), refusal("-4001")]);
    let ended = client.wait_until_issued("C1", patient()).await;
    assert!(matches!(ended, Err(Stopped::Ended(state)) if state.contains('3')));
    let refused = client.wait_until_issued("C1", patient()).await;
    assert!(matches!(refused, Err(Stopped::Refused(_))));
    let halted = client.wait_until_issued("C1", patient()).await;
    assert!(matches!(halted, Err(Stopped::Failed(_))));
}

#[tokio::test(start_paused = true)]
async fn young_orders_need_not_be_found_at_once() {
    let unknown = || refusal("-9916");
    let client = playing(vec![
        unknown(),
        unknown(),
        state("1"),
        unknown(),
        state("4"),
    ]);
    assert!(client.wait_until_issued("C1", patient()).await.is_ok());

    let client = playing((0..20).map(|_| unknown()).collect());
    let wait = Wait::up_to(Duration::from_mins(1));
    let passed = client.wait_until_issued("C1", wait).await;
    assert!(matches!(passed, Err(Stopped::Deadline(state)) if state.contains("-9916")));
    let begun = tokio::time::Instant::now();
    let refused = client.wait_until_issued("C1", patient()).await;
    assert!(matches!(refused, Err(Stopped::Refused(_))));
    // The first question after five minutes: 5, 10, 20, 40, 80, 160 seconds.
    assert_eq!(begun.elapsed().as_secs(), 315);
}

#[tokio::test(start_paused = true)]
async fn waiting_ends_at_its_deadline_and_when_called_off() {
    let begun = tokio::time::Instant::now();
    let client = playing((0..9).map(|_| state("7")).collect());
    let wait = Wait::up_to(Duration::from_mins(1));
    let passed = client.wait_until_issued("C1", wait).await;
    assert!(matches!(passed, Err(Stopped::Deadline(state)) if state.contains("(7)")));
    assert_eq!(begun.elapsed().as_secs(), 60);
    let (handle, cancelled) = cancellation();
    let wait = patient().until_cancelled(cancelled);
    let waiting = tokio::spawn(async move { client.wait_until_issued("C1", wait).await });
    tokio::time::sleep(Duration::from_secs(7)).await;
    handle.cancel();
    let called_off = waiting.await.expect("no panic");
    assert!(matches!(called_off, Err(Stopped::Cancelled)));
}

#[tokio::test(start_paused = true)]
async fn an_issued_order_may_yet_be_cancelled() {
    let client = playing(vec![state("4"), state("5")]);
    let wait = client.wait_for_status("C1", OrderStatus::CancelledIssued, patient());
    assert!(wait.await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn full_windows_are_asked_for_in_halves() {
    let list = |ids: &[u32]| {
        let orders = ids.iter().map(|id| {
            format!("<OrderDetail><OrderInfo><OrderID>C{id}</OrderID></OrderInfo></OrderDetail>")
        });
        let orders: String = orders.collect();
        let success = "<SuccessCode>0</SuccessCode>";
        exchange(
            "GetModifiedOrders",
            &response("GetModifiedOrders", success, &orders),
        )
    };
    let asked = Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = Arc::clone(&asked);
    let client = builder("https://ca.example/")
        .transport(Player::new([
            list(&[1, 2, 3]),
            list(&[1, 2]),
            list(&[2, 3]),
        ]))
        .wire_log(move |exchange: &Exchanged| {
            let date = |name: &str| {
                let start = exchange.request.find(name).expect("a date") + name.len() + 1;
                exchange.request[start..start + 24].to_owned()
            };
            let pair = (date("<FromDate"), date("<ToDate"));
            log.lock().expect("no panic").push(pair);
        })
        .build()
        .expect("a client");
    let day = |hours: u64| SystemTime::UNIX_EPOCH + Duration::from_hours(24 * 19_692 + hours);
    let period = Window::between(day(0), day(24));
    let mut windows = client
        .modified_orders(period, GetModifiedOrdersRequest::default())
        .full_at(3);
    let mut ids = Vec::new();
    while let Some((_, orders)) = windows.next().await.expect("a list") {
        let order = |order: &ModifiedOrderDetail<'_>| {
            let info = order.order_info.as_ref().expect("its info");
            info.order_id.to_string()
        };
        ids.push(orders.iter().map(order).collect::<Vec<_>>());
    }
    // What stands at noon is in both lists.
    assert_eq!(ids, [vec!["C1", "C2"], vec!["C3"]]);
    let (start, noon, end) = (
        "2023-12-01T00:00:00.000Z",
        "2023-12-01T12:00:00.000Z",
        "2023-12-02T00:00:00.000Z",
    );
    let pairs = [(start, end), (start, noon), (noon, end)];
    let asked = asked.lock().expect("no panic");
    assert_eq!(
        *asked,
        pairs.map(|(from, to)| (from.to_owned(), to.to_owned()))
    );
}

#[cfg(feature = "blocking")]
#[test]
fn scripts_need_no_async() {
    let body = response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    );
    let client = playing(vec![exchange("OrderPS1", &body), state("4")]);
    let client = gs_soap_client::blocking::Client::new(client).expect("a runtime");
    let order = client
        .order_ps1(&order())
        .expect("sent")
        .accepted()
        .expect("accepted");
    assert_eq!(order.value.order_id, "C1");
    assert!(client.wait_until_issued("C1", patient()).is_ok());
}
