//! Private keys: RSA from the pool of primes, EC from a seed.

use std::sync::LazyLock;

use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, NonZero, Resize};
use p256::ecdsa::signature::hazmat::PrehashSigner;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::{bytes, der};

pub(crate) const F4: &[u8] = &[1, 0, 1];

pub(crate) enum Key {
    Rsa(Rsa),
    P256(p256::ecdsa::SigningKey),
    P384(p384::ecdsa::SigningKey),
    P521(p521::ecdsa::SigningKey),
}

pub(crate) struct Rsa {
    pub(crate) modulus: Vec<u8>,
    pub(crate) exponent: Vec<u8>,
    /// None where the exponent has no inverse: such a key cannot sign.
    private: Option<Private>,
}

struct Private {
    p: Half,
    q: Half,
    /// Inverse of q modulo p.
    inverse: BoxedUint,
}

struct Half {
    params: BoxedMontyParams,
    exponent: BoxedUint,
}

/// Rows of the pool, each split at its blanks.
static POOL: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| {
    let rows = include_str!("../../keys/primes.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    rows.map(|line| line.split(' ').collect()).collect()
});

/// Rows that begin with these words, without them.
pub(crate) fn rows(words: &[&str]) -> Vec<Vec<&'static str>> {
    let rows = POOL.iter().filter(|row| row.starts_with(words));
    rows.map(|row| row[words.len()..].to_vec()).collect()
}

/// The pool's primes of this size.
pub(crate) fn primes(bits: u32) -> Vec<Vec<u8>> {
    rows(&[&bits.to_string()])
        .iter()
        .map(|row| unhex(row[0]))
        .collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let text = if text.len() % 2 == 1 {
        format!("0{text}")
    } else {
        text.to_owned()
    };
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

impl Rsa {
    pub(crate) fn new(p: &[u8], q: &[u8], exponent: &[u8]) -> Self {
        let precision = u32::try_from(p.len().max(q.len())).unwrap() * 8 + 64;
        let number = |bytes: &[u8]| BoxedUint::from_be_slice(bytes, precision).unwrap();
        let (p, q) = (number(p), number(q));
        let (wide, other) = ((&p).resize(2 * precision), (&q).resize(2 * precision));
        let modulus = wide.wrapping_mul(&other);
        let private = p != q;
        Self {
            modulus: trimmed(&modulus),
            exponent: exponent.to_vec(),
            private: private
                .then(|| Private::new(&number_of(&p), &number_of(&q), exponent))
                .flatten(),
        }
    }

    pub(crate) fn of_primes(sizes: (u32, u32), exponent: &[u8]) -> Self {
        let (p, q) = (primes(sizes.0), primes(sizes.1));
        Self::new(&p[0], q.last().unwrap(), exponent)
    }

    /// Raises to the private exponent, half by half.
    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let Some(private) = &self.private else {
            return vec![1; self.modulus.len()];
        };
        let precision = u32::try_from(self.modulus.len()).unwrap() * 8 + 128;
        let message = BoxedUint::from_be_slice(message, precision).unwrap();
        let (first, second) = (private.p.power(&message), private.q.power(&message));
        let p = private.p.params.modulus().as_nz_ref();
        let reduced = (&second).resize(precision).rem_vartime(p);
        let difference = first.resize(reduced.bits_precision()).sub_mod(&reduced, p);
        let factor = difference.mul_mod(&private.inverse, p).resize(precision);
        let q = private.q.params.modulus().as_ref().resize(precision);
        let signature = factor
            .wrapping_mul(&q)
            .wrapping_add(second.resize(precision));
        let bytes = signature.to_be_bytes();
        bytes[bytes.len() - self.modulus.len()..].to_vec()
    }

    /// PKCS#1 v1.5 with SHA-256.
    fn sign_pkcs1(&self, contents: &[u8]) -> Vec<u8> {
        let digest = der::tlv(0x04, &Sha256::digest(contents));
        let algorithm = der::sequence(&[der::oid("2.16.840.1.101.3.4.2.1"), der::null()]);
        let info = der::sequence(&[algorithm, digest]);
        let Some(padding) = self.modulus.len().checked_sub(info.len() + 3) else {
            return vec![0; self.modulus.len()];
        };
        self.sign(&[&[0, 1], &vec![0xff; padding][..], &[0], &info].concat())
    }
}

fn number_of(number: &BoxedUint) -> BoxedUint {
    BoxedUint::from_be_slice_vartime(&trimmed(number))
}

pub(crate) fn trimmed(number: &BoxedUint) -> Vec<u8> {
    number
        .to_be_bytes()
        .iter()
        .copied()
        .skip_while(|&byte| byte == 0)
        .collect()
}

impl Private {
    fn new(p: &BoxedUint, q: &BoxedUint, exponent: &[u8]) -> Option<Self> {
        let modulus = NonZero::new(p.clone()).unwrap();
        let reduced = q.rem_vartime(&modulus).resize(p.bits_precision());
        Some(Self {
            inverse: reduced.invert_mod(&modulus).into_option()?,
            p: Half::new(p, exponent)?,
            q: Half::new(q, exponent)?,
        })
    }
}

impl Half {
    fn new(prime: &BoxedUint, exponent: &[u8]) -> Option<Self> {
        let order = prime.wrapping_sub(BoxedUint::one_with_precision(prime.bits_precision()));
        let order = NonZero::new(order).unwrap();
        let exponent = BoxedUint::from_be_slice_vartime(exponent).rem_vartime(&order);
        let exponent = exponent
            .resize(prime.bits_precision())
            .invert_mod(&order)
            .into_option()?;
        let params = BoxedMontyParams::new_vartime(prime.clone().into_odd().into_option()?);
        Some(Self { params, exponent })
    }

    fn power(&self, message: &BoxedUint) -> BoxedUint {
        let modulus = self.params.modulus().as_nz_ref();
        let base = message
            .rem_vartime(modulus)
            .resize(self.params.bits_precision());
        BoxedMontyForm::new(base, &self.params)
            .pow(&self.exponent)
            .retrieve()
    }
}

impl Key {
    pub(crate) fn rsa(bits: u32) -> Self {
        Self::Rsa(Rsa::of_primes((bits / 2, bits / 2), F4))
    }

    pub(crate) fn p256(seed: &str) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&bytes(seed, 32)).unwrap())
    }

    pub(crate) fn p384(seed: &str) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&bytes(seed, 48)).unwrap())
    }

    pub(crate) fn p521(seed: &str) -> Self {
        let mut scalar = bytes(seed, 66);
        scalar[0] = 0;
        Self::P521(p521::ecdsa::SigningKey::from_slice(&scalar).unwrap())
    }

    /// The `SubjectPublicKeyInfo`.
    pub(crate) fn spki(&self) -> Vec<u8> {
        let (curve, point) = match self {
            Self::Rsa(key) => return rsa_spki(&key.modulus, &key.exponent),
            Self::P256(key) => (
                "1.2.840.10045.3.1.7",
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            ),
            Self::P384(key) => (
                "1.3.132.0.34",
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            ),
            Self::P521(key) => (
                "1.3.132.0.35",
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec(),
            ),
        };
        ec_spki(curve, &point)
    }

    /// `AlgorithmIdentifier` and signature.
    pub(crate) fn sign(&self, contents: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let ecdsa = |last: u8| der::sequence(&[der::oid(&format!("1.2.840.10045.4.3.{last}"))]);
        match self {
            Self::Rsa(key) => {
                let algorithm = der::sequence(&[der::oid("1.2.840.113549.1.1.11"), der::null()]);
                (algorithm, key.sign_pkcs1(contents))
            }
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&Sha256::digest(contents)).unwrap();
                (ecdsa(2), signature.to_der().as_bytes().to_vec())
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&Sha384::digest(contents)).unwrap();
                (ecdsa(3), signature.to_der().as_bytes().to_vec())
            }
            Self::P521(key) => {
                let signature: p521::ecdsa::Signature =
                    key.sign_prehash(&Sha512::digest(contents)).unwrap();
                (ecdsa(4), signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

pub(crate) fn rsa_spki(modulus: &[u8], exponent: &[u8]) -> Vec<u8> {
    let key = der::sequence(&[der::integer(modulus), der::integer(exponent)]);
    let algorithm = der::sequence(&[der::oid("1.2.840.113549.1.1.1"), der::null()]);
    der::sequence(&[algorithm, der::bit_string(&key)])
}

pub(crate) fn ec_spki(curve: &str, point: &[u8]) -> Vec<u8> {
    let algorithm = der::sequence(&[der::oid("1.2.840.10045.2.1"), der::oid(curve)]);
    der::sequence(&[algorithm, der::bit_string(point)])
}
