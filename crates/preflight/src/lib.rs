//! Checks of keys and certificate requests before an order is sent.
//!
//! [`Csr::parse`] reads a PKCS#10 request or an SPKAC as it stands in a payload and describes it. [`gs`] and [`tbs`] run the
//! checks of the two certificate authorities and answer with their codes; [`own`] has the checks that are ours alone.
//!
//! ```
//! use certwire_preflight::{Csr, own};
//!
//! let text = "-----BEGIN CERTIFICATE REQUEST-----\nMIIB…";
//! assert!(Csr::parse(text).is_err());
//! assert!(!own::preflight(text, None).is_clean());
//! ```
//!
//! # What is not checked is said
//!
//! A [`Report`] has findings and, beside them, what could not be judged: a known-weak-key check without a list, a signature
//! algorithm or curve that is not implemented. No finding means good only where nothing is [`Report::not_checked`].
//!
//! # Choice of crates
//!
//! - **Curves and hashes: `RustCrypto`** (`p256`, `p384`, `p521`, `sha1`, `sha2`, `md-5`). Pure Rust, without C compiler or
//!   assembler, built from clean in under half a minute; `aws-lc-rs` takes minutes of C, and `ring` has no P-521.
//! - **RSA: our own verification over `crypto-bigint`**, which the curves bring along anyway. `ring` stops at exponents of
//!   33 bits and OpenSSL at 64 for long keys, while GlobalSign's range goes up to 2^256 - 1. The `rsa` crate has an open timing
//!   advisory, though for private keys only. Everything here is public, so no secret can leak through timing.
//! - **ASN.1: sixty lines of our own** rather than `x509-cert` and `der`. Those are strict DER: they refuse requests without
//!   attributes, sets in another order, lengths in the long form and `UniversalString`, all of which OpenSSL takes. A request
//!   that the CA would take must not be called unreadable.

pub mod finding;
pub mod gs;
pub mod key;
pub mod order_check;
pub mod own;
pub mod request;
pub mod signature;
pub mod tbs;
pub mod weak;

mod big;
mod tlv;

pub use finding::{Finding, NotChecked, Report, Severity};
pub use key::{Curve, PublicKey, RsaKey};
pub use order_check::Preflight;
pub use request::{Csr, Kind, Unreadable};
pub use signature::Verdict;
pub use weak::blocklist::BlockList;
