//! `GlobalSign`'s operations, all 14, with our own client over real HTTP.

use std::time::Duration;

use certwire_sandbox::gs::{Details, Stage};
use certwire_sandbox::model::Command;
use certwire_wire::soap::SoapMessage;
use gs_soap_types::{
    GetModifiedOrdersRequest, GetOrderByOrderIDOrderQueryOption, GetOrderByOrderIDRequest,
    GetOrderByOrderIDResponse, GetOrdersRequest, ModifyOrderOperation, ModifyOrderRequest,
    OrderAATLRequest, OrderOSEVRequest, OrderOSRequest, OrderPS1Request, OrderPS2DeptRequest,
    OrderPS2ProRequest, OrderPS2Request, OrderQCRequest, OrderStatus, ReIssueRequest,
    ResendEmailRequest,
};

use crate::{
    common::{self, Running},
    gs_support::csr,
};

/// Places a golden order with its client method; gives its number.
macro_rules! place {
    ($client:expr, $method:ident, $request:ident) => {{
        let path = concat!("gs/requests/", stringify!($method), "/minimal.xml");
        let xml = common::payload(path);
        let request = $request::from_xml(&xml).expect("a request").value;
        let placed = $client.$method(&request).await.expect("a valid order");
        placed.accepted().expect("an order").value.order_id
    }};
}

/// Everything about an order.
async fn look(client: &gs_soap_client::Client, id: &str) -> GetOrderByOrderIDResponse<'static> {
    let mut option = GetOrderByOrderIDOrderQueryOption::default();
    option.return_order_option = Some(true);
    option.return_certificate_info = Some(true);
    option.return_fulfillment = Some(true);
    option.return_ca_certs = Some(true);
    let mut question = GetOrderByOrderIDRequest::default();
    question.order_id = id.to_owned().into();
    question.order_query_option = Some(Box::new(option));
    let answer = client.get_order_by_order_id(&question).await;
    let answer = answer.expect("a call").accepted().expect("an answer");
    answer.value
}

async fn status(client: &gs_soap_client::Client, id: &str) -> Option<OrderStatus> {
    let detail = look(client, id).await.order_detail.expect("the order");
    detail.order_info.expect("its state").order_status
}

/// What waits for its subscriber gets a CSR.
fn bring_csr(sandbox: &Running, id: &str) {
    let world = sandbox.0.world();
    let order = world.work(|desk| desk.tx.order::<Details>(id));
    let order = order.map_err(|error: certwire_sandbox::store::Error| error);
    let order = order.expect("a state").expect("an order");
    if order.details.stage == Stage::Pickup {
        let csr = csr(&common::subject());
        let done = world.work(|desk| desk.act(id, &Command::BringCsr { csr }));
        assert!(done.expect("a good CSR"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_over_all_operations() {
    let sandbox = Running::start().await;
    let client = sandbox.gs();
    let orders = [
        place!(client, order_os, OrderOSRequest),
        place!(client, order_osev, OrderOSEVRequest),
        place!(client, order_ps1, OrderPS1Request),
        place!(client, order_ps2, OrderPS2Request),
        place!(client, order_ps2_dept, OrderPS2DeptRequest),
        place!(client, order_ps2_pro, OrderPS2ProRequest),
        place!(client, order_aatl, OrderAATLRequest),
        place!(client, order_qc, OrderQCRequest),
    ];
    sandbox.advance(Duration::from_hours(4));
    for id in &orders {
        bring_csr(&sandbox, id);
    }
    sandbox.advance(Duration::from_hours(1));
    for id in &orders {
        let answer = look(&client, id).await;
        let detail = answer.order_detail.expect("the order");
        let info = detail.order_info.expect("its state");
        assert_eq!(info.order_status, Some(OrderStatus::IssueCompleted), "{id}");
        let certificates = detail.fulfillment.expect("certificates");
        let own = certificates.pc_certificate.expect("the certificate");
        assert!(own.x509_cert.starts_with("-----BEGIN CERTIFICATE-----"));
    }
    lists(&client, &sandbox, &orders).await;

    let (first, second) = (&orders[5], &orders[4]);
    let xml = common::payload("gs/requests/re_issue/minimal.xml");
    let mut request = ReIssueRequest::from_xml(&xml).expect("a request").value;
    request.target_order_id = first.as_ref().into();
    let new = client.re_issue(&request).await.expect("a call");
    let new = new.accepted().expect("a reissue").value.order_id;
    bring_csr(&sandbox, &new);
    sandbox.advance(Duration::from_hours(1));
    assert_eq!(
        status(&client, &new).await,
        Some(OrderStatus::IssueCompleted)
    );

    let xml = common::payload("gs/requests/resend_email/minimal.xml");
    let mut request = ResendEmailRequest::from_xml(&xml).expect("a request").value;
    request.order_id = second.as_ref().into();
    let sent = client.resend_email(&request).await.expect("a call");
    sent.accepted().expect("a mail");

    for operation in [ModifyOrderOperation::Revoke, ModifyOrderOperation::Cancel] {
        let mut request = ModifyOrderRequest::default();
        request.order_id = second.as_ref().into();
        request.modify_order_operation = operation;
        let done = client.modify_order(&request).await.expect("a call");
        assert_eq!(done.accepted().expect("a change").value.order_id, *second);
    }
    assert_eq!(
        status(&client, second).await,
        Some(OrderStatus::CancelledIssued)
    );
    sandbox.stop().await;
}

/// Both lists hold all orders.
async fn lists(client: &gs_soap_client::Client, sandbox: &Running, orders: &[impl AsRef<str>]) {
    let now = sandbox.0.now().expect("a clock");
    let mut request = GetModifiedOrdersRequest::default();
    request.from_date = (now - Duration::from_hours(24)).rfc3339().into();
    request.to_date = now.rfc3339().into();
    let answer = client.get_modified_orders(&request).await;
    let answer = answer.expect("a call").accepted().expect("a list").value;
    let listed = answer.order_detail.into_iter();
    let listed = listed.map(|order| order.order_info.expect("its state").order_id);
    assert!(listed.eq(orders.iter().map(AsRef::as_ref)));

    let answer = client.get_orders(&GetOrdersRequest::default()).await;
    let answer = answer.expect("a call").accepted().expect("a list").value;
    let listed = answer.order_detail.into_iter();
    let listed = listed.map(|order| order.order_info.expect("its state").order_id);
    assert!(listed.eq(orders.iter().map(AsRef::as_ref)));
}
