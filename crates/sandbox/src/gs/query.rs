//! The queries.

use serde_json::{Map, Value, json};

use super::{
    Call, Details, Success,
    answer::{Problem, Refusal},
    certificate, members,
};
use crate::{
    desk::Desk,
    model::{Certificate, Order, at, text_at},
    time::Time,
};

/// Which parts of an order are wanted (`OrderQueryOption`).
#[derive(Debug, Clone, Copy)]
struct Parts {
    option: bool,
    certificate: bool,
    fulfillment: bool,
    ca_certificates: bool,
}

impl Parts {
    fn of(request: &Value) -> Self {
        let wanted = |name: &str| {
            at(request, "OrderQueryOption")
                .and_then(|option| option.get(name))
                .and_then(Value::as_bool)
                .unwrap_or_default()
        };
        Self {
            option: wanted("ReturnOrderOption"),
            certificate: wanted("ReturnCertificateInfo"),
            fulfillment: wanted("ReturnFulfillment"),
            ca_certificates: wanted("ReturnCACerts"),
        }
    }
}

/// `GetOrderByOrderID`.
pub(super) fn get_order_by_order_id(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let order = find(desk, call, "OrderID")?;
    let parts = Parts::of(&call.request);
    let mut detail = detail(desk, &order, parts);
    // This query alone has another name for it.
    if let Some(info) = detail
        .get_mut("CertificateInfo")
        .and_then(Value::as_object_mut)
        && let Some(serial) = info.remove("SerialNumber")
    {
        info.insert("DNSSerialNumber".to_owned(), serial);
    }
    Ok(members(json!({ "OrderDetail": detail })))
}

/// The order that a member of the request names, if the account may see it.
pub(super) fn find(
    desk: &Desk<'_>,
    call: &Call<'_>,
    member: &str,
) -> Result<Order<Details>, Refusal> {
    let id = text_at(&call.request, member).unwrap_or_default();
    let Some(order) = desk.tx.order::<Details>(id)? else {
        return Err(Problem::at("-9916", member).into());
    };
    if order.account != call.account.user {
        return Err(Problem::at("-9902", member).into());
    }
    Ok(order)
}

/// An order as the queries return it.
fn detail(desk: &Desk<'_>, order: &Order<Details>, parts: Parts) -> Value {
    let mut detail = Map::new();
    let mut add = |name: &str, value: Value| {
        if !value.is_null() {
            detail.insert(name.to_owned(), value);
        }
    };
    add("OrderInfo", info(order));
    if let Some(reference) = &order.reference {
        add("OrderSubInfo", json!({ "SubID": reference }));
    }
    if parts.certificate {
        add("CertificateInfo", certificate_info(order));
    }
    if parts.fulfillment || parts.ca_certificates {
        add("Fulfillment", fulfillment(desk, order, parts));
    }
    add("ModificationEvents", events(order));
    Value::Object(detail)
}

fn date(at: Option<Time>) -> Value {
    at.map_or(Value::Null, |at| at.rfc3339().into())
}

fn info(order: &Order<Details>) -> Value {
    let details = &order.details;
    let first = order.certificates.first();
    json!({
        "OrderID": order.id,
        "ProductCode": order.product,
        "OrderKind": order.asked("OrderKind").unwrap_or("new"),
        "OrderDate": order.placed.rfc3339(),
        "OrderCompleteDate": date(details.completed),
        "OrderCanceledDate": date(details.cancelled),
        "OrderStatus": details.status.code(),
        "Price": format!("{}.{:02}", details.price / 100, details.price % 100),
        "Currency": "EUR",
        "OriginalOrderIDForReIssue": details.reissues,
        "RequestDate": order.placed.rfc3339(),
        "IssueDate": date(first.map(|certificate| certificate.not_before)),
        "CancelRequestDate": date(details.cancel_requested),
        "RevokeRequestDate": date(details.revoke_requested),
        "ValidityPeriod": {
            "NotBefore": date(order.certificate().map(|certificate| certificate.not_before)),
            "NotAfter": date(order.certificate().map(|certificate| certificate.not_after)),
        },
    })
}

fn certificate_info(order: &Order<Details>) -> Value {
    let subject = |name: &str| order.asked(&format!("DnAttributes/{name}"));
    let certificate = order.certificate();
    json!({
        "CertificateStatus": order.details.certificate.code(),
        "StartDate": date(certificate.map(|certificate| certificate.not_before)),
        "EndDate": date(certificate.map(|certificate| certificate.not_after)),
        "Email": subject("Email"),
        "CommonName": subject("CommonName"),
        "OrganizationUnit": subject("OrganizationUnit"),
        "Organization": subject("Organization"),
        "Locality": subject("Locality"),
        "StateOrProvince": subject("StateOrProvince"),
        "Country": subject("Country"),
        "SubjectName": certificate.map(|certificate| certificate.subject.as_str()),
    })
}

fn fulfillment(desk: &Desk<'_>, order: &Order<Details>, parts: Parts) -> Value {
    let mut fulfillment = Map::new();
    if parts.ca_certificates {
        let chain = match order.certificate() {
            Some(certificate) => certificate.chain.clone(),
            None => certificate::chain(desk, &order.product),
        };
        let kinds = ["INTER", "ROOT"];
        let certificates = chain
            .iter()
            .zip(kinds)
            .map(|(pem, kind)| json!({ "CACertType": kind, "CACert": pem }));
        fulfillment.insert(
            "CACertificates".to_owned(),
            json!({ "CACertificate": certificates.collect::<Value>() }),
        );
    }
    if let Some(Certificate { pem, pkcs7, .. }) = order.certificate().filter(|_| parts.fulfillment)
    {
        fulfillment.insert(
            "PcCertificate".to_owned(),
            json!({ "X509Cert": pem, "PKCS7Cert": pkcs7 }),
        );
    }
    Value::Object(fulfillment)
}

fn events(order: &Order<Details>) -> Value {
    let events = order.details.events.iter().map(|event| {
        json!({
            "ModificationEventName": format!("{},{}", event.action, event.result),
            "ModificationEventTimestamp": event.at.rfc3339(),
        })
    });
    json!({ "ModificationEvent": events.collect::<Value>() })
}
