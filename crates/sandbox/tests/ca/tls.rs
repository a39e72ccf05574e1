//! The certificate of the sandbox's own listener.

use certwire_sandbox::ca::tls::{Identity, LOOPBACK};
use certwire_sandbox::ca::verify::verify_chain;

use crate::openssl::Folder;
use crate::support::NOW;

#[test]
fn clients_on_loopback_take_it() {
    let folder = Folder::new("tls");
    let identity = Identity::new(&LOOPBACK, NOW).unwrap();
    folder.write("certificate.pem", &identity.certificate.pem);
    folder.write("root.pem", &identity.root.pem);
    let verify = "verify -x509_strict -attime 1767229200 -CAfile root.pem -purpose sslserver";
    for check in ["hostname localhost", "ip 127.0.0.1", "ip ::1"] {
        folder.run(&format!("{verify} -verify_{check} certificate.pem"));
    }
    for check in ["hostname example.com", "ip 192.0.2.1"] {
        let said = folder.refuse(&format!("{verify} -verify_{check} certificate.pem"));
        assert!(said.contains("mismatch"), "{said}");
    }
    folder.write("key.der", identity.key_der().unwrap().as_slice());
    assert_eq!(
        folder.run("pkey -inform DER -in key.der -pubout"),
        folder.run("x509 -in certificate.pem -noout -pubkey")
    );
    let root = folder.run("x509 -in root.pem -noout -subject");
    assert!(root.contains("NOT A REAL CA"), "{root}");
    verify_chain(&identity.certificate.pem, &[identity.root.pem], NOW).unwrap();
}
