//! The two structures: PKCS#10 and Netscape's SPKAC.

use super::extension;
use super::{Csr, Extension, Kind, Subject};
use crate::key::PublicKey;
use crate::signature::SignatureAlgorithm;
use crate::tlv::{self, Item, tag};

const EXTENSION_REQUEST: [&str; 2] = ["1.2.840.113549.1.9.14", "1.3.6.1.4.1.311.2.1.14"];

const NO_REQUEST: &str = "the bytes are not the structure of a certificate request";

/// Reads DER; `promised` is the kind that the surrounding text names.
pub(super) fn read(der: &[u8], promised: Option<Kind>) -> Result<Csr, &'static str> {
    if tlv::announced(der).is_some_and(|length| length > der.len()) {
        return Err("its end is missing; send it whole");
    }
    let parts = tlv::single(der).and_then(|item| item.items(tag::SEQUENCE));
    if parts
        .as_deref()
        .and_then(<[_]>::first)
        .is_some_and(|first| first.tag == tag::INTEGER)
    {
        return Err(super::PRIVATE_KEY);
    }
    let Some([signed, algorithm, signature]) = parts.as_deref() else {
        return Err(NO_REQUEST);
    };
    let inside = signed.items(tag::SEQUENCE).ok_or(NO_REQUEST)?;
    let kind = match inside.first().map(|first| first.tag) {
        Some(tag::INTEGER) => Kind::Pkcs10,
        Some(tag::SEQUENCE) => Kind::Spkac,
        Some(0xa0) => return Err(super::CERTIFICATE),
        _ => return Err(NO_REQUEST),
    };
    match (kind, promised) {
        (Kind::Spkac, Some(Kind::Pkcs10)) => {
            return Err("it is an SPKAC between the lines of a CSR");
        }
        (Kind::Pkcs10, Some(Kind::Spkac)) => return Err("it is a CSR after SPKAC="),
        _ => {}
    }
    let mut csr = match kind {
        Kind::Pkcs10 => pkcs10(&inside)?,
        Kind::Spkac => spkac(&inside)?,
    };
    csr.algorithm =
        SignatureAlgorithm::read(algorithm).ok_or("its signature algorithm does not read")?;
    csr.signature = signature
        .bits()
        .ok_or("its signature is no bit string")?
        .to_vec();
    csr.signed = signed.raw.to_vec();
    Ok(csr)
}

fn pkcs10(inside: &[Item<'_>]) -> Result<Csr, &'static str> {
    let (name, spki, attributes) = match inside {
        // The attributes are mandatory in the standard, and some tools leave them out.
        [_, name, spki] => (name, spki, None),
        [_, name, spki, attributes] => (name, spki, Some(attributes)),
        _ => return Err(NO_REQUEST),
    };
    let mut csr = with_key(Kind::Pkcs10, spki)?;
    csr.subject = Subject::read(name).ok_or("its subject does not read")?;
    if let Some(attributes) = attributes {
        read_attributes(attributes, &mut csr).ok_or("its attributes do not read")?;
    }
    Ok(csr)
}

fn spkac(inside: &[Item<'_>]) -> Result<Csr, &'static str> {
    let [spki, challenge] = inside else {
        return Err(NO_REQUEST);
    };
    if challenge.tag != tag::IA5_STRING {
        return Err(NO_REQUEST);
    }
    let mut csr = with_key(Kind::Spkac, spki)?;
    csr.challenge = Some(String::from_utf8_lossy(challenge.value).into_owned());
    Ok(csr)
}

fn with_key(kind: Kind, spki: &Item<'_>) -> Result<Csr, &'static str> {
    Ok(Csr {
        kind,
        offset: 0,
        departures: Vec::new(),
        subject: Subject::default(),
        extensions: Vec::new(),
        alternative_names: Vec::new(),
        attributes: Vec::new(),
        challenge: None,
        key: PublicKey::read(spki).ok_or("its public key does not read")?,
        spki: spki.raw.to_vec(),
        signed: Vec::new(),
        algorithm: SignatureAlgorithm::default(),
        signature: Vec::new(),
    })
}

fn read_attributes(attributes: &Item<'_>, csr: &mut Csr) -> Option<()> {
    for attribute in attributes.items(0xa0)? {
        let [kind, values]: [Item<'_>; 2] = attribute.items(tag::SEQUENCE)?.try_into().ok()?;
        let oid = kind.oid()?;
        let values = values.items(tag::SET)?;
        if !EXTENSION_REQUEST.contains(&oid.as_str()) {
            csr.attributes.push(oid);
            continue;
        }
        // Extensions that do not read are the CA's to judge: the request itself reads.
        let found = values.iter().filter_map(extension::read).flatten();
        csr.extensions.extend(found);
    }
    let names = csr
        .extensions
        .iter()
        .filter_map(Extension::alternative_names);
    csr.alternative_names = names.flatten().collect();
    Some(())
}
