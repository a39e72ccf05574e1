//! Real CSRs in real orders: each fault is found where the CSR stands, with the vendor's code.
//!
//! The requests are made by OpenSSL, with keys that are thrown away.

use std::{path::Path, process::Command, sync::Arc};

use certwire::judge::{Options, judge};
use certwire_preflight::Preflight;
use certwire_tests::tool::workspace;
use certwire_wire::report::{Report, Violation};

/// An order with a place for a CSR.
struct Order {
    payload: String,
    /// What stands where the CSR goes.
    hole: &'static str,
    path: &'static str,
}

impl Order {
    fn tbs(product: &str) -> Self {
        let payload =
            golden("tbs/requests/achat/standard.minimal.xml").replace("X509SHA256s", product);
        Self {
            payload,
            hole: "",
            path: "demande/requete/CSR",
        }
    }

    fn globalsign() -> Self {
        let payload = golden("gs/requests/order_aatl/minimal.xml");
        let payload = payload.replace(
            "<IssueType>1</IssueType>",
            "<IssueType>1</IssueType>\n        <CSR>HERE</CSR>",
        );
        Self {
            payload,
            hole: "HERE",
            path: "CSR",
        }
    }

    /// The verdict on the order with this CSR.
    fn with(&self, csr: &str) -> Report {
        let payload = if self.hole.is_empty() {
            let start = self.payload.find("-----BEGIN").expect("a CSR");
            let end = self
                .payload
                .find("-----END CERTIFICATE REQUEST-----")
                .expect("its end");
            let end = end + "-----END CERTIFICATE REQUEST-----".len();
            format!("{}{csr}{}", &self.payload[..start], &self.payload[end..])
        } else {
            self.payload.replace(self.hole, csr)
        };
        let options = Options {
            csr: Some(Arc::new(Preflight::default())),
            ..Options::default()
        };
        judge("order.xml".to_owned(), payload.as_bytes(), &options)
            .outcome
            .expect("a verdict")
    }

    /// The codes that the CSR gets, each at its place.
    fn codes(&self, csr: &str) -> Vec<String> {
        let report = self.with(csr);
        let mine = report
            .violations
            .iter()
            .filter(|violation| violation.place.path == self.path);
        let mut codes: Vec<String> = mine.map(code).collect();
        codes.sort();
        codes.dedup();
        codes
    }
}

fn code(violation: &Violation) -> String {
    assert!(
        violation.place.line.is_some_and(|line| line > 10),
        "at the CSR's own line"
    );
    violation.code.as_deref().unwrap_or_default().to_owned()
}

fn golden(name: &str) -> String {
    std::fs::read_to_string(workspace("tests/payloads").join(name)).expect("a golden payload")
}

/// A request for this subject, with a new key.
fn request(key: &[&str], subject: &str) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{}.key", key.join("-").replace([':', '/'], "-")));
    if !file.is_file() {
        openssl(&[&["genpkey", "-out", &file.to_string_lossy()], key].concat());
    }
    let text = openssl(&[
        "req",
        "-new",
        "-utf8",
        "-key",
        &file.to_string_lossy(),
        "-subj",
        subject,
    ]);
    text.trim_end().to_owned()
}

fn openssl(arguments: &[&str]) -> String {
    let output = Command::new("openssl")
        .args(arguments)
        .output()
        .expect("openssl is installed: apt install openssl");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "openssl {arguments:?}: {error}");
    String::from_utf8(output.stdout).expect("PEM is text")
}

const RSA: [&str; 4] = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"];
const SUBJECT: &str =
    "/C=FR/ST=Calvados/L=Exempleville/O=NOT A REAL ORGANISATION/CN=www.example.com";

#[test]
fn good_requests_have_no_code() {
    let good = request(&RSA, SUBJECT);
    assert_eq!(Order::tbs("X509SHA256s").codes(&good), Vec::<String>::new());
    assert_eq!(Order::globalsign().codes(&good), Vec::<String>::new());
}

#[test]
fn faults_of_tbs_requests() {
    let short = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"];
    let curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    let cases: [(&str, &[&str], &str, &[&str]); 10] = [
        ("X509SHA256s", &short, SUBJECT, &["-121", "-23a"]),
        ("X509SHA256s", &curve, SUBJECT, &["-123"]),
        (
            "X509SHA256s",
            &RSA,
            "/C=FR/ST=Calvados/CN=*.example.com",
            &["-25"],
        ),
        ("X509wildSHA256", &RSA, SUBJECT, &["-24"]),
        (
            "X509SHA256s",
            &RSA,
            "/C=FR/ST=Calvados/O=NOT A REAL ORGANISATION",
            &["-27"],
        ),
        (
            "X509SHA256s",
            &RSA,
            "/C=FR/ST=Calvados/CN=www example.com",
            &["-29"],
        ),
        (
            "X509SHA256s",
            &RSA,
            "/ST=Calvados/CN=www.example.com",
            &["-120"],
        ),
        ("X509SHA256s", &RSA, "/C=FR/CN=www.example.com", &["-122"]),
        ("certiSSLRGS", &RSA, SUBJECT, &["-401"]),
        ("certiCachetDoc", &RSA, SUBJECT, &["-400", "-401"]),
    ];
    for (product, key, subject, expected) in cases {
        let found = Order::tbs(product).codes(&request(key, subject));
        assert_eq!(found, expected, "{product} {subject}");
    }
}

#[test]
fn a_changed_request_is_not_valid() {
    let good = request(&RSA, SUBJECT);
    let line = good.lines().nth(3).expect("a line of base64");
    let changed = good.replace(line, &line.chars().rev().collect::<String>());
    let codes = Order::tbs("X509SHA256s").codes(&changed);
    assert!(codes.contains(&"-22".to_owned()), "{codes:?}");
    let codes = Order::tbs("X509SHA256s")
        .codes(good.trim_start_matches("-----BEGIN CERTIFICATE REQUEST-----\n"));
    assert!(codes.contains(&"-22".to_owned()), "{codes:?}");
}

#[test]
fn faults_of_globalsign_requests() {
    let sizes: [(&str, &[&str]); 3] = [
        ("1024", &["-6015", "-9936"]),
        ("2304", &["-6015"]),
        ("3072", &[]),
    ];
    for (bits, expected) in sizes {
        let bits = format!("rsa_keygen_bits:{bits}");
        let key = ["-algorithm", "RSA", "-pkeyopt", bits.as_str()];
        assert_eq!(
            Order::globalsign().codes(&request(&key, SUBJECT)),
            expected,
            "{bits}"
        );
    }
    let exponent = [&RSA[..], &["-pkeyopt", "rsa_keygen_pubexp:3"]].concat();
    assert_eq!(
        Order::globalsign().codes(&request(&exponent, SUBJECT)),
        ["-6016"]
    );
    let curve = [
        "-algorithm",
        "EC",
        "-pkeyopt",
        "ec_paramgen_curve:secp224r1",
    ];
    assert_eq!(
        Order::globalsign().codes(&request(&curve, SUBJECT)),
        ["-9936"]
    );
}
