//! PKCS#12: key, certificate and chain under a password, as OpenSSL 3 writes it by default.

use aes::Aes256;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use der::asn1::{Any, ObjectIdentifier, OctetString, SetOfVec};
use der::{Document, Encode, Sequence, Tag};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use x509_cert::attr::Attribute;
use x509_cert::spki::AlgorithmIdentifierOwned as Algorithm;
use zeroize::Zeroizing;

use super::keys::SubscriberKey;
use super::pkcs7::{Content, DATA};
use super::{Error, name, random};

/// OpenSSL's number of rounds for key and MAC.
const ROUNDS: u16 = 2048;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
const X509_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.22.1");
const FRIENDLY_NAME: ObjectIdentifier = oid("1.2.840.113549.1.9.20");
const LOCAL_KEY: ObjectIdentifier = oid("1.2.840.113549.1.9.21");
const PBES2: ObjectIdentifier = oid("1.2.840.113549.1.5.13");
const PBKDF2: ObjectIdentifier = oid("1.2.840.113549.1.5.12");
const HMAC_SHA256: ObjectIdentifier = oid("1.2.840.113549.2.9");
const AES256_CBC: ObjectIdentifier = oid("2.16.840.1.101.3.4.1.42");
const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");

/// `PFX`.
#[derive(Sequence)]
struct Store {
    version: u8,
    contents: Content,
    mac: MacData,
}

#[derive(Sequence)]
struct MacData {
    digest: DigestInfo,
    salt: OctetString,
    rounds: u16,
}

#[derive(Sequence)]
struct DigestInfo {
    algorithm: Algorithm,
    digest: OctetString,
}

/// `SafeBag`.
#[derive(Sequence)]
struct Bag {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: Any,
    attributes: SetOfVec<Attribute>,
}

/// `CertBag`.
#[derive(Sequence)]
struct CertificateBag {
    kind: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    value: OctetString,
}

#[derive(Sequence)]
struct EncryptedData {
    version: u8,
    content: EncryptedContent,
}

#[derive(Sequence)]
struct EncryptedContent {
    kind: ObjectIdentifier,
    algorithm: Algorithm,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT")]
    content: OctetString,
}

/// `EncryptedPrivateKeyInfo`.
#[derive(Sequence)]
struct EncryptedKey {
    algorithm: Algorithm,
    content: OctetString,
}

#[derive(Sequence)]
struct Pbes2 {
    derivation: Algorithm,
    encryption: Algorithm,
}

#[derive(Sequence)]
struct Pbkdf2 {
    salt: OctetString,
    rounds: u16,
    prf: Algorithm,
}

/// DER of a PKCS#12 with a key, its certificate under a name to show, and the chain; certificates as PEM. Everything is
/// encrypted with AES-256 and under an HMAC with SHA-256.
pub fn pkcs12(
    key: &SubscriberKey,
    certificate: &str,
    chain: &[String],
    shown: &str,
    password: &str,
) -> Result<Vec<u8>, Error> {
    let certificate = certificate_der(certificate)?;
    let attributes = attributes(&certificate, shown)?;
    let mut bags = vec![certificate_bag(certificate, attributes.clone())?];
    for certificate in chain {
        bags.push(certificate_bag(
            certificate_der(certificate)?,
            SetOfVec::new(),
        )?);
    }
    let (algorithm, content) = encrypt(password, &bags.to_der()?)?;
    let certificates = EncryptedData {
        version: 0,
        content: EncryptedContent {
            kind: DATA,
            algorithm,
            content,
        },
    };
    let (algorithm, content) = encrypt(password, &key.pkcs8_der()?)?;
    let key = Bag {
        kind: KEY_BAG,
        value: Any::encode_from(&EncryptedKey { algorithm, content })?,
        attributes,
    };
    let contents = vec![
        Content {
            kind: ENCRYPTED_DATA,
            content: Some(Any::encode_from(&certificates)?),
        },
        data(&vec![key].to_der()?)?,
    ]
    .to_der()?;
    let store = Store {
        version: 3,
        mac: mac(password, &contents)?,
        contents: data(&contents)?,
    };
    Ok(store.to_der()?)
}

fn data(contents: &[u8]) -> Result<Content, Error> {
    Ok(Content {
        kind: DATA,
        content: Some(Any::new(Tag::OctetString, contents)?),
    })
}

fn certificate_der(pem: &str) -> Result<Vec<u8>, Error> {
    match Document::from_pem(pem) {
        Ok(("CERTIFICATE", document)) => Ok(document.into_vec()),
        _ => Err(Error::Pem("CERTIFICATE")),
    }
}

fn certificate_bag(der: Vec<u8>, attributes: SetOfVec<Attribute>) -> Result<Bag, Error> {
    let bag = CertificateBag {
        kind: X509_CERTIFICATE,
        value: OctetString::new(der)?,
    };
    Ok(Bag {
        kind: CERTIFICATE_BAG,
        value: Any::encode_from(&bag)?,
        attributes,
    })
}

/// What ties key and certificate together, and the name to show.
fn attributes(certificate: &[u8], shown: &str) -> Result<SetOfVec<Attribute>, Error> {
    let one = |oid, tag, value: &[u8]| {
        let values = SetOfVec::try_from(vec![Any::new(tag, value)?])?;
        Ok::<_, der::Error>(Attribute { oid, values })
    };
    let identifier = Sha256::digest(certificate);
    let mut attributes = vec![one(LOCAL_KEY, Tag::OctetString, &identifier)?];
    if !shown.is_empty() {
        attributes.push(one(FRIENDLY_NAME, Tag::BmpString, &name::utf16(shown))?);
    }
    Ok(SetOfVec::try_from(attributes)?)
}

fn algorithm(oid: ObjectIdentifier, parameters: Any) -> Algorithm {
    Algorithm {
        oid,
        parameters: Some(parameters),
    }
}

/// PBES2 of RFC 8018.
fn encrypt(password: &str, plain: &[u8]) -> Result<(Algorithm, OctetString), Error> {
    let (salt, vector) = (random::<16>()?, random::<16>()?);
    let mut key = Zeroizing::new([0; 32]);
    pbkdf2::pbkdf2::<Hmac<Sha256>>(password.as_bytes(), &salt, ROUNDS.into(), &mut *key)
        .map_err(|_| Error::Crypto)?;
    let cipher =
        cbc::Encryptor::<Aes256>::new_from_slices(&*key, &vector).map_err(|_| Error::Crypto)?;
    let derivation = Pbkdf2 {
        salt: OctetString::new(salt)?,
        rounds: ROUNDS,
        prf: algorithm(HMAC_SHA256, Any::null()),
    };
    let scheme = Pbes2 {
        derivation: algorithm(PBKDF2, Any::encode_from(&derivation)?),
        encryption: algorithm(AES256_CBC, Any::new(Tag::OctetString, vector)?),
    };
    let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(plain);
    Ok((
        algorithm(PBES2, Any::encode_from(&scheme)?),
        OctetString::new(encrypted)?,
    ))
}

fn mac(password: &str, contents: &[u8]) -> Result<MacData, Error> {
    let salt = random::<16>()?;
    let key = mac_key(password, &salt);
    let mut mac = Hmac::<Sha256>::new_from_slice(&*key).map_err(|_| Error::Crypto)?;
    mac.update(contents);
    Ok(MacData {
        digest: DigestInfo {
            algorithm: algorithm(SHA256, Any::null()),
            digest: OctetString::new(mac.finalize().into_bytes().as_slice())?,
        },
        salt: OctetString::new(salt)?,
        rounds: ROUNDS,
    })
}

/// The key derivation of RFC 7292, appendix B, for the one block that SHA-256 needs.
fn mac_key(password: &str, salt: &[u8]) -> Zeroizing<[u8; 32]> {
    const BLOCK: usize = 64;
    // The purpose, 3 for a MAC, then salt and password, each repeated to fill blocks.
    let fill = |bytes: &[u8]| {
        let length = bytes.len().div_ceil(BLOCK) * BLOCK;
        bytes
            .iter()
            .copied()
            .cycle()
            .take(length)
            .collect::<Vec<u8>>()
    };
    let mut password = Zeroizing::new(name::utf16(password));
    password.extend([0, 0]);
    let password = Zeroizing::new(fill(&password));
    let mut digest = Sha256::new();
    digest.update([3; BLOCK]);
    digest.update(fill(salt));
    digest.update(&*password);
    let mut key = Zeroizing::new(<[u8; 32]>::from(digest.finalize()));
    for _ in 1..ROUNDS {
        *key = Sha256::digest(*key).into();
    }
    key
}
