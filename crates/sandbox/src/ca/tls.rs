//! The sandbox's own TLS certificate, under a root of its own that users pass to their client.

use std::net::IpAddr;

use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages};
use x509_cert::name::Name;
use zeroize::Zeroizing;

use super::keys::SubscriberKey;
use super::template::{self, Template};
use super::{AlternativeName, Authority, Error, Published, YEAR, ca_name, keys, purposes};

const DAY: i64 = 24 * 60 * 60;

/// The names that a listener on loopback has.
pub const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// What a TLS listener needs, and what its clients need.
#[derive(Debug)]
pub struct Identity {
    /// The certificate.
    pub certificate: Published,
    /// The root that clients are to trust.
    pub root: Published,
    /// The certificate's key.
    pub key: SubscriberKey,
}

impl Identity {
    /// New keys, and a certificate for these host names and addresses, valid for a year. Clients look at the real clock, so
    /// `now` is that, not the sandbox's.
    pub fn new(names: &[&str], now: i64) -> Result<Self, Error> {
        let issuer = ca_name("Sandbox TLS Root (NOT A REAL CA)")?;
        let root_key = SigningKey::try_generate()?;
        let key = SubscriberKey::generate()?;
        let not_before = now.saturating_sub(DAY).max(0);
        let root = Template {
            issuer: issuer.clone(),
            subject: issuer.clone(),
            not_before,
            not_after: now.saturating_add(10 * YEAR),
            extensions: template::of_ca(Some(0))?,
        };
        let root =
            root.sign::<_, DerSignature>(&keys::spki(root_key.verifying_key())?, &root_key)?;
        let usage = KeyUsage(KeyUsages::DigitalSignature.into());
        let mut extensions = template::of_subscriber(usage, purposes(Authority::TlsServer, &[])?)?;
        let names: Vec<AlternativeName> = names.iter().copied().map(alternative).collect();
        extensions.push(template::names(&names, true)?);
        let certificate = Template {
            issuer,
            // The names are in subjectAltName, where clients look.
            subject: Name::default(),
            not_before,
            not_after: now.saturating_add(YEAR),
            extensions,
        };
        let certificate = certificate.sign::<_, DerSignature>(&key.public_key()?, &root_key)?;
        Ok(Self {
            certificate: Published::certificate(&certificate)?,
            root: Published::certificate(&root)?,
            key,
        })
    }

    /// The key's PKCS#8 DER.
    pub fn key_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.key.pkcs8_der()
    }
}

fn alternative(name: &str) -> AlternativeName {
    match name.parse::<IpAddr>() {
        Ok(address) => AlternativeName::Ip(address),
        Err(_) => AlternativeName::Dns(name.to_owned()),
    }
}
