//! How an order goes on by itself.

use super::{CertificateState, Details, Event, OrderState, Stage, certificate};
use crate::{
    desk::Desk, desk::Impossible, model::Command, model::Order, settings::Delays, store, time::Time,
};

/// Action codes of section 14.5.
mod action {
    pub(super) const REQUESTED_FOR_RA: i32 = 3;
    pub(super) const VETTING_COMPLETE: i32 = 4;
    pub(super) const ISSUED: i32 = 7;
}

/// Takes the step that was due at this instant.
pub(crate) fn advance(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    at: Time,
) -> Result<(), store::Error> {
    let delays = desk.settings.delays;
    match order.details.stage {
        Stage::Intake => {
            happened(order, at, action::REQUESTED_FOR_RA);
            let details = &mut order.details;
            details.status = OrderState::Vetting;
            details.stage = Stage::Vetting;
            order.due = Some(at + Delays::seconds(delays.vetting));
        }
        Stage::Vetting => {
            happened(order, at, action::VETTING_COMPLETE);
            let details = &mut order.details;
            details.status = OrderState::Validated;
            details.stage = Stage::Issue;
            order.due = Some(at + Delays::seconds(delays.issue));
        }
        Stage::Issue => issue(desk, order, at)?,
        Stage::Pickup | Stage::Revocation | Stage::Done => {}
    }
    Ok(())
}

fn issue(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    let csr = order.asked("CSR");
    let Ok(issued) = certificate::issue(desk, order, csr, at) else {
        // What the CA cannot sign stays validated until somebody looks at it.
        failed(order, at, action::ISSUED);
        order.details.stage = Stage::Pickup;
        return Ok(());
    };
    order.certificates.push(issued);
    happened(order, at, action::ISSUED);
    let details = &mut order.details;
    details.status = OrderState::Issued;
    details.certificate = CertificateState::Issued;
    details.stage = Stage::Done;
    details.completed = Some(at);
    Ok(())
}

/// Notes that something succeeded.
pub(super) fn happened(order: &mut Order<Details>, at: Time, action: i32) {
    note(order, at, action, 0);
}

/// Notes that something failed.
fn failed(order: &mut Order<Details>, at: Time, action: i32) {
    note(order, at, action, -1);
}

fn note(order: &mut Order<Details>, at: Time, action: i32, result: i32) {
    order.modified = at;
    order.details.events.push(Event { action, result, at });
}

/// Address where the subscriber goes on with the order.
pub(super) fn pickup_url(desk: &Desk<'_>, order: &Order<Details>) -> String {
    format!("{}/pickup/{}", desk.base, order.id)
}

/// Does something to an order.
pub(crate) fn act(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    command: &Command,
) -> Result<(), Impossible> {
    match command {
        Command::Issue => Ok(issue(desk, order, desk.now)?),
        _ => Err(Impossible::State(
            "This cannot be done to an order of this CA.".to_owned(),
        )),
    }
}
