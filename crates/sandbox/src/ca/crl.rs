//! Revocation lists.

use der::Encode;
use p256::ecdsa::SigningKey;
use x509_cert::Version;
use x509_cert::crl::{CertificateList, RevokedCert, TbsCertList};
use x509_cert::ext::Extension;
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber, CrlReason};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::{Error, Published, keys, template};

/// A certificate that is no longer good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Serial number in hexadecimal, as [`Issued`](super::Issued) has it.
    pub serial: String,
    /// When it was revoked, in seconds since 1970.
    pub time: i64,
    /// Why.
    pub reason: Reason,
}

/// Reasons of RFC 5280.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// None was given.
    Unspecified,
    /// The private key is known to others.
    KeyCompromise,
    /// The subject is no longer what the certificate says.
    AffiliationChanged,
    /// Another certificate takes its place.
    Superseded,
    /// It is no longer needed.
    CessationOfOperation,
    /// The subject has no right to it any more.
    PrivilegeWithdrawn,
}

impl Reason {
    fn extension(self) -> Result<Option<Vec<Extension>>, Error> {
        let reason = match self {
            // RFC 5280 wants it left out.
            Self::Unspecified => return Ok(None),
            Self::KeyCompromise => CrlReason::KeyCompromise,
            Self::AffiliationChanged => CrlReason::AffiliationChanged,
            Self::Superseded => CrlReason::Superseded,
            Self::CessationOfOperation => CrlReason::CessationOfOperation,
            Self::PrivilegeWithdrawn => CrlReason::PrivilegeWithdrawn,
        };
        Ok(Some(vec![template::extension(false, &reason)?]))
    }
}

pub(super) fn make(
    key: &SigningKey,
    issuer: &Name,
    revoked: &[Revoked],
    (this_update, next_update): (i64, i64),
    number: u64,
) -> Result<Published, Error> {
    let entries: Vec<RevokedCert> = revoked.iter().map(entry).collect::<Result<_, _>>()?;
    let public_key = keys::spki(key.verifying_key())?;
    let public_key =
        SubjectPublicKeyInfoRef::try_from(public_key.as_slice()).map_err(|_| Error::PublicKey)?;
    let algorithm = keys::algorithm(key)?;
    let list = TbsCertList {
        version: Version::V2,
        signature: algorithm.clone(),
        issuer: issuer.clone(),
        this_update: template::time(this_update)?,
        next_update: Some(template::time(next_update)?),
        // An empty list must be left out.
        revoked_certificates: (!entries.is_empty()).then_some(entries),
        crl_extensions: Some(vec![
            template::extension(false, &AuthorityKeyIdentifier::try_from(public_key)?)?,
            template::extension(false, &CrlNumber::try_from(number)?)?,
        ]),
    };
    let list = CertificateList {
        signature: keys::sign(key, &list.to_der()?)?,
        tbs_cert_list: list,
        signature_algorithm: algorithm,
    };
    Published::new("X509 CRL", &list)
}

fn entry(revoked: &Revoked) -> Result<RevokedCert, Error> {
    Ok(RevokedCert {
        serial_number: serial(&revoked.serial)?,
        revocation_date: template::time(revoked.time)?,
        crl_entry_extensions: revoked.reason.extension()?,
    })
}

fn serial(text: &str) -> Result<SerialNumber, Error> {
    let fault = || Error::Serial(text.to_owned());
    let digit = |byte: &u8| {
        char::from(*byte)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return Err(fault());
    };
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(high)? << 4 | digit(low)?))
        .collect();
    let bytes = bytes.filter(|bytes| !bytes.is_empty()).ok_or_else(fault)?;
    SerialNumber::new(&bytes).map_err(|_| fault())
}
