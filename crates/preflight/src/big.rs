//! Big numbers of RSA keys. All are public, so variable time is fine.

use crypto_bigint::BoxedUint;
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};

/// Longer numbers are not computed with, as in OpenSSL.
pub(crate) const MAX_BITS: u32 = 16_384;

/// The number, with exactly the precision that its bytes need.
pub(crate) fn number(bytes: &[u8]) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(bytes)
}

/// Bits of a big-endian number without leading zeros.
pub(crate) fn bit_length(bytes: &[u8]) -> u32 {
    let bytes_after = u32::try_from(bytes.len().saturating_sub(1)).unwrap_or(u32::MAX / 8);
    bytes
        .first()
        .map_or(0, |first| bytes_after * 8 + (8 - first.leading_zeros()))
}

/// `base ^ exponent mod modulus` as big-endian bytes of the modulus's length; none if the modulus is even or the base too big.
pub(crate) fn power(base: &[u8], exponent: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let odd = number(modulus).into_odd().into_option()?;
    let precision = odd.bits_precision();
    let base = BoxedUint::from_be_slice(base, precision).ok()?;
    if base >= *odd.as_ref() {
        return None;
    }
    let params = BoxedMontyParams::new_vartime(odd);
    let power =
        BoxedMontyForm::new(base, &params).pow_bounded_exp(&number(exponent), bit_length(exponent));
    let bytes = power.retrieve().to_be_bytes();
    Some(bytes[bytes.len() - modulus.len()..].to_vec())
}

/// Remainders by small divisors, one pass each.
pub(crate) fn remainder(bytes: &[u8], divisor: u32) -> u32 {
    let divisor = u64::from(divisor);
    let mut rest = 0_u64;
    let (head, words) = bytes.as_rchunks::<4>();
    for &byte in head {
        rest = (rest << 8 | u64::from(byte)) % divisor;
    }
    for word in words {
        rest = (rest << 32 | u64::from(u32::from_be_bytes(*word))) % divisor;
    }
    u32::try_from(rest).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_remainders() {
        assert_eq!(bit_length(&[]), 0);
        assert_eq!(bit_length(&[1]), 1);
        assert_eq!(bit_length(&[0x80, 0]), 16);
        let number = 0x0123_4567_89ab_cdef_u64.to_be_bytes();
        for divisor in [3_u32, 97, 65_537, u32::MAX] {
            let expected = u64::from_be_bytes(number) % u64::from(divisor);
            assert_eq!(u64::from(remainder(&number, divisor)), expected);
            let expected = (u64::from_be_bytes(number) & (u64::MAX >> 8)) % u64::from(divisor);
            assert_eq!(u64::from(remainder(&number[1..], divisor)), expected);
        }
    }

    #[test]
    fn powers() {
        assert_eq!(power(&[3], &[5], &[0xfb]), Some(vec![243]));
        assert_eq!(power(&[3], &[6], &[0xfb]), Some(vec![(729 % 251) as u8]));
        assert_eq!(power(&[3], &[5], &[0xfa]), None);
        assert_eq!(power(&[0xfb], &[5], &[0xfb]), None);
        assert_eq!(power(&[0; 9], &[5], &[]), None);
    }
}
