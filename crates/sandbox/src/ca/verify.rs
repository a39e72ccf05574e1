//! Checks a chain as a client would: signatures, validity, and who may issue.
//!
//! For ECDSA on P-256 and P-384, which is all that the test CA signs with. Nobody's trust is decided here: that the last
//! certificate is a root to be trusted is for the caller to know. Revocation is not looked at.

use std::fmt;

use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier};
use der::{Decode, Document, Encode, Sequence};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256, Sha384, Sha512};
use x509_cert::certificate::{Certificate, TbsCertificate};
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::name;

/// The extensions that are looked at, or that do not matter here: key usage, subjectAltName, basicConstraints, extended
/// key usage.
const UNDERSTOOD: [&str; 4] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.37"];

/// What is wrong with a chain, and with which of its certificates: 0 is the subscriber's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Number of the certificate.
    pub position: usize,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// It does not read.
    Unreadable,
    /// It is not valid yet.
    NotYetValid,
    /// It is no longer valid.
    Expired,
    /// It names another issuer than the one that follows; the last one names itself.
    WrongIssuer,
    /// Its issuer must not issue certificates, or not so many below each other.
    IssuerMayNot,
    /// Its signature is not its issuer's.
    Signature,
    /// It is signed in a way that is not implemented here.
    Algorithm,
    /// It has a critical extension that is not understood here.
    CriticalExtension,
}

impl fmt::Display for Broken {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = match self.fault {
            Fault::Unreadable => "does not read",
            Fault::NotYetValid => "is not valid yet",
            Fault::Expired => "is no longer valid",
            Fault::WrongIssuer => "names another issuer than the certificate that follows",
            Fault::IssuerMayNot => "has an issuer that must not issue it",
            Fault::Signature => "has a signature that its issuer did not make",
            Fault::Algorithm => "is signed in a way that is not implemented",
            Fault::CriticalExtension => "has a critical extension that is not known",
        };
        match self.position {
            0 => write!(out, "The certificate {fault}."),
            position => write!(out, "Certificate {position} of the chain {fault}."),
        }
    }
}

impl std::error::Error for Broken {}

/// Checks a certificate and its chain, each a PEM, up to the root that ends it, at a time in seconds since 1970. Answers
/// with the subjects, the subscriber's first, as RFC 4514 writes them.
pub fn verify_chain(leaf: &str, chain: &[String], at: i64) -> Result<Vec<String>, Broken> {
    let texts = std::iter::once(leaf).chain(chain.iter().map(String::as_str));
    let links: Vec<Link> = texts
        .enumerate()
        .map(|(position, text)| Link::read(text).ok_or(Fault::Unreadable.of(position)))
        .collect::<Result<_, _>>()?;
    let root = links.len() - 1;
    for (position, link) in links.iter().enumerate() {
        let above = root.min(position + 1);
        let check = link
            .check(at)
            .and_then(|()| link.check_issuer(&links[above], above.saturating_sub(1)));
        check.map_err(|fault| fault.of(position))?;
    }
    let subject = |link: &Link| name::text(link.signed().subject());
    Ok(links.iter().map(subject).collect())
}

impl Fault {
    fn of(self, position: usize) -> Broken {
        Broken {
            position,
            fault: self,
        }
    }
}

/// A certificate, with the bytes that were signed as they stand.
struct Link {
    certificate: Certificate,
    der: Document,
}

#[derive(Sequence)]
struct Signed<'a> {
    contents: AnyRef<'a>,
    algorithm: AnyRef<'a>,
    signature: BitStringRef<'a>,
}

impl Link {
    fn read(pem: &str) -> Option<Self> {
        let (label, der) = Document::from_pem(pem).ok()?;
        let certificate = Certificate::from_der(der.as_bytes()).ok()?;
        (label == "CERTIFICATE").then_some(Self { certificate, der })
    }

    fn signed(&self) -> &TbsCertificate {
        self.certificate.tbs_certificate()
    }

    fn check(&self, at: i64) -> Result<(), Fault> {
        let validity = self.signed().validity();
        let seconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX)
        };
        if at < seconds(validity.not_before) {
            return Err(Fault::NotYetValid);
        }
        if at > seconds(validity.not_after) {
            return Err(Fault::Expired);
        }
        let extensions = self.signed().extensions().into_iter().flatten();
        let mut critical = extensions.filter(|extension| extension.critical);
        if critical.any(|found| !UNDERSTOOD.contains(&found.extn_id.to_string().as_str())) {
            return Err(Fault::CriticalExtension);
        }
        Ok(())
    }

    /// Whether the issuer issued it; `between` counts the CAs between the issuer and the subscriber.
    fn check_issuer(&self, issuer: &Self, between: usize) -> Result<(), Fault> {
        if self.signed().issuer() != issuer.signed().subject() {
            return Err(Fault::WrongIssuer);
        }
        if !issuer.may_issue(between)? {
            return Err(Fault::IssuerMayNot);
        }
        self.check_signature(issuer)
    }

    fn may_issue(&self, between: usize) -> Result<bool, Fault> {
        let constraints = self.signed().get_extension::<BasicConstraints>();
        let usage = self.signed().get_extension::<KeyUsage>();
        let (Ok(constraints), Ok(usage)) = (constraints, usage) else {
            return Err(Fault::IssuerMayNot);
        };
        let deep_enough = |limit: u8| between <= usize::from(limit);
        let is_ca = constraints.is_some_and(|(_, found)| {
            found.ca && found.path_len_constraint.is_none_or(deep_enough)
        });
        Ok(is_ca && usage.is_none_or(|(_, usage)| usage.key_cert_sign()))
    }

    fn check_signature(&self, issuer: &Self) -> Result<(), Fault> {
        let parts = Signed::from_der(self.der.as_bytes()).map_err(|_| Fault::Unreadable)?;
        let contents = parts.contents.to_der().map_err(|_| Fault::Unreadable)?;
        let digest = digest(&self.certificate.signature_algorithm().oid, &contents)
            .ok_or(Fault::Algorithm)?;
        let signature = parts.signature.as_bytes().ok_or(Fault::Signature)?;
        let key = issuer.signed().subject_public_key_info();
        let key = key.to_der().map_err(|_| Fault::Unreadable)?;
        let good = p256_verifies(&key, &digest, signature)
            .or_else(|| p384_verifies(&key, &digest, signature))
            .ok_or(Fault::Algorithm)?;
        if good { Ok(()) } else { Err(Fault::Signature) }
    }
}

fn digest(algorithm: &ObjectIdentifier, contents: &[u8]) -> Option<Vec<u8>> {
    Some(match algorithm.to_string().as_str() {
        "1.2.840.10045.4.3.2" => Sha256::digest(contents).to_vec(),
        "1.2.840.10045.4.3.3" => Sha384::digest(contents).to_vec(),
        "1.2.840.10045.4.3.4" => Sha512::digest(contents).to_vec(),
        _ => return None,
    })
}

/// None if the key is no P-256 key.
fn p256_verifies(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    use p256::pkcs8::DecodePublicKey;
    let key = p256::PublicKey::from_public_key_der(spki).ok()?;
    let key = p256::ecdsa::VerifyingKey::from(key);
    let good = p256::ecdsa::DerSignature::try_from(signature)
        .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok());
    Some(good)
}

/// None if the key is no P-384 key.
fn p384_verifies(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<bool> {
    use p384::pkcs8::DecodePublicKey;
    let key = p384::PublicKey::from_public_key_der(spki).ok()?;
    let key = p384::ecdsa::VerifyingKey::from(key);
    let good = p384::ecdsa::DerSignature::try_from(signature)
        .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok());
    Some(good)
}
