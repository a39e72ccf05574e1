//! Deliberate trouble: whatever strikes an order, the client says that its fate is not known, and its look-up finds out.

use std::time::Duration;

use certwire_sandbox::{chaos::Chaos, gs, settings::Settings, store::Filter, tbs};
use certwire_wire::{soap::SoapMessage, xmlrpc::XmlRpcMessage};
use gs_soap_client::Outcome;
use gs_soap_types::{GetOrderByOrderIDRequest, OrderPS1Request};
use tbs_xmlrpc_types::AchatRequest;

use crate::common::{self, Running};

const ALWAYS: u16 = 1000;
/// The reference that every order here carries.
const REFERENCE: &str = "invoice-4711";

/// Every trouble, and whether the order is placed all the same.
fn troubles() -> [(&'static str, Chaos, bool); 7] {
    let calm = Chaos::default();
    [
        (
            "503",
            Chaos {
                server_errors: ALWAYS,
                ..calm
            },
            false,
        ),
        (
            "HTML page",
            Chaos {
                html_pages: ALWAYS,
                ..calm
            },
            false,
        ),
        (
            "fault",
            Chaos {
                faults: ALWAYS,
                ..calm
            },
            false,
        ),
        (
            "reset before",
            Chaos {
                resets_before: ALWAYS,
                ..calm
            },
            false,
        ),
        (
            "reset after",
            Chaos {
                resets_after: ALWAYS,
                ..calm
            },
            true,
        ),
        (
            "503 after",
            Chaos {
                errors_after: ALWAYS,
                ..calm
            },
            true,
        ),
        (
            "truncation",
            Chaos {
                truncations: ALWAYS,
                ..calm
            },
            true,
        ),
    ]
}

fn set(sandbox: &Running, chaos: Chaos) {
    let settings = Settings {
        chaos,
        ..Settings::default()
    };
    let done = sandbox
        .0
        .world()
        .work(|desk| desk.tx.set_settings(&settings));
    done.expect("settings");
}

fn by_reference() -> Filter<'static> {
    Filter {
        reference: Some(REFERENCE),
        ..Filter::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_at_globalsign_that_trouble_struck_is_in_doubt_and_can_be_looked_up() {
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    for (name, chaos, placed) in troubles() {
        let sandbox = Running::start().await;
        set(&sandbox, chaos);
        let mut order = <OrderPS1Request<'_> as SoapMessage>::from_xml(&xml)
            .expect("a request")
            .value;
        order.sub_id = Some(REFERENCE.into());
        let outcome = sandbox.gs().order_ps1(&order).await.expect("a valid order");
        let Outcome::Ambiguous(doubt) = outcome else {
            panic!("{name}: {}", outcome.as_str());
        };
        if name == "truncation" {
            assert_eq!(doubt.trouble.status, Some(200), "its head came");
        }
        let look_up = &doubt.look_up[0];
        assert_eq!((look_up.operation, look_up.field), ("GetOrders", "SubID"));
        assert_eq!(look_up.value, REFERENCE, "{name}");
        let found = sandbox
            .0
            .world()
            .work(|desk| desk.tx.orders::<gs::Details>(&by_reference()));
        assert_eq!(found.expect("orders").len(), usize::from(placed), "{name}");
        sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_at_tbs_that_trouble_struck_is_in_doubt_and_can_be_looked_up() {
    let xml = common::payload("tbs/requests/achat/standard.minimal.xml");
    for (name, chaos, placed) in troubles() {
        let sandbox = Running::start().await;
        set(&sandbox, chaos);
        let mut order = <AchatRequest<'_> as XmlRpcMessage>::from_xml(&xml)
            .expect("a request")
            .value;
        let demands = std::mem::take(&mut order.demande);
        let (key, demand) = demands.iter().next().expect("a demand");
        let mut demand = demand.clone();
        let mut misc = tbs_xmlrpc_types::Divers::default();
        misc.ref_client = Some(REFERENCE.into());
        demand.divers = Some(Box::new(misc));
        order.demande.push(key.to_owned(), demand);
        let answers = sandbox.tbs().achat(&order).await.expect("a valid order");
        let outcome = answers.only().expect("one answer");
        let tbs_xmlrpc_client::Outcome::Ambiguous(doubt) = outcome else {
            panic!("{name}: {}", outcome.as_str());
        };
        assert_eq!(doubt.look_up[0].value, REFERENCE, "{name}");
        let found = sandbox
            .0
            .world()
            .work(|desk| desk.tx.orders::<tbs::Details>(&by_reference()));
        assert_eq!(found.expect("orders").len(), usize::from(placed), "{name}");
        sandbox.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_get_through_a_bad_network() {
    let sandbox = Running::start().await;
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let order = <OrderPS1Request<'_> as SoapMessage>::from_xml(&xml).expect("a request");
    let placed = sandbox.gs().order_ps1(&order.value).await.expect("a call");
    let id = placed.accepted().expect("an order").value.order_id;
    set(
        &sandbox,
        Chaos {
            delay_millis: 1,
            lag: 0,
            // Pages and faults may be for good, so they are not asked again.
            html_pages: 0,
            faults: 0,
            ..Chaos::mild(4711)
        },
    );
    let client = sandbox.gs_patient();
    let mut question = GetOrderByOrderIDRequest::default();
    question.order_id = id;
    for _ in 0..50 {
        let answer = client.get_order_by_order_id(&question).await;
        answer
            .expect("a call")
            .accepted()
            .expect("an answer in the end");
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn look_ups_lag_behind_and_the_clock_loses_the_afternoon() {
    let sandbox = Running::start().await;
    sandbox.stop_clock_at("2026-03-04T21:43:00Z");
    set(
        &sandbox,
        Chaos {
            lag: 30,
            twelve_hour_clock: true,
            ..Chaos::default()
        },
    );
    let client = sandbox.gs();
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let order = <OrderPS1Request<'_> as SoapMessage>::from_xml(&xml).expect("a request");
    let placed = client.order_ps1(&order.value).await.expect("a call");
    let placed = placed.accepted().expect("an order").value;
    let timestamp = placed.order_response_header.timestamp;
    assert_eq!(timestamp.as_str(), "2026-03-04T09:43:00.000Z");

    let mut question = GetOrderByOrderIDRequest::default();
    question.order_id = placed.order_id;
    let answer = client.get_order_by_order_id(&question).await;
    let Ok(Outcome::Refused(refused)) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!(refused.errors[0].code, "-9916");
    sandbox.advance(Duration::from_secs(30));
    let answer = client.get_order_by_order_id(&question).await;
    answer.expect("a call").accepted().expect("the order");
    sandbox.stop().await;
}
