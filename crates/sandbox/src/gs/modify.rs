//! `ModifyOrder` and `ResendEmail`.

use serde_json::{Value, json};

use super::{
    Call, CertificateState, Details, action,
    answer::{Problem, Refusal, Success},
    lifecycle,
    mail::{self, About},
    members, query,
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
};

/// Cancels an order or revokes its certificate.
pub(super) fn modify(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let mut order = query::find(desk, call, "OrderID")?;
    refuse_cancelled(&order)?;
    if text_at(&call.request, "ModifyOrderOperation") == Some("REVOKE") {
        match order.details.certificate {
            CertificateState::Issued => lifecycle::request_revocation(desk, &mut order),
            // Nothing to revoke yet: the document has no code of its own for it.
            CertificateState::Initial => {
                return Err(Problem::at("-105", "ModifyOrderOperation").into());
            }
            CertificateState::Revoked | CertificateState::WaitingForRevocation => {
                return Err(Problem::at("-9915", "OrderID").into());
            }
        }
    } else {
        lifecycle::cancel(desk, &mut order)?;
    }
    desk.tx.save_order(&order)?;
    Ok(members(json!({ "OrderID": order.id })))
}

/// Sends the enrolment mail again.
pub(super) fn resend_email(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let mut order = query::find(desk, call, "OrderID")?;
    refuse_cancelled(&order)?;
    mail::send(desk, &order, About::Enrolment)?;
    lifecycle::happened(&mut order, desk.now, action::MAIL_RESENT);
    desk.tx.save_order(&order)?;
    Ok(members(Value::Null))
}

fn refuse_cancelled(order: &Order<Details>) -> Result<(), Refusal> {
    if order.details.status.is_over() {
        return Err(Problem::at("-9915", "OrderID").into());
    }
    Ok(())
}
