//! What orders cost. The document prints no prices: these are the sandbox's own, made up to be told apart, and listed in
//! `docs/sandbox-gs.md`.

use super::{Details, answer::Problem, answer::Refusal};
use crate::{
    desk::Desk,
    model::{Account, Funds, Order, Service},
    store,
};

/// Currency of every price.
pub(super) const CURRENCY: &str = "EUR";

/// Cents for each year of validity. A reissue costs nothing.
const YEARLY: [(&str, i64); 9] = [
    ("PS1", 2_900),
    ("PS2", 5_900),
    ("PS2Dept", 8_900),
    ("PS2Pro", 9_900),
    ("OSMulti", 21_900),
    ("OSEV", 37_900),
    ("DSAATL", 29_900),
    ("DSQCSignature", 34_900),
    ("DSQCSeal", 39_900),
];

/// What an order of this product for so many years costs, in cents.
pub(super) fn of(product: &str, years: i64) -> i64 {
    let yearly = YEARLY.iter().find(|(code, _)| *code == product);
    yearly.map_or(0, |(_, cents)| cents * years)
}

/// Takes the price from the account; units bought in bulk pay for one order each.
pub(super) fn charge(
    desk: &Desk<'_>,
    account: &Account,
    product: &str,
    price: i64,
) -> Result<(), Refusal> {
    let mut account = account.clone();
    let (left, price, code) = match &mut account.funds {
        Funds::Deposit(cents) => (cents, price, "-9912"),
        Funds::Credit(cents) => (cents, price, "-9911"),
        Funds::Bulk(units) => (units.entry(product.to_owned()).or_default(), 1, "-9912"),
    };
    if *left < price {
        return Err(Problem::of(code).into());
    }
    *left -= price;
    Ok(desk.tx.save_account(&account)?)
}

/// Gives the price back, for an order that ends without a certificate; what a coupon paid stays spent.
pub(super) fn refund(desk: &Desk<'_>, order: &Order<Details>) -> Result<(), store::Error> {
    let price = order.details.price;
    if price == 0 {
        return Ok(());
    }
    let Some(mut account) = desk.tx.account(Service::Gs, &order.account)? else {
        return Ok(());
    };
    match &mut account.funds {
        Funds::Deposit(cents) | Funds::Credit(cents) => *cents = cents.saturating_add(price),
        Funds::Bulk(units) => {
            let left = units.entry(order.product.clone()).or_default();
            *left = left.saturating_add(1);
        }
    }
    desk.tx.save_account(&account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_in_the_documentation_is_this_one() {
        let page = include_str!("../../../../docs/sandbox-gs.md");
        for (product, cents) in YEARLY {
            let row = format!("| {product} | {}.{:02} |", cents / 100, cents % 100);
            assert!(page.contains(&row), "{row}");
        }
        let products = Service::Gs.reference().table("product").expect("a table");
        assert!(
            products
                .codes
                .iter()
                .all(|row| of(row.code, 3) > of(row.code, 1))
        );
        assert_eq!(of("PS1", 2), 5_800);
    }
}
