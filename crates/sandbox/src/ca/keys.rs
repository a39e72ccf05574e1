//! Subscribers' keys made here, and requests made with them.

use std::fmt;

use der::Encode;
use der::asn1::{BitString, SetOfVec};
use der::pem::LineEnding;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate;
use p256::pkcs8::{EncodePrivateKey, EncodePublicKey};
use x509_cert::SubjectPublicKeyInfo;
use x509_cert::request::{CertReq, CertReqInfo, ExtensionReq, Version};
use x509_cert::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, SignatureBitStringEncoding,
};
use zeroize::Zeroizing;

use super::{AlternativeName, Attribute, Error, armour, name, template};

/// A P-256 key; cleared when dropped.
pub struct SubscriberKey(SigningKey);

impl SubscriberKey {
    /// A new key.
    pub fn generate() -> Result<Self, Error> {
        Ok(Self(SigningKey::try_generate()?))
    }

    /// DER of its public half, a `SubjectPublicKeyInfo`.
    pub fn public_key(&self) -> Result<Vec<u8>, Error> {
        spki(self.0.verifying_key())
    }

    /// PKCS#8 PEM, not encrypted.
    pub fn pkcs8_pem(&self) -> Result<Zeroizing<String>, Error> {
        self.0
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| Error::Crypto)
    }

    /// PKCS#8 DER, not encrypted.
    pub fn pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let document = self.0.to_pkcs8_der().map_err(|_| Error::Crypto)?;
        Ok(document.to_bytes())
    }
}

impl fmt::Debug for SubscriberKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("SubscriberKey")
    }
}

/// PEM of a PKCS#10 request for these names, signed with the key.
pub fn csr(
    key: &SubscriberKey,
    subject: &[Attribute],
    names: &[AlternativeName],
) -> Result<String, Error> {
    let subject = name::encode(subject)?;
    let mut attributes = SetOfVec::new();
    if !names.is_empty() {
        let names = template::names(names, subject.is_empty())?;
        attributes.insert(ExtensionReq::from(vec![names]).try_into()?)?;
    }
    let info = CertReqInfo {
        version: Version::V1,
        subject,
        public_key: SubjectPublicKeyInfo::from_key(key.0.verifying_key())
            .map_err(|_| Error::PublicKey)?,
        attributes,
    };
    let request = CertReq {
        signature: sign(&key.0, &info.to_der()?)?,
        algorithm: algorithm(&key.0)?,
        info,
    };
    armour("CERTIFICATE REQUEST", &request.to_der()?)
}

/// DER of a public key.
pub(super) fn spki(key: &impl EncodePublicKey) -> Result<Vec<u8>, Error> {
    let document = key.to_public_key_der().map_err(|_| Error::PublicKey)?;
    Ok(document.into_vec())
}

/// What a P-256 key signs with: ECDSA and SHA-256.
pub(super) fn algorithm(key: &SigningKey) -> Result<AlgorithmIdentifierOwned, Error> {
    key.signature_algorithm_identifier()
        .map_err(|_| Error::Crypto)
}

pub(super) fn sign(key: &SigningKey, contents: &[u8]) -> Result<BitString, Error> {
    let signature: DerSignature = key.try_sign(contents).map_err(|_| Error::Crypto)?;
    Ok(signature.to_bitstring()?)
}
