//! Every valid golden order is accepted and issued, and every query about it passes strict validation.

use std::{path::Path, time::Duration};

use certwire_sandbox::{gs::Stage, model::Command};

use crate::{
    common,
    gs_support::{Gs, csr, with, without},
    openssl::Folder,
};

const ORDERS: [&str; 8] = [
    "order_os",
    "order_osev",
    "order_ps1",
    "order_ps2",
    "order_ps2_dept",
    "order_ps2_pro",
    "order_aatl",
    "order_qc",
];

/// Names of the golden requests of an operation, without their ending.
fn goldens(operation: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads/gs/requests");
    let files = std::fs::read_dir(folder.join(operation)).expect("a folder");
    let mut names: Vec<_> = files
        .filter_map(|file| file.expect("a file").file_name().into_string().ok())
        .filter_map(|name| Some(format!("{operation}/{}", name.strip_suffix(".xml")?)))
        .collect();
    names.sort();
    assert!(!names.is_empty(), "no golden {operation}");
    names
}

/// Brings an order to its certificate, whatever it waits for.
fn finish(gs: &Gs, id: &str) {
    gs.advance(Duration::from_hours(24));
    if gs.order(id).details.stage == Stage::Pickup {
        let csr = csr(&common::subject());
        gs.act(id, &Command::BringCsr { csr }).expect("a CSR");
        gs.advance(Duration::from_hours(1));
    }
}

/// The golden order, with the order that it renews placed before.
fn order(gs: &Gs, path: &str) -> String {
    let xml = gs.golden(path);
    gs.vouchers(&xml);
    if !xml.contains("<OrderKind>renewal</OrderKind>") {
        return xml;
    }
    let before = without(&with(&xml, "OrderKind", "new"), "RenewalTargetOrderID");
    let before = if before.contains("<Coupon>") {
        without(&before, "Coupon")
    } else {
        before
    };
    let id = gs.accepted(&before).one("OrderID");
    finish(gs, &id);
    with(&xml, "RenewalTargetOrderID", &id)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_golden_order_is_issued() {
    let gs = Gs::start().await;
    let folder = Folder::new("gs-goldens");
    for path in ORDERS.into_iter().flat_map(goldens) {
        let id = gs.accepted(&order(&gs, &path)).one("OrderID");
        finish(&gs, &id);
        let answer = gs.look(&id);
        assert_eq!(answer.one("OrderStatus"), "4", "{path}: {}", answer.text());
        assert_eq!(answer.one("CertificateStatus"), "10");
        folder.write("leaf.pem", answer.one("X509Cert"));
        folder.write("chain.p7", answer.one("PKCS7Cert"));
        let issuers = answer.all("CACert");
        folder.write("inter.pem", &issuers[0]);
        folder.write("root.pem", &issuers[1]);
        let time = gs.running.0.now().expect("a clock").seconds();
        folder.run(&format!(
            "verify -x509_strict -attime {time} -CAfile root.pem -untrusted inter.pem leaf.pem"
        ));
        let bundle = folder.run("pkcs7 -in chain.p7 -print_certs");
        assert_eq!(bundle.matches("BEGIN CERTIFICATE").count(), 3, "{path}");
    }
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_of_callers_at_once_are_served() {
    const CALLERS: usize = 200;
    let gs = Gs::start().await;
    let xml = gs.golden("order_ps1/minimal");
    let started = std::sync::Barrier::new(CALLERS);
    let mut ids: Vec<String> = std::thread::scope(|scope| {
        let caller = || {
            started.wait();
            gs.accepted(&xml).one("OrderID")
        };
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(caller)).collect();
        let ids = callers.into_iter().map(std::thread::ScopedJoinHandle::join);
        ids.map(|id| id.expect("an order")).collect()
    });
    ids.sort();
    let mut known = gs.accepted(&gs.golden("get_orders/minimal")).all("OrderID");
    known.sort();
    assert_eq!(known, ids);
    known.dedup();
    assert_eq!(known.len(), CALLERS);
    gs.stop().await;
}
