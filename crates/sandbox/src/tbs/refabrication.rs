//! `refabrication`: another certificate of the same order, for another key or other names.

use super::{
    Call, OrderStatus, Stage,
    answer::{Members, Refusal},
    dcv,
    find::{self, TbsOrder},
    product::Product,
    purchase, road,
};
use crate::{desk::Desk, model::text_at};

/// Reissues a certificate.
pub(super) fn refabrication(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    purchase::agreed(call)?;
    let mut order = find::target(desk, call)?;
    let product = Product::of(&order.product);
    reissuable(desk, &order, &product)?;
    let cloned = purchase::clones(desk, call)?;
    let common_name = purchase::common_name(call.demand);
    let cloned_names = cloned.iter().map(|order| order.details.common_name.clone());
    let names = dcv::names(call.demand, &common_name, &cloned_names.collect::<Vec<_>>());
    let extra = names.len().saturating_sub(product.names_covered());
    if product.is_server() && extra > 0 && purchase::excludes(call, "san") {
        return Err(Refusal::of("-173"));
    }
    let challenges = if product.validation().is_some() {
        purchase::asked_challenges(desk, call.demand, &names)?
    } else {
        Vec::new()
    };
    let asked = text_at(call.demand, "requete/adresseDVC").is_some();
    // Names whose control is proved already need no other proof, unless one is asked for.
    let known = |name: &String| {
        order
            .details
            .dcv
            .iter()
            .any(|one| one.domain == *name && one.proved)
    };
    let needed = asked || !names.iter().all(known);
    if needed {
        order.details.dcv = challenges;
    }
    order.details.cloned = cloned.iter().map(|order| order.id.clone()).collect();
    order.details.reissue = Some(call.kept.clone());
    if !common_name.is_empty() {
        order.details.common_name = common_name;
    }
    let advanced = order.details.advanced;
    road::change(&mut order, desk.now, OrderStatus::REISSUE, advanced);
    if order.details.is_proved() {
        road::hand_over(desk, &mut order, desk.now);
    } else {
        road::ask_proofs(desk, &mut order, desk.now)?;
        road::stay(&mut order, Stage::Dcv);
    }
    road::schedule(&mut order);
    desk.tx.save_order(&order)?;
    Ok(purchase::accepted(call, &order, &product))
}

/// Whether an order's certificate may be reissued now.
fn reissuable(desk: &Desk<'_>, order: &TbsOrder, product: &Product) -> Result<(), Refusal> {
    let refuse = |own, other| Err(Refusal::of(product.code_of(own, other)));
    if order.details.renewed_by.is_some() {
        return Err(Refusal::of("-8"));
    }
    if order.details.reissue.is_some() {
        return Err(Refusal::of("-258"));
    }
    let Some(certificate) = order.certificate() else {
        return refuse("-8a", "-141");
    };
    if order.details.stage.is_open() {
        return refuse("-8a", "-141");
    }
    if certificate.not_after < desk.now {
        return refuse("-8b", "-142");
    }
    if certificate.revoked.is_some() || order.details.revoking.contains(&certificate.serial) {
        return refuse("-8c", "-143");
    }
    Ok(())
}
