//! `solde`: what the account has left.

use serde_json::{Value, json};

use super::{
    Call,
    answer::{Members, Refusal},
};
use crate::{
    desk::Desk,
    model::{Funds, Service},
    time::Time,
};

/// How the manual writes dates here.
const FORMAT: &str = "%Y-%m-%d %H:%M:%S";

/// Tells the balance: whole euros, or units by product.
pub(super) fn solde(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    let balance = match &call.account.funds {
        Funds::Deposit(cents) | Funds::Credit(cents) => Value::from(cents.div_euclid(100)),
        Funds::Bulk(units) => {
            let mut products = Members::new();
            for (product, left) in units {
                let user = &call.account.user;
                let last = desk.tx.last_placed(Service::Tbs, user, product)?;
                // Units that nobody has used yet have no last movement.
                let last = last.unwrap_or(Time::from_millis(0)).print(FORMAT);
                products.insert(
                    product.clone(),
                    json!({ "derniereOperation": last, "nombre": left }),
                );
            }
            Value::Object(products)
        }
    };
    Ok(Members::from_iter([
        ("date".to_owned(), desk.now.print(FORMAT).into()),
        ("solde".to_owned(), balance),
    ]))
}
