//! What TBS keeps of an order.

use serde::{Deserialize, Serialize};

use crate::{
    model::{self, Service},
    time::Time,
};

/// What TBS keeps of an order beside what every order has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The caller's reference of the demand.
    pub key: String,
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
}

impl model::Details for Details {
    const SERVICE: Service = Service::Tbs;
}

/// Order status, as the manual's table codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OrderStatus(pub i32);

impl OrderStatus {
    /// Delivered and paid for.
    pub const DELIVERED: Self = Self(8);
    /// Verification in progress.
    pub const VERIFICATION: Self = Self(12);

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
    /// Being issued.
    pub const BEING_ISSUED: Self = Self(0);
    /// Currently valid.
    pub const VALID: Self = Self(1);
    /// Audit in process.
    pub const AUDIT: Self = Self(4);

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
    /// The audit to begin.
    Intake,
    /// The end of the audit.
    Audit,
    /// The certificate.
    Issue,
    /// Nothing.
    Done,
}
