//! What happens to an order by itself, and what is done to it from outside.

use certwire_preflight::{Csr, Verdict};

use super::{
    AdvancedStatus, Asleep, Details, OrderStatus, Paid, Stage, find::TbsOrder, money,
    product::Terms, road,
};
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
    let due = |time: Option<Time>| time.is_some_and(|time| time <= at);
    if due(order.details.prove) {
        order.details.prove = None;
        road::proved(desk, order, at, None);
    } else if due(order.details.revoke) {
        revoke(desk, order, at)?;
    } else if due(order.details.next) {
        order.details.next = None;
        road::step(desk, order, at)?;
    } else if due(road::expiry(order)) {
        let status = order.details.status;
        road::change(order, at, status, AdvancedStatus::EXPIRED);
    } else if due(road::reminder(order)) {
        order.details.reminded = true;
        let body = format!("The certificate of order {} can be renewed.\n", order.id);
        road::tell(desk, order, "renewal", "Renew your certificate", body)?;
    }
    road::schedule(order);
    Ok(())
}

/// Revokes what was asked for.
fn revoke(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Result<(), store::Error> {
    order.details.revoke = None;
    let serials = std::mem::take(&mut order.details.revoking);
    for certificate in &mut order.certificates {
        if serials.contains(&certificate.serial) {
            certificate.revoked = Some(at);
        }
    }
    let left = order.certificates.iter().any(|one| one.is_valid(at));
    let advanced = if left {
        AdvancedStatus::VALID
    } else {
        AdvancedStatus::REVOKED
    };
    let status = order.details.status;
    road::change(order, at, status, advanced);
    let body = format!("Revoked for order {}: {}.\n", order.id, serials.join(", "));
    road::tell(
        desk,
        order,
        "revocation",
        "Your certificate is revoked",
        body,
    )
}

/// Whether an order is where this can be done to it; a CSR has more to fit.
///
/// # Errors
///
/// A sentence, when it is not.
pub(crate) fn can(order: &Order<Details>, command: &Command) -> Result<(), Impossible> {
    const ENDED: &str = "The order has ended or is delivered.";
    let details = &order.details;
    let (stage, awake) = (details.stage, details.asleep.is_none());
    let (fits, otherwise) = match command {
        Command::Approve => (
            !awake || matches!(stage, Stage::Confirmation | Stage::Intake | Stage::Audit),
            "The order is not being audited.",
        ),
        Command::Reject => (details.reissue.is_some() || stage.is_open(), ENDED),
        Command::Issue if stage == Stage::Csr => {
            (false, "The invited person has brought no CSR yet.")
        }
        Command::Issue => (stage.is_open(), ENDED),
        Command::Revoke => (
            !details.revoking.is_empty(),
            "Nobody asked for a revocation.",
        ),
        Command::SignQuote => (
            awake && stage == Stage::Quote,
            "The order is no quote to be signed.",
        ),
        Command::Pay if details.status == OrderStatus::CANCELLED => {
            (false, "The order is cancelled.")
        }
        Command::Pay => (
            details.payment.state != Paid::Paid && stage != Stage::Quote,
            "The order does not wait for a payment.",
        ),
        Command::ValidateDomain { domain } => (
            details.dcv.iter().any(|challenge| {
                let wanted = domain.as_deref();
                wanted.is_none_or(|domain| domain.eq_ignore_ascii_case(&challenge.domain))
            }),
            "The order has no such domain to validate.",
        ),
        Command::Suspend => (
            awake && (stage.is_open() || details.advanced == AdvancedStatus::VALID),
            "The order sleeps already, or has ended.",
        ),
        Command::BringCsr { .. } => (
            awake && stage == Stage::Csr,
            "The order does not wait for a CSR.",
        ),
    };
    if fits { Ok(()) } else { Err(not(otherwise)) }
}

/// Does something to an order.
pub(crate) fn act(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    command: &Command,
) -> Result<(), Impossible> {
    can(order, command)?;
    match command {
        Command::Approve => approve(desk, order)?,
        Command::Reject => reject(desk, order)?,
        Command::Issue => issue(desk, order)?,
        Command::Revoke => revoke(desk, order, desk.now)?,
        Command::SignQuote => {
            let advanced = order.details.advanced;
            road::change(order, desk.now, OrderStatus::SIGNED, advanced);
            road::pay(desk, order, desk.now)?;
        }
        Command::Pay => pay(desk, order)?,
        Command::ValidateDomain { domain } => {
            road::proved(desk, order, desk.now, domain.as_deref());
        }
        Command::Suspend => suspend(desk, order)?,
        Command::BringCsr { csr } => bring(desk, order, csr)?,
    }
    road::schedule(order);
    Ok(())
}

fn not(sentence: &str) -> Impossible {
    Impossible::State(sentence.to_owned())
}

fn approve(desk: &Desk<'_>, order: &mut TbsOrder) -> Result<(), store::Error> {
    if order.details.asleep.is_some() {
        wake(desk, order);
    } else if order.details.stage == Stage::Confirmation {
        road::enter(desk, order, desk.now)?;
    } else {
        order.details.next = None;
        road::audited(desk, order, desk.now);
    }
    Ok(())
}

/// Cancels an order, or the reissue under way.
fn reject(desk: &Desk<'_>, order: &mut TbsOrder) -> Result<(), store::Error> {
    if order.details.reissue.take().is_some() {
        order.details.dcv.clear();
        order.details.prove = None;
        road::bill(order, desk.now);
        road::stay(order, Stage::Done);
        return Ok(());
    }
    let payment = &order.details.payment;
    let took = match Terms::of(&payment.mode) {
        Terms::Invoice => {
            order.details.stage != Stage::Quote && order.details.stage != Stage::Payment
        }
        _ => payment.state == Paid::Paid && payment.price > 0,
    };
    order.details.asleep = None;
    order.details.prove = None;
    let now = desk.now;
    if took {
        road::change(order, now, OrderStatus::REFUND, AdvancedStatus::CANCELLED);
        let refund = Delays::seconds(desk.settings.delays.issue);
        road::wait(order, Stage::Refund, now + refund);
    } else {
        road::change(
            order,
            now,
            OrderStatus::CANCELLED,
            AdvancedStatus::CANCELLED,
        );
        road::stay(order, Stage::Done);
    }
    let body = format!("Order {} is cancelled.\n", order.id);
    road::tell(desk, order, "cancellation", "Your order", body)
}

/// Issues at once, whatever is still to be done.
fn issue(desk: &Desk<'_>, order: &mut TbsOrder) -> Result<(), store::Error> {
    order.details.asleep = None;
    road::issue(desk, order, desk.now)
}

fn pay(desk: &Desk<'_>, order: &mut TbsOrder) -> Result<(), store::Error> {
    let invoiced = Terms::of(&order.details.payment.mode) == Terms::Invoice;
    order.details.payment.state = Paid::Paid;
    if order.details.stage == Stage::Payment {
        road::work(desk, order, desk.now)?;
        return Ok(());
    }
    if invoiced {
        money::give_back(desk, order)?;
    }
    if !order.details.stage.is_open() {
        road::bill(order, desk.now);
        road::stay(order, Stage::Done);
    } else if order.details.status == OrderStatus::UNPAID_WORK {
        let advanced = order.details.advanced;
        road::change(order, desk.now, OrderStatus::VERIFICATION, advanced);
    }
    Ok(())
}

fn suspend(desk: &Desk<'_>, order: &mut TbsOrder) -> Result<(), store::Error> {
    let left = order.details.next.take();
    order.details.asleep = Some(Asleep {
        status: order.details.status,
        advanced: order.details.advanced,
        left: left.map(|next| next.millis() - desk.now.millis()),
    });
    road::change(
        order,
        desk.now,
        OrderStatus::SUSPENDED,
        AdvancedStatus::ASLEEP,
    );
    let body = format!("Order {} is suspended.\n", order.id);
    road::tell(desk, order, "suspension", "Your order", body)
}

/// Lets a sleeping order go on where it was.
fn wake(desk: &Desk<'_>, order: &mut TbsOrder) {
    let Some(asleep) = order.details.asleep.take() else {
        return;
    };
    road::change(order, desk.now, asleep.status, asleep.advanced);
    order.details.next = asleep
        .left
        .map(|left| Time::from_millis(desk.now.millis().saturating_add(left)));
    if order.details.stage == Stage::Dcv && order.details.is_proved() {
        road::hand_over(desk, order, desk.now);
    }
}

/// Takes the CSR of an invited person.
pub(super) fn bring(desk: &Desk<'_>, order: &mut TbsOrder, text: &str) -> Result<(), Impossible> {
    let command = Command::BringCsr {
        csr: text.to_owned(),
    };
    can(order, &command)?;
    let csr = Csr::parse(text);
    let csr = csr.map_err(|fault| not(&format!("The CSR cannot be read: {fault}.")))?;
    if let Verdict::Bad = csr.verify() {
        return Err(not("The signature of the CSR does not verify."));
    }
    order.details.csr = Some(text.to_owned());
    Ok(road::work(desk, order, desk.now)?)
}
