//! Messages through serde, under the wire's names.
#![cfg(feature = "serde")]

use gs_soap_types::{
    AuthToken, GetOrdersRequest, OrderKind, OrderPS1DnAttributes, OrderPS1Request,
    OrderRequestHeader, Year,
};

#[test]
fn wire_names_and_no_secrets() {
    let token = AuthToken::builder()
        .user_name("me")
        .password("very secret")
        .build();
    let header = OrderRequestHeader::builder()
        .auth_token(token.expect("whole"))
        .build();
    let mut order = OrderPS1Request::default();
    order.order_request_header = header.expect("whole");
    order.year = Year::TwoYears;
    order.order_kind = OrderKind::Renewal;
    order.coupon = Some("worth money".into());
    order.has_csr = Some(true);
    let subject = OrderPS1DnAttributes::builder().email("a@b.example").build();
    order.dn_attributes = subject.expect("whole");
    let json = serde_json::to_value(&order).expect("JSON");
    let expected = serde_json::json!({
        "OrderRequestHeader": { "AuthToken": { "UserName": "me" } },
        "Year": 2,
        "OrderKind": "renewal",
        "HasCSR": true,
        "DnAttributes": { "Email": "a@b.example" },
    });
    for (name, value) in expected.as_object().expect("members") {
        assert_eq!(json.get(name), Some(value), "{name}");
    }
    assert!(json.get("Coupon").is_none() && json.get("PickupPassword").is_none());
}

#[test]
fn secrets_are_taken() {
    let json = r#"{"Coupon": "worth money", "OrderKind": "unheard of", "Year": "2", "SubID": 7, "Unknown": []}"#;
    let order: OrderPS1Request = serde_json::from_str(json).expect("an order");
    assert_eq!(order.coupon, Some("worth money".into()));
    assert_eq!(order.order_kind.as_str(), "unheard of");
    assert_eq!(
        (order.year, order.sub_id.as_deref()),
        (Year::TwoYears, Some("7"))
    );
}

#[test]
fn what_is_not_of_its_type_is_refused() {
    let wrong = serde_json::from_str::<OrderPS1Request>(r#"{"HasCSR": "perhaps"}"#);
    let message = wrong.expect_err("no boolean").to_string();
    assert!(
        message.contains("HasCSR must be true or false"),
        "{message}"
    );
    assert!(serde_json::from_str::<GetOrdersRequest>(r#"{"OrderRequestHeader": []}"#).is_err());
}

#[test]
fn enums_alone() {
    assert_eq!(
        serde_json::to_string(&OrderKind::New).expect("JSON"),
        r#""new""#
    );
    assert_eq!(
        serde_json::from_str::<Year>("3").expect("a year"),
        Year::ThreeYears
    );
}
