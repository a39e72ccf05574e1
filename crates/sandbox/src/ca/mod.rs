//! The test CA: real certificates that nobody must trust.
//!
//! [`Ca::new`] makes new keys at every start: for each [`Authority`] a root, whose key is forgotten at once, and an
//! intermediate, which issues certificates and CRLs. "NOT A REAL CA" stands in the names of all of them. What was issued is
//! text in [`Issued`], so that certificates of earlier starts are the caller's to keep.
//!
//! # Choice of crates
//!
//! - **Signatures: `RustCrypto`'s `p256` and `p384`**, which the checks of CSRs bring along anyway. Subscribers' keys may be
//!   of any algorithm; only our own keys are ECDSA. `aws-lc-rs` takes minutes of C, `ring` makes no RSA keys, and `rsa`, with
//!   an open timing advisory, takes seconds per key in a debug build.
//! - **Certificates and requests: `x509-cert`**, with its builder. `rcgen` has one value per attribute, so no second OU.
//!   Its builder of CRLs is left aside, since it names the key of the issuer's issuer.
//! - **PKCS#7 and PKCS#12: our own structures** over `der`. The released `cms` and `pkcs12` stand on an older `der`, and
//!   would bring a second copy of everything; `p12-keystore` brings eighty crates.
//!
//! `x509-cert` is strict DER, and the [checks](certwire_preflight) are not: a `UniversalString` becomes a `UTF8String`,
//! attributes that share a set get sets of their own, and a public key that is not DER is refused.

mod authority;
mod crl;
mod error;
mod facts;
pub mod keys;
mod name;
mod pkcs12;
mod pkcs7;
mod request;
mod template;
pub mod tls;
pub mod verify;

use std::fmt;

use der::asn1::ObjectIdentifier;
use der::pem::{self, LineEnding};
use der::{Decode, Encode};
use p256::elliptic_curve::Generate;
use x509_cert::SubjectPublicKeyInfo;
use x509_cert::certificate::Certificate;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::name::Name;

pub use authority::{Authority, purpose};
pub use crl::{Reason, Revoked};
pub use error::Error;
pub use facts::Facts;
pub use name::{Attribute, StringType};
pub use pkcs12::pkcs12;
pub use request::{AlternativeName, Request};

use self::template::Template;

const YEAR: i64 = 365 * 24 * 60 * 60;
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

/// The roots and intermediates of one start.
#[derive(Debug)]
pub struct Ca {
    personal_sign: Family,
    code_signing: Family,
    document_signing: Family,
    tls_server: Family,
    tls_client: Family,
}

impl Ca {
    /// New keys. Certificates are valid from a year before `now`, so that a clock may be set back; the base URL goes
    /// before the [paths](Authority::crl_path) that certificates name.
    pub fn new(now: i64, base_url: &str) -> Result<Self, Error> {
        let family = |authority| Family::new(authority, now, base_url);
        Ok(Self {
            personal_sign: family(Authority::PersonalSign)?,
            code_signing: family(Authority::CodeSigning)?,
            document_signing: family(Authority::DocumentSigning)?,
            tls_server: family(Authority::TlsServer)?,
            tls_client: family(Authority::TlsClient)?,
        })
    }

    /// The authority's root.
    pub fn root(&self, authority: Authority) -> &Published {
        &self.family(authority).root
    }

    /// The authority's intermediate, which issues its certificates and CRLs.
    pub fn intermediate(&self, authority: Authority) -> &Published {
        &self.family(authority).intermediate
    }

    /// Issues a certificate.
    pub fn issue(&self, authority: Authority, request: &Request) -> Result<Issued, Error> {
        self.family(authority).issue(authority, request)
    }

    /// A CRL of the intermediate's. The number must be higher than that of the one before.
    pub fn crl(
        &self,
        authority: Authority,
        revoked: &[Revoked],
        this_update: i64,
        next_update: i64,
        number: u64,
    ) -> Result<Published, Error> {
        let family = self.family(authority);
        let updates = (this_update, next_update);
        crl::make(&family.key, &family.name, revoked, updates, number)
    }

    fn family(&self, authority: Authority) -> &Family {
        match authority {
            Authority::PersonalSign => &self.personal_sign,
            Authority::CodeSigning => &self.code_signing,
            Authority::DocumentSigning => &self.document_signing,
            Authority::TlsServer => &self.tls_server,
            Authority::TlsClient => &self.tls_client,
        }
    }
}

/// What the CA publishes: its own certificates, and CRLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// DER.
    pub der: Vec<u8>,
    /// PEM.
    pub pem: String,
}

impl Published {
    fn new(label: &'static str, content: &impl Encode) -> Result<Self, Error> {
        let der = content.to_der()?;
        let pem = armour(label, &der)?;
        Ok(Self { der, pem })
    }

    fn certificate(certificate: &Certificate) -> Result<Self, Error> {
        Self::new("CERTIFICATE", certificate)
    }
}

/// A certificate that was issued, and what comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Serial number, 32 upper-case hexadecimal digits.
    pub serial: String,
    /// Subject as RFC 4514 writes it.
    pub subject: String,
    /// Issuer as RFC 4514 writes it.
    pub issuer: String,
    /// First second of validity, since 1970.
    pub not_before: i64,
    /// Last second of validity, since 1970.
    pub not_after: i64,
    /// The certificate's PEM.
    pub pem: String,
    /// The certificate's DER.
    pub der: Vec<u8>,
    /// PEM of intermediate and root.
    pub chain: Vec<String>,
    /// PEM of a PKCS#7 with certificate, intermediate and root.
    pub pkcs7: String,
}

/// One root and its intermediate.
struct Family {
    root: Published,
    intermediate: Published,
    name: Name,
    key: p256::ecdsa::SigningKey,
    crl_url: String,
    issuer_url: String,
}

impl Family {
    fn new(authority: Authority, now: i64, base_url: &str) -> Result<Self, Error> {
        let title = authority.title();
        let root_name = ca_name(&format!("{title} Root (NOT A REAL CA)"))?;
        let name = ca_name(&format!("{title} CA (NOT A REAL CA)"))?;
        let root_key = p384::ecdsa::SigningKey::try_generate()?;
        let key = p256::ecdsa::SigningKey::try_generate()?;
        let template = |subject: &Name, years, below| {
            Ok::<_, Error>(Template {
                issuer: root_name.clone(),
                subject: subject.clone(),
                not_before: now.saturating_sub(YEAR).max(0),
                not_after: now.saturating_add(years * YEAR),
                extensions: template::of_ca(below)?,
            })
        };
        let root = template(&root_name, 40, None)?.sign::<_, p384::ecdsa::DerSignature>(
            &keys::spki(root_key.verifying_key())?,
            &root_key,
        )?;
        let intermediate = template(&name, 30, Some(0))?
            .sign::<_, p384::ecdsa::DerSignature>(&keys::spki(key.verifying_key())?, &root_key)?;
        let base_url = base_url.trim_end_matches('/');
        Ok(Self {
            root: Published::certificate(&root)?,
            intermediate: Published::certificate(&intermediate)?,
            name,
            key,
            crl_url: format!("{base_url}{}", authority.crl_path()),
            issuer_url: format!("{base_url}{}", authority.certificate_path()),
        })
    }

    fn issue(&self, authority: Authority, request: &Request) -> Result<Issued, Error> {
        let subject = name::encode(&request.subject)?;
        let key = SubjectPublicKeyInfo::from_der(&request.public_key);
        let rsa = key.map_err(|_| Error::PublicKey)?.algorithm.oid == RSA;
        let usage = request.usage.unwrap_or_else(|| authority.usage(rsa));
        let mut extensions =
            template::of_subscriber(KeyUsage(usage), purposes(authority, &request.purposes)?)?;
        if !request.names.is_empty() {
            extensions.push(template::names(&request.names, subject.is_empty())?);
        }
        extensions.extend(template::places(&self.crl_url, &self.issuer_url)?);
        let template = Template {
            issuer: self.name.clone(),
            subject,
            not_before: request.not_before,
            not_after: request.not_after,
            extensions,
        };
        let certificate =
            template.sign::<_, p256::ecdsa::DerSignature>(&request.public_key, &self.key)?;
        self.describe(&certificate, request)
    }

    fn describe(&self, certificate: &Certificate, request: &Request) -> Result<Issued, Error> {
        let Published { der, pem } = Published::certificate(certificate)?;
        let signed = certificate.tbs_certificate();
        let pkcs7 = pkcs7::certificates(&[&der, &self.intermediate.der, &self.root.der])?;
        Ok(Issued {
            serial: hexadecimal(signed.serial_number().as_bytes()),
            subject: name::text(signed.subject()),
            issuer: name::text(signed.issuer()),
            not_before: request.not_before,
            not_after: request.not_after,
            pem,
            der,
            chain: vec![self.intermediate.pem.clone(), self.root.pem.clone()],
            pkcs7,
        })
    }
}

impl fmt::Debug for Family {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&name::text(&self.name))
    }
}

/// The subject of a CA.
fn ca_name(common_name: &str) -> Result<Name, Error> {
    name::encode(&[
        Attribute::new("O", "Certwire Sandbox"),
        Attribute::new("CN", common_name),
    ])
}

fn purposes(authority: Authority, asked: &[String]) -> Result<Vec<ObjectIdentifier>, Error> {
    let read = |oid: &str| ObjectIdentifier::new(oid).map_err(|_| Error::Purpose(oid.to_owned()));
    if asked.is_empty() {
        return authority.purposes().iter().copied().map(read).collect();
    }
    asked.iter().map(String::as_str).map(read).collect()
}

fn armour(label: &'static str, der: &[u8]) -> Result<String, Error> {
    pem::encode_string(label, LineEnding::LF, der).map_err(|_| Error::Pem(label))
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Upper-case digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}
