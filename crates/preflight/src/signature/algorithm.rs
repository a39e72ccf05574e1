//! Signature algorithms and their parameters.

use std::fmt;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512, Sha512_224, Sha512_256};

use crate::tlv::{Item, tag};

/// Hash functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Hash {
    /// MD5, of old browsers' SPKACs.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// SHA-512/224.
    Sha512_224,
    /// SHA-512/256.
    Sha512_256,
}

/// Name, object identifier and its DER contents.
type HashRow = (Hash, &'static str, &'static str, &'static [u8]);

const HASHES: [HashRow; 8] = [
    (
        Hash::Md5,
        "MD5",
        "1.2.840.113549.2.5",
        &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 2, 5],
    ),
    (
        Hash::Sha1,
        "SHA-1",
        "1.3.14.3.2.26",
        &[0x2b, 0x0e, 3, 2, 0x1a],
    ),
    (
        Hash::Sha224,
        "SHA-224",
        "2.16.840.1.101.3.4.2.4",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 4],
    ),
    (
        Hash::Sha256,
        "SHA-256",
        "2.16.840.1.101.3.4.2.1",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1],
    ),
    (
        Hash::Sha384,
        "SHA-384",
        "2.16.840.1.101.3.4.2.2",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 2],
    ),
    (
        Hash::Sha512,
        "SHA-512",
        "2.16.840.1.101.3.4.2.3",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 3],
    ),
    (
        Hash::Sha512_224,
        "SHA-512/224",
        "2.16.840.1.101.3.4.2.5",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 5],
    ),
    (
        Hash::Sha512_256,
        "SHA-512/256",
        "2.16.840.1.101.3.4.2.6",
        &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 6],
    ),
];

impl Hash {
    /// Whether signatures with it can be forged.
    pub fn is_weak(self) -> bool {
        matches!(self, Self::Md5 | Self::Sha1)
    }

    /// The hash of the parts, one after the other.
    pub(crate) fn digest(self, parts: &[&[u8]]) -> Vec<u8> {
        fn run<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hash = D::new();
            for part in parts {
                hash.update(part);
            }
            hash.finalize().to_vec()
        }
        match self {
            Self::Md5 => run::<Md5>(parts),
            Self::Sha1 => run::<Sha1>(parts),
            Self::Sha224 => run::<Sha224>(parts),
            Self::Sha256 => run::<Sha256>(parts),
            Self::Sha384 => run::<Sha384>(parts),
            Self::Sha512 => run::<Sha512>(parts),
            Self::Sha512_224 => run::<Sha512_224>(parts),
            Self::Sha512_256 => run::<Sha512_256>(parts),
        }
    }

    /// The DER contents of the object identifier.
    pub(super) fn oid(self) -> &'static [u8] {
        self.row().3
    }

    fn row(self) -> &'static HashRow {
        HASHES
            .iter()
            .find(|row| row.0 == self)
            .unwrap_or(&HASHES[0])
    }

    fn of(oid: &str) -> Option<Self> {
        HASHES
            .iter()
            .find_map(|row| (row.2 == oid).then_some(row.0))
    }
}

/// Parameters of RSASSA-PSS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pss {
    /// Hash of the contents.
    pub hash: Hash,
    /// Hash of the mask generation.
    pub mask_hash: Hash,
    /// Length of the salt in bytes.
    pub salt: usize,
}

/// The family of a signature algorithm.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5.
    RsaPkcs1(Hash),
    /// RSASSA-PSS.
    RsaPss(Pss),
    /// ECDSA.
    Ecdsa(Hash),
    /// Not implemented.
    Other,
}

/// The algorithm of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureAlgorithm {
    oid: String,
    scheme: Scheme,
}

impl Default for SignatureAlgorithm {
    fn default() -> Self {
        Self {
            oid: String::new(),
            scheme: Scheme::Other,
        }
    }
}

impl SignatureAlgorithm {
    /// The object identifier in dotted form.
    pub fn oid(&self) -> &str {
        &self.oid
    }

    /// What it is.
    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The hash of the contents, where known.
    pub fn hash(&self) -> Option<Hash> {
        match self.scheme {
            Scheme::RsaPkcs1(hash) | Scheme::Ecdsa(hash) => Some(hash),
            Scheme::RsaPss(pss) => Some(pss.hash),
            Scheme::Other => None,
        }
    }

    /// From an `AlgorithmIdentifier`.
    pub(crate) fn read(item: &Item<'_>) -> Option<Self> {
        let parts = item.items(tag::SEQUENCE)?;
        let oid = parts.first()?.oid()?;
        let scheme = scheme(&oid, parts.get(1)).unwrap_or(Scheme::Other);
        Some(Self { oid, scheme })
    }
}

fn scheme(oid: &str, parameters: Option<&Item<'_>>) -> Option<Scheme> {
    Some(match oid {
        "1.2.840.113549.1.1.4" => Scheme::RsaPkcs1(Hash::Md5),
        "1.2.840.113549.1.1.5" | "1.3.14.3.2.29" => Scheme::RsaPkcs1(Hash::Sha1),
        "1.2.840.113549.1.1.14" => Scheme::RsaPkcs1(Hash::Sha224),
        "1.2.840.113549.1.1.11" => Scheme::RsaPkcs1(Hash::Sha256),
        "1.2.840.113549.1.1.12" => Scheme::RsaPkcs1(Hash::Sha384),
        "1.2.840.113549.1.1.13" => Scheme::RsaPkcs1(Hash::Sha512),
        "1.2.840.113549.1.1.15" => Scheme::RsaPkcs1(Hash::Sha512_224),
        "1.2.840.113549.1.1.16" => Scheme::RsaPkcs1(Hash::Sha512_256),
        "1.2.840.113549.1.1.10" => Scheme::RsaPss(pss(parameters?)?),
        "1.2.840.10045.4.1" => Scheme::Ecdsa(Hash::Sha1),
        "1.2.840.10045.4.3.1" => Scheme::Ecdsa(Hash::Sha224),
        "1.2.840.10045.4.3.2" => Scheme::Ecdsa(Hash::Sha256),
        "1.2.840.10045.4.3.3" => Scheme::Ecdsa(Hash::Sha384),
        "1.2.840.10045.4.3.4" => Scheme::Ecdsa(Hash::Sha512),
        _ => return None,
    })
}

/// RFC 4055: every parameter has a default, and all of them say SHA-1.
fn pss(parameters: &Item<'_>) -> Option<Pss> {
    let mut pss = Pss {
        hash: Hash::Sha1,
        mask_hash: Hash::Sha1,
        salt: 20,
    };
    for field in parameters.items(tag::SEQUENCE)? {
        let [value]: [Item<'_>; 1] = field.items(field.tag)?.try_into().ok()?;
        match field.tag {
            0xa0 => pss.hash = hash_of(&value)?,
            0xa1 => {
                let mask = value.items(tag::SEQUENCE)?;
                if mask.first()?.oid()? != "1.2.840.113549.1.1.8" {
                    return None;
                }
                pss.mask_hash = hash_of(mask.get(1)?)?;
            }
            0xa2 => pss.salt = small(value.unsigned()?)?,
            0xa3 if value.unsigned()? == [1] => {}
            _ => return None,
        }
    }
    Some(pss)
}

fn hash_of(algorithm: &Item<'_>) -> Option<Hash> {
    Hash::of(&algorithm.items(tag::SEQUENCE)?.first()?.oid()?)
}

fn small(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [] => Some(0),
        [one] => Some(usize::from(*one)),
        [high, low] => Some(usize::from(*high) << 8 | usize::from(*low)),
        _ => None,
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.row().1)
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.scheme {
            Scheme::RsaPkcs1(hash) => write!(out, "RSA with {hash}"),
            Scheme::RsaPss(pss) => write!(out, "RSA-PSS with {}", pss.hash),
            Scheme::Ecdsa(hash) => write!(out, "ECDSA with {hash}"),
            Scheme::Other => out.write_str(&self.oid),
        }
    }
}
