//! A client and a request for the tests.

#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]

#[path = "../../../transport/tests/server/mod.rs"]
mod server;

use std::time::Duration;

use certwire_wire::soap::SoapMessage;
use gs_soap_client::{Ambiguous, Builder, Client, Credentials, Outcome, RetryPolicy};
use gs_soap_types::{GetOrdersRequest, OrderPS1Request};

pub use server::*;

/// A password with everything that escaping touches.
pub const CANARY: &str = "canary-<&\"'>-hunter2";
/// A pick-up password.
pub const PICKUP: &str = "pickup-canary-0815";

pub fn builder(url: &str) -> Builder {
    let retry = RetryPolicy {
        first: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    Client::builder()
        .url(url)
        .credentials(Credentials::new("PAR00000_example", CANARY))
        .retry(retry)
}

pub fn client(url: &str) -> Client {
    builder(url).build().expect("a client")
}

pub fn order() -> OrderPS1Request<'static> {
    let xml = payload("gs/requests/order_ps1/minimal.xml");
    let mut order = OrderPS1Request::from_xml(&xml)
        .expect("a request")
        .value
        .into_owned();
    order.order_request_header = gs_soap_types::OrderRequestHeader::default();
    order.pickup_password = PICKUP.into();
    order.sub_id = Some("invoice-4711".into());
    order
}

pub fn query() -> GetOrdersRequest<'static> {
    GetOrdersRequest::default()
}

pub fn response(operation: &str, header: &str, members: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <ns2:{operation}Response xmlns:ns2=\"https://system.globalsign.com/pc/ws/v2/\"><Response>\
         <OrderResponseHeader>{header}<Timestamp>2023-11-22T12:13:12.025Z</Timestamp></OrderResponseHeader>{members}\
         </Response></ns2:{operation}Response></soap:Body></soap:Envelope>"
    )
}

/// Sends the order to a server that replies so.
pub async fn ordered(
    reply: Reply,
) -> (
    Server,
    Result<Outcome<gs_soap_types::OrderPS1Response<'static>>, gs_soap_client::Error>,
) {
    let server = Server::start([reply]).await;
    let outcome = client(&server.url).order_ps1(&order()).await;
    (server, outcome)
}

/// Why the order's fate is open.
pub async fn doubt(reply: Reply) -> Ambiguous {
    let (_, outcome) = ordered(reply).await;
    match outcome.expect("sent") {
        Outcome::Ambiguous(ambiguous) => *ambiguous,
        other => panic!("{other:?}"),
    }
}
