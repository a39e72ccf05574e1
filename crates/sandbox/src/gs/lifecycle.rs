//! How an order goes on, by itself and by others' hands.
//!
//! What the document leaves open is the sandbox's own: which events come with which step, that `PersonalSign` 1 needs no
//! vetting but a confirmed e-mail address, that EV takes three times as long, that a `PKCS#12` file is kept for 30 days, and
//! that an order which ends without a certificate costs nothing.

use std::time::Duration;

use certwire_preflight::Csr;

use super::{
    CertificateState, Delivery, Details, Event, OrderState, Stage, action, certificate,
    mail::{self, About},
    price,
};
use crate::{
    desk::{Desk, Impossible},
    model::{Command, Order},
    settings::Delays,
    store,
    time::Time,
};

/// How long an order waits for its subscriber (section 14.5, action 27).
const EXPIRY: Duration = Duration::from_hours(180 * 24);
/// How long a `PKCS#12` file is kept.
const KEPT: Duration = Duration::from_hours(30 * 24);
/// How much longer vetting takes for extended validation.
const EXTENDED: u64 = 3;

/// Takes the step that was due at this instant.
pub(crate) fn advance(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    at: Time,
) -> Result<(), store::Error> {
    match order.details.stage {
        Stage::Intake if needs_vetting(order) => take_up(desk, order, at),
        Stage::Intake | Stage::Vetting => validate(desk, order, at)?,
        Stage::Issue => issue(desk, order, at)?,
        Stage::Pickup => expire(desk, order, at)?,
        Stage::Revocation => revoke(desk, order, at)?,
        Stage::Done => delete_pkcs12(order),
    }
    Ok(())
}

fn needs_vetting(order: &Order<Details>) -> bool {
    order.product != "PS1"
}

/// The registration authority takes the order up.
fn take_up(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) {
    happened(order, at, action::REQUESTED_FOR_RA);
    order.details.status = OrderState::Vetting;
    order.details.stage = Stage::Vetting;
    let vetting = desk.settings.delays.vetting;
    let extended = order.product == "OSEV";
    let vetting = if extended {
        vetting.saturating_mul(EXTENDED)
    } else {
        vetting
    };
    order.due = Some(at + Delays::seconds(vetting));
}

/// Vetting ends well, or the e-mail address is confirmed.
fn validate(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    let vetted = needs_vetting(order);
    happened(
        order,
        at,
        if vetted {
            action::VETTING_COMPLETE
        } else {
            action::CONFIRMED
        },
    );
    order.details.status = OrderState::Validated;
    go_on(desk, order, at)
}

/// Makes a validated order wait for its certificate, or for its subscriber.
pub(super) fn go_on(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    at: Time,
) -> Result<(), store::Error> {
    let details = &mut order.details;
    let keyless = matches!(details.delivery, Delivery::Pickup | Delivery::Choice);
    if keyless && details.csr.is_none() {
        details.stage = Stage::Pickup;
        order.due = Some(at.max(order.placed + EXPIRY));
        return mail::send(desk, order, About::Approval);
    }
    details.stage = Stage::Issue;
    order.due = Some(at + Delays::seconds(desk.settings.delays.issue));
    Ok(())
}

fn issue(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    let issued = match certificate::issue(desk, order, at) {
        Ok(issued) => issued,
        Err(error) => {
            // What the CA cannot sign waits for another CSR.
            tracing::info!(order = order.id, %error, "no certificate could be issued");
            note(order, at, action::ISSUED, -1);
            order.details.csr = None;
            order.details.delivery = Delivery::Pickup;
            return go_on(desk, order, at);
        }
    };
    let reissue = order.details.reissues.is_some();
    happened(
        order,
        at,
        if reissue {
            action::REISSUED
        } else {
            action::ISSUED
        },
    );
    let details = &mut order.details;
    details.p12_deleted = issued.pkcs12.as_ref().map(|_| at + KEPT);
    details.status = OrderState::Issued;
    details.certificate = CertificateState::Issued;
    details.completed = Some(at);
    order.certificates.push(issued);
    rest(order);
    mail::send(desk, order, About::Issued)
}

/// Nothing more to do, but for a `PKCS#12` file that is still there.
fn rest(order: &mut Order<Details>) {
    order.details.stage = Stage::Done;
    let kept = order
        .certificates
        .iter()
        .any(|certificate| certificate.pkcs12.is_some());
    order.due = order.details.p12_deleted.filter(|_| kept);
}

fn delete_pkcs12(order: &mut Order<Details>) {
    for certificate in &mut order.certificates {
        certificate.pkcs12 = None;
    }
}

fn expire(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    happened(order, at, action::INITIAL_EXPIRED);
    order.details.status = OrderState::InitialExpired;
    end_without_certificate(desk, order, About::Expired)
}

/// Cancels an order, with or without a certificate.
pub(super) fn cancel(desk: &Desk<'_>, order: &mut Order<Details>) -> Result<(), store::Error> {
    happened(order, desk.now, action::CANCEL_REQUEST);
    order.details.cancel_requested = Some(desk.now);
    order.details.cancelled = Some(desk.now);
    if order.details.status == OrderState::Issued {
        happened(order, desk.now, action::CANCELLED_AFTER_ISSUE);
        order.details.status = OrderState::CancelledIssued;
        // Nobody may use a certificate whose order is cancelled.
        if order.details.certificate == CertificateState::Issued {
            await_revocation(desk, order);
        }
        return mail::send(desk, order, About::Cancelled);
    }
    happened(order, desk.now, action::CANCELLED_BEFORE_ISSUE);
    order.details.status = OrderState::CancelledNotIssued;
    end_without_certificate(desk, order, About::Cancelled)
}

fn reject(desk: &Desk<'_>, order: &mut Order<Details>) -> Result<(), store::Error> {
    let vetted = needs_vetting(order);
    happened(
        order,
        desk.now,
        if vetted {
            action::VETTING_DENIAL
        } else {
            action::REJECTED
        },
    );
    order.details.status = OrderState::CancelledNotIssued;
    order.details.cancelled = Some(desk.now);
    end_without_certificate(desk, order, About::Denial)
}

fn end_without_certificate(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    about: About,
) -> Result<(), store::Error> {
    order.details.stage = Stage::Done;
    order.due = None;
    price::refund(desk, order)?;
    mail::send(desk, order, about)
}

/// Somebody asks for the revocation.
pub(super) fn request_revocation(desk: &Desk<'_>, order: &mut Order<Details>) {
    happened(order, desk.now, action::REVOKE_REQUEST);
    order.details.revoke_requested = Some(desk.now);
    await_revocation(desk, order);
}

fn await_revocation(desk: &Desk<'_>, order: &mut Order<Details>) {
    order.details.certificate = CertificateState::WaitingForRevocation;
    order.details.stage = Stage::Revocation;
    order.due = Some(desk.now + Delays::seconds(desk.settings.delays.revocation));
}

fn revoke(desk: &Desk<'_>, order: &mut Order<Details>, at: Time) -> Result<(), store::Error> {
    happened(order, at, action::REVOKED);
    order.details.certificate = CertificateState::Revoked;
    for certificate in &mut order.certificates {
        certificate.revoked.get_or_insert(at);
    }
    rest(order);
    mail::send(desk, order, About::Revoked)
}

/// Notes that something succeeded.
pub(super) fn happened(order: &mut Order<Details>, at: Time, action: i32) {
    note(order, at, action, 0);
}

fn note(order: &mut Order<Details>, at: Time, action: i32, result: i32) {
    order.modified = at;
    order.details.events.push(Event { action, result, at });
}

/// Whether an order is where this can be done to it.
///
/// # Errors
///
/// A sentence, when it is not.
pub(crate) fn can(order: &Order<Details>, command: &Command) -> Result<(), Impossible> {
    let (fits, otherwise) = match command {
        Command::Approve => (
            matches!(order.details.stage, Stage::Intake | Stage::Vetting),
            "The order is not in vetting.",
        ),
        Command::Reject | Command::Issue | Command::BringCsr { .. } => (
            order.details.status.is_open(),
            "The order is issued, cancelled or expired.",
        ),
        Command::Revoke => (
            matches!(
                order.details.certificate,
                CertificateState::Issued | CertificateState::WaitingForRevocation
            ),
            "The order has no certificate, or it is revoked.",
        ),
        Command::SignQuote | Command::Pay | Command::ValidateDomain { .. } | Command::Suspend => {
            (false, "This cannot be done to an order of this CA.")
        }
    };
    if fits {
        Ok(())
    } else {
        Err(impossible(otherwise))
    }
}

/// Does something to an order.
pub(crate) fn act(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    command: &Command,
) -> Result<(), Impossible> {
    can(order, command)?;
    match command {
        Command::Approve => {
            if order.details.stage == Stage::Intake && needs_vetting(order) {
                take_up(desk, order, desk.now);
            }
            validate(desk, order, desk.now)?;
        }
        Command::Reject => reject(desk, order)?,
        Command::Issue => issue(desk, order, desk.now)?,
        Command::BringCsr { csr } => bring_csr(desk, order, csr)?,
        Command::Revoke => revoke(desk, order, desk.now)?,
        // Never possible here.
        Command::SignQuote | Command::Pay | Command::ValidateDomain { .. } | Command::Suspend => {}
    }
    Ok(())
}

/// The subscriber brings a CSR; it is kept until vetting ends.
pub(super) fn bring_csr(
    desk: &Desk<'_>,
    order: &mut Order<Details>,
    csr: &str,
) -> Result<(), Impossible> {
    if order.details.delivery == Delivery::Pkcs12 {
        return Err(impossible(
            "The order is for a PKCS#12 file, whose key the CA makes.",
        ));
    }
    let read = Csr::parse(csr).map_err(|fault| impossible(&fault.to_string()))?;
    let report = desk
        .preflight
        .report(&gs_soap_validators::SERVICE, &read, Some(&order.product));
    let faults = report
        .findings
        .iter()
        .filter(|finding| finding.severity == certwire_preflight::Severity::Error);
    let faults: Vec<_> = faults.map(|finding| finding.message.as_str()).collect();
    if !faults.is_empty() {
        return Err(impossible(&faults.join(" ")));
    }
    order.details.csr = Some(csr.to_owned());
    if order.details.stage == Stage::Pickup {
        go_on(desk, order, desk.now)?;
    }
    Ok(())
}

/// The subscriber leaves the key to the CA.
pub(super) fn want_pkcs12(desk: &Desk<'_>, order: &mut Order<Details>) -> Result<(), Impossible> {
    if order.details.delivery != Delivery::Choice || order.details.stage != Stage::Pickup {
        return Err(impossible("The order waits for no choice."));
    }
    order.details.delivery = Delivery::Pkcs12;
    Ok(go_on(desk, order, desk.now)?)
}

fn impossible(sentence: &str) -> Impossible {
    Impossible::State(sentence.to_owned())
}
