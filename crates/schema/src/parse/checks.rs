//! Names of hand-written checks. A rule may name no other; what they do is in the validators.

/// Checks of values: `check named NAME PATH…`.
pub(crate) const NAMED: &[&str] = &[
    "country",
    "date",
    "domain-list",
    "email",
    "hostname",
    "luhn-siren",
    "luhn-siret",
    "naf-france",
    "not-future",
    "organizational-identifier",
    "siret-of-siren",
    "telephone",
    "vat",
];

/// Checks of the key or CSR: `check csr NAME PATH`.
pub(crate) const CSR: &[&str] = &["close-primes", "exponent", "key-size"];
