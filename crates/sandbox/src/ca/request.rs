//! What a certificate is asked to hold.

use std::net::IpAddr;

use certwire_preflight::Csr;
use der::asn1::{Any, Ia5String, ObjectIdentifier};
use der::flagset::FlagSet;
use der::{Decode, Encode, Tag, TagNumber, Tagged};
use x509_cert::ext::pkix::name::{GeneralName, OtherName};
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};

use super::{Attribute, Error};

const KEY_USAGE: &str = "2.5.29.15";
const ALTERNATIVE_NAMES: &str = "2.5.29.17";
const UPN: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.311.20.2.3");

/// A certificate to be issued. Every value of `HashAlgorithm` and `hashage` that is still accepted means SHA-256, so that
/// is what intermediates sign with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// DER of the `SubjectPublicKeyInfo`, of any algorithm.
    pub public_key: Vec<u8>,
    /// The subject's attributes, in order; all are kept, repeated ones too.
    pub subject: Vec<Attribute>,
    /// The names of subjectAltName, in order.
    pub names: Vec<AlternativeName>,
    /// Extended key usages in dotted form; empty means the [authority's own](super::Authority::purposes).
    pub purposes: Vec<String>,
    /// First second of validity, since 1970.
    pub not_before: i64,
    /// Last second of validity, since 1970.
    pub not_after: i64,
    /// What a CSR asked for, without the rights of a CA.
    pub(super) usage: Option<FlagSet<KeyUsages>>,
}

impl Request {
    /// For a key alone.
    pub fn new(public_key: Vec<u8>, not_before: i64, not_after: i64) -> Self {
        Self {
            public_key,
            subject: Vec::new(),
            names: Vec::new(),
            purposes: Vec::new(),
            not_before,
            not_after,
            usage: None,
        }
    }

    /// With what the CSR holds: its key, every attribute of its subject in its string type, its alternative names, and
    /// its key usage without the signing of certificates and CRLs. Other requested extensions are the CA's own affair.
    pub fn from_csr(csr: &Csr, not_before: i64, not_after: i64) -> Result<Self, Error> {
        let mut request = Self::new(csr.spki().to_vec(), not_before, not_after);
        let attributes = csr.subject().attributes.iter();
        request.subject = attributes.map(Attribute::from).collect();
        for extension in csr.extensions() {
            let fault = |_| Error::Extension(extension.oid.clone());
            match extension.oid.as_str() {
                ALTERNATIVE_NAMES => {
                    let names = Vec::<Any>::from_der(&extension.value).map_err(fault)?;
                    let names = names.iter().map(AlternativeName::read);
                    request.names.extend(names.collect::<Result<Vec<_>, _>>()?);
                }
                KEY_USAGE => {
                    let usage = KeyUsage::from_der(&extension.value).map_err(fault)?.0;
                    let usage = usage - (KeyUsages::KeyCertSign | KeyUsages::CRLSign);
                    request.usage = (!usage.is_empty()).then_some(usage);
                }
                _ => {}
            }
        }
        Ok(request)
    }
}

/// A name of subjectAltName.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AlternativeName {
    /// `rfc822Name`.
    Email(String),
    /// `dNSName`.
    Dns(String),
    /// `uniformResourceIdentifier`.
    Uri(String),
    /// `iPAddress`.
    Ip(IpAddr),
    /// Microsoft's user principal name, an `otherName`.
    Upn(String),
    /// DER of a `GeneralName`, as it stood in a CSR.
    Der(Vec<u8>),
}

impl AlternativeName {
    fn read(name: &Any) -> Result<Self, Error> {
        let text = || String::from_utf8(name.value().to_vec()).ok();
        let Tag::ContextSpecific { number, .. } = name.tag() else {
            return Err(Error::Extension(ALTERNATIVE_NAMES.to_owned()));
        };
        let read = match number {
            TagNumber(1) => text().map(Self::Email),
            TagNumber(2) => text().map(Self::Dns),
            TagNumber(6) => text().map(Self::Uri),
            _ => None,
        };
        match read {
            Some(name) => Ok(name),
            None => Ok(Self::Der(name.to_der()?)),
        }
    }

    pub(super) fn encode(&self) -> Result<Any, Error> {
        let ascii =
            |text: &String| Ia5String::new(text).map_err(|_| Error::AlternativeName(text.clone()));
        let name = match self {
            Self::Email(text) => GeneralName::Rfc822Name(ascii(text)?),
            Self::Dns(text) => GeneralName::DnsName(ascii(text)?),
            Self::Uri(text) => GeneralName::UniformResourceIdentifier(ascii(text)?),
            Self::Ip(address) => GeneralName::from(*address),
            Self::Upn(text) => GeneralName::OtherName(OtherName {
                type_id: UPN,
                value: Any::new(Tag::Utf8String, text.as_bytes())?,
            }),
            Self::Der(der) => return Ok(Any::from_der(der)?),
        };
        Ok(Any::encode_from(&name)?)
    }
}
