//! The three methods of domain control validation.

use serde_json::{Value, json};

use super::{
    Call, Details,
    answer::{self, Members, Refusal},
    dcv,
    details::key,
    find::{self, TbsOrder},
    product::Product,
    road,
};
use crate::{desk::Desk, model::text_at};

/// `dcvEmailRenvoyer`: sends the mails again, or changes the methods.
pub(super) fn resend(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let mut order = resent_order(desk, call)?;
    let members = renew(desk, call, &mut order)?;
    Ok(Members::from_iter([(order.id, Value::Object(members))]))
}

fn resent_order(desk: &Desk<'_>, call: &Call<'_>) -> Result<TbsOrder, Refusal> {
    if let Some(reference) = text_at(call.demand, "refTBS") {
        let order = find::by_tbs(desk, reference)?;
        return find::own(call, order.ok_or_else(|| Refusal::of("-202"))?);
    }
    let reference = text_at(call.demand, "refClient").unwrap_or_default();
    let mut orders = find::by_client(desk, call, reference)?;
    match orders.len() {
        0 => Err(Refusal::of("-204")),
        1 => Ok(orders.remove(0)),
        _ => Err(Refusal::of("-8d")),
    }
}

fn renew(desk: &Desk<'_>, call: &Call<'_>, order: &mut TbsOrder) -> Result<Members, Refusal> {
    if order.details.dcv.is_empty() || order.details.ca_reference.is_none() {
        return Err(Refusal::of("-307"));
    }
    if let Some(domains) = text_at(call.demand, "domaines") {
        let methods = text_at(call.demand, "adresseDVC").unwrap_or_default();
        set_methods(order, domains, methods)?;
    }
    dcv::send(desk, order)?;
    road::schedule(order);
    desk.tx.save_order(order)?;
    let mut members = answer::success("OK");
    members.insert("DCVStatus".to_owned(), dcv::resent(&order.details.dcv));
    Ok(members)
}

/// Gives every name of the order the method at its place in the list.
fn set_methods(order: &mut TbsOrder, domains: &str, methods: &str) -> Result<(), Refusal> {
    let asked: Vec<(&str, &str)> = domains
        .split_whitespace()
        .zip(methods.split_whitespace())
        .collect();
    let mut challenges = order.details.dcv.clone();
    let known = |domain: &str| {
        let mut known = challenges.iter();
        known.any(|challenge| challenge.domain.eq_ignore_ascii_case(domain))
    };
    if asked.len() != challenges.len() || !asked.iter().all(|(domain, _)| known(domain)) {
        return Err(Refusal::of("-307"));
    }
    for (domain, method) in asked {
        dcv::check(domain, method)?;
        for challenge in &mut challenges {
            let same = challenge.domain.eq_ignore_ascii_case(domain);
            if same && challenge.method != method {
                method.clone_into(&mut challenge.method);
                challenge.code = None;
            }
        }
    }
    order.details.dcv = challenges;
    Ok(())
}

/// `dcvCodeValidation`: takes the code that a mail brought.
pub(super) fn validate(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let code = text_at(call.demand, "dcvCode").unwrap_or_default();
    let mut order = if let Some(reference) = text_at(call.demand, "refCA") {
        let order = find::by_ca(desk, reference)?;
        find::own(call, order.ok_or_else(|| Refusal::of("-203"))?)?
    } else {
        let found = desk.tx.orders_by_key::<Details>(key::DCV_CODE, code)?;
        let order = found.into_iter().next();
        find::own(call, order.ok_or_else(|| Refusal::of("-309"))?)?
    };
    let challenges = order.details.dcv.iter();
    let mails: Vec<_> = challenges
        .filter(|challenge| challenge.code.is_some())
        .collect();
    if mails.is_empty() {
        // Only a file or a record can prove it, and none was found.
        return Err(Refusal::of("-313"));
    }
    let fits = mails
        .iter()
        .find(|challenge| challenge.code.as_deref() == Some(code));
    let domain = fits.map(|challenge| challenge.domain.clone());
    let domain = domain.ok_or_else(|| Refusal::of("-309"))?;
    road::proved(desk, &mut order, desk.now, Some(&domain));
    road::schedule(&mut order);
    desk.tx.save_order(&order)?;
    Ok(answer::success("OK"))
}

/// `dcvAdresses`: the addresses that may answer for a domain, level by level.
pub(super) fn addresses(call: &Call<'_>) -> Result<Members, Refusal> {
    let domain = text_at(call.demand, "CN").ok_or_else(|| Refusal::of("-220"))?;
    let levels = dcv::levels(domain);
    let mut members = answer::success(&levels.len().to_string());
    let entries = levels.iter().map(|level| {
        let all = dcv::addresses(level).into_iter();
        let all = all.map(|address| json!({ "Email": address }));
        json!({ "type": level, "Emails adresses": answer::numbered(all) })
    });
    members.insert("Reponse".to_owned(), answer::numbered(entries));
    Ok(members)
}

/// `DCV_Status` of an order, where its product has one.
pub(super) fn status(order: &TbsOrder, product: &Product) -> Option<Value> {
    let validation = product.validation()?;
    let begun = !order.details.dcv.is_empty() && order.details.ca_reference.is_some();
    begun.then(|| dcv::status(&order.details.dcv, validation))
}
