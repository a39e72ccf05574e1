//! Certificates of every kind, from what differs between them.

use std::time::Duration;

use der::asn1::{Any, Ia5String, ObjectIdentifier};
use der::oid::AssociatedOid;
use der::{DateTime, Decode, Encode};
use p256::ecdsa::signature::{Keypair, Signer};
use p256::pkcs8::EncodePublicKey;
use x509_cert::SubjectPublicKeyInfo;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder, CertificateBuilder};
use x509_cert::certificate::{Certificate, TbsCertificate};
use x509_cert::ext::pkix::crl::dp::DistributionPoint;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AccessDescription, AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{
    DynSignatureAlgorithmIdentifier, SignatureBitStringEncoding, SubjectPublicKeyInfoRef,
};
use x509_cert::time::{Time, Validity};

use super::{AlternativeName, Error};

const SUBJECT_ALT_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const CA_ISSUERS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.2");

/// A certificate without serial number, key identifiers and signature.
pub(super) struct Template {
    pub(super) issuer: Name,
    pub(super) subject: Name,
    pub(super) not_before: i64,
    pub(super) not_after: i64,
    pub(super) extensions: Vec<Extension>,
}

impl Template {
    /// Issues it for this public key.
    pub(super) fn sign<K, S>(self, public_key: &[u8], issuer: &K) -> Result<Certificate, Error>
    where
        K: Signer<S> + Keypair + DynSignatureAlgorithmIdentifier,
        K::VerifyingKey: EncodePublicKey,
        S: SignatureBitStringEncoding,
    {
        if self.not_after < self.not_before {
            return Err(Error::Validity);
        }
        let validity = Validity::new(time(self.not_before)?, time(self.not_after)?);
        let key = SubjectPublicKeyInfo::from_der(public_key).map_err(|_| Error::PublicKey)?;
        let builder = CertificateBuilder::new(self, serial()?, validity, key)?;
        Ok(builder.build(issuer)?)
    }
}

impl BuilderProfile for Template {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        key: SubjectPublicKeyInfoRef<'_>,
        issuer_key: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let mut extensions = self.extensions.clone();
        let identifier = SubjectKeyIdentifier::try_from(key)?;
        extensions.push((false, &identifier).to_extension(&self.subject, &[])?);
        let identifier = AuthorityKeyIdentifier::try_from(issuer_key)?;
        extensions.push((false, &identifier).to_extension(&self.subject, &[])?);
        Ok(extensions)
    }
}

/// Extensions of a CA, which may sign CRLs and certificates, the latter `below` levels deep where that is said.
pub(super) fn of_ca(below: Option<u8>) -> Result<Vec<Extension>, Error> {
    let constraints = BasicConstraints {
        ca: true,
        path_len_constraint: below,
    };
    let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
    Ok(vec![
        extension(true, &constraints)?,
        extension(true, &usage)?,
    ])
}

/// Extensions of someone who is no CA.
pub(super) fn of_subscriber(
    usage: KeyUsage,
    purposes: Vec<ObjectIdentifier>,
) -> Result<Vec<Extension>, Error> {
    let constraints = BasicConstraints {
        ca: false,
        path_len_constraint: None,
    };
    Ok(vec![
        extension(true, &constraints)?,
        extension(true, &usage)?,
        extension(false, &ExtendedKeyUsage(purposes))?,
    ])
}

/// subjectAltName; critical where there is no other name, as RFC 5280 asks.
pub(super) fn names(names: &[AlternativeName], critical: bool) -> Result<Extension, Error> {
    let names: Vec<Any> = names
        .iter()
        .map(AlternativeName::encode)
        .collect::<Result<_, _>>()?;
    Ok((SUBJECT_ALT_NAME, critical, &names).to_extension(&Name::default(), &[])?)
}

/// Where the CRL and the issuer's certificate are.
pub(super) fn places(crl: &str, issuer: &str) -> Result<[Extension; 2], Error> {
    let point = DistributionPoint {
        distribution_point: Some(DistributionPointName::FullName(vec![uri(crl)?])),
        reasons: None,
        crl_issuer: None,
    };
    let access = AccessDescription {
        access_method: CA_ISSUERS,
        access_location: uri(issuer)?,
    };
    Ok([
        extension(false, &CrlDistributionPoints(vec![point]))?,
        extension(false, &AuthorityInfoAccessSyntax(vec![access]))?,
    ])
}

fn uri(text: &str) -> Result<GeneralName, Error> {
    let text = Ia5String::new(text).map_err(|_| Error::AlternativeName(text.to_owned()))?;
    Ok(GeneralName::UniformResourceIdentifier(text))
}

pub(super) fn extension<T: AssociatedOid + Encode>(
    critical: bool,
    value: &T,
) -> Result<Extension, Error> {
    Ok((critical, value).to_extension(&Name::default(), &[])?)
}

/// Seconds since 1970 as certificates write them.
pub(super) fn time(seconds: i64) -> Result<Time, Error> {
    let fault = || Error::Time(seconds);
    let since = u64::try_from(seconds).map_err(|_| fault())?;
    let time = DateTime::from_unix_duration(Duration::from_secs(since)).map_err(|_| fault())?;
    Ok(time.into())
}

/// Sixteen random bytes; the first two bits make it positive and always as long.
fn serial() -> Result<SerialNumber, Error> {
    let mut bytes = super::random::<16>()?;
    bytes[0] = bytes[0] & 0x7f | 0x40;
    Ok(SerialNumber::new(&bytes)?)
}
