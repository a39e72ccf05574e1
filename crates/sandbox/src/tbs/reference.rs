//! `reference`: TBS's reference from another name of an order.

use serde_json::{Value, json};

use super::{
    Call,
    answer::{self, Members, Refusal},
    dcv::answer_members,
    details::key,
    find::{self, TbsOrder},
};
use crate::{desk::Desk, model::text_at};

/// Finds orders; the first key given counts.
pub(super) fn reference(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let asked = |name| text_at(call.demand, name);
    let mut orders: Vec<TbsOrder> = if let Some(name) = asked("CN") {
        desk.tx.orders_by_key(key::NAME, &name.to_lowercase())?
    } else if let Some(client) = asked("refClient") {
        find::by_client(desk, call, client)?
    } else if let Some(ca) = asked("refCA") {
        desk.tx.orders_by_key(key::CA, ca)?
    } else {
        let serial = asked("nrSerie").unwrap_or_default();
        desk.tx.orders_by_key(key::SERIAL, &find::digits(serial))?
    };
    orders.retain(|order| order.account == call.account.user && desk.sees(order));
    if orders.is_empty() {
        return Err(Refusal::of("-204"));
    }
    let mut members = answer::success(&orders.len().to_string());
    let entries = orders.iter().map(shown);
    members.insert("Reponse".to_owned(), answer::numbered(entries));
    Ok(members)
}

fn shown(order: &TbsOrder) -> Value {
    answer_members(json!({
        "refClient": order.reference,
        "CN": order.details.common_name,
        "refTBS": order.id,
        "refCA": order.details.ca_reference,
        "nrSerie": order.certificate().map(|last| &last.serial),
    }))
}
