//! Checks of our own, which no vendor code stands for. Those of [`gs`](crate::gs) and [`tbs`](crate::tbs) add their codes.

use crate::finding::{Finding, Report, Severity};
use crate::key::{PublicKey, RsaKey};
use crate::request::{Csr, Unreadable};
use crate::signature::{self, Verdict};
use crate::weak::blocklist::{BlockList, Listing};
use crate::{big, weak};

/// Reads the text and runs every check of ours; no vendor code is given.
pub fn preflight(text: &str, weak_keys: Option<&BlockList>) -> Report {
    match Csr::parse(text) {
        Ok(csr) => check(&csr, weak_keys),
        Err(fault) => {
            let mut report = Report::default();
            report
                .findings
                .push(unreadable(&fault, None, Severity::Error));
            report
        }
    }
}

/// Every check of ours: signature, key, weak keys, and what [`advise`] says.
pub fn check(csr: &Csr, weak_keys: Option<&BlockList>) -> Report {
    let mut report = Report::default();
    signature(csr, &mut report, None, Severity::Error);
    key_valid(csr, &mut report, None);
    listed(csr, weak_keys, &mut report, None);
    if let PublicKey::Rsa(key) = csr.key()
        && computable(key)
        && weak::primes_are_close(key)
    {
        report.push("close-primes", None, Severity::Error, CLOSE_PRIMES);
    }
    report.absorb(advise(csr));
    report
}

/// Warnings that go with either CA's checks: ROCA, small factors, squares, weak hashes, doubtful armour.
pub fn advise(csr: &Csr) -> Report {
    let mut report = Report::default();
    if let PublicKey::Rsa(key) = csr.key() {
        rsa(key, &mut report);
    }
    if let Some(hash) = csr
        .signature_algorithm()
        .hash()
        .filter(|hash| hash.is_weak())
    {
        let message =
            format!("The CSR is signed with {hash}, which can be forged: sign it with SHA-256.");
        report.push("weak-hash", None, Severity::Warning, message);
    }
    for departure in csr.departures() {
        report.push("armour", None, Severity::Warning, departure.advice());
        report
            .findings
            .iter_mut()
            .rev()
            .take(1)
            .for_each(|finding| finding.offset = Some(csr.offset()));
    }
    report
}

fn rsa(key: &RsaKey, report: &mut Report) {
    const NEW_KEY: &str = "Make a new key with a sound generator and a new CSR.";
    let mut warn = |check, text: &str| {
        report.push(check, None, Severity::Warning, format!("{text} {NEW_KEY}"));
    };
    if let Some(prime) = weak::small_factor(key) {
        warn(
            "small-factor",
            &format!("The RSA modulus can be divided by {prime}: anyone can find the key."),
        );
    }
    if !computable(key) {
        return;
    }
    if weak::is_square(key) {
        warn(
            "square-modulus",
            "The RSA modulus is a square: anyone can find the key.",
        );
    }
    if weak::is_roca(key) {
        warn(
            "roca",
            "The RSA key comes from a faulty chip (ROCA, CVE-2017-15361) and can be found.",
        );
    }
}

pub(crate) const CLOSE_PRIMES: &str = "The primes of the RSA key are so close that anyone can find it. Make a new key with a sound generator and a new CSR.";

/// Whether the modulus is short enough to compute with.
pub(crate) fn computable(key: &RsaKey) -> bool {
    key.bits() <= big::MAX_BITS
}

pub(crate) fn unreadable(
    fault: &Unreadable,
    code: Option<&'static str>,
    severity: Severity,
) -> Finding {
    Finding {
        check: "readable",
        code,
        severity,
        message: fault.to_string(),
        offset: Some(fault.offset),
    }
}

/// The request's own signature.
pub(crate) fn signature(
    csr: &Csr,
    report: &mut Report,
    code: Option<&'static str>,
    severity: Severity,
) {
    match csr.verify() {
        Verdict::Good => {}
        Verdict::Bad => {
            let message = "The CSR's signature does not fit its key and contents: it was changed or cut. Make a new CSR.";
            report.push("readable", code, severity, message);
        }
        Verdict::NotChecked(reason) => report.skip("readable", code, reason),
    }
}

/// What is no key at all is an error; what we do not know is not checked.
pub(crate) fn key_valid(csr: &Csr, report: &mut Report, code: Option<&'static str>) {
    let fault = match csr.key() {
        PublicKey::Broken(fault) => Some(*fault),
        PublicKey::Rsa(key) => key.fault(),
        PublicKey::Ec { curve, point } => match signature::on_curve(curve, point) {
            Some(true) => None,
            Some(false) => Some("the EC key is no point of its curve"),
            None => return report.skip("key-valid", code, format!("{curve} is not implemented")),
        },
        other @ PublicKey::Other(_) => {
            return report.skip("key-valid", code, format!("{other} is not implemented"));
        }
    };
    if let Some(fault) = fault {
        let message = format!("The key is not usable: {fault}. Make a new key and CSR.");
        report.push("key-valid", code, Severity::Error, message);
    }
}

/// Known weak keys, by the lists that the user gives.
pub(crate) fn listed(
    csr: &Csr,
    lists: Option<&BlockList>,
    report: &mut Report,
    code: Option<&'static str>,
) {
    const CHECK: &str = "key-not-weak";
    let Some(lists) = lists else {
        return report.skip(CHECK, code, "no list of known weak keys was given");
    };
    match lists.listing(csr.key(), csr.spki()) {
        Listing::NotListed => {}
        Listing::NotCovered => report.skip(
            CHECK,
            code,
            format!("no list given speaks of keys such as {}", csr.key()),
        ),
        Listing::Weak => {
            let message = "The key is on a list of known weak keys: others have it. Make a new key on a sound system, and \
                           never use this one again.";
            report.push(CHECK, code, Severity::Error, message);
        }
    }
}
