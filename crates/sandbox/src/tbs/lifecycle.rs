//! How an order goes on by itself.

use super::{AdvancedStatus, Details, OrderStatus, Stage, certificate};
use crate::{
    desk::{Desk, Impossible},
    model::{Command, Order},
    settings::Delays,
    store,
    time::Time,
};

/// Takes the step that was due at this instant.
pub(crate) fn advance(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    at: Time,
) -> Result<(), store::Error> {
    let delays = desk.settings.delays;
    match order.details.stage {
        Stage::Intake => {
            change(order, at, OrderStatus::VERIFICATION, AdvancedStatus::AUDIT);
            order.details.stage = Stage::Audit;
            order.due = Some(at + Delays::seconds(delays.vetting));
        }
        Stage::Audit => {
            order.details.stage = Stage::Issue;
            order.due = Some(at + Delays::seconds(delays.issue));
        }
        Stage::Issue => {
            issue(desk, order, at)?;
        }
        Stage::Done => {}
    }
    Ok(())
}

fn issue(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    if let Ok(issued) = certificate::issue(desk, order, at) {
        order.certificates.push(issued);
        change(order, at, OrderStatus::DELIVERED, AdvancedStatus::VALID);
    }
    order.details.stage = Stage::Done;
    Ok(())
}

/// Changes both statuses of an order.
pub(super) fn change(
    order: &mut Order<Details>,
    at: Time,
    status: OrderStatus,
    advanced: AdvancedStatus,
) {
    let details = &mut order.details;
    if details.status != status {
        details.earlier = Some(details.status);
        details.status = status;
        details.status_since = at;
    }
    if details.advanced != advanced {
        details.advanced = advanced;
        details.advanced_since = at;
    }
    order.modified = at;
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
