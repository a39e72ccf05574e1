//! The pickup page, and what the test CA publishes.

use certwire_sandbox::model::Command;

use crate::{
    common,
    gs_support::{Answer, Gs, after, csr, with},
    openssl::Folder,
};

const PASSWORD: &str = "not-a-real-password";

/// A form as browsers send it.
fn form(fields: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        let bytes = text.bytes().map(|byte| format!("%{byte:02X}"));
        bytes.collect::<Vec<_>>().concat()
    };
    let fields = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)));
    fields.collect::<Vec<_>>().join("&")
}

fn press(gs: &Gs, id: &str, password: &str, action: &str, csr: &str) -> Answer {
    let fields = [("password", password), ("action", action), ("csr", csr)];
    let path = format!("/pickup/{id}");
    gs.post(&path, "application/x-www-form-urlencoded", &form(&fields))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_comes_as_pkcs12_under_the_password() {
    let gs = Gs::start().await;
    let id = gs.place("order_ps2_pro/minimal");
    let early = press(&gs, &id, PASSWORD, "pkcs12", "");
    assert_eq!(early.status, 409, "{}", early.text());
    gs.act(&id, &Command::Issue).expect("an open order");
    let file = press(&gs, &id, PASSWORD, "pkcs12", "");
    assert_eq!(file.status, 200);
    assert!(file.head.contains("application/x-pkcs12"), "{}", file.head);

    let folder = Folder::new("gs-pickup");
    folder.write("file.p12", &file.body);
    folder.write("password", PASSWORD);
    folder.run("pkcs12 -in file.p12 -passin file:password -nodes -out all.pem");
    folder.run("pkey -in all.pem -pubout -out key.pub");
    folder.write("leaf.pem", gs.look(&id).one("X509Cert"));
    folder.run("x509 -in leaf.pem -pubkey -noout -out leaf.pub");
    assert_eq!(folder.read("key.pub"), folder.read("leaf.pub"));
    folder.write("wrong", "another password");
    folder.refuse("pkcs12 -in file.p12 -passin file:wrong -nodes -out none.pem");

    let chain = press(&gs, &id, PASSWORD, "chain", "").text();
    assert_eq!(chain.matches("BEGIN CERTIFICATE").count(), 3);
    assert!(chain.starts_with(&folder.read("leaf.pem")));
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_csr_is_handed_in() {
    let gs = Gs::start().await;
    let order = after(
        &gs.golden("order_ps2_pro/minimal"),
        "PickupPassword",
        "<HasCSR>true</HasCSR>",
    );
    let id = gs.accepted(&order).one("OrderID");
    let bad = press(&gs, &id, PASSWORD, "csr", "not a CSR");
    assert_eq!(bad.status, 409);
    let weak = include_str!("../vectors/close-primes.pem");
    assert_eq!(press(&gs, &id, PASSWORD, "csr", weak).status, 409);
    assert_eq!(
        press(&gs, &id, PASSWORD, "key", "").status,
        409,
        "it was to be a CSR"
    );
    let csr = csr(&common::subject());
    // Before vetting ends as well as after.
    let good = press(&gs, &id, PASSWORD, "csr", &csr);
    assert_eq!(good.status, 200, "{}", good.text());
    gs.act(&id, &Command::Approve).expect("in vetting");
    gs.advance(std::time::Duration::from_mins(1));
    assert_eq!(gs.look(&id).one("OrderStatus"), "4");
    assert_eq!(press(&gs, &id, PASSWORD, "pkcs12", "").status, 409);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_registered_order_leaves_the_choice() {
    let gs = Gs::start().await;
    let id = gs.place("order_qc/minimal");
    gs.act(&id, &Command::Approve).expect("in vetting");
    let page = press(&gs, &id, PASSWORD, "look", "");
    assert!(
        page.text().contains("bring a CSR, or leave the key to us"),
        "{}",
        page.text()
    );
    assert_eq!(press(&gs, &id, PASSWORD, "key", "").status, 200);
    gs.advance(std::time::Duration::from_mins(1));
    assert_eq!(press(&gs, &id, PASSWORD, "pkcs12", "").status, 200);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_gets_in() {
    let gs = Gs::start().await;
    let id = gs.issued("order_ps1/minimal");
    for action in ["look", "pkcs12", "chain", "csr", "key"] {
        let wrong = press(&gs, &id, "another password", action, "");
        let none = press(&gs, "PC0", "another password", action, "");
        assert_eq!((wrong.status, none.status), (403, 403));
        assert_eq!(
            wrong.text().replace(&id, ""),
            none.text().replace("PC0", "")
        );
    }
    assert_eq!(press(&gs, &id, PASSWORD, "another", "").status, 400);
    let page = gs.get(&format!("/pickup/{id}"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("method=\"post\""));
    let odd = gs.get("/pickup/%3Cscript%3E");
    assert!(!odd.text().contains("<script>"));
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_without_a_password_gets_one_by_mail() {
    let gs = Gs::start().await;
    let id = gs.place("order_aatl/fortify.minimal");
    let mails = gs.with_state(|tx| tx.mails(Some(&id)));
    let mail = mails.first().expect("a mail");
    let line = mail
        .body
        .lines()
        .find_map(|line| line.strip_prefix("Password of the page: "));
    let password = line.expect("a password");
    assert_eq!(press(&gs, &id, password, "look", "").status, 200);
    assert_eq!(press(&gs, &id, "", "look", "").status, 403);
    // A password of the request never goes out.
    gs.place("order_ps1/minimal");
    let mails = gs.with_state(|tx| tx.mails(None));
    assert!(mails.iter().all(|mail| !mail.body.contains(PASSWORD)));
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn crls_list_what_is_revoked() {
    let gs = Gs::start().await;
    let folder = Folder::new("gs-crl");
    let (good, bad) = (
        gs.issued("order_ps1/minimal"),
        gs.issued("order_ps1/minimal"),
    );
    gs.act(&bad, &Command::Revoke).expect("a certificate");
    let other = gs.issued("order_os/minimal");
    gs.act(&other, &Command::Revoke).expect("a certificate");

    let crl = gs.get("/ca/gs-personal.crl");
    assert_eq!(crl.status, 200);
    assert!(crl.head.contains("application/pkix-crl"), "{}", crl.head);
    folder.write("crl.der", &crl.body);
    folder.write("inter.der", &gs.get("/ca/gs-personal.cer").body);
    folder.write("root.pem", &gs.get("/ca/gs-personal-root.pem").body);
    folder.run("crl -inform DER -in crl.der -out crl.pem");
    folder.run("x509 -inform DER -in inter.der -out inter.pem");
    let text = folder.run("crl -in crl.pem -noout -text -CAfile inter.pem");
    let serial = |id: &str| gs.order(id).certificate().expect("one").serial.clone();
    assert!(text.contains("verify OK"), "{text}");
    assert!(text.contains(&serial(&bad)), "{text}");
    assert!(!text.contains(&serial(&good)));
    assert!(!text.contains(&serial(&other)), "another authority's");

    let time = gs.running.0.now().expect("a clock").seconds() + 60;
    let verify = format!(
        "verify -x509_strict -attime {time} -crl_check -CRLfile crl.pem -CAfile root.pem -untrusted inter.pem leaf.pem"
    );
    folder.write("leaf.pem", gs.look(&good).one("X509Cert"));
    folder.run(&verify);
    folder.write("leaf.pem", gs.look(&bad).one("X509Cert"));
    assert!(folder.refuse(&verify).contains("certificate revoked"));

    // The certificate names these addresses.
    let leaf = folder.run("x509 -in leaf.pem -noout -text");
    assert!(
        leaf.contains("/ca/gs-personal.crl") && leaf.contains("/ca/gs-personal.cer"),
        "{leaf}"
    );
    assert_eq!(gs.get("/ca/none.crl").status, 404);
    gs.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_restored_is_revoked_still() {
    let gs = Gs::start().await;
    let id = gs.issued("order_ps1/minimal");
    gs.act(&id, &Command::Revoke).expect("a certificate");
    gs.with_state(|tx| {
        let snapshot = tx.snapshot()?;
        tx.clear()?;
        tx.load(&snapshot)
    });
    let folder = Folder::new("gs-restored");
    folder.write("crl.der", &gs.get("/ca/gs-personal.crl").body);
    let text = folder.run("crl -inform DER -in crl.der -noout -text");
    let serial = gs.order(&id).certificate().expect("one").serial.clone();
    assert!(text.contains(&serial), "{text}");
    let query = with(&gs.golden("get_order_by_order_id/minimal"), "OrderID", &id);
    gs.accepted(&query);
    gs.stop().await;
}
