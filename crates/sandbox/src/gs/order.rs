//! The eight orders.

use certwire_preflight::Csr;
use serde_json::{Value, json};

use super::{
    Call, CertificateState, Delivery, Details, OrderState, Stage, action,
    answer::{Problem, Refusal, Success},
    certificate,
    lifecycle::happened,
    mail::{self, About, pickup_url},
    members, price, query, voucher,
};
use crate::{
    desk::Desk,
    model::{Order, Service, at, text_at},
    sandbox::made_up_password,
    settings::{Delays, Duplicates},
};

/// Places an order of any product.
pub(super) fn place(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let product = product(call);
    if !call.account.may_order(product) {
        return Err(Problem::at("-9200", "ProductCode").into());
    }
    let renewed = renewed(desk, call, product)?;
    let signature_validity = signature_validity(call, renewed.as_ref())?;
    let reference = reference(desk, call)?;
    let csr = csr(&call.request, "CSR")?;
    let delivery = delivery(&call.request, csr.is_some());
    let mut order = blank(desk, call, text_at(&call.request, "PickupPassword"))?;
    // Last of what may refuse: from here on things are written.
    order.details.price = pay(desk, call, product)?;
    order.id = number(desk)?;
    product.clone_into(&mut order.product);
    order.reference = reference;
    order.request = call.kept.clone();
    order.due = Some(desk.now + Delays::seconds(desk.settings.delays.intake));
    order.details.csr = csr;
    order.details.delivery = delivery;
    order.details.signature_validity = signature_validity;
    happened(&mut order, desk.now, action::INITIAL);
    desk.tx.save_order(&order)?;
    mail::send(desk, &order, About::Enrolment)?;
    Ok(members(json!({
        "OrderID": order.id,
        "RegistrationURL": pickup_url(desk, &order),
    })))
}

/// An order of the caller's with nothing in it yet.
pub(super) fn blank(
    desk: &Desk<'_>,
    call: &Call<'_>,
    password: Option<&str>,
) -> Result<Order<Details>, Refusal> {
    let pickup_password = match password {
        Some(password) => password.to_owned(),
        None => made_up_password().map_err(|_| Problem::of("-1"))?,
    };
    Ok(Order {
        id: String::new(),
        account: call.account.user.clone(),
        operation: call.operation.to_owned(),
        product: String::new(),
        reference: None,
        placed: desk.now,
        modified: desk.now,
        due: None,
        request: Value::Null,
        certificates: Vec::new(),
        details: Details {
            status: OrderState::Initial,
            certificate: CertificateState::Initial,
            stage: Stage::Intake,
            delivery: Delivery::Pkcs12,
            events: Vec::new(),
            pickup_password,
            password_made_up: password.is_none(),
            csr: None,
            completed: None,
            cancelled: None,
            cancel_requested: None,
            revoke_requested: None,
            p12_deleted: None,
            reissues: None,
            reissued_by: None,
            signature_validity: None,
            serial_number: None,
            price: 0,
        },
    })
}

/// The number of a new order.
pub(super) fn number(desk: &Desk<'_>) -> Result<String, Refusal> {
    let day = desk.now.print("%Y%m%d");
    let written = |number| format!("PC{day}{number:06}");
    Ok(desk.tx.order_number("gs-order", 1, written)?)
}

/// The product code of the request, or the one that this operation orders.
fn product<'c>(call: &'c Call<'_>) -> &'c str {
    let named = text_at(&call.request, "ProductCode");
    named.unwrap_or_else(|| call.operation.trim_start_matches("Order"))
}

/// The order that a renewal renews, which must have a certificate of the same product.
fn renewed(
    desk: &Desk<'_>,
    call: &Call<'_>,
    product: &str,
) -> Result<Option<Order<Details>>, Refusal> {
    const TARGET: &str = "RenewalTargetOrderID";
    let renewal = text_at(&call.request, "OrderKind") == Some("renewal");
    if !renewal || text_at(&call.request, TARGET).is_none() {
        return Ok(None);
    }
    let target = query::find(desk, call, TARGET)?;
    let renewable = target.details.status == OrderState::Issued
        && target.details.certificate == CertificateState::Issued;
    if target.product != product || !renewable {
        return Err(Problem::at("-9202", TARGET).into());
    }
    Ok(Some(target))
}

/// `SignatureValidityDuration` of an AATL order: as given, as in the order that it renews, or 1 (section 10.1).
fn signature_validity(
    call: &Call<'_>,
    renewed: Option<&Order<Details>>,
) -> Result<Option<String>, Refusal> {
    const MEMBER: &str = "SignatureValidityDuration";
    if call.operation != "OrderAATL" {
        return Ok(None);
    }
    let given = at(&call.request, MEMBER).map(plain);
    let before = renewed.map(|order| {
        let kept = order.details.signature_validity.as_deref();
        kept.unwrap_or("1").to_owned()
    });
    match (given, before) {
        // The document has no code for it; elements that do not go together come closest (GS-E117).
        (Some(given), Some(before)) if given != before => Err(Problem::at("-105", MEMBER).into()),
        (given, before) => Ok(given.or(before).or_else(|| Some("1".to_owned()))),
    }
}

/// The text of a leaf.
pub(super) fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The caller's reference, by the switch for references that were used before.
fn reference(desk: &Desk<'_>, call: &Call<'_>) -> Result<Option<String>, Refusal> {
    let Some(reference) = text_at(&call.request, "SubID") else {
        return Ok(None);
    };
    let switch = desk.settings.duplicates;
    let kept = Some(reference.to_owned());
    if switch == Duplicates::Allowed
        || !desk
            .tx
            .has_reference(Service::Gs, &call.account.user, reference)?
    {
        return Ok(kept);
    }
    match switch {
        Duplicates::Allowed => Ok(kept),
        Duplicates::Lost => Ok(None),
        // The document has no code of its own for it.
        Duplicates::Refused => Err(Problem::at("-105", "SubID").into()),
    }
}

/// The CSR at this member of the request, which must be one.
pub(super) fn csr(request: &Value, path: &str) -> Result<Option<String>, Refusal> {
    let Some(text) = text_at(request, path) else {
        return Ok(None);
    };
    match Csr::parse(text) {
        Ok(_) => Ok(Some(text.to_owned())),
        Err(fault) => Err(Problem {
            message: fault.to_string(),
            ..Problem::at("-104", path)
        }
        .into()),
    }
}

/// Whose key the certificate will be for. `request` is the structure that holds `IssueType`, where there is one.
pub(super) fn delivery(request: &Value, has_csr: bool) -> Delivery {
    let chosen = |name: &str| at(request, name).and_then(Value::as_bool) == Some(true);
    let has_password = text_at(request, "PickupPassword").is_some();
    let issue_type = at(request, "IssueType").map(plain);
    match issue_type.as_deref() {
        _ if has_csr => Delivery::Csr,
        Some("0") => Delivery::Choice,
        Some("1") if has_password => Delivery::Pkcs12,
        Some(_) => Delivery::Pickup,
        None if chosen("HasCSR") || chosen("HasFortify") => Delivery::Pickup,
        None => Delivery::Pkcs12,
    }
}

/// Pays, and says what the account was charged.
fn pay(desk: &Desk<'_>, call: &Call<'_>, product: &str) -> Result<i64, Refusal> {
    if let Some(voucher) = voucher::find(desk, call, product)? {
        voucher::redeem(desk, voucher)?;
        return Ok(0);
    }
    let price = price::of(product, certificate::years(&call.request));
    price::charge(desk, &call.account, product, price)?;
    Ok(price)
}
