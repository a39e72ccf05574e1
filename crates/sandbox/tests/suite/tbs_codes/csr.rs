//! Codes that the key or the CSR decides, with requests by the OpenSSL command.

use certwire_preflight::BlockList;
use serde_json::Value;

use super::Kitchen;
use crate::tbs_support::{FOREIGN, OWN, Openssl, server, with};

/// A request that nothing is wrong with, and a list on which its key stands.
pub(super) fn weak(openssl: &Openssl) -> (String, BlockList) {
    let csr = openssl.csr(Some(2048), "/C=FR/ST=Calvados/CN=www.example.com", &[]);
    openssl.write("weak.csr", &csr);
    openssl.run(&[
        "req", "-in", "weak.csr", "-pubkey", "-noout", "-out", "weak.pem",
    ]);
    openssl.run(&[
        "pkey", "-pubin", "-in", "weak.pem", "-outform", "DER", "-out", "weak.der",
    ]);
    let digest = openssl.run(&["dgst", "-sha256", "-r", "weak.der"]);
    let digest = digest.split_whitespace().next().expect("a digest");
    let mut list = BlockList::default();
    list.add(format!("{digest}\n").as_bytes(), None)
        .expect("a list");
    (csr, list)
}

/// A CSR whose key is no point of its curve.
fn off_the_curve(openssl: &Openssl) -> String {
    let csr = openssl.csr(None, "/C=FR/ST=Calvados/CN=www.example.com", &[]);
    openssl.write("ec.csr", &csr);
    openssl.run(&["req", "-in", "ec.csr", "-outform", "DER", "-out", "ec.der"]);
    let mut der = openssl.bytes("ec.der");
    // The point follows the curve's identifier, the bit string's head and its form.
    let curve = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    let at = der.windows(curve.len()).position(|window| window == curve);
    let point = at.expect("the curve") + curve.len() + 4;
    der[point] ^= 1;
    openssl.write_bytes("off.der", &der);
    let armoured = openssl.run(&["base64", "-in", "off.der"]);
    format!("-----BEGIN CERTIFICATE REQUEST-----\n{armoured}-----END CERTIFICATE REQUEST-----\n")
}

/// The answer to an order that has a CSR with this fault.
pub(super) async fn provoke(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let openssl = &kitchen.openssl;
    let place = "/C=FR/ST=Calvados/L=Caen/O=Exemple SARL";
    let rsa = |subject: &str| openssl.csr(Some(2048), subject, &[]);
    let host = format!("{place}/CN=www.example.com");
    let (product, csr) = match code {
        "-23" => (OWN, off_the_curve(openssl)),
        "-23a" => (OWN, openssl.csr(Some(1024), &host, &[])),
        "-121" => (FOREIGN, openssl.csr(Some(1024), &host, &[])),
        "-24" => ("X509wildSHA256", rsa(&host)),
        "-25" => (OWN, rsa(&format!("{place}/CN=*.example.com"))),
        "-26" => (OWN, kitchen.weak.clone()),
        "-27" => (OWN, rsa(place)),
        "-29" => (OWN, rsa(&format!("{place}/CN=www.exa mple.com"))),
        "-123" => (OWN, openssl.csr(None, &host, &[])),
        "-263" => (OWN, rsa(&format!("{place}/CN=intranet"))),
        "-400" => ("certiCachetDoc", rsa(&host)),
        "-401" => ("certiSSLRGS", rsa(&host)),
        "-402" => (
            "certiCachetDoc",
            rsa(&format!("{host}/organizationIdentifier=rubbish")),
        ),
        _ => return None,
    };
    let demand = with(server(product), "requete/CSR", csr);
    let demand = with(demand, "requete/certificateEmail", "zoe@example.com");
    let demand = with(demand, "organisation/siretNumber", "73282932000074");
    let demand = with(demand, "requete/domaines", "www.example.com");
    Some(kitchen.tbs.call("achat", demand).await)
}
