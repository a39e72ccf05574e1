//! `renouvellement`: orders that take the place of one that ends.

use super::{
    AdvancedStatus, Call, Details,
    answer::{Members, Refusal},
    find::{self, TbsOrder},
    product::Product,
    purchase, road,
};
use crate::{desk::Desk, model::text_at};

/// How long after its end a certificate may still be renewed, in days.
pub(super) const GRACE: u64 = 30;

/// Renews a certificate.
pub(super) fn renouvellement(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let old = find::target(desk, call)?;
    renewable(desk, &old)?;
    let product = Product::of(text_at(call.demand, "produit/code").unwrap_or_default());
    let old_product = Product::of(&old.product);
    if !product.renews(&old_product) {
        return Err(Refusal::of("-6"));
    }
    let purchase = purchase::examine(desk, call)?;
    purchase::place(desk, call, purchase, Some(old))
}

/// Whether a certificate may be renewed now.
fn renewable(desk: &Desk<'_>, old: &TbsOrder) -> Result<(), Refusal> {
    if let Some(renewal) = &old.details.renewed_by {
        // A renewal that was cancelled does not count.
        let renewal = desk.tx.order::<Details>(renewal)?;
        if renewal.is_some_and(|order| order.details.advanced != AdvancedStatus::CANCELLED) {
            return Err(Refusal::of("-3"));
        }
    }
    if old.details.reissue.is_some() {
        return Err(Refusal::of("-8"));
    }
    let Some(certificate) = old.certificate() else {
        return Err(Refusal::of("-260"));
    };
    let grace = std::time::Duration::from_hours(GRACE * 24);
    if certificate.not_after + grace < desk.now {
        return Err(Refusal::of("-4"));
    }
    let window = Product::of(&old.product).window();
    if desk.now < certificate.not_after - road::weeks(window.weeks) {
        return Err(Refusal::of(window.too_early));
    }
    Ok(())
}
