//! Every operation: its golden answers, and whatever breaks off before one has come.

mod common;

use std::time::Duration;

use certwire_wire::{
    operation::{Call, Effect},
    soap::SoapMessage,
};
use common::*;
use gs_soap_client::{Error, Outcome};
use gs_soap_types::{self as types, OrderRequestHeader};

/// Does the same with each operation: its method, its type, its request and response.
macro_rules! each {
    ($do:ident) => {
        $do!(order_os, OrderOS, OrderOSRequest, OrderOSResponse);
        $do!(order_osev, OrderOSEV, OrderOSEVRequest, OrderOSEVResponse);
        $do!(order_ps1, OrderPS1, OrderPS1Request, OrderPS1Response);
        $do!(order_ps2, OrderPS2, OrderPS2Request, OrderPS2Response);
        $do!(
            order_ps2_dept,
            OrderPS2Dept,
            OrderPS2DeptRequest,
            OrderPS2DeptResponse
        );
        $do!(
            order_ps2_pro,
            OrderPS2Pro,
            OrderPS2ProRequest,
            OrderPS2ProResponse
        );
        $do!(order_aatl, OrderAATL, OrderAATLRequest, OrderAATLResponse);
        $do!(order_qc, OrderQC, OrderQCRequest, OrderQCResponse);
        $do!(re_issue, ReIssue, ReIssueRequest, ReIssueResponse);
        $do!(
            modify_order,
            ModifyOrder,
            ModifyOrderRequest,
            ModifyOrderResponse
        );
        $do!(
            resend_email,
            ResendEmail,
            ResendEmailRequest,
            ResendEmailResponse
        );
        $do!(
            get_order_by_order_id,
            GetOrderByOrderID,
            GetOrderByOrderIDRequest,
            GetOrderByOrderIDResponse
        );
        $do!(
            get_modified_orders,
            GetModifiedOrders,
            GetModifiedOrdersRequest,
            GetModifiedOrdersResponse
        );
        $do!(get_orders, GetOrders, GetOrdersRequest, GetOrdersResponse);
    };
}

/// The golden request of an operation, without its header.
macro_rules! request {
    ($method:ident, $request:ident) => {{
        let xml = payload(concat!("gs/requests/", stringify!($method), "/minimal.xml"));
        let decoded = types::$request::from_xml(&xml).expect("a request");
        let mut request = decoded.value.into_owned();
        request.order_request_header = OrderRequestHeader::default();
        request
    }};
}

#[tokio::test]
async fn every_operation_takes_its_golden_answers() {
    let (mut accepted, mut refused) = (0, 0);
    macro_rules! walk {
        ($method:ident, $operation:ident, $request:ident, $response:ident) => {
            let request = request!($method, $request);
            let folder = concat!("gs/responses/", stringify!($method));
            for name in payloads_of(folder) {
                let body = payload(&format!("{folder}/{name}"));
                let server = Server::start([xml(&body)]).await;
                let outcome = client(&server.url).$method(&request).await;
                match outcome.expect(&name) {
                    Outcome::Accepted(answer) => {
                        let expected = types::$response::from_xml(&body).expect("a response");
                        assert_eq!(answer.value, expected.value, "{folder}/{name}");
                        assert!(!name.starts_with("failure"), "{folder}/{name}");
                        accepted += 1;
                    }
                    Outcome::Refused(errors) => {
                        assert!(name.starts_with("failure"), "{folder}/{name}: {errors}");
                        refused += 1;
                    }
                    Outcome::Ambiguous(doubt) => panic!("{folder}/{name}: {doubt}"),
                }
                let seen = server.seen();
                let element = format!("<{}", <types::$operation as Call>::OPERATION.name);
                assert!(seen[0].contains(&element) || seen[0].contains(&element.replace('<', ":")));
            }
        };
    }
    each!(walk);
    println!("{accepted} accepted, {refused} refused");
    assert!(accepted >= 28 && refused >= 28);
}

#[tokio::test]
async fn whatever_breaks_off_nothing_that_changes_anything_is_sent_twice() {
    let mut failed = 0;
    macro_rules! walk {
        ($method:ident, $operation:ident, $request:ident, $response:ident) => {
            let operation = <types::$operation as Call>::OPERATION;
            let request = request!($method, $request);
            let answer = payload(concat!(
                "gs/responses/",
                stringify!($method),
                "/minimal.xml"
            ));
            let failures = match operation.effect {
                Effect::Query => Vec::new(),
                Effect::Mutation | Effect::Purchase => failures(&answer),
            };
            // A second attempt at anything would meet the next failure, and shift all that follow.
            let server = Server::start(failures.clone()).await;
            let client = builder(&server.url)
                .answer_timeout(Duration::from_millis(200))
                .idle_timeout(Duration::from_millis(50))
                .build()
                .expect("a client");
            for failure in &failures {
                let before = server.seen().len();
                let outcome = client.$method(&request).await;
                let sent = server.seen().len() - before;
                match outcome {
                    Ok(Outcome::Ambiguous(doubt)) => {
                        assert!(sent <= 1 && !doubt.look_up.is_empty(), "{failure:?}");
                    }
                    Err(Error::NotSent(_)) => assert_eq!(sent, 0, "{failure:?}"),
                    other => panic!("{} {failure:?}: {other:?}", operation.name),
                }
                failed += 1;
            }
            assert!(server.connections() == failures.len(), "{}", operation.name);
        };
    }
    each!(walk);
    println!("{failed} calls that spend or change, none sent twice");
    assert!(failed >= 11 * 20);
}
