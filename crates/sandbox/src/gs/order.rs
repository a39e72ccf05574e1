//! The eight orders.

use serde_json::json;

use super::{
    Call, CertificateState, Details, OrderState, Stage,
    answer::{Problem, Refusal, Success},
    lifecycle, members,
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
    settings::{Delays, Duplicates},
    store::Filter,
};

/// Places an order of any product.
pub(super) fn place(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let product = product(call);
    if !call.account.may_order(&product) {
        return Err(Problem::at("-9200", "ProductCode").into());
    }
    let reference = text_at(&call.request, "SubID").map(str::to_owned);
    refuse_duplicate(desk, call, reference.as_deref())?;
    let number = desk.tx.next("gs-order", 1)?;
    let id = format!("PC{}{number:06}", desk.now.print("%Y%m%d"));
    let mut order = Order {
        id,
        account: call.account.user.clone(),
        operation: call.operation.to_owned(),
        product,
        reference: reference.filter(|_| desk.settings.duplicates != Duplicates::Lost),
        placed: desk.now,
        modified: desk.now,
        due: Some(desk.now + Delays::seconds(desk.settings.delays.intake)),
        request: call.kept.clone(),
        certificates: Vec::new(),
        details: Details {
            status: OrderState::Initial,
            certificate: CertificateState::Initial,
            stage: Stage::Intake,
            events: Vec::new(),
            pickup_password: text_at(&call.request, "PickupPassword")
                .unwrap_or_default()
                .to_owned(),
            completed: None,
            cancelled: None,
            cancel_requested: None,
            revoke_requested: None,
            reissues: None,
            price: 0,
        },
    };
    lifecycle::happened(&mut order, desk.now, 0);
    desk.tx.save_order(&order)?;
    Ok(members(json!({
        "OrderID": order.id,
        "RegistrationURL": lifecycle::pickup_url(desk, &order),
    })))
}

/// The product code of the request, or the one that this operation orders.
fn product(call: &Call<'_>) -> String {
    if let Some(code) = text_at(&call.request, "ProductCode") {
        return code.to_owned();
    }
    call.operation.trim_start_matches("Order").to_owned()
}

fn refuse_duplicate(
    desk: &Desk<'_>,
    call: &Call<'_>,
    reference: Option<&str>,
) -> Result<(), Refusal> {
    let Some(reference) = reference.filter(|_| desk.settings.duplicates == Duplicates::Refused)
    else {
        return Ok(());
    };
    let same = Filter {
        account: Some(&call.account.user),
        reference: Some(reference),
        ..Filter::default()
    };
    if desk.tx.orders::<Details>(&same)?.is_empty() {
        return Ok(());
    }
    // The document has no code of its own for it.
    Err(Problem::at("-105", "SubID").into())
}
