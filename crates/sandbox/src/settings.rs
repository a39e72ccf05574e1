//! Switches of the sandbox; the management API changes them while it runs.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::chaos::Chaos;

/// How the sandbox behaves where the documents leave it open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether two orders may carry one `SubID` or `refClient`.
    pub duplicates: Duplicates,
    /// The layout of answers.
    pub wire: Wire,
    /// The encoding of answers.
    pub encoding: Encoding,
    /// What becomes of requests that the documents permit, but that the CA probably refuses.
    pub doubts: Doubts,
    /// How long each step of an order takes, in seconds of the sandbox's clock.
    pub delays: Delays,
    /// Deliberate trouble.
    pub chaos: Chaos,
}

/// The encoding of answers (TBS).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// ISO-8859-1, declared in the body, as older PHP sends it.
    Latin1,
}

/// What becomes of requests that break a rule which is inferred, not stated (TBS).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Doubts {
    /// They are taken, with a warning.
    #[default]
    Warned,
    /// They are refused.
    Refused,
}

/// What happens to a second order under one reference.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicates {
    /// It is taken: nothing in the documents promises otherwise.
    #[default]
    Allowed,
    /// It is refused.
    Refused,
    /// It is taken, but its reference is not kept, and the answer says so (TBS -423).
    Lost,
}

/// The layout of answers, where documents and real servers differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Wire {
    /// As the documents print it.
    #[default]
    Documented,
    /// As real servers of the same kind were seen to send it: `xsi:nil`, PHP arrays, empty `Errors`.
    Observed,
}

/// How long each step of an order takes, in seconds of the sandbox's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Delays {
    /// From order to vetting.
    pub intake: u64,
    /// Vetting of the subscriber or the organisation.
    pub vetting: u64,
    /// From the end of vetting to the certificate.
    pub issue: u64,
    /// From a request for revocation to the revocation.
    pub revocation: u64,
    /// How long subscribers take to prove control of a domain or to confirm an address (TBS); never by themselves when null.
    pub subscriber: Option<u64>,
}

impl Default for Delays {
    fn default() -> Self {
        Self {
            intake: 60,
            vetting: 3600,
            issue: 60,
            revocation: 60,
            subscriber: Some(1800),
        }
    }
}

impl Delays {
    /// One of them as a duration.
    pub const fn seconds(delay: u64) -> Duration {
        Duration::from_secs(delay)
    }
}
