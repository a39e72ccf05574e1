//! Mails that the CA would send about an order.

use super::Details;
use crate::{desk::Desk, model::Order, store};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    /// How to go on with the order.
    Enrolment,
    /// Vetting is over, the subscriber is awaited.
    Approval,
    /// Vetting ended badly.
    Denial,
    /// The certificate is there.
    Issued,
    /// The order is cancelled.
    Cancelled,
    /// The order waited too long.
    Expired,
    /// The certificate is revoked.
    Revoked,
}

impl About {
    const fn kind(self) -> &'static str {
        match self {
            Self::Enrolment => "enrolment",
            Self::Approval => "approval",
            Self::Denial => "denial",
            Self::Issued => "issued",
            Self::Cancelled => "cancelled",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }

    const fn sentence(self) -> &'static str {
        match self {
            Self::Enrolment => "You can go on with your certificate order on its pickup page.",
            Self::Approval => {
                "Your order is validated. Bring a CSR to its pickup page to get the certificate."
            }
            Self::Denial => "Your order could not be validated; no certificate will be issued.",
            Self::Issued => "Your certificate is issued and can be picked up.",
            Self::Cancelled => "Your order is cancelled.",
            Self::Expired => "Your order has expired, since nobody went on with it for 180 days.",
            Self::Revoked => "Your certificate is revoked.",
        }
    }

    /// Whether the subscriber has something to do on the pickup page.
    const fn needs_page(self) -> bool {
        matches!(self, Self::Enrolment | Self::Approval | Self::Issued)
    }
}

/// Sends a mail to the subscriber.
pub(super) fn send(
    desk: &Desk<'_>,
    order: &Order<Details>,
    about: About,
) -> Result<(), store::Error> {
    let mut lines = vec![
        about.sentence().to_owned(),
        String::new(),
        format!("Order: {}", order.id),
    ];
    if about.needs_page() {
        lines.push(format!("Pickup page: {}", pickup_url(desk, order)));
        if order.details.password_made_up {
            let password = &order.details.pickup_password;
            lines.push(format!("Password of the page: {password}"));
        }
    }
    let subject = format!("GlobalSign sandbox: order {}", order.id);
    desk.mail(
        order,
        about.kind(),
        addressee(order),
        &subject,
        lines.join("\n"),
    )
}

/// Where mails go: the address of the subject, else that of the subscriber (section 11.1).
fn addressee(order: &Order<Details>) -> &str {
    let address = order.asked("DnAttributes/Email");
    address
        .or_else(|| order.asked("Subscriber/Email"))
        .unwrap_or_default()
}

/// Address where the subscriber goes on with the order.
pub(super) fn pickup_url(desk: &Desk<'_>, order: &Order<Details>) -> String {
    format!("{}/pickup/{}", desk.base, order.id)
}
