//! What the sandbox keeps: accounts, orders, certificates, mails, vouchers.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::time::Time;

/// One of the two services.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// `GlobalSign`'s GCC SOAP API for client certificates.
    Gs,
    /// TBS INTERNET's XML-RPC API.
    Tbs,
}

impl Service {
    /// `gs` or `tbs`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gs => "gs",
            Self::Tbs => "tbs",
        }
    }

    /// Everything that the schema says about it.
    pub fn reference(self) -> &'static certwire_wire::reference::Service {
        match self {
            Self::Gs => &gs_soap_validators::SERVICE,
            Self::Tbs => &tbs_xmlrpc_validators::SERVICE,
        }
    }
}

/// A customer's account at a CA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// The CA.
    pub service: Service,
    /// User name.
    pub user: String,
    /// Password. The management API takes it, and gives it out only within a snapshot.
    pub password: String,
    /// How the account pays.
    #[serde(default)]
    pub funds: Funds,
    /// Addresses or networks (`192.0.2.0/24`) that may call; any when empty.
    #[serde(default)]
    pub allowed: Vec<String>,
    /// Product codes that the account may order; all when empty.
    #[serde(default)]
    pub products: Vec<String>,
    /// Failed logins in a row.
    #[serde(default)]
    pub failures: u32,
    /// Whether the CA has closed it to calls.
    #[serde(default)]
    pub closed: bool,
    /// What its contract leaves out: `licence`, `san`, `accompagnement`, `assistance`; and `personal-data` where its
    /// contacts have not agreed to the use of their data (TBS).
    #[serde(default)]
    pub excluded: Vec<String>,
}

impl Account {
    /// What no caller could log in to is no account.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub(crate) const fn check(&self) -> Result<(), &'static str> {
        if self.user.is_empty() || self.password.is_empty() {
            return Err("An account needs a user name and a password.");
        }
        Ok(())
    }
}

/// How an account pays. Money is in cents of the account's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Funds {
    /// Money paid in before.
    Deposit(i64),
    /// What may still be ordered on account.
    Credit(i64),
    /// Units bought in bulk, by product code: one pays for an order.
    Bulk(BTreeMap<String, i64>),
}

impl Default for Funds {
    fn default() -> Self {
        Self::Deposit(1_000_000_000)
    }
}

/// An order at a CA; `D` is what that CA keeps beside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order<D> {
    /// The CA's number: `OrderID`, `refTBS`.
    pub id: String,
    /// User name of the account that placed it.
    pub account: String,
    /// The operation that placed it.
    pub operation: String,
    /// Product code.
    pub product: String,
    /// The caller's own reference: `SubID`, `refClient`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When it was placed.
    pub placed: Time,
    /// When it last changed.
    pub modified: Time,
    /// When its next step happens by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// The request (TBS: the demand) as sent, without its secrets.
    pub request: Value,
    /// Certificates, oldest first; a reissue adds one.
    #[serde(default)]
    pub certificates: Vec<Certificate>,
    /// What the CA keeps beside.
    pub details: D,
}

/// What one of the CAs keeps of an order.
pub trait Details: Serialize + DeserializeOwned {
    /// The CA.
    const SERVICE: Service;

    /// Other names by which an order is found, with their kind.
    fn keys(order: &Order<Self>) -> Vec<(&'static str, String)>
    where
        Self: Sized,
    {
        let _ = order;
        Vec::new()
    }

    /// Where the order is, in terms that both CAs share.
    fn shown(&self) -> Shown;
}

/// Where an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// Status of the order.
    pub status: Coded,
    /// Status of the certificate (`GlobalSign`), advanced status (TBS).
    pub certificate: Coded,
    /// What the order waits for.
    pub stage: String,
}

/// A code with its label in the CA's table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coded {
    /// As on the wire.
    pub code: String,
    /// What it stands for.
    pub label: String,
}

impl Coded {
    /// A code of a table of the service.
    pub fn of(service: Service, table: &str, code: &str) -> Self {
        let row = service
            .reference()
            .table(table)
            .and_then(|table| table.code(code));
        Self {
            code: code.to_owned(),
            label: row.map_or("", |row| row.label).to_owned(),
        }
    }
}

/// One line of an order's timeline: where it was from this instant on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Happening {
    /// The CA's number of the order.
    pub order: String,
    /// From when.
    pub at: Time,
    /// Where it was.
    pub shown: Shown,
}

impl<D> Order<D> {
    /// The text at this path of the request, `/` between the names.
    pub fn asked(&self, path: &str) -> Option<&str> {
        text_at(&self.request, path)
    }

    /// The latest certificate.
    pub fn certificate(&self) -> Option<&Certificate> {
        self.certificates.last()
    }
}

/// The name of a variant, as it is kept.
pub(crate) fn name_of(variant: &impl Serialize) -> String {
    let name = serde_json::to_value(variant).unwrap_or_default();
    name.as_str().unwrap_or_default().to_owned()
}

/// A member of a message, `/` between the names.
pub fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('/')
        .try_fold(value, |value, name| value.get(name))
}

/// The text of a member of a message, `/` between the names; none when it is absent or empty.
pub fn text_at<'v>(value: &'v Value, path: &str) -> Option<&'v str> {
    at(value, path)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
}

/// An issued certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Certificate {
    /// Serial number, in upper-case hexadecimal digits.
    pub serial: String,
    /// Its subject, as RFC 4514 writes it.
    pub subject: String,
    /// The certificate.
    pub pem: String,
    /// Its issuers, from the one that signed it to the root.
    pub chain: Vec<String>,
    /// The certificate and its issuers as PKCS#7.
    pub pkcs7: String,
    /// Start of validity.
    pub not_before: Time,
    /// End of validity.
    pub not_after: Time,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Time>,
    /// The `PKCS#12` file, where the CA made the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pkcs12: Option<Vec<u8>>,
}

impl Certificate {
    /// Whether it is neither expired nor revoked, and has begun.
    pub fn is_valid(&self, now: Time) -> bool {
        self.revoked.is_none() && self.not_before <= now && now <= self.not_after
    }
}

/// An e-mail that the CA would send.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mail {
    /// When.
    pub sent: Time,
    /// The CA.
    pub service: Service,
    /// The order that it is about.
    pub order: String,
    /// What it is for: `enrolment`, `pickup`, `dcv`, `quote`, …
    pub kind: String,
    /// Addressee.
    pub to: String,
    /// Subject.
    pub subject: String,
    /// Text.
    pub body: String,
}

/// A coupon, campaign or discount code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Voucher {
    /// The CA.
    pub service: Service,
    /// The code.
    pub code: String,
    /// `coupon`, `campaign` or `promo`.
    pub kind: String,
    /// When it begins to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Time>,
    /// When it no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// Whether it was used.
    #[serde(default)]
    pub used: bool,
    /// Products that it pays for; all when empty.
    #[serde(default)]
    pub products: Vec<String>,
    /// Its currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
}

/// An answer that the next matching calls get instead of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forced {
    /// The CA.
    pub service: Service,
    /// The operation; any when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The vendor's error code.
    pub code: String,
    /// How many calls it answers.
    #[serde(default = "once")]
    pub times: u32,
}

impl Forced {
    /// Whether some call can get it.
    ///
    /// # Errors
    ///
    /// A sentence.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (reference, service) = (self.service.reference(), self.service.id());
        if let Some(name) = &self.operation
            && reference.operation(name).is_none()
        {
            return Err(format!(
                "{name} is no operation of this CA: leave it out for any, or see GET /reference/{service}."
            ));
        }
        if reference.errors(&self.code).next().is_none() {
            return Err(format!(
                "{} is no error code of this CA: GET /reference/{service} lists them.",
                self.code
            ));
        }
        if self.times == 0 {
            return Err("`times` is how many calls it answers: at least 1.".to_owned());
        }
        Ok(())
    }
}

const fn once() -> u32 {
    1
}

/// A call with its answer, secrets replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exchange {
    /// When.
    pub at: Time,
    /// The CA.
    pub service: Service,
    /// The operation, if the body names one.
    pub operation: String,
    /// User name of the account.
    pub account: String,
    /// `accepted`, `refused` or `fault`.
    pub outcome: String,
    /// Codes of a refusal.
    pub codes: Vec<String>,
    /// Deliberate trouble that struck it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// How long the call took, in microseconds of the machine's clock.
    pub micros: u64,
    /// The request.
    pub request: String,
    /// The answer.
    pub response: String,
}

/// What somebody at the CA, or the subscriber, does to an order; the management API gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "action", deny_unknown_fields)]
pub enum Command {
    /// Vetting ends well.
    Approve,
    /// Vetting ends badly.
    Reject,
    /// The certificate is issued now, whatever is still to be done.
    Issue,
    /// The certificate is revoked now, whether or not that was asked for.
    Revoke,
    /// The quote is signed (TBS).
    SignQuote,
    /// The payment arrives (TBS).
    Pay,
    /// Control of a domain is proved, or of all of them (TBS).
    ValidateDomain {
        /// The domain.
        #[serde(default)]
        domain: Option<String>,
    },
    /// The certificate is put to sleep (TBS).
    Suspend,
    /// The subscriber brings a CSR.
    BringCsr {
        /// PKCS#10, PEM.
        csr: String,
    },
}

impl Command {
    /// The commands that need nothing but their name, each with it.
    pub const fn simple() -> [(&'static str, Self); 8] {
        [
            ("approve", Self::Approve),
            ("reject", Self::Reject),
            ("issue", Self::Issue),
            ("revoke", Self::Revoke),
            ("sign-quote", Self::SignQuote),
            ("pay", Self::Pay),
            ("validate-domain", Self::ValidateDomain { domain: None }),
            ("suspend", Self::Suspend),
        ]
    }
}
