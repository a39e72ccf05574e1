//! `GlobalSign`'s operations, with our own client over real HTTP.

use std::time::Duration;

use certwire_wire::soap::SoapMessage;
use gs_soap_types::{
    GetOrderByOrderIDOrderQueryOption, GetOrderByOrderIDRequest, OrderPS1Request, OrderStatus,
};

use crate::common::{self, Running};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_issued() {
    let sandbox = Running::start().await;
    let client = sandbox.gs();
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let order = OrderPS1Request::from_xml(&xml).expect("a request").value;
    let placed = client.order_ps1(&order).await.expect("a valid order");
    let placed = placed.accepted().expect("an order").value;

    sandbox.advance(Duration::from_hours(2));
    let mut option = GetOrderByOrderIDOrderQueryOption::default();
    option.return_certificate_info = Some(true);
    option.return_fulfillment = Some(true);
    option.return_ca_certs = Some(true);
    let mut question = GetOrderByOrderIDRequest::default();
    question.order_id = placed.order_id;
    question.order_query_option = Some(Box::new(option));
    let answer = client.get_order_by_order_id(&question).await;
    let answer = answer.expect("a call").accepted().expect("an answer");
    assert_eq!(answer.notes, [], "the sandbox writes the canonical form");
    let detail = answer.value.order_detail.expect("the order");
    let info = detail.order_info.expect("its state");
    assert_eq!(info.order_status, Some(OrderStatus::IssueCompleted));
    let certificates = detail.fulfillment.expect("certificates");
    let own = certificates.pc_certificate.expect("the certificate");
    assert!(own.x509_cert.starts_with("-----BEGIN CERTIFICATE-----"));
    sandbox.stop().await;
}
