//! The layout of answers as real servers send it, faults, and what is never written down.

use std::time::Duration;

use certwire_sandbox::model::{Forced, Service};
use certwire_wire::{operation::Direction, validate::Context};

use crate::gs_support::{Answer, Gs, after, voucher, with};

const NIL: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";

/// Kinds of the notes that our reader makes on an answer.
fn notes(operation: &str, answer: &Answer) -> Vec<(String, &'static str)> {
    let text = answer.text();
    let judged =
        gs_soap_validators::validate(&text, operation, Direction::Response, Context::default());
    let report = judged.expect("an operation").expect("an answer");
    let notes = report.notes.into_iter();
    notes.map(|note| (note.place.path, note.kind)).collect()
}

/// The answer of a list that holds everything.
fn list(gs: &Gs, operation: &str) -> Answer {
    if operation == "GetOrders" {
        return gs.accepted(&gs.golden("get_orders/minimal"));
    }
    let tomorrow = gs.running.0.now().expect("a clock") + Duration::from_hours(24);
    let xml = gs.golden("get_modified_orders/minimal");
    gs.accepted(&with(&xml, "ToDate", &tomorrow.rfc3339()))
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_answers_are_canonical() {
    let gs = Gs::start().await;
    gs.issued("order_osev/minimal");
    for operation in ["GetOrders", "GetModifiedOrders"] {
        let answer = list(&gs, operation);
        assert!(!answer.text().contains("<Errors"));
        // SubID is mandatory in GetOrders, though orders need none (GS-E157).
        assert_eq!(
            notes(operation, &answer)
                .iter()
                .filter(|(_, kind)| *kind != "absent")
                .count(),
            0
        );
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn observed_answers_are_noted_and_taken() {
    let gs = Gs::start().await;
    gs.observe();
    let placed = after(
        &gs.golden("order_aatl/fortify.minimal"),
        "IssueType",
        "<SubID>mine</SubID>",
    );
    let answer = gs.accepted(&placed);
    let id = answer.one("OrderID");
    let text = answer.text();
    assert!(text.starts_with("<soap:Envelope "), "{text}");
    assert!(
        text.contains("<SuccessCode>0</SuccessCode><Errors/><Timestamp>"),
        "{text}"
    );
    assert!(answer.one("Timestamp").ends_with("+00:00"));

    let answer = gs.look(&id);
    assert_eq!(answer.one("OrderId"), id);
    assert_eq!(answer.one("OrderID"), id, "once more before the details");
    assert_eq!(answer.one("SubId"), "mine");
    assert_eq!(answer.one("OrderKind"), "New");
    assert!(answer.text().contains(&format!("<OrderCompleteDate{NIL}")));
    assert!(answer.text().contains(&format!("<StartDate{NIL}")));

    gs.act(&id, &certwire_sandbox::model::Command::Issue)
        .expect("an open order");
    let answer = gs.look(&id);
    assert!(
        answer
            .one("X509Cert")
            .contains("-----BEGIN CERTIFICATE-----&#xD;\n")
    );
    let kinds = notes("GetOrderByOrderID", &answer);
    for (path, kind) in [
        ("OrderID", "unknown"),
        ("OrderDetail/OrderInfo/OrderId", "alias"),
        ("OrderDetail/OrderSubInfo/SubId", "alias"),
        ("OrderDetail/OrderInfo/OrderCanceledDate", "nil"),
    ] {
        assert!(
            kinds.contains(&(path.to_owned(), kind)),
            "{path}: {kinds:?}"
        );
    }
    for operation in ["GetOrders", "GetModifiedOrders"] {
        let answer = list(&gs, operation);
        let text = answer.text();
        assert!(
            text.contains("<QueryResponseHeader>") && text.contains("<OrderDetails><OrderDetail>"),
            "{text}"
        );
        assert_eq!(answer.one("OrderId"), id);
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn observed_failures_have_dotted_fields_and_nothing_else() {
    let gs = Gs::start().await;
    gs.observe();
    let bad = with(&gs.golden("order_ps1/minimal"), "Email", "not an address");
    let refused = gs.call(&with(&bad, "Phone", &"1".repeat(31)));
    assert!(
        refused
            .all("ErrorField")
            .contains(&"Subscriber.Phone".to_owned()),
        "{}",
        refused.text()
    );
    assert!(
        refused.text().contains(&format!("<OrderID{NIL}")),
        "{}",
        refused.text()
    );
    let unknown = with(
        &gs.golden("get_order_by_order_id/minimal"),
        "OrderID",
        "none",
    );
    let unknown = gs.call(&unknown);
    assert!(
        unknown.text().contains(&format!("<OrderDetail{NIL}")),
        "{}",
        unknown.text()
    );
    let forced = Forced {
        service: Service::Gs,
        operation: None,
        code: "-201".to_owned(),
        times: 1,
    };
    gs.with_state(|tx| tx.force(&forced));
    let lists = gs.call(&gs.golden("get_modified_orders/minimal"));
    assert!(lists.text().contains("<OrderDetails/>"), "{}", lists.text());
    assert!(
        lists.text().contains(&format!("<FromDate{NIL}")),
        "{}",
        lists.text()
    );
    gs.stop().await;
}

/// A golden request of every operation.
const ALL: [&str; 14] = [
    "order_os/minimal",
    "order_osev/minimal",
    "order_ps1/minimal",
    "order_ps2/minimal",
    "order_ps2_dept/minimal",
    "order_ps2_pro/minimal",
    "order_aatl/without_csr.minimal",
    "order_qc/minimal",
    "re_issue/minimal",
    "modify_order/minimal",
    "resend_email/minimal",
    "get_order_by_order_id/minimal",
    "get_orders/minimal",
    "get_modified_orders/minimal",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_in_both_layouts() {
    let gs = Gs::start().await;
    for observed in [false, true] {
        if observed {
            gs.observe();
        }
        let mut answered = std::collections::BTreeSet::new();
        for path in ALL {
            let xml = gs.golden(path);
            gs.with_state(|tx| {
                tx.force(&Forced {
                    service: Service::Gs,
                    operation: None,
                    code: "-201".to_owned(),
                    times: 1,
                })
            });
            assert_eq!(gs.call(&xml).codes(), ["-201"], "{path}");
            let of_an_order = xml.contains("<OrderID>") || xml.contains("<TargetOrderID>");
            let answer = if of_an_order {
                let id = gs.issued("order_ps2_pro/minimal");
                let name = if xml.contains("<OrderID>") {
                    "OrderID"
                } else {
                    "TargetOrderID"
                };
                gs.accepted(&with(&xml, name, &id))
            } else {
                gs.accepted(&xml)
            };
            if path.starts_with("order_") {
                let id = answer.one("OrderID");
                gs.look(&id);
                gs.act(&id, &certwire_sandbox::model::Command::Issue)
                    .expect("an open order");
                gs.look(&id);
            }
            answered.insert(certwire_wire::soap::root(&xml).expect("a SOAP body").name);
        }
        assert_eq!(answered.len(), gs_soap_validators::SERVICE.operations.len());
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documented_failures_name_the_tags() {
    let gs = Gs::start().await;
    let refused = gs.call(&with(
        &gs.golden("order_ps1/minimal"),
        "Phone",
        &"1".repeat(31),
    ));
    assert_eq!(refused.codes(), ["-103"]);
    assert_eq!(refused.one("ErrorField"), "&lt;Subscriber&gt;&lt;Phone&gt;");
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_call_gets_a_fault() {
    let gs = Gs::start().await;
    let envelope = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body><x/></s:Body></s:Envelope>";
    for body in ["", "no XML", "<a/>", envelope] {
        let answer = gs.post("/pc/ws/v2/GasOrderService", "text/xml", body);
        assert_eq!(answer.status, 500, "{body}");
        assert!(answer.text().contains("<soap:Fault>"), "{}", answer.text());
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_never_in_the_log_of_calls() {
    let gs = Gs::start().await;
    for canary in ["CANARY-COUPON", "CANARY-CAMPAIGN"] {
        let kind = canary.trim_start_matches("CANARY-").to_ascii_lowercase();
        gs.voucher(&voucher(canary, &kind));
    }
    let order = with(
        &gs.golden("order_ps1/minimal"),
        "PickupPassword",
        "CANARY-PICKUP",
    );
    for paid in [
        "<Coupon>CANARY-COUPON</Coupon>",
        "<Campaign>CANARY-CAMPAIGN</Campaign>",
        "<Coupon>CANARY-COUPON</Coupon><Campaign>CANARY-CAMPAIGN</Campaign>",
    ] {
        gs.call(&after(&order, "OrderKind", paid));
    }
    gs.call(&with(&order, "Password", "CANARY-PASSWORD"));
    gs.look(&gs.place("order_ps1/minimal"));
    let page = format!("{}/pickup/", gs.running.0.tbs_url());
    let log = gs.running.0.world().work(|desk| desk.tx.exchanges());
    let log = log
        .map_err(|error: certwire_sandbox::store::Error| error)
        .expect("a state");
    assert_eq!(log.len(), 6);
    let password = gs
        .running
        .0
        .account(Service::Gs)
        .expect("accounts")
        .expect("one")
        .password;
    for exchange in &log {
        let text = format!("{exchange:?}");
        assert!(
            !text.contains("CANARY") && !text.contains(&password),
            "{text}"
        );
        assert!(!text.contains(&page), "RegistrationURL is a secret: {text}");
        assert!(text.contains("***"));
    }
    let orders: Vec<certwire_sandbox::model::Order<certwire_sandbox::gs::Details>> =
        gs.with_state(|tx| tx.orders(&certwire_sandbox::store::Filter::default()));
    for order in orders {
        assert!(
            !order.request.to_string().contains("CANARY"),
            "{}",
            order.request
        );
    }
    gs.stop().await;
}
