//! What `GlobalSign` keeps of an order.

use serde::{Deserialize, Serialize};

use crate::{
    model::{self, Coded, Service, Shown},
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
    /// Whose key the certificate is for.
    pub delivery: Delivery,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// Password of the pickup page and of the `PKCS#12` file.
    pub pickup_password: String,
    /// The request gave none, so this one was made up and goes out by mail.
    #[serde(default)]
    pub password_made_up: bool,
    /// The CSR, from the request or the pickup page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csr: Option<String>,
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
    /// When the `PKCS#12` file is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p12_deleted: Option<Time>,
    /// The order that this one reissues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissues: Option<String>,
    /// The latest order that reissues this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reissued_by: Option<String>,
    /// `SignatureValidityDuration`, as given or as assumed (section 10.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_validity: Option<String>,
    /// The serial number in the subject, where a CSR brought one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// What the account was charged, in cents.
    pub price: i64,
}

impl model::Details for Details {
    const SERVICE: Service = Service::Gs;

    fn shown(&self) -> Shown {
        let coded = |table, code| Coded::of(Service::Gs, table, code);
        Shown {
            status: coded("order_status", self.status.code()),
            certificate: coded("certificate_status", self.certificate.code()),
            stage: model::name_of(&self.stage),
        }
    }
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

    /// Whether it still goes towards a certificate.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Initial | Self::Vetting | Self::Validated)
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

/// Whose key the certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Delivery {
    /// The CA's, which goes into a `PKCS#12` file under the `PickupPassword`.
    Pkcs12,
    /// The subscriber's: the CSR came with the request.
    Csr,
    /// The subscriber's: the CSR is brought to the pickup page.
    Pickup,
    /// Either: the request only registered the order, the subscriber chooses on the pickup page.
    Choice,
}

/// What an order waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// The registration authority to take it up, or the subscriber to confirm the e-mail address.
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
