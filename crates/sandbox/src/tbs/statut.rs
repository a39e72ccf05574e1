//! `statut`: the state of an order, and its certificate.

use serde_json::{Map, Value, json};

use super::{
    Call, Details,
    answer::{self, Refusal},
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
};

/// Tells the state of an order.
pub(super) fn statut(desk: &Desk<'_>, call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let id = text_at(call.demand, "certificat/refTBS").unwrap_or_default();
    let Some(order) = desk.tx.order::<Details>(id)? else {
        return Err(Refusal::of("-202"));
    };
    if order.account != call.account.user {
        return Err(Refusal::of("-201"));
    }
    let mut members = answer::success("OK");
    members.insert("refDemande".to_owned(), call.key.into());
    members.insert("statut".to_owned(), status(&order));
    members.insert("certificat".to_owned(), certificate(&order));
    Ok(members)
}

fn status(order: &Order<Details>) -> Value {
    let details = &order.details;
    json!({
        "0": details.advanced.0,
        "1": details.advanced.label(),
        "2": details.status.label(),
    })
}

fn certificate(order: &Order<Details>) -> Value {
    let certificate = order.certificate();
    json!({
        "refCA": order.details.ca_reference,
        "x509": certificate.map(|certificate| certificate.pem.as_str()),
    })
}
