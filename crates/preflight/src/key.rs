//! Public keys.

use std::fmt;

use crate::big;
use crate::tlv::{self, Item, tag};

/// The key in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PublicKey {
    /// RSA, for either padding.
    Rsa(RsaKey),
    /// A point on an elliptic curve, as encoded.
    Ec {
        /// The curve.
        curve: Curve,
        /// The encoded point.
        point: Vec<u8>,
    },
    /// Another algorithm: its object identifier.
    Other(String),
    /// The algorithm is RSA or EC, but the key itself does not read: what is wrong.
    Broken(&'static str),
}

/// Modulus and exponent, big-endian without leading zeros.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaKey {
    modulus: Vec<u8>,
    exponent: Vec<u8>,
}

impl RsaKey {
    /// From big-endian bytes; leading zeros are dropped.
    pub fn new(modulus: &[u8], exponent: &[u8]) -> Self {
        let trim = |bytes: &[u8]| {
            bytes
                .iter()
                .copied()
                .skip_while(|&byte| byte == 0)
                .collect()
        };
        Self {
            modulus: trim(modulus),
            exponent: trim(exponent),
        }
    }

    /// The modulus.
    pub fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    /// The public exponent.
    pub fn exponent(&self) -> &[u8] {
        &self.exponent
    }

    /// Bits of the modulus.
    pub fn bits(&self) -> u32 {
        big::bit_length(&self.modulus)
    }

    /// Bits of the exponent.
    pub fn exponent_bits(&self) -> u32 {
        big::bit_length(&self.exponent)
    }

    /// What makes the key no RSA key at all.
    pub fn fault(&self) -> Option<&'static str> {
        let odd = |bytes: &[u8]| bytes.last().is_some_and(|byte| byte % 2 == 1);
        if !odd(&self.modulus) {
            Some("the RSA modulus is even")
        } else if !odd(&self.exponent) {
            Some("the RSA exponent is even")
        } else if self.exponent_bits() < 2 {
            Some("the RSA exponent is 1")
        } else if big::number(&self.exponent) >= big::number(&self.modulus) {
            Some("the RSA exponent is not less than the modulus")
        } else {
            None
        }
    }
}

/// A curve.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Curve {
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Another named curve.
    Other {
        /// Its object identifier.
        oid: String,
        /// Its size, where known.
        bits: Option<u32>,
    },
    /// Written out instead of named.
    Explicit,
}

impl Curve {
    /// Size in bits, where known.
    pub fn bits(&self) -> Option<u32> {
        match self {
            Self::P256 => Some(256),
            Self::P384 => Some(384),
            Self::P521 => Some(521),
            Self::Other { bits, .. } => *bits,
            Self::Explicit => None,
        }
    }

    fn of(oid: String) -> Self {
        match oid.as_str() {
            "1.2.840.10045.3.1.7" => Self::P256,
            "1.3.132.0.34" => Self::P384,
            "1.3.132.0.35" => Self::P521,
            other => {
                let bits = OTHER_CURVES
                    .iter()
                    .find_map(|(known, bits)| (*known == other).then_some(*bits));
                Self::Other { oid, bits }
            }
        }
    }
}

/// Sizes of curves that are recognised only to say whether they are too short.
const OTHER_CURVES: &[(&str, u32)] = &[
    ("1.2.840.10045.3.1.1", 192),   // P-192
    ("1.3.132.0.6", 112),           // secp112r1
    ("1.3.132.0.28", 128),          // secp128r1
    ("1.3.132.0.9", 160),           // secp160k1
    ("1.3.132.0.8", 160),           // secp160r1
    ("1.3.132.0.30", 160),          // secp160r2
    ("1.3.132.0.31", 192),          // secp192k1
    ("1.3.132.0.32", 224),          // secp224k1
    ("1.3.132.0.33", 224),          // P-224
    ("1.3.132.0.10", 256),          // secp256k1
    ("1.3.132.0.1", 163),           // sect163k1
    ("1.3.132.0.15", 163),          // sect163r2
    ("1.3.132.0.26", 233),          // sect233k1
    ("1.3.132.0.27", 233),          // sect233r1
    ("1.3.132.0.16", 283),          // sect283k1
    ("1.3.132.0.17", 283),          // sect283r1
    ("1.3.132.0.36", 409),          // sect409k1
    ("1.3.132.0.37", 409),          // sect409r1
    ("1.3.132.0.38", 571),          // sect571k1
    ("1.3.132.0.39", 571),          // sect571r1
    ("1.3.36.3.3.2.8.1.1.1", 160),  // brainpoolP160r1
    ("1.3.36.3.3.2.8.1.1.3", 192),  // brainpoolP192r1
    ("1.3.36.3.3.2.8.1.1.5", 224),  // brainpoolP224r1
    ("1.3.36.3.3.2.8.1.1.7", 256),  // brainpoolP256r1
    ("1.3.36.3.3.2.8.1.1.9", 320),  // brainpoolP320r1
    ("1.3.36.3.3.2.8.1.1.11", 384), // brainpoolP384r1
    ("1.3.36.3.3.2.8.1.1.13", 512), // brainpoolP512r1
];

impl PublicKey {
    /// From a `SubjectPublicKeyInfo`; none if it has not even that shape.
    pub(crate) fn read(spki: &Item<'_>) -> Option<Self> {
        let [algorithm, key] = spki.items(tag::SEQUENCE)?.try_into().ok()?;
        let algorithm = algorithm.items(tag::SEQUENCE)?;
        let oid = algorithm.first()?.oid()?;
        Some(match oid.as_str() {
            "1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10" => read_rsa(&key),
            "1.2.840.10045.2.1" => read_ec(algorithm.get(1), &key),
            _ => Self::Other(oid),
        })
    }
}

fn read_rsa(key: &Item<'_>) -> PublicKey {
    let parts = key
        .bits()
        .and_then(tlv::single)
        .and_then(|inner| inner.items(tag::SEQUENCE));
    let Some([modulus, exponent]) = parts.as_deref() else {
        return PublicKey::Broken("the RSA key is not a modulus and an exponent");
    };
    match (modulus.unsigned(), exponent.unsigned()) {
        (Some(modulus), Some(exponent)) => PublicKey::Rsa(RsaKey::new(modulus, exponent)),
        _ => PublicKey::Broken("a number of the RSA key is negative or empty"),
    }
}

fn read_ec(parameters: Option<&Item<'_>>, key: &Item<'_>) -> PublicKey {
    let curve = match parameters {
        Some(item) if item.tag == tag::SEQUENCE => Curve::Explicit,
        Some(item) => match item.oid() {
            Some(oid) => Curve::of(oid),
            None => return PublicKey::Broken("the EC key names no curve"),
        },
        None => return PublicKey::Broken("the EC key names no curve"),
    };
    match key.bits() {
        Some(point) if !point.is_empty() => PublicKey::Ec {
            curve,
            point: plain(point),
        },
        _ => PublicKey::Broken("the EC key holds no point"),
    }
}

/// The hybrid form (6, 7) is the uncompressed one (4) with the sign of y on top; OpenSSL takes it.
fn plain(point: &[u8]) -> Vec<u8> {
    let mut point = point.to_vec();
    if matches!(point[0], 6 | 7) {
        point[0] = 4;
    }
    point
}

impl fmt::Display for Curve {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::P256 => out.write_str("P-256"),
            Self::P384 => out.write_str("P-384"),
            Self::P521 => out.write_str("P-521"),
            Self::Other {
                oid,
                bits: Some(bits),
            } => write!(out, "curve {oid} ({bits} bits)"),
            Self::Other { oid, bits: None } => write!(out, "curve {oid}"),
            Self::Explicit => out.write_str("explicit curve parameters"),
        }
    }
}

impl fmt::Display for RsaKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "RSA {} bits, exponent ", self.bits())?;
        if self.exponent_bits() > 64 {
            return write!(out, "of {} bits", self.exponent_bits());
        }
        let exponent = self
            .exponent
            .iter()
            .fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
        exponent.fmt(out)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa(key) => key.fmt(out),
            Self::Ec { curve, .. } => write!(out, "EC {curve}"),
            Self::Other(oid) => match other_algorithm(oid) {
                Some(name) => out.write_str(name),
                None => write!(out, "key algorithm {oid}"),
            },
            Self::Broken(fault) => write!(out, "broken key: {fault}"),
        }
    }
}

fn other_algorithm(oid: &str) -> Option<&'static str> {
    Some(match oid {
        "1.2.840.10040.4.1" => "DSA",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        _ => return None,
    })
}
