//! An order as the queries return it.

use serde_json::{Map, Value, json};

use super::{Details, certificate, price};
use crate::{
    desk::Desk,
    model::{Certificate, Order, at},
    time::Time,
};

/// Which parts of an order are wanted (`OrderQueryOption`).
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent switches of a request"
)]
pub(super) struct Parts {
    option: bool,
    certificate: bool,
    fulfillment: bool,
    ca_certificates: bool,
}

impl Parts {
    /// The parts that a request asks for.
    pub(super) fn of(request: &Value) -> Self {
        let option = at(request, "OrderQueryOption").unwrap_or(&Value::Null);
        let wanted = |name: &str| at(option, name).and_then(Value::as_bool) == Some(true);
        Self {
            option: wanted("ReturnOrderOption"),
            certificate: wanted("ReturnCertificateInfo"),
            fulfillment: wanted("ReturnFulfillment"),
            ca_certificates: wanted("ReturnCACerts"),
        }
    }
}

/// An order with the parts that are wanted.
pub(super) fn detail(desk: &Desk<'_>, order: &Order<Details>, parts: Parts) -> Value {
    let certificates = parts.fulfillment || parts.ca_certificates;
    json!({
        "OrderInfo": info(order),
        "OrderSubInfo": sub_info(order),
        "OrderOption": parts.option.then(|| option(order)).flatten(),
        "CertificateInfo": parts.certificate.then(|| certificate_info(order)),
        "Fulfillment": certificates.then(|| fulfillment(desk, order, parts)),
        "ModificationEvents": events(order),
    })
}

fn date(at: Option<Time>) -> Value {
    at.map_or(Value::Null, |at| at.rfc3339().into())
}

fn info(order: &Order<Details>) -> Value {
    let details = &order.details;
    let (first, last) = (order.certificates.first(), order.certificate());
    json!({
        "OrderID": order.id,
        "ProductCode": order.product,
        "OrderKind": order.asked("OrderKind").unwrap_or("new"),
        "OrderDate": order.placed.rfc3339(),
        "OrderCompleteDate": date(details.completed),
        "OrderCanceledDate": date(details.cancelled),
        "OrderStatus": details.status.code(),
        "Price": format!("{}.{:02}", details.price / 100, details.price % 100),
        "Currency": price::CURRENCY,
        "OriginalOrderIDForReIssue": details.reissues,
        "RequestDate": order.placed.rfc3339(),
        "IssueDate": date(first.map(|certificate| certificate.not_before)),
        "CancelRequestDate": date(details.cancel_requested),
        "RevokeRequestDate": date(details.revoke_requested),
        "ValidityPeriod": {
            "NotBefore": date(last.map(|certificate| certificate.not_before)),
            "NotAfter": date(last.map(|certificate| certificate.not_after)),
        },
    })
}

fn sub_info(order: &Order<Details>) -> Value {
    let deleted = order.details.p12_deleted;
    if order.reference.is_none() && deleted.is_none() {
        return Value::Null;
    }
    json!({ "P12DeleteDate": date(deleted), "SubID": order.reference })
}

/// What was given with the order. The structure cannot be without an organisation, so orders of persons have none.
fn option(order: &Order<Details>) -> Option<Value> {
    order.asked("Subscriber/OrganizationName")?;
    let extended = |name: &str| at(&order.request, &format!("OrganizationInfoEV/{name}")).cloned();
    let jurisdiction = extended("JurisdictionInfo").map(|mut info| {
        // Order and query spell the name of this element differently (GS-E094).
        let number = info.get("IncorporationAgencyRegistrationNumber").cloned();
        info["IncorporatingAgencyRegistrationNumber"] = number.unwrap_or_default();
        info
    });
    Some(json!({
        "OrganizationInfo": organization(order),
        "RequestorInfo": extended("RequestorInfo"),
        "ApproverInfo": extended("ApproverInfo"),
        "AuthorizedSignerInfo": extended("AuthorizedSignerInfo"),
        "JurisdictionInfo": jurisdiction,
        "Subscriber": order.request.get("Subscriber"),
    }))
}

fn organization(order: &Order<Details>) -> Value {
    let extended = |name: &str| at(&order.request, &format!("OrganizationInfoEV/{name}"));
    let address = extended("OrganizationAddress").or_else(|| order.request.get("Subscriber"));
    let address = address.unwrap_or(&Value::Null);
    json!({
        "OrganizationName": order.asked("Subscriber/OrganizationName"),
        "CreditAgency": extended("CreditAgency"),
        "OrganizationCode": extended("OrganizationCode"),
        "BusinessAssumedName": extended("BusinessAssumedName"),
        "BusinessCategoryCode": extended("BusinessCategoryCode"),
        "OrganizationAddress": {
            "AddressLine1": address.get("AddressLine1"),
            "AddressLine2": address.get("AddressLine2"),
            "AddressLine3": address.get("AddressLine3"),
            "City": address.get("Locality"),
            "Region": address.get("StateOrProvince"),
            "PostalCode": address.get("PostalCode"),
            "Country": address.get("Country"),
            "Phone": address.get("Phone"),
            "Fax": address.get("Fax"),
        },
    })
}

fn certificate_info(order: &Order<Details>) -> Value {
    let subject = |name: &str| certificate::member(order, name);
    let certificate = order.certificate();
    let aatl = order.product == "DSAATL";
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
        "SerialNumber": order.details.serial_number.as_deref().filter(|_| aatl),
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
        let kinds = ["INTER", "ROOT"].into_iter();
        let certificates = chain
            .iter()
            .zip(kinds)
            .map(|(pem, kind)| json!({ "CACertType": kind, "CACert": pem }));
        fulfillment.insert(
            "CACertificates".to_owned(),
            json!({ "CACertificate": certificates.collect::<Value>() }),
        );
    }
    let certificate = order.certificate().filter(|_| parts.fulfillment);
    if let Some(Certificate { pem, pkcs7, .. }) = certificate {
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
