//! `revocation`: of one certificate, or of all of an order.

use serde_json::Value;

use super::{
    AdvancedStatus, Call,
    answer::{self, Members, Refusal},
    find::{self, TbsOrder},
    money,
    product::Product,
    purchase, road,
};
use crate::{
    desk::Desk,
    model::{Certificate, text_at},
    settings::Delays,
};

/// Revokes certificates.
pub(super) fn revocation(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    purchase::agreed(call)?;
    let mut order = target(desk, call)?;
    if order.account != call.account.user {
        return Err(Refusal::of("-251"));
    }
    if !Product::of(&order.product).is_revocable() {
        return Err(Refusal::of("-259"));
    }
    let serials = serials(desk, call, &order)?;
    order.details.revoking.extend(serials);
    let delay = Delays::seconds(desk.settings.delays.revocation);
    order.details.revoke = Some(desk.now + delay);
    let status = order.details.status;
    road::change(&mut order, desk.now, status, AdvancedStatus::REVOKING);
    road::schedule(&mut order);
    desk.tx.save_order(&order)?;
    let mut members = answer::success(answer::text(call.method, "0"));
    members.insert("refDemande".to_owned(), call.key.into());
    Ok(members)
}

/// The order that `refTBS`, `refCA` and `numSerie` agree on.
fn target(desk: &Desk<'_>, call: &Call<'_>) -> Result<TbsOrder, Refusal> {
    let references: &Value = &call.demand["certificat"];
    let found = |name, code, find: fn(&Desk<'_>, &str) -> Result<Option<TbsOrder>, Refusal>| {
        let Some(reference) = text_at(references, name) else {
            return Ok(None);
        };
        let order = find(desk, reference)?;
        order.map(Some).ok_or_else(|| Refusal::of(code))
    };
    let by_tbs = found("refTBS", "-252", find::by_tbs)?;
    let by_ca = found("refCA", "-253", find::by_ca)?;
    let by_serial = found("numSerie", "-271", find::by_serial)?;
    let differ = |one: &Option<TbsOrder>, two: &Option<TbsOrder>| {
        one.as_ref()
            .zip(two.as_ref())
            .is_some_and(|(one, two)| one.id != two.id)
    };
    for (one, two, code) in [
        (&by_tbs, &by_ca, "-274"),
        (&by_tbs, &by_serial, "-272"),
        (&by_ca, &by_serial, "-273"),
    ] {
        if differ(one, two) {
            return Err(Refusal::of(code));
        }
    }
    // Validation asks for one of them.
    let order = by_tbs.or(by_ca).or(by_serial);
    order.ok_or_else(|| Refusal::of("-250"))
}

/// The serial numbers of what is to be revoked.
fn serials(desk: &Desk<'_>, call: &Call<'_>, order: &TbsOrder) -> Result<Vec<String>, Refusal> {
    let revocable = |one: &&Certificate| {
        one.is_valid(desk.now) && !order.details.revoking.contains(&one.serial)
    };
    let left: Vec<&Certificate> = order.certificates.iter().filter(revocable).collect();
    let Some(last) = order.certificate() else {
        return Err(Refusal::of("-255"));
    };
    let refuse = |one: &Certificate| {
        let expired = one.revoked.is_none() && one.not_after < desk.now;
        Refusal::of(if expired { "-254" } else { "-255" })
    };
    if let Some(serial) = text_at(call.demand, "certificat/numSerie") {
        let serial = find::digits(serial);
        let named = order.certificates.iter().find(|one| one.serial == serial);
        let named = named.ok_or_else(|| Refusal::of("-271"))?;
        let is_left = left.iter().any(|one| one.serial == serial);
        return if is_left {
            Ok(vec![serial])
        } else {
            Err(refuse(named))
        };
    }
    let all = money::is_yes(call.demand, "toutRevoquer");
    match left.as_slice() {
        [] => Err(refuse(last)),
        [_, _, ..] if !all => Err(Refusal::of("-270")),
        left => Ok(left.iter().map(|one| one.serial.clone()).collect()),
    }
}
