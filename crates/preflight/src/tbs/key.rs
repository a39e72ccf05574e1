//! The key.

use super::Context;
use crate::finding::Report;
use crate::key::PublicKey;
use crate::own;

pub(super) fn valid(context: &Context<'_>, report: &mut Report) {
    own::key_valid(context.csr, report, Some("-23"));
}

/// Two codes say the same; either may come.
pub(super) fn size(context: &Context<'_>, report: &mut Report) {
    let PublicKey::Rsa(key) = context.csr.key() else {
        return;
    };
    if key.bits() < 2048 {
        let message = format!(
            "The RSA key has {} bits: make a key of at least 2048 bits and a new CSR.",
            key.bits()
        );
        report.error("key-size", "-23a", message.clone());
        report.error("key-size", "-121", message);
    }
}

pub(super) fn not_weak(context: &Context<'_>, report: &mut Report) {
    own::listed(context.csr, context.order.weak_keys, report, Some("-26"));
}

/// The manual does not say which products take no EC key, but has ECC chains for the products of one family.
pub(super) fn no_ec_key(context: &Context<'_>, report: &mut Report) {
    let PublicKey::Ec { .. } = context.csr.key() else {
        return;
    };
    if !context.is("digicert-pro") {
        let message = "Some products take no EC key, and the manual does not say which. If the CA refuses, make an RSA key \
                       of at least 2048 bits.";
        report.warning("no-ec-key", "-123", message);
    }
}
