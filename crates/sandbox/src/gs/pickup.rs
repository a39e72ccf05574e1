//! What the subscriber does on the pickup page.

use super::{Delivery, Details, Stage, lifecycle};
use crate::{
    desk::{Desk, Impossible},
    model::{Certificate, Order},
    store,
};

/// What the subscriber asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To see how the order stands.
    Look,
    /// The `PKCS#12` file.
    Pkcs12,
    /// The certificate and its issuers.
    Chain,
    /// To hand in a CSR.
    Csr(String),
    /// To leave the key to the CA.
    Key,
}

/// What the subscriber gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Page {
    /// There is no such order, or the password is wrong: nobody is told which.
    Denied,
    /// How the order stands, in sentences.
    Shown(String),
    /// What was asked for cannot be had: a sentence.
    Refused(String),
    /// A `PKCS#12` file.
    Pkcs12(Vec<u8>),
    /// PEM of the certificate and its issuers.
    Chain(String),
}

/// Answers a visitor who types this password.
///
/// # Errors
///
/// When the state cannot be read or written.
pub(crate) fn visit(
    desk: &Desk<'_>,
    id: &str,
    password: &str,
    wish: Wish,
) -> Result<Page, store::Error> {
    let order = desk.tx.order::<Details>(id)?;
    let Some(mut order) = order.filter(|order| order.details.pickup_password == password) else {
        return Ok(Page::Denied);
    };
    let done = match wish {
        Wish::Look => return Ok(Page::Shown(state(&order))),
        Wish::Pkcs12 => return Ok(pkcs12(&order)),
        Wish::Chain => return Ok(chain(&order)),
        Wish::Csr(csr) => lifecycle::bring_csr(desk, &mut order, csr.trim()),
        Wish::Key => lifecycle::want_pkcs12(desk, &mut order),
    };
    match done {
        Ok(()) => {
            desk.tx.save_order(&order)?;
            Ok(Page::Shown(state(&order)))
        }
        Err(Impossible::State(sentence)) => Ok(Page::Refused(sentence)),
        Err(Impossible::Store(error)) => Err(error),
    }
}

fn pkcs12(order: &Order<Details>) -> Page {
    match order
        .certificate()
        .and_then(|certificate| certificate.pkcs12.clone())
    {
        Some(file) => Page::Pkcs12(file),
        None if order.details.p12_deleted.is_some() => {
            Page::Refused("The PKCS#12 file has been deleted.".to_owned())
        }
        None => Page::Refused("There is no PKCS#12 file for this order.".to_owned()),
    }
}

fn chain(order: &Order<Details>) -> Page {
    match order.certificate() {
        Some(Certificate { pem, chain, .. }) => Page::Chain(format!("{pem}{}", chain.concat())),
        None => Page::Refused("The certificate is not issued yet.".to_owned()),
    }
}

/// How an order stands, for its subscriber.
fn state(order: &Order<Details>) -> String {
    let details = &order.details;
    let stage = match details.stage {
        Stage::Intake | Stage::Vetting => "The order is being validated.",
        Stage::Issue => "The certificate is about to be issued.",
        Stage::Pickup if details.delivery == Delivery::Choice => {
            "The order waits for you: bring a CSR, or leave the key to us."
        }
        Stage::Pickup => "The order waits for your CSR.",
        Stage::Revocation => "The certificate is about to be revoked.",
        Stage::Done if details.status.is_over() => "The order is cancelled or has expired.",
        Stage::Done => "The certificate is issued.",
    };
    match details.p12_deleted {
        Some(at) if details.stage == Stage::Done => {
            format!("{stage} The PKCS#12 file can be had until {at}.")
        }
        _ => stage.to_owned(),
    }
}
