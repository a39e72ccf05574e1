//! RSA signatures (RFC 8017), verification only, for exponents of up to 256 bits.

use super::algorithm::Pss;
use super::{Hash, Verdict};
use crate::big;
use crate::key::RsaKey;

/// The longest exponent that either CA takes; longer ones cost time for nothing.
const MAX_EXPONENT_BITS: u32 = 256;

pub(super) fn pkcs1(key: &RsaKey, hash: Hash, signed: &[u8], signature: &[u8]) -> Verdict {
    recovered(key, signature, |message| {
        pkcs1_encoding(hash, signed, message.len()).is_some_and(|expected| expected == message)
    })
}

pub(super) fn pss(key: &RsaKey, pss: Pss, signed: &[u8], signature: &[u8]) -> Verdict {
    let bits = key.bits() - 1;
    recovered(key, signature, |message| {
        let length = bits.div_ceil(8) as usize;
        let (zeros, encoded) = message.split_at(message.len() - length);
        zeros.iter().all(|&byte| byte == 0) && pss_fits(pss, signed, encoded, bits).is_some()
    })
}

/// Undoes the signing and lets `judge` look at the encoded message, which is as long as the modulus.
fn recovered(key: &RsaKey, signature: &[u8], judge: impl Fn(&[u8]) -> bool) -> Verdict {
    if key.bits() > big::MAX_BITS || key.exponent_bits() > MAX_EXPONENT_BITS {
        return Verdict::NotChecked(format!("{key} is beyond what is computed with"));
    }
    if key.fault().is_some() || signature.len() != key.modulus().len() {
        return Verdict::Bad;
    }
    let message = big::power(signature, key.exponent(), key.modulus());
    Verdict::of(message.is_some_and(|message| judge(&message)))
}

/// EMSA-PKCS1-v1_5; none where the modulus is too short for the hash.
fn pkcs1_encoding(hash: Hash, signed: &[u8], length: usize) -> Option<Vec<u8>> {
    let digest = hash.digest(&[signed]);
    let oid = hash.oid();
    let algorithm = [&[0x06, short(oid.len())], oid, &[0x05, 0x00]].concat();
    let info = [
        &[
            0x30,
            short(4 + algorithm.len() + digest.len()),
            0x30,
            short(algorithm.len()),
        ],
        &algorithm[..],
        &[0x04, short(digest.len())],
        &digest,
    ]
    .concat();
    let padding = length
        .checked_sub(info.len() + 3)
        .filter(|&padding| padding >= 8)?;
    Some([&[0, 1], &vec![0xff; padding][..], &[0], &info].concat())
}

/// Lengths here are all below 128.
fn short(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}

/// EMSA-PSS-VERIFY: some if the encoding fits.
fn pss_fits(pss: Pss, signed: &[u8], encoded: &[u8], bits: u32) -> Option<()> {
    let digest = pss.hash.digest(&[signed]);
    let (&trailer, rest) = encoded.split_last()?;
    let (masked, fingerprint) = rest.split_at_checked(rest.len().checked_sub(digest.len())?)?;
    let mut block: Vec<u8> = mask(pss.mask_hash, fingerprint, masked.len())
        .iter()
        .zip(masked)
        .map(|(mask, byte)| mask ^ byte)
        .collect();
    let unused = u32::try_from(encoded.len()).ok()? * 8 - bits;
    if trailer != 0xbc || masked.first()?.leading_zeros() < unused {
        return None;
    }
    block[0] &= 0xff >> unused;
    let (padding, salt) = block.split_at_checked(block.len().checked_sub(pss.salt)?)?;
    let (&one, zeros) = padding.split_last()?;
    let fits = one == 1
        && zeros.iter().all(|&byte| byte == 0)
        && pss.hash.digest(&[&[0; 8], &digest, salt]) == fingerprint;
    fits.then_some(())
}

/// MGF1.
fn mask(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(length + 64);
    let mut counter = 0_u32;
    while mask.len() < length {
        mask.extend(hash.digest(&[seed, &counter.to_be_bytes()]));
        counter += 1;
    }
    mask.truncate(length);
    mask
}
