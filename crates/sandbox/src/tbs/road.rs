//! The road of an order: from the quote to the certificate, step by step.

use std::time::Duration;

use super::{
    AdvancedStatus, Details, OrderStatus, Paid, Stage, certificate, dcv,
    details::key,
    find::TbsOrder,
    money,
    product::{Product, Terms},
};
use crate::{desk::Desk, model::text_at, random, settings::Delays, store, time::Time};

/// Length of the last part of an invited person's address.
const TOKEN: usize = 32;
/// First reference that the certificate authority gives.
const FIRST_CA_REFERENCE: u64 = 100_000_001;
/// Checks of an audit.
pub(super) const CHECKS: u8 = 4;
/// How long after delivery the bill goes out.
const BILL: Duration = Duration::from_hours(24);

type Done = Result<(), store::Error>;

/// Begins with an order that was just placed.
pub(super) fn begin(desk: &Desk<'_>, order: &mut TbsOrder) -> Done {
    let at = desk.now;
    if money::is_yes(&order.request, "paiement/devis") {
        change(order, at, OrderStatus::QUOTE, AdvancedStatus::PENDING);
        stay(order, Stage::Quote);
        let body = format!(
            "Quote for order {}: {}. It counts once it is signed.\n",
            order.id,
            euros(order.details.payment.price)
        );
        tell(desk, order, "quote", "Your quote", body)?;
    } else {
        pay(desk, order, at)?;
    }
    schedule(order);
    Ok(())
}

/// Takes the payment as its terms say, and goes on unless it must come first.
pub(super) fn pay(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    let terms = Terms::of(&order.details.payment.mode);
    if order.details.payment.state != Paid::Paid {
        let covered = match terms {
            Terms::Prepaid | Terms::Invoice => money::take(desk, order)?,
            Terms::Debit | Terms::Free => true,
            Terms::Advance => false,
        };
        if !covered {
            change(order, at, OrderStatus::PAYMENT, AdvancedStatus::PENDING);
            stay(order, Stage::Payment);
            let price = euros(order.details.payment.price);
            let body = format!("Order {} waits for your payment of {price}.\n", order.id);
            return tell(desk, order, "payment", "Your payment", body);
        }
        if terms == Terms::Prepaid {
            order.details.payment.state = Paid::Paid;
        }
    }
    work(desk, order, at)
}

/// Goes on with what the holder must do first.
pub(super) fn work(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    let invited = money::is_yes(&order.request, "invitation/csrExternalise");
    let product = Product::of(&order.product);
    if invited && order.details.csr.is_none() {
        change(order, at, OrderStatus::CSR, AdvancedStatus::PENDING);
        stay(order, Stage::Csr);
        let message = order
            .asked("invitation/messageCSRExter")
            .unwrap_or_default();
        let message = message.to_owned();
        return invite(desk, order, "invitation", "Bring your request", &message);
    }
    if product.is("client") && !invited {
        change(
            order,
            at,
            OrderStatus::CONFIRMATION,
            AdvancedStatus::PENDING,
        );
        stay(order, Stage::Confirmation);
        order.details.next = subscriber(desk, at);
        return invite(desk, order, "confirmation", "Confirm your address", "");
    }
    enter(desk, order, at)
}

/// Lets the order in: the audit begins soon, and the proofs of control are asked for.
pub(super) fn enter(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    ask_proofs(desk, order, at)?;
    let status = in_work(order);
    change(order, at, status, AdvancedStatus::PENDING);
    wait(
        order,
        Stage::Intake,
        at + Delays::seconds(desk.settings.delays.intake),
    );
    Ok(())
}

/// Asks for the proofs of control that the order needs.
pub(super) fn ask_proofs(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    if !order.details.dcv.is_empty() {
        name(desk, order)?;
        dcv::send(desk, order)?;
        order.details.prove = subscriber(desk, at);
    }
    Ok(())
}

/// Takes the step that ends a stage.
pub(super) fn step(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    let delays = desk.settings.delays;
    match order.details.stage {
        Stage::Confirmation => enter(desk, order, at)?,
        Stage::Intake => {
            name(desk, order)?;
            let status = in_work(order);
            change(order, at, status, AdvancedStatus::AUDIT);
            let check = Delays::seconds(delays.vetting) / u32::from(CHECKS);
            wait(order, Stage::Audit, at + check);
        }
        Stage::Audit => {
            order.details.audited += 1;
            check_done(desk, order, at);
        }
        Stage::Authority => {
            begin_issue(order, at);
            wait(
                order,
                Stage::Issue,
                at + Delays::seconds(delays.issue.div_ceil(2)),
            );
        }
        Stage::Issue => issue(desk, order, at)?,
        Stage::Billing => {
            order.details.payment.state = Paid::Billed;
            bill(order, at);
            stay(order, Stage::Done);
            let price = euros(order.details.payment.price);
            let body = format!("Bill for order {}: {price}.\n", order.id);
            tell(desk, order, "bill", "Your bill", body)?;
        }
        Stage::Refund => {
            money::give_back(desk, order)?;
            let advanced = order.details.advanced;
            change(order, at, OrderStatus::REFUNDED, advanced);
            stay(order, Stage::Done);
        }
        Stage::Quote | Stage::Payment | Stage::Csr | Stage::Dcv | Stage::Done => {}
    }
    Ok(())
}

/// Shows the next check of the audit, or ends it.
fn check_done(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) {
    let advanced = match order.details.audited {
        1 => AdvancedStatus::CONSISTENT,
        2 => AdvancedStatus::CALL,
        3 => AdvancedStatus::VERIFIED,
        _ => return audited(desk, order, at),
    };
    let status = in_work(order);
    change(order, at, status, advanced);
    let check = Delays::seconds(desk.settings.delays.vetting) / u32::from(CHECKS);
    wait(order, Stage::Audit, at + check);
}

/// The audit ended well: the certificate authority's turn, once control of the domains is proved.
pub(super) fn audited(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) {
    order.details.audited = CHECKS;
    if order.details.is_proved() {
        hand_over(desk, order, at);
        return;
    }
    let status = in_work(order);
    change(order, at, status, AdvancedStatus::AUDITED);
    stay(order, Stage::Dcv);
}

/// Hands the order to the certificate authority.
pub(super) fn hand_over(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) {
    let (status, advanced) = if order.details.reissue.is_some() {
        (OrderStatus::REISSUE, order.details.advanced)
    } else {
        (OrderStatus::AUTHORITY, AdvancedStatus::TO_ORDER)
    };
    change(order, at, status, advanced);
    wait(
        order,
        Stage::Authority,
        at + Delays::seconds(desk.settings.delays.issue / 2),
    );
}

fn begin_issue(order: &mut TbsOrder, at: Time) {
    if order.details.reissue.is_none() {
        let status = order.details.status;
        change(order, at, status, AdvancedStatus::BEING_ISSUED);
    }
}

/// Control of a domain is proved, or of all; false when the order has no such domain.
pub(super) fn proved(
    desk: &Desk<'_>,
    order: &mut TbsOrder,
    at: Time,
    domain: Option<&str>,
) -> bool {
    let mut found = false;
    for challenge in &mut order.details.dcv {
        if domain.is_none_or(|domain| domain.eq_ignore_ascii_case(&challenge.domain)) {
            challenge.proved = true;
            found = true;
        }
    }
    if found && order.details.is_proved() && order.details.asleep.is_none() {
        order.details.prove = None;
        if order.details.stage == Stage::Dcv {
            hand_over(desk, order, at);
        } else if order.details.status == OrderStatus::DCV {
            let (status, advanced) = (in_work(order), order.details.advanced);
            change(order, at, status, advanced);
        }
    }
    found
}

/// Issues the certificate, or delivers what is no certificate.
pub(super) fn issue(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    name(desk, order)?;
    let product = Product::of(&order.product);
    if product.has_certificate() {
        match certificate::issue(desk, order, &product, at) {
            Ok(certificate) => order.certificates.push(certificate),
            // It stays at the certificate authority until somebody looks at it.
            Err(error) => {
                let body = format!("Order {} cannot be issued: {error}\n", order.id);
                stay(order, Stage::Issue);
                return tell(desk, order, "trouble", "Your order", body);
            }
        }
    }
    if let Some(demand) = order.details.reissue.take() {
        adopt(order, &demand);
    }
    order.details.audited = CHECKS;
    order.details.prove = None;
    order.details.reminded = false;
    for challenge in &mut order.details.dcv {
        challenge.proved = true;
    }
    deliver(desk, order, at)
}

/// What a reissue changed becomes the order's own.
fn adopt(order: &mut TbsOrder, demand: &serde_json::Value) {
    for name in ["requete", "contactTech"] {
        if let (Some(members), Some(value)) = (order.request.as_object_mut(), demand.get(name)) {
            members.insert(name.to_owned(), value.clone());
        }
    }
}

fn deliver(desk: &Desk<'_>, order: &mut TbsOrder, at: Time) -> Done {
    bill(order, at);
    let advanced = AdvancedStatus::VALID;
    let status = order.details.status;
    change(order, at, status, advanced);
    let invoiced = Terms::of(&order.details.payment.mode) == Terms::Invoice;
    if invoiced && order.details.payment.state == Paid::Open {
        wait(order, Stage::Billing, at + BILL);
    } else {
        stay(order, Stage::Done);
    }
    for clone in order.details.cloned.clone() {
        if let Some(mut cloned) = desk.tx.order::<Details>(&clone)?
            && cloned.details.advanced == AdvancedStatus::VALID
        {
            let status = cloned.details.status;
            change(&mut cloned, at, status, AdvancedStatus::CLONED);
            schedule(&mut cloned);
            desk.tx.save_order(&cloned)?;
        }
    }
    let pem = order.certificate().map_or("", |issued| issued.pem.as_str());
    let body = format!("Order {} is delivered.\n{pem}", order.id);
    tell(desk, order, "delivery", "Your certificate", body)
}

/// The status of a delivered order by its payment.
pub(super) fn bill(order: &mut TbsOrder, at: Time) {
    let invoiced = Terms::of(&order.details.payment.mode) == Terms::Invoice;
    let status = match order.details.payment.state {
        Paid::Paid => OrderStatus::DELIVERED,
        Paid::Open if invoiced => OrderStatus::UNBILLED,
        Paid::Open | Paid::Billed => OrderStatus::UNPAID,
    };
    let advanced = order.details.advanced;
    change(order, at, status, advanced);
}

/// The status of an order in work.
fn in_work(order: &TbsOrder) -> OrderStatus {
    let details = &order.details;
    if details.reissue.is_some() {
        OrderStatus::REISSUE
    } else if !details.is_proved() {
        OrderStatus::DCV
    } else if details.payment.state == Paid::Paid {
        OrderStatus::VERIFICATION
    } else {
        Terms::of(&details.payment.mode).in_work()
    }
}

/// Gives the order the certificate authority's reference.
fn name(desk: &Desk<'_>, order: &mut TbsOrder) -> Done {
    if order.details.ca_reference.is_none() {
        let reference = loop {
            let number = desk.tx.next("tbs-ca", FIRST_CA_REFERENCE)?.to_string();
            // A loaded order may have it already.
            if desk
                .tx
                .orders_by_key::<Details>(key::CA, &number)?
                .is_empty()
            {
                break number;
            }
        };
        order.details.ca_reference = Some(reference);
    }
    Ok(())
}

fn subscriber(desk: &Desk<'_>, at: Time) -> Option<Time> {
    let delay = desk.settings.delays.subscriber?;
    Some(at + Delays::seconds(delay))
}

/// Changes both statuses of an order.
pub(super) fn change(
    order: &mut TbsOrder,
    at: Time,
    status: OrderStatus,
    advanced: AdvancedStatus,
) {
    let details = &mut order.details;
    if details.status != status {
        details.earlier = Some(details.status);
        details.status = status;
        details.status_since = at;
        order.modified = at;
    }
    if details.advanced != advanced {
        details.advanced = advanced;
        details.advanced_since = at;
        order.modified = at;
    }
}

/// The order stays here until something happens to it.
pub(super) fn stay(order: &mut TbsOrder, stage: Stage) {
    order.details.stage = stage;
    order.details.next = None;
}

/// The order stays here until then.
pub(super) fn wait(order: &mut TbsOrder, stage: Stage, until: Time) {
    order.details.stage = stage;
    order.details.next = Some(until);
}

/// Works out what happens next by itself.
pub(super) fn schedule(order: &mut TbsOrder) {
    let details = &order.details;
    let awake = details.asleep.is_none();
    let times = [
        details.next,
        details.prove,
        details.revoke,
        expiry(order).filter(|_| awake),
        reminder(order).filter(|_| awake),
    ];
    order.due = times.into_iter().flatten().min();
}

/// When the certificate expires; none where it no longer can.
pub(super) fn expiry(order: &TbsOrder) -> Option<Time> {
    let valid = [AdvancedStatus::VALID, AdvancedStatus::CLONED];
    let last = order.certificate()?;
    // It is valid through its last second.
    valid
        .contains(&order.details.advanced)
        .then(|| last.not_after + Duration::from_secs(1))
}

/// When somebody is told that the certificate can be renewed.
pub(super) fn reminder(order: &TbsOrder) -> Option<Time> {
    expiry(order)?;
    let open = !order.details.reminded && order.details.renewed_by.is_none();
    let window = Product::of(&order.product).window();
    let certificate = order.certificate().filter(|_| open)?;
    let start = certificate.not_after - weeks(window.weeks);
    // A certificate that is shorter than its window can be renewed at once, which needs no mail.
    (certificate.not_before < start).then_some(start)
}

/// So many weeks.
pub(super) fn weeks(weeks: u64) -> Duration {
    Duration::from_hours(weeks * 7 * 24)
}

/// Sends a mail to those who ordered.
pub(super) fn tell(
    desk: &Desk<'_>,
    order: &TbsOrder,
    kind: &str,
    subject: &str,
    body: String,
) -> Done {
    desk.mail(order, kind, &contact(order), subject, body)
}

/// Who gets the mails about an order.
fn contact(order: &TbsOrder) -> String {
    let paths = [
        "contactTech/emailTech",
        "contactAdm/emailAdm",
        "contactRespLegal/emailRespLegal",
    ];
    let found = paths.iter().find_map(|path| order.asked(path));
    found.map_or_else(|| holder(order), str::to_owned)
}

/// The holder's address.
fn holder(order: &TbsOrder) -> String {
    let paths = ["detailsInvitation/Email", "detailsRequete/spkacEmail"];
    let found = paths.iter().find_map(|path| order.asked(path));
    found
        .map(str::to_owned)
        .or_else(|| certificate::csr(order).and_then(|csr| certificate::email(&csr)))
        .unwrap_or_default()
}

/// Sends the holder the address at which they go on.
fn invite(desk: &Desk<'_>, order: &mut TbsOrder, kind: &str, subject: &str, message: &str) -> Done {
    let token = random::letters(TOKEN)?;
    let body = format!(
        "{message}\nOrder {}: go on at\n{}/invitation/{token}\n",
        order.id, desk.base
    );
    order.details.token = Some(token);
    desk.mail(order, kind, &holder(order), subject, body)
}

/// Cents as euros.
fn euros(cents: i64) -> String {
    format!("{}.{:02} EUR", cents / 100, cents % 100)
}

/// The names of the orders that the one in work clones.
pub(super) fn cloned_names(desk: &Desk<'_>, order: &TbsOrder) -> Result<Vec<String>, store::Error> {
    let demand = order.details.reissue.as_ref().unwrap_or(&order.request);
    let list = text_at(demand, "requete/cloneTBS").unwrap_or_default();
    let mut names = Vec::new();
    for reference in list.split_whitespace() {
        if let Some(order) = desk.tx.order::<Details>(reference)? {
            names.push(order.details.common_name);
        }
    }
    Ok(names)
}
