//! Whether a request is signed with the key that it holds.

mod algorithm;
mod ecdsa;
mod rsa;

pub use algorithm::{Hash, Scheme, SignatureAlgorithm};

use crate::key::{Curve, PublicKey};

/// The answer of a signature check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The signature fits key and contents.
    Good,
    /// It does not.
    Bad,
    /// Nobody looked: why.
    NotChecked(String),
}

impl Verdict {
    fn of(good: bool) -> Self {
        if good { Self::Good } else { Self::Bad }
    }
}

pub(crate) fn verify(
    key: &PublicKey,
    algorithm: &SignatureAlgorithm,
    signed: &[u8],
    signature: &[u8],
) -> Verdict {
    match (key, algorithm.scheme()) {
        (PublicKey::Broken(_), _) => Verdict::Bad,
        (PublicKey::Rsa(key), Scheme::RsaPkcs1(hash)) => rsa::pkcs1(key, *hash, signed, signature),
        (PublicKey::Rsa(key), Scheme::RsaPss(pss)) => rsa::pss(key, *pss, signed, signature),
        (PublicKey::Ec { curve, point }, Scheme::Ecdsa(hash)) => {
            let digest = hash.digest(&[signed]);
            match curve {
                Curve::P256 => ecdsa::p256(point, &digest, signature),
                Curve::P384 => ecdsa::p384(point, &digest, signature),
                Curve::P521 => ecdsa::p521(point, &digest, signature),
                other => Verdict::NotChecked(format!("signatures on {other} are not implemented")),
            }
        }
        (PublicKey::Other(_), _) => {
            Verdict::NotChecked(format!("signatures of {key} are not implemented"))
        }
        (_, Scheme::Other) => Verdict::NotChecked(format!(
            "signature algorithm {algorithm} is not implemented"
        )),
        // An RSA signature cannot be made with an EC key, nor the reverse.
        _ => Verdict::Bad,
    }
}

/// Whether the encoded point lies on the curve; none where the curve is not implemented.
pub(crate) fn on_curve(curve: &Curve, point: &[u8]) -> Option<bool> {
    match curve {
        Curve::P256 => Some(p256::PublicKey::from_sec1_bytes(point).is_ok()),
        Curve::P384 => Some(p384::PublicKey::from_sec1_bytes(point).is_ok()),
        Curve::P521 => Some(p521::PublicKey::from_sec1_bytes(point).is_ok()),
        _ => None,
    }
}
