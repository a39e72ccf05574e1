//! Small factors and squares.

use crate::big;
use crate::key::RsaKey;

/// Where the search ends; 751 is the last prime below.
const LIMIT: u32 = 752;

/// The smallest prime below 752 that divides the modulus.
pub(crate) fn small_factor(key: &RsaKey) -> Option<u32> {
    primes(LIMIT).find(|&prime| big::remainder(key.modulus(), prime) == 0)
}

/// Whether the modulus is the square of a number.
pub(crate) fn is_square(key: &RsaKey) -> bool {
    big::number(key.modulus()).checked_sqrt_vartime().is_some()
}

/// The primes below a limit.
pub(super) fn primes(limit: u32) -> impl Iterator<Item = u32> {
    let is_prime = |number: &u32| {
        let mut divisors = (2..*number).take_while(|divisor| divisor * divisor <= *number);
        divisors.all(|divisor| !number.is_multiple_of(divisor))
    };
    (2..limit).filter(is_prime)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(modulus: u128) -> RsaKey {
        RsaKey::new(&modulus.to_be_bytes(), &[3])
    }

    #[test]
    fn factors() {
        let prime = (1_u128 << 127) - 1;
        assert_eq!(small_factor(&key(prime)), None);
        assert_eq!(small_factor(&key(751 * 757)), Some(751));
        assert_eq!(small_factor(&key(757 * 761)), None);
        assert_eq!(small_factor(&key(6)), Some(2));
        assert_eq!(primes(LIMIT).count(), 133);
        assert_eq!(primes(LIMIT).last(), Some(751));
    }

    #[test]
    fn squares() {
        let prime = (1_u128 << 61) - 1;
        assert!(is_square(&key(prime * prime)));
        assert!(!is_square(&key(prime * prime + 2)));
        assert!(!is_square(&key(prime * (prime + 2))));
        assert!(is_square(&key(
            (u128::from(u64::MAX)) * u128::from(u64::MAX)
        )));
    }
}
