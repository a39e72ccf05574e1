//! The fingerprint of Infineon's faulty key generator (ROCA, CVE-2017-15361).
//!
//! Its primes are powers of 65537 modulo a product of small primes, and so is the modulus of every such key. One common
//! exponent must fit all the primes up to 167; that a sound key has one is less likely than 2^-150.

use super::small::primes;
use crate::big;
use crate::key::RsaKey;

/// All affected key sizes have at least these primes in their product.
const LIMIT: u32 = 168;
const GENERATOR: u32 = 65_537;

/// Whether the modulus bears the fingerprint.
pub(crate) fn is_roca(key: &RsaKey) -> bool {
    primes(LIMIT)
        .try_fold(Exponents::all(), |exponents, prime| {
            let (log, order) = logarithm(big::remainder(key.modulus(), prime), prime)?;
            exponents.narrowed(log, order)
        })
        .is_some()
}

/// The exponent of 65537 that gives this remainder, and how many exponents there are.
fn logarithm(remainder: u32, prime: u32) -> Option<(u64, u64)> {
    let generator = GENERATOR % prime;
    let powers: Vec<u32> =
        std::iter::successors(Some(1 % prime), |power| Some(power * generator % prime))
            .enumerate()
            .take_while(|(index, power)| *index == 0 || *power != 1)
            .map(|(_, power)| power)
            .collect();
    let log = powers.iter().position(|&power| power == remainder)?;
    Some((log as u64, powers.len() as u64))
}

/// All exponents that leave `rest` by `modulus`. The modulus stays below 2^62: all orders divide 2454106387091158800.
struct Exponents {
    rest: u64,
    modulus: u64,
}

impl Exponents {
    fn all() -> Self {
        Self {
            rest: 0,
            modulus: 1,
        }
    }

    /// Those among them that leave `log` by `order`, if any.
    fn narrowed(&self, log: u64, order: u64) -> Option<Self> {
        let modulus = self.modulus / common_divisor(self.modulus, order) * order;
        let rest = (self.rest..modulus)
            .step_by(usize::try_from(self.modulus).ok()?)
            .find(|rest| rest % order == log)?;
        Some(Self { rest, modulus })
    }
}

fn common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto_bigint::{BoxedUint, Resize};

    #[test]
    fn shaped_and_shapeless() {
        let product = primes(LIMIT).fold(BoxedUint::one_with_precision(512), |product, prime| {
            product.wrapping_mul(BoxedUint::from(u64::from(prime)))
        });
        let modulus = crypto_bigint::NonZero::new(product).unwrap();
        let generator = BoxedUint::from(u64::from(GENERATOR)).resize(512);
        let mut power = generator.clone();
        for _ in 0..1_000 {
            power = power.mul_mod(&generator, &modulus);
        }
        let key = |number: &BoxedUint| RsaKey::new(&number.to_be_bytes(), &[3]);
        let shaped = power.wrapping_add(modulus.as_ref().wrapping_mul(BoxedUint::from(12_345_u64)));
        assert!(is_roca(&key(&shaped)));
        assert!(!is_roca(&key(&shaped.wrapping_add(BoxedUint::from(2_u64)))));
        // Each remainder alone fits, but no common exponent does.
        let mixed = BoxedUint::from(7_u64);
        assert!(!is_roca(&key(&mixed)));
    }

    #[test]
    fn order_of_the_whole() {
        let whole = primes(LIMIT).fold(1, |whole, prime| {
            let (_, order) = logarithm(1, prime).unwrap_or((0, 1));
            whole / common_divisor(whole, order) * order
        });
        assert_eq!(whole, 2_454_106_387_091_158_800);
    }
}
