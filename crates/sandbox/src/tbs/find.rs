//! Orders by the references that a demand gives.

use serde_json::Value;

use super::{Call, Details, answer::Refusal, details::key};
use crate::{
    desk::Desk,
    model::{Order, text_at},
    store::Filter,
};

/// What the sandbox keeps of an order at TBS.
pub(super) type TbsOrder = Order<Details>;

/// The order of a TBS reference.
pub(super) fn by_tbs(desk: &Desk<'_>, reference: &str) -> Result<Option<TbsOrder>, Refusal> {
    Ok(desk.tx.order(reference)?)
}

/// The order of a CA reference.
pub(super) fn by_ca(desk: &Desk<'_>, reference: &str) -> Result<Option<TbsOrder>, Refusal> {
    Ok(first(desk.tx.orders_by_key(key::CA, reference)?))
}

/// The order that has a certificate of this serial number.
pub(super) fn by_serial(desk: &Desk<'_>, serial: &str) -> Result<Option<TbsOrder>, Refusal> {
    Ok(first(desk.tx.orders_by_key(key::SERIAL, &digits(serial))?))
}

/// A serial number as it is kept, whatever stands between its digits.
pub(super) fn digits(serial: &str) -> String {
    let digits = serial.chars().filter(char::is_ascii_hexdigit);
    digits.collect::<String>().to_ascii_uppercase()
}

/// The account's orders under its own reference.
pub(super) fn by_client(
    desk: &Desk<'_>,
    call: &Call<'_>,
    reference: &str,
) -> Result<Vec<TbsOrder>, Refusal> {
    let filter = Filter {
        account: Some(&call.account.user),
        reference: Some(reference),
        ..Filter::default()
    };
    Ok(desk.tx.orders(&filter)?)
}

fn first(orders: Vec<TbsOrder>) -> Option<TbsOrder> {
    orders.into_iter().next()
}

/// The order, if it is the account's.
pub(super) fn own(call: &Call<'_>, order: TbsOrder) -> Result<TbsOrder, Refusal> {
    if order.account == call.account.user {
        Ok(order)
    } else {
        Err(Refusal::of("-201"))
    }
}

/// The account's order that a `certificat` names by `refTBS` or `refCA`, or both in agreement.
pub(super) fn target(desk: &Desk<'_>, call: &Call<'_>) -> Result<TbsOrder, Refusal> {
    let references: &Value = &call.demand["certificat"];
    let tbs = text_at(references, "refTBS");
    let ca = text_at(references, "refCA");
    let by_tbs = match tbs {
        Some(tbs) => Some(by_tbs(desk, tbs)?.ok_or(Refusal::of("-202"))?),
        None => None,
    };
    let by_ca = match ca {
        Some(ca) => Some(by_ca(desk, ca)?.ok_or(Refusal::of("-203"))?),
        None => None,
    };
    match (by_tbs, by_ca) {
        (Some(one), Some(two)) if one.id != two.id => Err(Refusal::of("-274")),
        (Some(order), _) | (None, Some(order)) => own(call, order),
        // Validation asks for one of them.
        (None, None) => Err(Refusal::of("-204")),
    }
}
