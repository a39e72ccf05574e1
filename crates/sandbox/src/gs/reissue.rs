//! `ReIssue`: the certificate of an order once more, as an order of its own.
//!
//! The document says neither whether the number that it answers is a new one nor what becomes of the certificate before.
//! `OriginalOrderIDForReIssue` says that there are two orders, so the number is a new one. The certificate before stays
//! valid; the new one ends when it does, needs no vetting and costs nothing.

use serde_json::json;

use super::{
    Call, CertificateState, Details, OrderState, action,
    answer::{Problem, Refusal, Success},
    lifecycle::{go_on, happened},
    mail::{self, About},
    members, order, query,
};
use crate::{
    desk::Desk,
    model::{Order, at, text_at},
};

const TARGET: &str = "TargetOrderID";

/// Reissues the certificate of an order.
pub(super) fn reissue(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let mut target = query::find(desk, call, TARGET)?;
    check(desk, &target)?;
    let parameter = at(&call.request, "OrderParameter")
        .cloned()
        .unwrap_or_default();
    let csr = order::csr(&call.request, "OrderParameter/CSR")?;
    let password = text_at(&parameter, "PickupPassword");
    let before = &target.details.pickup_password;
    let mut new = order::blank(desk, call, Some(password.unwrap_or(before)))?;
    new.details.password_made_up = password.is_none() && target.details.password_made_up;
    new.id = order::number(desk)?;
    new.product.clone_from(&target.product);
    new.request = target.request.clone();
    new.details.delivery = order::delivery(&parameter, csr.is_some());
    new.details.csr = csr;
    new.details
        .signature_validity
        .clone_from(&target.details.signature_validity);
    new.details.reissues = Some(target.id.clone());
    new.details.status = OrderState::Validated;
    happened(&mut new, desk.now, action::REISSUE);
    mail::send(desk, &new, About::Enrolment)?;
    go_on(desk, &mut new, desk.now)?;
    target.details.reissued_by = Some(new.id.clone());
    happened(&mut target, desk.now, action::REISSUE_REQUEST);
    desk.tx.save_order(&target)?;
    desk.tx.save_order(&new)?;
    Ok(members(json!({ "OrderID": new.id })))
}

/// There must be a valid certificate, and no reissue of it under way.
fn check(desk: &Desk<'_>, target: &Order<Details>) -> Result<(), Refusal> {
    if target.details.status.is_over() {
        return Err(Problem::at("-9915", TARGET).into());
    }
    let issued = target.details.status == OrderState::Issued
        && target.details.certificate == CertificateState::Issued;
    let under_way = match &target.details.reissued_by {
        Some(id) => desk
            .tx
            .order::<Details>(id)?
            .is_some_and(|order| order.details.status.is_open()),
        None => false,
    };
    if !issued || under_way {
        return Err(Problem::at("-9202", TARGET).into());
    }
    Ok(())
}
