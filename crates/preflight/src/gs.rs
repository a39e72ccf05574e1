//! GlobalSign's checks: codes -6015, -6016, -6037 and -9936 of section 16.2.
//!
//! A short RSA key breaks both -6015 and -9936, and the document does not say which comes first: both are found. It has no code
//! for a request that does not read; that is a warning with -104, a wrong format. The length of the text belongs to the field.

use crate::finding::{Report, Severity};
use crate::key::{PublicKey, RsaKey};
use crate::own;
use crate::request::Csr;
use crate::weak::{self, blocklist::BlockList};

/// Names of the checks, as the schema's rules have them.
pub const CHECKS: [&str; 4] = ["key-size", "exponent", "close-primes", "key-not-weak"];

const SIZES: [u32; 4] = [2048, 3072, 4096, 8192];
const EXPONENT_BITS: std::ops::RangeInclusive<u32> = 17..=256;

/// Reads the text and runs all checks, with those of our own.
pub fn preflight(text: &str, weak_keys: Option<&BlockList>) -> Report {
    match Csr::parse(text) {
        Ok(csr) => {
            let mut report = all(&csr, weak_keys);
            own::signature(&csr, &mut report, Some("-104"), Severity::Warning);
            report.absorb(own::advise(&csr));
            report
        }
        Err(fault) => {
            let mut report = Report::default();
            report
                .findings
                .push(own::unreadable(&fault, Some("-104"), Severity::Warning));
            report
        }
    }
}

/// All checks that have a code.
pub fn all(csr: &Csr, weak_keys: Option<&BlockList>) -> Report {
    let mut report = Report::default();
    for name in CHECKS {
        report.absorb(run(name, csr, weak_keys).unwrap_or_default());
    }
    report
}

/// One check by its name in the schema; none if GlobalSign has no such check.
pub fn run(name: &str, csr: &Csr, weak_keys: Option<&BlockList>) -> Option<Report> {
    let mut report = Report::default();
    let rsa = match csr.key() {
        PublicKey::Rsa(key) => Some(key),
        _ => None,
    };
    match (name, rsa) {
        ("key-size", Some(key)) => key_size(key, &mut report),
        ("exponent", Some(key)) => exponent(key, &mut report),
        ("close-primes", Some(key)) => close_primes(key, &mut report),
        ("key-not-weak", _) => key_not_weak(csr, weak_keys, &mut report),
        ("key-size" | "exponent" | "close-primes", None) => {}
        _ => return None,
    }
    Some(report)
}

fn key_size(key: &RsaKey, report: &mut Report) {
    if !SIZES.contains(&key.bits()) {
        let message = format!(
            "The RSA key has {} bits; GlobalSign takes 2048, 3072, 4096 and 8192. Make a new key of one of these sizes.",
            key.bits()
        );
        report.error("key-size", "-6015", message);
    }
}

/// The bounds 2^16 + 1 and 2^256 - 1, and odd: an even exponent makes no key.
fn exponent(key: &RsaKey, report: &mut Report) {
    let odd = key.exponent().last().is_some_and(|byte| byte % 2 == 1);
    let fault = if EXPONENT_BITS.contains(&key.exponent_bits()) && odd {
        return;
    } else if odd {
        "is not between 2^16 + 1 and 2^256 - 1"
    } else {
        "is even"
    };
    let message = format!(
        "The public exponent of the key ({key}) {fault}. Make a new key with the exponent 65537."
    );
    report.error("exponent", "-6016", message);
}

fn close_primes(key: &RsaKey, report: &mut Report) {
    if !own::computable(key) {
        report.skip(
            "close-primes",
            Some("-6037"),
            format!("{key} is beyond what is computed with"),
        );
    } else if weak::primes_are_close(key) {
        report.error("close-primes", "-6037", own::CLOSE_PRIMES);
    }
}

fn key_not_weak(csr: &Csr, weak_keys: Option<&BlockList>, report: &mut Report) {
    const CHECK: &str = "key-not-weak";
    const CODE: &str = "-9936";
    let short = match csr.key() {
        PublicKey::Rsa(key) => Some(key.bits()).filter(|&bits| bits < 2048),
        PublicKey::Ec { curve, .. } => curve.bits().filter(|&bits| bits < 256),
        _ => None,
    };
    if let Some(bits) = short {
        let message = format!(
            "The key has {bits} bits; GlobalSign takes RSA keys from 2048 and EC keys from 256 bits. Make a longer key."
        );
        report.error(CHECK, CODE, message);
    }
    if let PublicKey::Ec { curve, .. } = csr.key()
        && curve.bits().is_none()
    {
        report.skip(
            CHECK,
            Some(CODE),
            format!("the size of {curve} is not known"),
        );
    }
    own::listed(csr, weak_keys, report, Some(CODE));
}
