//! What orders cost, and the funds that pay for them.

use serde_json::Value;

use super::{
    Call, Paid, Payment,
    answer::Refusal,
    find::TbsOrder,
    product::{Product, Terms},
};
use crate::{
    desk::Desk,
    model::{Account, Funds, Service, at, text_at},
    store,
};

/// Cents for an additional name, by the year.
const NAME: i64 = 4_000;
/// Cents for guidance.
const GUIDANCE: i64 = 6_000;
/// Cents for the assistance pack, by the year.
const ASSISTANCE: i64 = 4_500;
/// Discount of a promotional code, in percent.
const DISCOUNT: i64 = 10;

/// A whole number that may have come as text.
pub(super) fn number(demand: &Value, path: &str) -> i64 {
    let value = at(demand, path);
    let number = value.and_then(|value| match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    });
    number.unwrap_or(0)
}

/// Whether a flag is `oui`.
pub(super) fn is_yes(demand: &Value, path: &str) -> bool {
    text_at(demand, path).is_some_and(|text| text.eq_ignore_ascii_case("oui"))
}

/// The price of a demand, with so many names beyond those that the product covers.
pub(super) fn price(product: &Product, demand: &Value, extra_names: usize) -> i64 {
    let years = match number(demand, "produit/dureeVie") {
        years if product.has_years() => years.clamp(1, 10),
        _ => 1,
    };
    let base = product.price() * years;
    if base == 0 {
        return 0;
    }
    let licences = number(demand, "requete/nbLicence").clamp(0, 1000) * base / 2;
    let names = i64::try_from(extra_names).unwrap_or(0) * NAME * years;
    let option = |path, price| if is_yes(demand, path) { price } else { 0 };
    base + licences
        + names
        + option("requete/accompagnement", GUIDANCE)
        + option("requete/assistance", ASSISTANCE * years)
}

/// How a demand is paid; with the warning that a discount did not count.
pub(super) fn payment(
    desk: &Desk<'_>,
    call: &Call<'_>,
    product: &Product,
    price: i64,
) -> Result<(Payment, Option<&'static str>), Refusal> {
    let mode = text_at(call.demand, "paiement/modePaiement").unwrap_or_default();
    let fits = match (Terms::of(mode), &call.account.funds) {
        (Terms::Free, _) => price == 0,
        (Terms::Invoice, funds) => matches!(funds, Funds::Credit(_)),
        (Terms::Prepaid, funds) => !matches!(funds, Funds::Credit(_)),
        (Terms::Advance | Terms::Debit, _) => true,
    };
    if !fits {
        return Err(Refusal::of("-90"));
    }
    let (price, warning) = match text_at(call.demand, "divers/codePromo") {
        Some(code) => discounted(desk, call, product, mode, code, price)?,
        None => (price, None),
    };
    let payment = Payment {
        mode: mode.to_owned(),
        price,
        state: if price == 0 { Paid::Paid } else { Paid::Open },
    };
    Ok((payment, warning))
}

fn discounted(
    desk: &Desk<'_>,
    call: &Call<'_>,
    product: &Product,
    mode: &str,
    code: &str,
    price: i64,
) -> Result<(i64, Option<&'static str>), Refusal> {
    if price == 0 {
        return Ok((0, Some("-101")));
    }
    if mode == "pre" && matches!(call.account.funds, Funds::Bulk(_)) {
        return Err(Refusal::of("-102"));
    }
    let voucher = desk.tx.voucher(Service::Tbs, code)?;
    let good = voucher.is_some_and(|voucher| {
        !voucher.used
            && voucher.from.is_none_or(|from| from <= desk.now)
            && voucher.until.is_none_or(|until| desk.now < until)
            && (voucher.products.is_empty() || voucher.products.contains(&product.code))
    });
    if good {
        Ok((price - price * DISCOUNT / 100, None))
    } else {
        Err(Refusal::of("-100"))
    }
}

/// Takes an order's price from the funds of its account; false when they do not cover it.
pub(super) fn take(desk: &Desk<'_>, order: &TbsOrder) -> Result<bool, store::Error> {
    let price = order.details.payment.price;
    move_funds(desk, order, |funds| match funds {
        Funds::Deposit(left) | Funds::Credit(left) => {
            let covered = *left >= price;
            *left = left.saturating_sub(if covered { price } else { 0 });
            covered
        }
        Funds::Bulk(units) => match units.get_mut(&order.product) {
            Some(left) if *left > 0 => {
                *left -= 1;
                true
            }
            _ => false,
        },
    })
}

/// Gives an order's price back.
pub(super) fn give_back(desk: &Desk<'_>, order: &TbsOrder) -> Result<(), store::Error> {
    let price = order.details.payment.price;
    move_funds(desk, order, |funds| {
        match funds {
            Funds::Deposit(left) | Funds::Credit(left) => *left = left.saturating_add(price),
            Funds::Bulk(units) => {
                let left = units.entry(order.product.clone()).or_default();
                *left = left.saturating_add(1);
            }
        }
        true
    })?;
    Ok(())
}

fn move_funds(
    desk: &Desk<'_>,
    order: &TbsOrder,
    change: impl FnOnce(&mut Funds) -> bool,
) -> Result<bool, store::Error> {
    let account: Option<Account> = desk.tx.account(Service::Tbs, &order.account)?;
    let Some(mut account) = account else {
        return Ok(false);
    };
    let moved = change(&mut account.funds);
    if moved {
        desk.tx.save_account(&account)?;
    }
    Ok(moved)
}
