//! What the API shows of accounts and orders: everything but their secrets.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    model::{Account, Certificate, Details, Funds, Mail, Order, Service, Shown},
    time::Time,
};

/// An account without its password.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct AccountView {
    /// The CA.
    service: Service,
    /// User name.
    user: String,
    /// How the account pays.
    funds: Funds,
    /// Addresses or networks that may call; any when empty.
    allowed: Vec<String>,
    /// Product codes that it may order; all when empty.
    products: Vec<String>,
    /// Failed logins in a row.
    failures: u32,
    /// Whether the CA has closed it to calls.
    closed: bool,
    /// Options that its contract leaves out.
    excluded: Vec<String>,
}

impl From<Account> for AccountView {
    fn from(account: Account) -> Self {
        Self {
            service: account.service,
            user: account.user,
            funds: account.funds,
            allowed: account.allowed,
            products: account.products,
            failures: account.failures,
            closed: account.closed,
            excluded: account.excluded,
        }
    }
}

/// An order in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OrderView {
    /// The CA.
    service: Service,
    /// The CA's number: `OrderID`, `refTBS`.
    id: String,
    /// User name of the account that placed it.
    account: String,
    /// The operation that placed it.
    operation: String,
    /// Product code.
    product: String,
    /// The caller's own reference: `SubID`, `refClient`.
    reference: Option<String>,
    /// When it was placed.
    placed: Time,
    /// When it last changed.
    modified: Time,
    /// When its next step happens by itself.
    due: Option<Time>,
    /// Where it is.
    #[serde(flatten)]
    shown: Shown,
    /// Subject of the latest certificate.
    subject: Option<String>,
}

impl<D: Details> From<&Order<D>> for OrderView {
    fn from(order: &Order<D>) -> Self {
        Self {
            service: D::SERVICE,
            id: order.id.clone(),
            account: order.account.clone(),
            operation: order.operation.clone(),
            product: order.product.clone(),
            reference: order.reference.clone(),
            placed: order.placed,
            modified: order.modified,
            due: order.due,
            shown: order.details.shown(),
            subject: order
                .certificate()
                .map(|certificate| certificate.subject.clone()),
        }
    }
}

/// A certificate of an order.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct CertificateView {
    /// Serial number, in upper-case hexadecimal digits.
    serial: String,
    /// Its subject, as RFC 4514 writes it.
    subject: String,
    /// Start of validity.
    not_before: Time,
    /// End of validity.
    not_after: Time,
    /// When it was revoked.
    revoked: Option<Time>,
    /// The certificate.
    pem: String,
    /// Its issuers, from the one that signed it to the root.
    chain: Vec<String>,
}

impl From<&Certificate> for CertificateView {
    fn from(certificate: &Certificate) -> Self {
        Self {
            serial: certificate.serial.clone(),
            subject: certificate.subject.clone(),
            not_before: certificate.not_before,
            not_after: certificate.not_after,
            revoked: certificate.revoked,
            pem: certificate.pem.clone(),
            chain: certificate.chain.clone(),
        }
    }
}

/// One line of an order's timeline.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Line {
    /// From when.
    pub(super) at: Time,
    /// Where the order was.
    #[serde(flatten)]
    pub(super) shown: Shown,
}

/// One order.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OrderDetail {
    /// What the list says.
    #[serde(flatten)]
    pub(super) order: OrderView,
    /// Where it has been, oldest first.
    pub(super) timeline: Vec<Line>,
    /// What can be done to it now.
    pub(super) actions: Vec<&'static str>,
    /// Certificates, oldest first.
    pub(super) certificates: Vec<CertificateView>,
    /// Mails about it, oldest first.
    pub(super) mails: Vec<Mail>,
    /// The request as sent, without its secrets.
    pub(super) request: serde_json::Value,
}
