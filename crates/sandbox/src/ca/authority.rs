//! The families of products, each under a root and an intermediate of its own.

use der::flagset::FlagSet;
use x509_cert::ext::pkix::KeyUsages;

/// Extended key usages, in dotted form.
pub mod purpose {
    /// TLS servers.
    pub const SERVER: &str = "1.3.6.1.5.5.7.3.1";
    /// TLS clients: logging in.
    pub const CLIENT: &str = "1.3.6.1.5.5.7.3.2";
    /// Signing programs.
    pub const CODE: &str = "1.3.6.1.5.5.7.3.3";
    /// S/MIME.
    pub const EMAIL: &str = "1.3.6.1.5.5.7.3.4";
    /// Signing documents, Microsoft's identifier.
    pub const DOCUMENT: &str = "1.3.6.1.4.1.311.10.3.12";
    /// Signing PDF documents, Adobe's identifier.
    pub const PDF: &str = "1.2.840.113583.1.1.5";
    /// Logging in with a smart card, Microsoft's identifier.
    pub const SMART_CARD: &str = "1.3.6.1.4.1.311.20.2.2";
}

/// A family of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authority {
    /// `GlobalSign` `PersonalSign` 1, 2, 2 Department and 2 Pro.
    PersonalSign,
    /// `GlobalSign` code signing, standard and EV.
    CodeSigning,
    /// `GlobalSign` document signing: AATL and qualified certificates.
    DocumentSigning,
    /// TBS certificates for servers.
    TlsServer,
    /// TBS certificates for e-mail, login and the RGS.
    TlsClient,
}

impl Authority {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::PersonalSign,
        Self::CodeSigning,
        Self::DocumentSigning,
        Self::TlsServer,
        Self::TlsClient,
    ];

    /// Its part of a URL.
    pub fn slug(self) -> &'static str {
        match self {
            Self::PersonalSign => "gs-personal",
            Self::CodeSigning => "gs-code",
            Self::DocumentSigning => "gs-document",
            Self::TlsServer => "tbs-server",
            Self::TlsClient => "tbs-client",
        }
    }

    /// Path of the CRL below the base URL, as certificates name it.
    pub fn crl_path(self) -> String {
        format!("/ca/{}.crl", self.slug())
    }

    /// Path of the intermediate's DER below the base URL, as certificates name it.
    pub fn certificate_path(self) -> String {
        format!("/ca/{}.cer", self.slug())
    }

    /// What the common names of root and intermediate say, beside that they are not real.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::PersonalSign => "GlobalSign PersonalSign Sandbox",
            Self::CodeSigning => "GlobalSign Code Signing Sandbox",
            Self::DocumentSigning => "GlobalSign Document Signing Sandbox",
            Self::TlsServer => "TBS Server Sandbox",
            Self::TlsClient => "TBS Client Sandbox",
        }
    }

    /// Extended key usages of a certificate whose request names none.
    pub fn purposes(self) -> &'static [&'static str] {
        match self {
            Self::PersonalSign | Self::TlsClient => &[purpose::CLIENT, purpose::EMAIL],
            Self::CodeSigning => &[purpose::CODE],
            Self::DocumentSigning => &[purpose::DOCUMENT, purpose::PDF],
            Self::TlsServer => &[purpose::SERVER, purpose::CLIENT],
        }
    }

    /// Key usage of a certificate whose request names none; only RSA keys encipher keys.
    pub(super) fn usage(self, rsa: bool) -> FlagSet<KeyUsages> {
        let signs = match self {
            Self::CodeSigning | Self::TlsServer => KeyUsages::DigitalSignature.into(),
            _ => KeyUsages::DigitalSignature | KeyUsages::NonRepudiation,
        };
        match self {
            Self::PersonalSign | Self::TlsServer | Self::TlsClient if rsa => {
                signs | KeyUsages::KeyEncipherment
            }
            _ => signs,
        }
    }
}
