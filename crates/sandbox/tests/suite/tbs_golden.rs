//! The golden requests for orders: each is taken, and led to its certificates by the clock alone.

use std::path::Path;

use certwire_sandbox::{ca::Authority, model::Command, tbs};
use serde_json::Value;

use crate::{
    common,
    tbs_support::{OWN, Openssl, Tbs, read, server, text, with},
};

/// References that the golden requests name: orders with certificates.
const NAMED: [(&str, &str); 2] = [("0000000001", "000000001"), ("0000000002", "000000002")];

/// A sandbox with the orders that a request names, the first of a product that it can be renewed by.
async fn prepared(product: &str) -> Tbs {
    let tbs = Tbs::start().await;
    for (index, (id, ca)) in NAMED.iter().enumerate() {
        let product = if index == 0 { product } else { OWN };
        let demand = with(
            server(product),
            "requete/certificateEmail",
            "zoe@example.com",
        );
        let demand = with(demand, "organisation/siretNumber", "73282932000074");
        let demand = with(demand, "requete/domaines", "www.example.com");
        let placed = tbs.issued(demand).await;
        let mut order = tbs.order(&placed);
        (*id).clone_into(&mut order.id);
        order.details.ca_reference = Some((*ca).to_owned());
        tbs.save(&order);
        // Nothing is found under its first number.
        order.id = placed;
        order.details.ca_reference = None;
        order.details.dcv.clear();
        order.certificates.clear();
        tbs.save(&order);
    }
    tbs
}

fn product_of(xml: &str) -> String {
    let code = xml.split_once("<name>code</name><value><string>");
    let code = code.and_then(|(_, rest)| rest.split_once('<'));
    code.map_or(OWN, |(code, _)| code).to_owned()
}

/// The answers to one body, under their references or flat.
fn answers(answer: &Value) -> Vec<Value> {
    if answer.get("codeReponse").is_some() {
        return vec![answer.clone()];
    }
    let members = answer.as_object().expect("answers");
    members.values().cloned().collect()
}

async fn taken(method: &str, name: &str, xml: &str, openssl: &Openssl) {
    let renewed = product_of(xml);
    let product = if method == "renouvellement" {
        renewed.as_str()
    } else {
        OWN
    };
    let tbs = prepared(product).await;
    if method == "renouvellement" {
        tbs.advance(46 * 7 * 24);
    }
    let raw = tbs.raw(method, xml).await;
    let body = String::from_utf8(raw.body).expect("UTF-8");
    crate::tbs_support::judge(method, &body, true);
    for answer in answers(&read(&body)) {
        assert_eq!(answer["codeReponse"], "0", "{method}/{name}: {answer}");
        let id = text(&answer["refTBS"]);
        led_to_issue(&tbs, &id, openssl, &format!("{method}/{name}"));
    }
    tbs.sandbox.stop().await;
}

/// Lets time pass; brings what only the invited person can.
fn led_to_issue(tbs: &Tbs, id: &str, openssl: &Openssl, name: &str) {
    // A reissue adds one to that of the order.
    let expected = if name.starts_with("refabrication") {
        2
    } else {
        1
    };
    if tbs.order(id).details.stage == tbs::Stage::Csr {
        let csr = openssl.csr(Some(2048), "/CN=somebody", &[]);
        tbs.act(id, &Command::BringCsr { csr });
    }
    tbs.advance(3);
    tbs.work(|_| Ok(()));
    let order = tbs.order(id);
    assert_eq!(tbs.statuses(id), (8, 1), "{name}: {:?}", order.details);
    assert_eq!(order.certificates.len(), expected, "{name}");
    let certificate = order.certificate().expect("a certificate");
    let at = tbs.sandbox.now().expect("a clock").seconds();
    openssl.verify(&certificate.pem, &certificate.chain, at);
    let ca = tbs.sandbox.world().ca();
    let roots =
        [Authority::TlsServer, Authority::TlsClient].map(|authority| &ca.root(authority).pem);
    let root = certificate.chain.last().expect("a root");
    assert!(roots.contains(&root), "{name}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_golden_order_is_taken_and_issued() {
    let openssl = Openssl::new("golden");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads/tbs/requests");
    let mut count = 0;
    for method in ["achat", "renouvellement", "refabrication"] {
        let files = std::fs::read_dir(folder.join(method)).expect("a folder");
        let mut names: Vec<String> = files
            .map(|file| {
                file.expect("a file")
                    .file_name()
                    .into_string()
                    .expect("a name")
            })
            .collect();
        names.sort();
        for name in names {
            let xml = common::payload(&format!("tbs/requests/{method}/{name}"));
            taken(method, &name, &xml, &openssl).await;
            count += 1;
        }
    }
    assert_eq!(count, 14, "all of them were found");
}
