//! What `GlobalSign` keeps of an order.

use serde::{Deserialize, Serialize};

use crate::{
    model::{self, Service},
    time::Time,
};

/// What `GlobalSign` keeps of an order beside what every order has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Order status (section 14.3).
    pub status: OrderState,
    /// Certificate status (section 14.4).
    pub certificate: CertificateState,
    /// What the order waits for.
    pub stage: Stage,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Password of the pickup page.
    pub pickup_password: String,
    /// When the order was completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed: Option<Time>,
    /// When it was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Time>,
    /// When a cancellation was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_requested: Option<Time>,
    /// When a revocation was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_requested: Option<Time>,
    /// The order that this one reissues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissues: Option<String>,
    /// Price in cents.
    pub price: i64,
}

impl model::Details for Details {
    const SERVICE: Service = Service::Gs;
}

/// Order status: the codes of section 14.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderState {
    /// 1: placed.
    Initial,
    /// 3: cancelled before the certificate was issued.
    CancelledNotIssued,
    /// 4: the certificate is issued.
    Issued,
    /// 5: cancelled after the certificate was issued.
    CancelledIssued,
    /// 6: in vetting.
    Vetting,
    /// 7: vetting is over, the certificate can be picked up.
    Validated,
    /// 8: nobody went on with it for 180 days.
    InitialExpired,
}

impl OrderState {
    /// The code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Initial => "1",
            Self::CancelledNotIssued => "3",
            Self::Issued => "4",
            Self::CancelledIssued => "5",
            Self::Vetting => "6",
            Self::Validated => "7",
            Self::InitialExpired => "8",
        }
    }

    /// Whether it is cancelled or expired.
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::CancelledNotIssued | Self::CancelledIssued | Self::InitialExpired
        )
    }
}

/// Certificate status: the codes of section 14.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificateState {
    /// 0: none yet.
    Initial,
    /// 10: issued.
    Issued,
    /// 30: revoked.
    Revoked,
    /// 50: a revocation was asked for.
    WaitingForRevocation,
}

impl CertificateState {
    /// The code on the wire.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Initial => "0",
            Self::Issued => "10",
            Self::Revoked => "30",
            Self::WaitingForRevocation => "50",
        }
    }
}

/// What an order waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The registration authority to take it up.
    Intake,
    /// The end of vetting.
    Vetting,
    /// The certificate.
    Issue,
    /// The subscriber, on the pickup page.
    Pickup,
    /// The revocation that was asked for.
    Revocation,
    /// Nothing.
    Done,
}

/// One modification event: the codes of section 14.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Action code.
    pub action: i32,
    /// Result code: 0 success, 1 warning, -1 error.
    pub result: i32,
    /// When.
    pub at: Time,
}
