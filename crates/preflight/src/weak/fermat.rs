//! Primes that lie close to each other (CVE-2022-26320).

use std::cmp::Ordering;

use crypto_bigint::{BoxedUint, Resize};

use crate::big;
use crate::key::RsaKey;

/// As many as Let's Encrypt and other CAs try.
pub(crate) const ROUNDS: usize = 110;

/// Fermat's method: whether `a^2 - n` is a square for one of the first values of `a` from the root of `n` upwards.
pub(crate) fn primes_are_close(key: &RsaKey) -> bool {
    let modulus = big::number(key.modulus());
    let precision = modulus.bits_precision() + 64;
    let modulus = modulus.resize(precision);
    let one = BoxedUint::one_with_precision(precision);
    let mut a = modulus.floor_sqrt_vartime();
    if a.wrapping_square().cmp_vartime(&modulus) == Ordering::Less {
        a = a.wrapping_add(&one);
    }
    let mut rest = a.wrapping_square().wrapping_sub(&modulus);
    for _ in 0..ROUNDS {
        if is_square(&rest) {
            return true;
        }
        // (a + 1)^2 - n, from a^2 - n.
        rest = rest.wrapping_add(&a).wrapping_add(&a).wrapping_add(&one);
        a = a.wrapping_add(&one);
    }
    false
}

fn is_square(number: &BoxedUint) -> bool {
    may_be_square(number) && number.checked_sqrt_vartime().is_some()
}

/// Squares leave few remainders; this spares nearly all roots.
fn may_be_square(number: &BoxedUint) -> bool {
    let bytes = number.to_be_bytes();
    [64, 63, 65, 11, 17, 19, 23, 31].iter().all(|&modulus| {
        let rest = big::remainder(&bytes, modulus);
        (0..modulus).any(|root| root * root % modulus == rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(p: u64, q: u64) -> bool {
        let product = u128::from(p) * u128::from(q);
        primes_are_close(&RsaKey::new(&product.to_be_bytes(), &[3]))
    }

    /// With factors `middle - half` and `middle + half`, the square appears when `a` has climbed to the middle.
    #[test]
    fn rounds_are_counted() {
        let middle = 1_u64 << 40;
        let climb = |half: u64| {
            let product = u128::from(middle - half) * u128::from(middle + half);
            middle - u64::try_from(product.isqrt()).unwrap() - 1
        };
        // The climb grows with the half's square: step through the odd halves around it.
        let half_of = |climbed: u64| {
            let near = (2 * middle * (climbed + 1)).isqrt() | 1;
            (near - 200..near + 200)
                .step_by(2)
                .find(|&half| climb(half) == climbed)
                .unwrap()
        };
        for climbed in [0, 1, 50, 108, 109] {
            let half = half_of(climbed);
            assert!(close(middle - half, middle + half), "{climbed}");
        }
        for climbed in [110, 111, 500] {
            let half = half_of(climbed);
            assert!(!close(middle - half, middle + half), "{climbed}");
        }
    }

    #[test]
    fn equal_primes() {
        assert!(close(u64::MAX, u64::MAX));
    }
}
