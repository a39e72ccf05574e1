//! What TBS keeps of an order.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::dcv::Challenge;
use crate::{
    model::{self, Coded, Order, Service, Shown},
    time::Time,
};

/// Kinds of names by which orders are found.
pub(super) mod key {
    /// The CA's reference.
    pub(in crate::tbs) const CA: &str = "ca";
    /// Serial number of a certificate.
    pub(in crate::tbs) const SERIAL: &str = "serial";
    /// Common name, in lower case.
    pub(in crate::tbs) const NAME: &str = "cn";
    /// The address at which an invited person goes on.
    pub(in crate::tbs) const TOKEN: &str = "token";
    /// A validation value with the request that it was used for.
    pub(in crate::tbs) const DCV_VALUE: &str = "dcv-value";
    /// A code that a validation mail brought.
    pub(in crate::tbs) const DCV_CODE: &str = "dcv-code";
    /// The account of a certificate that sleeps.
    pub(in crate::tbs) const ASLEEP: &str = "asleep";
}

/// What TBS keeps of an order beside what every order has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The caller's reference of the demand.
    pub key: String,
    /// Common name of the certificate, once it is known.
    #[serde(default)]
    pub common_name: String,
    /// The reference that the certificate authority behind TBS gives it, once it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_reference: Option<String>,
    /// Order status, with the one before and when it changed.
    pub status: OrderStatus,
    /// The status before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<OrderStatus>,
    /// When the status changed.
    pub status_since: Time,
    /// Advanced status.
    pub advanced: AdvancedStatus,
    /// When the advanced status changed.
    pub advanced_since: Time,
    /// What the order waits for.
    pub stage: Stage,
    /// When its stage ends by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Time>,
    /// When the subscriber proves control of the domains by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prove: Option<Time>,
    /// When what is in `revoking` is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke: Option<Time>,
    /// Serial numbers of certificates whose revocation was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revoking: Vec<String>,
    /// What it costs and how it is paid.
    pub payment: Payment,
    /// Checks of the audit that are done: consistency, organisation, telephone, final verification.
    #[serde(default)]
    pub audited: u8,
    /// Proofs of control, one for each domain.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dcv: Vec<Challenge>,
    /// `refTBS` of the order that this one renews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews: Option<String>,
    /// `refTBS` of the order that renews this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewed_by: Option<String>,
    /// The demand of the reissue under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissue: Option<Value>,
    /// `refTBS` of the orders whose names this one takes over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cloned: Vec<String>,
    /// Id of the registration authority that was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aed: Option<String>,
    /// Last part of the address at which an invited person goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The request that an invited person brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csr: Option<String>,
    /// Whether somebody was told that the certificate can be renewed.
    #[serde(default)]
    pub reminded: bool,
    /// Where a sleeping order was: status, advanced status, and when its stage would have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asleep: Option<Asleep>,
}

impl model::Details for Details {
    const SERVICE: Service = Service::Tbs;

    fn keys(order: &Order<Self>) -> Vec<(&'static str, String)> {
        let details = &order.details;
        let mut keys = Vec::new();
        let mut add = |kind, value: Option<String>| {
            keys.extend(
                value
                    .filter(|value| !value.is_empty())
                    .map(|value| (kind, value)),
            );
        };
        add(key::CA, details.ca_reference.clone());
        add(key::NAME, Some(details.common_name.to_lowercase()));
        add(key::TOKEN, details.token.clone());
        add(
            key::ASLEEP,
            details.asleep.as_ref().map(|_| order.account.clone()),
        );
        for certificate in &order.certificates {
            add(key::SERIAL, Some(certificate.serial.clone()));
        }
        for challenge in &details.dcv {
            add(key::DCV_VALUE, Some(challenge.key()));
            add(key::DCV_CODE, challenge.code.clone());
        }
        keys
    }

    fn shown(&self) -> Shown {
        let coded = |table, code: i32| Coded::of(Service::Tbs, table, &code.to_string());
        Shown {
            status: coded("order_status", self.status.0),
            certificate: coded("advanced_status", self.advanced.0),
            stage: model::name_of(&self.stage),
        }
    }
}

impl Details {
    /// Whether control of every domain is proved.
    pub fn is_proved(&self) -> bool {
        self.dcv.iter().all(|challenge| challenge.proved)
    }
}

/// Where a sleeping order was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asleep {
    /// Order status.
    pub status: OrderStatus,
    /// Advanced status.
    pub advanced: AdvancedStatus,
    /// What was left of its stage, in milliseconds.
    pub left: Option<i64>,
}

/// What an order costs and how it is paid. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Payment method.
    pub mode: String,
    /// The price.
    pub price: i64,
    /// Where the payment stands.
    pub state: Paid,
}

/// Where a payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paid {
    /// Nothing has come, and no bill has gone out.
    Open,
    /// A bill has gone out.
    Billed,
    /// Paid, or free.
    Paid,
}

/// Order status, as the manual's table codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderStatus(pub i32);

impl OrderStatus {
    /// A quote that nobody has signed.
    pub const QUOTE: Self = Self(4);
    /// A signed quote.
    pub const SIGNED: Self = Self(5);
    /// Delivered, no bill sent yet.
    pub const UNBILLED: Self = Self(6);
    /// Delivered, not paid for.
    pub const UNPAID: Self = Self(7);
    /// Delivered and paid for.
    pub const DELIVERED: Self = Self(8);
    /// Cancelled.
    pub const CANCELLED: Self = Self(10);
    /// Nothing happens until the payment comes.
    pub const PAYMENT: Self = Self(11);
    /// Verification in progress.
    pub const VERIFICATION: Self = Self(12);
    /// Cancelled and refunded.
    pub const REFUNDED: Self = Self(13);
    /// In work while the payment is under way.
    pub const UNPAID_WORK: Self = Self(15);
    /// Cancelled, the refund is under way.
    pub const REFUND: Self = Self(16);
    /// The holder is to confirm an e-mail address.
    pub const CONFIRMATION: Self = Self(17);
    /// The holder is to bring a CSR.
    pub const CSR: Self = Self(18);
    /// Suspended.
    pub const SUSPENDED: Self = Self(19);
    /// Domain control is to be proved.
    pub const DCV: Self = Self(25);
    /// A reissue is under way.
    pub const REISSUE: Self = Self(26);
    /// The certificate authority has it.
    pub const AUTHORITY: Self = Self(28);

    /// Its label in the manual's table.
    pub fn label(self) -> &'static str {
        label("order_status", self.0)
    }
}

/// Advanced status, as the manual's table codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AdvancedStatus(pub i32);

impl AdvancedStatus {
    /// Asleep.
    pub const ASLEEP: Self = Self(-3);
    /// Replaced by a reissue.
    pub const REPLACED: Self = Self(-2);
    /// Cancelled.
    pub const CANCELLED: Self = Self(-1);
    /// Being issued.
    pub const BEING_ISSUED: Self = Self(0);
    /// Currently valid.
    pub const VALID: Self = Self(1);
    /// Expired.
    pub const EXPIRED: Self = Self(2);
    /// Revoked.
    pub const REVOKED: Self = Self(3);
    /// Audit in process.
    pub const AUDIT: Self = Self(4);
    /// The audit ended well.
    pub const AUDITED: Self = Self(5);
    /// The order is consistent.
    pub const CONSISTENT: Self = Self(6);
    /// Part of a certificate with several names.
    pub const CLONED: Self = Self(7);
    /// Verification ended well.
    pub const VERIFIED: Self = Self(8);
    /// A telephone call is being made.
    pub const CALL: Self = Self(10);
    /// To be ordered at the certificate authority.
    pub const TO_ORDER: Self = Self(11);
    /// Waiting.
    pub const PENDING: Self = Self(12);
    /// Revocation requested.
    pub const REVOKING: Self = Self(13);

    /// Its label in the manual's table.
    pub fn label(self) -> &'static str {
        label("advanced_status", self.0)
    }
}

fn label(table: &str, code: i32) -> &'static str {
    let table = Service::Tbs.reference().table(table);
    let row = table.and_then(|table| table.code(&code.to_string()));
    row.map_or("", |row| row.label)
}

/// What an order waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The quote to be signed.
    Quote,
    /// The payment.
    Payment,
    /// The invited person's CSR.
    Csr,
    /// The holder's confirmation of an e-mail address.
    Confirmation,
    /// The audit to begin.
    Intake,
    /// The end of the audit's next check.
    Audit,
    /// Control of the domains to be proved.
    Dcv,
    /// The certificate authority to take it up.
    Authority,
    /// The certificate.
    Issue,
    /// The bill.
    Billing,
    /// The refund.
    Refund,
    /// Nothing.
    Done,
}

impl Stage {
    /// Whether the order has neither ended nor been delivered.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Billing | Self::Refund | Self::Done)
    }
}
