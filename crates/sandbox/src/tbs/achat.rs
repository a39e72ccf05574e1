//! `achat`: orders.

use serde_json::{Map, Value};

use super::{
    AdvancedStatus, Call, Details, OrderStatus, Stage,
    answer::{self, Refusal},
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
    settings::Delays,
};

/// Ten digits, and more than a signed 32-bit integer holds, as real references may be.
const FIRST_REFERENCE: u64 = 4_000_000_001;

/// Places an order.
pub(super) fn achat(desk: &Desk<'_>, call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let number = desk.tx.next("tbs-order", FIRST_REFERENCE)?;
    let order = Order {
        id: number.to_string(),
        account: call.account.user.clone(),
        operation: call.method.to_owned(),
        product: text_at(call.demand, "produit/code")
            .unwrap_or_default()
            .to_owned(),
        reference: text_at(call.demand, "divers/refClient").map(str::to_owned),
        placed: desk.now,
        modified: desk.now,
        due: Some(desk.now + Delays::seconds(desk.settings.delays.intake)),
        request: call.kept.clone(),
        certificates: Vec::new(),
        details: Details {
            key: call.key.to_owned(),
            ca_reference: None,
            status: OrderStatus::VERIFICATION,
            earlier: None,
            status_since: desk.now,
            advanced: AdvancedStatus::BEING_ISSUED,
            advanced_since: desk.now,
            stage: Stage::Intake,
        },
    };
    desk.tx.save_order(&order)?;
    let mut members = answer::success("OK");
    members.insert("refDemande".to_owned(), call.key.into());
    members.insert("refTBS".to_owned(), order.id.into());
    Ok(members)
}
