//! The two services, by name.

use certwire_wire::{
    reference::{self, ErrorCode},
    validate::Profile,
};

/// A certificate authority's API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "clap", derive(clap::ValueEnum))]
pub enum Service {
    /// GlobalSign's GCC SOAP API for client certificates.
    Gs,
    /// TBS INTERNET's XML-RPC API.
    Tbs,
}

impl Service {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Gs, Self::Tbs];

    /// `gs` or `tbs`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Gs => "gs",
            Self::Tbs => "tbs",
        }
    }

    /// The company.
    pub const fn vendor(self) -> &'static str {
        match self {
            Self::Gs => "GlobalSign",
            Self::Tbs => "TBS INTERNET",
        }
    }

    /// Everything that the schema says about it.
    pub fn reference(self) -> &'static reference::Service {
        match self {
            Self::Gs => &gs_soap_validators::SERVICE,
            Self::Tbs => &tbs_xmlrpc_validators::SERVICE,
        }
    }

    /// How its messages are judged.
    pub fn profile(self) -> &'static Profile {
        match self {
            Self::Gs => &gs_soap_validators::PROFILE,
            Self::Tbs => &tbs_xmlrpc_validators::PROFILE,
        }
    }

    /// A vendor error code.
    pub fn error(self, code: &str) -> Option<&'static ErrorCode> {
        self.reference().error("", code)
    }
}
