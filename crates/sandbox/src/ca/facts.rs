//! What a certificate says of itself.

use der::Decode;
use sha2::{Digest, Sha256};
use x509_cert::certificate::Certificate;

use super::{hexadecimal, name};

/// What a certificate says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Subject as RFC 4514 writes it.
    pub subject: String,
    /// Issuer as RFC 4514 writes it.
    pub issuer: String,
    /// Serial number, upper-case hexadecimal digits.
    pub serial: String,
    /// First second of validity, since 1970.
    pub not_before: i64,
    /// Last second of validity, since 1970.
    pub not_after: i64,
    /// SHA-256 of the DER, upper-case hexadecimal digits.
    pub fingerprint: String,
}

impl Facts {
    /// Reads a certificate's PEM; none when it is no certificate.
    pub fn of(pem: &str) -> Option<Self> {
        let (label, der) = der::Document::from_pem(pem).ok()?;
        let certificate = Certificate::from_der(der.as_bytes()).ok()?;
        if label != "CERTIFICATE" {
            return None;
        }
        let signed = certificate.tbs_certificate();
        let seconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        Some(Self {
            subject: name::text(signed.subject()),
            issuer: name::text(signed.issuer()),
            serial: hexadecimal(signed.serial_number().as_bytes()),
            not_before: seconds(signed.validity().not_before),
            not_after: seconds(signed.validity().not_after),
            fingerprint: hexadecimal(&Sha256::digest(der.as_bytes())),
        })
    }
}
