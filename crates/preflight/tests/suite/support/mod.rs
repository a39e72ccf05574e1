//! A small CA's worth of tools: DER, keys, requests. Throw-away material only.

pub(crate) mod build;
pub(crate) mod der;
pub(crate) mod key;

use certwire_preflight::{Finding, Report};

/// Check and code of each finding.
pub(crate) fn found(report: &Report) -> Vec<(&'static str, Option<&'static str>)> {
    let pair = |finding: &Finding| (finding.check, finding.code);
    report.findings.iter().map(pair).collect()
}

/// Pseudo-random bytes that are the same in every run.
pub(crate) fn bytes(seed: &str, length: usize) -> Vec<u8> {
    use sha2::{Digest, Sha512};
    let blocks = (0..length.div_ceil(64))
        .flat_map(|block| Sha512::digest(format!("{seed}/{block}")).to_vec());
    blocks.take(length).collect()
}
