//! Coupons and campaigns: one of them pays for the whole order.

use super::{
    Call,
    answer::{Problem, Refusal},
    price,
};
use crate::{
    desk::Desk,
    model::{Service, Voucher, text_at},
};

/// The members that carry one, and the kind of voucher that each takes.
const MEMBERS: [(&str, &str); 2] = [("Coupon", "coupon"), ("Campaign", "campaign")];

/// The voucher that the request pays with, if it is good for this product.
pub(super) fn find(
    desk: &Desk<'_>,
    call: &Call<'_>,
    product: &str,
) -> Result<Option<Voucher>, Refusal> {
    for (member, kind) in MEMBERS {
        let Some(code) = text_at(&call.request, member) else {
            continue;
        };
        let voucher = desk.tx.voucher(Service::Gs, code)?;
        let refused = |code| Refusal::from(Problem::at(code, member));
        let Some(voucher) = voucher.filter(|voucher| voucher.kind == kind) else {
            return Err(refused("-9923"));
        };
        return match fault(desk, &voucher, product) {
            Some(code) => Err(refused(code)),
            None => Ok(Some(voucher)),
        };
    }
    Ok(None)
}

/// The code of what stands against paying with it.
fn fault(desk: &Desk<'_>, voucher: &Voucher, product: &str) -> Option<&'static str> {
    let early = voucher.from.is_some_and(|from| desk.now < from);
    let late = voucher.until.is_some_and(|until| desk.now > until);
    let elsewhere =
        |products: &[String]| !products.is_empty() && !products.iter().any(|code| code == product);
    if early || late {
        Some("-9918")
    } else if voucher.used {
        Some("-9919")
    } else if elsewhere(&voucher.products) {
        Some("-9920")
    } else if voucher
        .currency
        .as_deref()
        .is_some_and(|currency| currency != price::CURRENCY)
    {
        Some("-9922")
    } else {
        None
    }
}

/// Pays with it. A coupon pays once, a campaign is for everyone.
pub(super) fn redeem(desk: &Desk<'_>, mut voucher: Voucher) -> Result<(), Refusal> {
    if voucher.kind == "coupon" {
        voucher.used = true;
        desk.tx.save_voucher(&voucher)?;
    }
    Ok(())
}
