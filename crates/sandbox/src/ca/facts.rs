//! What a certificate says of itself.

use der::asn1::{ObjectIdentifier, UintRef};
use der::{Decode, Sequence};
use sha2::{Digest, Sha256};
use x509_cert::SubjectPublicKeyInfo;
use x509_cert::certificate::Certificate;

use super::{RSA, hexadecimal, name};

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
    /// The subject's attributes in order: OpenSSL's short name, or the object identifier, and the value.
    pub attributes: Vec<(String, String)>,
    /// Whether the key is RSA's; else it is one of an elliptic curve.
    pub key_is_rsa: bool,
    /// Bits of the key, where they are known.
    pub key_bits: Option<u32>,
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
            attributes: name::attributes(signed.subject()),
            key_is_rsa: signed.subject_public_key_info().algorithm.oid == RSA,
            key_bits: key_bits(signed.subject_public_key_info()),
        })
    }

    /// The values of an attribute of the subject.
    pub fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let mine = self.attributes.iter().filter(move |(kind, _)| kind == name);
        mine.map(|(_, value)| value.as_str())
    }

    /// The first value of an attribute of the subject.
    pub fn value<'f>(&'f self, name: &'f str) -> Option<&'f str> {
        self.values(name).next()
    }
}

#[derive(Sequence)]
struct RsaPublicKey<'a> {
    modulus: UintRef<'a>,
    exponent: UintRef<'a>,
}

fn key_bits(key: &SubjectPublicKeyInfo) -> Option<u32> {
    if key.algorithm.oid == RSA {
        let bytes = key.subject_public_key.as_bytes()?;
        let modulus = RsaPublicKey::from_der(bytes)
            .ok()?
            .modulus
            .as_bytes()
            .to_vec();
        let whole = u32::try_from(modulus.len()).ok()?.checked_mul(8)?;
        return Some(whole - modulus.first()?.leading_zeros());
    }
    let curve: ObjectIdentifier = key.algorithm.parameters.as_ref()?.decode_as().ok()?;
    match curve.to_string().as_str() {
        "1.2.840.10045.3.1.7" => Some(256),
        "1.3.132.0.34" => Some(384),
        "1.3.132.0.35" => Some(521),
        _ => None,
    }
}
