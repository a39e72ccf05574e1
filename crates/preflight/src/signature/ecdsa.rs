//! ECDSA with any digest on the three NIST curves. Digests that are short for their curve are taken, as OpenSSL does.

use p256::ecdsa::signature::hazmat::PrehashVerifier;

use super::Verdict;

pub(super) fn p256(point: &[u8], digest: &[u8], signature: &[u8]) -> Verdict {
    use p256::ecdsa::{Signature, VerifyingKey};
    judge(
        VerifyingKey::from_sec1_bytes(point),
        Signature::from_der(signature),
        digest,
    )
}

pub(super) fn p384(point: &[u8], digest: &[u8], signature: &[u8]) -> Verdict {
    use p384::ecdsa::{Signature, VerifyingKey};
    judge(
        VerifyingKey::from_sec1_bytes(point),
        Signature::from_der(signature),
        digest,
    )
}

pub(super) fn p521(point: &[u8], digest: &[u8], signature: &[u8]) -> Verdict {
    use p521::ecdsa::{Signature, VerifyingKey};
    judge(
        VerifyingKey::from_sec1_bytes(point),
        Signature::from_der(signature),
        digest,
    )
}

fn judge<E, K: PrehashVerifier<S>, S>(
    key: Result<K, E>,
    signature: Result<S, E>,
    digest: &[u8],
) -> Verdict {
    let good = match (key, signature) {
        (Ok(key), Ok(signature)) => key.verify_prehash(digest, &signature).is_ok(),
        _ => false,
    };
    Verdict::of(good)
}
