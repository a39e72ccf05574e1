//! What the tests have in common.

use std::sync::LazyLock;

use certwire_preflight::Csr;
use certwire_sandbox::ca::{Authority, Ca, Issued, Request};

use crate::openssl::Folder;

/// The first of January 2026, when every test takes place.
pub(crate) const NOW: i64 = 1_767_225_600;
pub(crate) const YEAR: i64 = 365 * 24 * 60 * 60;

pub(crate) static CA: LazyLock<Ca> =
    LazyLock::new(|| Ca::new(NOW, "http://127.0.0.1:8080").expect("a CA"));

/// A request that OpenSSL makes with a key of these `genpkey` words, by this configuration.
pub(crate) fn openssl_csr(folder: &Folder, key: &str, configuration: &str) -> Csr {
    folder.write("csr.cnf", configuration);
    folder.run(&format!("genpkey -out key.pem -algorithm {key}"));
    folder.run("req -new -utf8 -config csr.cnf -key key.pem -out csr.pem");
    Csr::parse(&folder.read("csr.pem")).expect("a CSR")
}

pub(crate) fn issue(authority: Authority, csr: &Csr) -> Issued {
    let request = Request::from_csr(csr, NOW, NOW + YEAR).expect("a request");
    CA.issue(authority, &request).expect("a certificate")
}

/// Writes certificate, intermediate and root.
pub(crate) fn write(folder: &Folder, issued: &Issued) {
    folder.write("certificate.pem", &issued.pem);
    folder.write("intermediate.pem", &issued.chain[0]);
    folder.write("root.pem", &issued.chain[1]);
}

/// Verifies a certificate an hour later; more words may follow, then its file.
pub(crate) const VERIFY: &str =
    "verify -x509_strict -attime 1767229200 -CAfile root.pem -untrusted intermediate.pem";
