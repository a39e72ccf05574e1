//! The life of TBS's orders: by the clock, by what is done to them, and what answers tell of it.

use certwire_sandbox::{
    ca::{Authority, Facts},
    model::{Command, Funds},
};
use serde_json::{Value, json};

use crate::{
    tbs_codes::payload::{invited, reissue},
    tbs_support::{FOREIGN, OWN, Openssl, PROMO, Tbs, USER, server, text, with},
};

async fn statut(tbs: &Tbs, id: &str, more: Value) -> Value {
    let mut demand = json!({ "certificat": { "refTBS": id } });
    let members = demand.as_object_mut().expect("members");
    members.extend(more.as_object().expect("members").clone());
    let answer = tbs.call("statut", demand).await;
    assert_eq!(answer["codeReponse"], "0", "{answer}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn the_clock_leads_an_order_to_its_certificate_and_past_its_end() {
    let tbs = Tbs::start().await;
    let id = tbs.place(server(OWN)).await;
    assert_eq!(
        tbs.statuses(&id),
        (25, 12),
        "placed: its domain is to be proved"
    );
    let mut seen = Vec::new();
    for _ in 0..100 {
        tbs.sandbox
            .advance(std::time::Duration::from_mins(1))
            .expect("a clock");
        tbs.work(|_| Ok(()));
        let now = tbs.statuses(&id);
        if seen.last() != Some(&now) {
            seen.push(now);
        }
    }
    // The audit's four checks take a quarter of an hour each; the domain is proved after half an hour.
    let expected = [
        (25, 4),
        (25, 6),
        (12, 6),
        (12, 10),
        (12, 8),
        (28, 11),
        (8, 1),
    ];
    assert_eq!(seen, expected);
    assert_eq!(tbs.mails("dcv").len(), 1);
    assert_eq!(tbs.mails("delivery").len(), 1);
    tbs.advance(45 * 7 * 24);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.mails("renewal").len(), 1);
    tbs.advance(8 * 7 * 24);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (8, 2));
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_domain_is_proved_by_the_code_of_the_mail() {
    let tbs = Tbs::start().await;
    tbs.set(|settings| settings.delays.subscriber = None);
    let names = "www.example.com\nexample.com";
    let demand = with(server(OWN), "requete/domaines", names);
    let demand = with(
        demand,
        "requete/adresseDVC",
        "admin@example.com\nwebmaster@example.com",
    );
    let placed = tbs.call("achat", demand).await;
    let (id, ca) = (text(&placed["refTBS"]), text(&placed["refCA"]));
    tbs.advance(3);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (25, 5), "audited, not proved");
    let sent = tbs.mails("dcv");
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[1].to, "webmaster@example.com");
    let resent = tbs.call("dcvEmailRenvoyer", json!({ "refTBS": &id })).await;
    let state = &resent[&id]["DCVStatus"]["example.com"];
    assert_eq!(state["DCV_Selected"], "webmaster@example.com");
    let codes: Vec<String> = tbs.mails("dcv")[2..]
        .iter()
        .map(|mail| mail.body.lines().nth(3).expect("a code").to_owned())
        .collect();
    let old = sent[0].body.lines().nth(3).expect("a code");
    let answer = tbs
        .call("dcvCodeValidation", json!({ "refCA": &ca, "dcvCode": old }))
        .await;
    assert_eq!(answer["codeReponse"], "-309", "another code was sent since");
    for code in &codes {
        assert_eq!(tbs.statuses(&id), (25, 5));
        let answer = tbs
            .call(
                "dcvCodeValidation",
                json!({ "refCA": &ca, "dcvCode": code }),
            )
            .await;
        assert_eq!(answer["codeReponse"], "0", "{answer}");
    }
    assert_eq!(tbs.statuses(&id), (28, 11));
    let log = tbs.work(|desk| desk.tx.exchanges());
    let log = format!("{log:?}");
    for secret in codes
        .iter()
        .map(String::as_str)
        .chain([old, "not-a-real-password"])
    {
        assert!(!log.contains(secret), "the log of calls has {secret}");
    }
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_of_validation_are_shown_in_the_suppliers_shape() {
    let tbs = Tbs::start().await;
    let names = |product: &str, methods: &str| {
        let demand = with(
            server(product),
            "requete/domaines",
            "www.example.com\nexample.com",
        );
        with(demand, "requete/adresseDVC", methods)
    };
    let sectigo = names(OWN, "HTTP_CSR_HASH CNAME_CSR_HASH");
    let sectigo = tbs.call("achat", sectigo).await;
    let state = &sectigo["DCV_Status"];
    let file = text(&state["www.example.com"]["DCV_Url"]);
    assert!(
        file.starts_with("http://www.example.com/.well-known/pki-validation/"),
        "{file}"
    );
    assert!(text(&state["example.com"]["DCV_CNAME_Record"]).contains(" CNAME "));

    let digicert = with(
        names("ssl", "HTTPS_CSR_HASH HTTPS_CSR_HASH"),
        "requete/hashage",
        "SHA256",
    );
    let digicert = tbs.call("achat", digicert).await;
    assert_eq!(digicert["DCV_Status"]["methode"], "FILE", "{digicert}");
    assert!(text(&digicert["DCV_Status"]["url"]["2"]).starts_with("https://example.com/"));

    let certigna = names("certiSSL", "admin@example.com admin@example.com");
    let certigna = tbs.call("achat", certigna).await;
    let one = &certigna["DCV_Status"]["example.com"];
    assert_eq!(
        (&one["fqdn"], &one["methode"]),
        (&json!("example.com"), &json!("EMAIL"))
    );

    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_of_validation_can_be_changed() {
    let tbs = Tbs::start().await;
    let names = "www.example.com\nexample.com";
    let demand = with(server(OWN), "requete/domaines", names);
    let demand = with(demand, "requete/adresseDVC", "HTTP_CSR_HASH CNAME_CSR_HASH");
    let id = tbs.place(demand).await;
    let changed = json!({
        "refTBS": &id, "domaines": "www.example.com example.com",
        "adresseDVC": "admin@example.com HTTPS_CSR_HASH",
    });
    let changed = tbs.call("dcvEmailRenvoyer", changed).await;
    let emails = &changed[&id]["DCVStatus"]["www.example.com"]["DCV_ValidEmails"];
    assert_eq!(emails["1"], "admin@www.example.com", "{changed}");
    tbs.act(
        &id,
        &Command::ValidateDomain {
            domain: Some("example.com".to_owned()),
        },
    );
    let status = statut(&tbs, &id, json!({})).await;
    assert_eq!(
        status["DCV_Status"]["example.com"]["DCV_Check"], "ok",
        "{status}"
    );
    assert_eq!(status["statut"]["2"], "Waiting for DCV challenge response");
    tbs.act(&id, &Command::ValidateDomain { domain: None });
    assert_eq!(tbs.statuses(&id).0, 12);
    let list = tbs
        .call("dcvAdresses", json!({ "CN": "a.example.com" }))
        .await;
    assert_eq!(list["messageReponse"], "2");
    assert_eq!(
        list["Reponse"]["2"]["Emails adresses"]["1"]["Email"],
        "admin@example.com"
    );
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quotes_are_signed_and_refunded() {
    let tbs = Tbs::start().await;
    let before = free(&tbs);
    let quote = tbs.place(with(server(OWN), "paiement/devis", "oui")).await;
    assert_eq!(tbs.statuses(&quote).0, 4);
    assert_eq!(free(&tbs), before);
    tbs.act(&quote, &Command::SignQuote);
    assert_eq!(free(&tbs), before - 9_900);
    let order = tbs.order(&quote);
    assert_eq!(
        order.details.earlier.map(|status| status.0),
        Some(5),
        "signed before"
    );
    tbs.act(&quote, &Command::Reject);
    assert_eq!(tbs.statuses(&quote), (16, -1));
    tbs.advance(1);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&quote), (13, -1));
    assert_eq!(free(&tbs), before, "refunded");

    let promo = tbs
        .place(with(server(OWN), "divers/codePromo", PROMO))
        .await;
    assert_eq!(free(&tbs), before - 8_910, "a tenth off");
    assert!(tbs.try_act(&promo, &Command::Pay).is_err(), "paid already");
    tbs.sandbox.stop().await;
}

/// Cents that the account has left.
fn free(tbs: &Tbs) -> i64 {
    match tbs.funds() {
        Funds::Deposit(cents) | Funds::Credit(cents) => cents,
        Funds::Bulk(_) => 0,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn money_comes_before_during_or_after() {
    let tbs = Tbs::start().await;
    let transfer = tbs
        .place(with(server(OWN), "paiement/modePaiement", "0vi"))
        .await;
    assert_eq!(tbs.statuses(&transfer).0, 11);
    tbs.act(&transfer, &Command::Pay);
    assert_eq!(tbs.statuses(&transfer).0, 25);

    let debit = tbs
        .place(with(server(OWN), "paiement/modePaiement", "0sepa"))
        .await;
    tbs.act(&debit, &Command::ValidateDomain { domain: None });
    assert_eq!(tbs.statuses(&debit).0, 15);
    tbs.act(&debit, &Command::Issue);
    assert_eq!(tbs.statuses(&debit), (7, 1));
    tbs.act(&debit, &Command::Pay);
    assert_eq!(tbs.statuses(&debit), (8, 1));

    tbs.account(|account| account.funds = Funds::Credit(20_000));
    let billed = tbs
        .issued(with(server(OWN), "paiement/modePaiement", "30v"))
        .await;
    assert_eq!(tbs.statuses(&billed), (6, 1));
    assert_eq!(free(&tbs), 10_100);
    tbs.advance(25);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&billed), (7, 1));
    tbs.act(&billed, &Command::Pay);
    assert_eq!((tbs.statuses(&billed), free(&tbs)), ((8, 1), 20_000));
    let balance = tbs.call("solde", json!({})).await;
    assert_eq!(balance["solde"], 200);

    let units = [(OWN.to_owned(), 1), (FOREIGN.to_owned(), 5)].into();
    tbs.account(|account| account.funds = Funds::Bulk(units));
    tbs.place(server(OWN)).await;
    let second = tbs.place(server(OWN)).await;
    assert_eq!(tbs.statuses(&second).0, 11, "no unit is left");
    tbs.act(&second, &Command::Reject);
    assert_eq!(tbs.statuses(&second), (10, -1));
    let balance = tbs.call("solde", json!({})).await;
    assert_eq!(balance["solde"][OWN]["nombre"], 0);
    assert_eq!(balance["solde"][FOREIGN]["nombre"], 5);
    tbs.sandbox.stop().await;
}

/// The path of the page that a mail names.
fn page_of(tbs: &Tbs, mail: &str) -> String {
    let address = mail.lines().find(|line| line.contains("/invitation/"));
    let path = address.and_then(|line| line.strip_prefix(&tbs.sandbox.tbs_url()));
    path.expect("an address of the sandbox").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_brings_the_request() {
    let tbs = Tbs::start().await;
    let openssl = Openssl::new("invitation");
    let id = tbs.place(invited("X509s2SignLogin")).await;
    assert_eq!(tbs.statuses(&id), (18, 12));
    assert!(
        tbs.try_act(&id, &Command::Issue).is_err(),
        "there is no CSR"
    );
    let mail = tbs.mails("invitation").remove(0);
    assert_eq!(mail.to, "zoe@example.com");
    assert!(mail.body.contains("Bonjour"));
    let path = page_of(&tbs, &mail.body);
    let page = tbs.http("GET", &path, "text/plain", "").await;
    assert!(String::from_utf8_lossy(&page.body).contains("<textarea name=\"csr\""));
    let csr = openssl.csr(Some(2048), "/CN=somebody", &[]);
    let form = csr
        .replace('+', "%2B")
        .replace('=', "%3D")
        .replace(' ', "+");
    tbs.http(
        "POST",
        &path,
        "application/x-www-form-urlencoded",
        &format!("csr={form}"),
    )
    .await;
    assert_eq!(tbs.statuses(&id).0, 12);
    tbs.advance(2);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (8, 1));
    let order = tbs.order(&id);
    let certificate = order.certificate().expect("a certificate");
    let facts = Facts::of(&certificate.pem).expect("a certificate");
    assert_eq!(
        facts.value("CN"),
        Some("Zoé Exemple"),
        "the order's subject counts"
    );
    assert_eq!(facts.value("emailAddress"), Some("zoe@example.com"));
    let issuer = &tbs
        .sandbox
        .world()
        .ca()
        .intermediate(Authority::TlsClient)
        .pem;
    assert_eq!(&certificate.chain[0], issuer);

    let other = tbs.place(invited("X509EmailNovice")).await;
    let bad = tbs.try_act(
        &other,
        &Command::BringCsr {
            csr: "rubbish".to_owned(),
        },
    );
    assert!(bad.is_err());
    tbs.act(&other, &Command::BringCsr { csr });
    assert_eq!(tbs.statuses(&other).0, 12);
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reissue_adds_a_certificate_that_ends_with_the_first() {
    let tbs = Tbs::start().await;
    let openssl = Openssl::new("reissue");
    let id = tbs.issued(server(OWN)).await;
    tbs.advance(24);
    let subject = "/C=FR/ST=Calvados/O=Exemple SARL/CN=www.example.com";
    let csr = openssl.csr(Some(2048), subject, &[]);
    let demand = with(reissue(), "certificat/refTBS", id.clone());
    let demand = with(demand, "requete/CSR", csr);
    let demand = with(
        demand,
        "requete/domaines",
        "www.example.com\nnew.example.com",
    );
    let demand = with(
        demand,
        "requete/adresseDVC",
        "admin@example.com\nadmin@example.com",
    );
    let answer = tbs.call("refabrication", demand).await;
    assert_eq!(answer["refTBS"], id);
    assert_eq!(
        tbs.statuses(&id),
        (26, 1),
        "the first certificate is valid meanwhile"
    );
    assert!(
        answer["DCV_Status"].get("new.example.com").is_some(),
        "{answer}"
    );
    tbs.act(&id, &Command::ValidateDomain { domain: None });
    tbs.advance(1);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (8, 1));
    let order = tbs.order(&id);
    let [first, second] = order.certificates.as_slice() else {
        panic!("two certificates");
    };
    assert_eq!(first.not_after, second.not_after);
    assert!(first.not_before < second.not_before);
    openssl.write("second.pem", &second.pem);
    let said = openssl.run(&[
        "x509",
        "-in",
        "second.pem",
        "-noout",
        "-ext",
        "subjectAltName",
    ]);
    assert!(said.contains("DNS:new.example.com"), "{said}");
    let asked = json!({ "certificat": { "nrSerie": &first.serial } });
    let old = tbs.call("statut", asked).await;
    assert_eq!(old["statut"]["0"], -2, "replaced: {old}");
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn certificates_are_revoked_one_by_one_or_all() {
    let tbs = Tbs::start().await;
    let openssl = Openssl::new("revocation");
    let id = tbs.issued(server(OWN)).await;
    let again = with(reissue(), "certificat/refTBS", id.clone());
    tbs.call("refabrication", again).await;
    tbs.act(&id, &Command::Issue);
    let first = &tbs.order(&id).certificates[0].serial;
    let serial = json!({ "certificat": { "refTBS": &id, "numSerie": first }, "raison": "essai" });
    let revoked = tbs.call("revocation", serial).await;
    assert_eq!(revoked["codeReponse"], "0", "{revoked}");
    assert_eq!(tbs.statuses(&id), (8, 13));
    tbs.act(&id, &Command::Revoke);
    assert_eq!(tbs.statuses(&id), (8, 1), "the second one stands");
    let all = json!({ "certificat": { "refTBS": &id }, "raison": "essai", "toutRevoquer": "oui" });
    tbs.call("revocation", all).await;
    tbs.advance(1);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (8, 3));
    assert_eq!(tbs.mails("revocation").len(), 2);
    let crl = tbs
        .http("GET", &Authority::TlsServer.crl_path(), "", "")
        .await;
    openssl.write_bytes("list.crl", &crl.body);
    let said = openssl.run(&[
        "crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text",
    ]);
    for certificate in &tbs.order(&id).certificates {
        assert!(said.contains(&certificate.serial), "{said}");
    }
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renewals_are_linked_and_listed() {
    let tbs = Tbs::start().await;
    let old = tbs
        .issued(with(server(OWN), "divers/refClient", "mine"))
        .await;
    let none = tbs.call("listeRenouv", json!({})).await;
    assert_eq!(none["codeReponse"], "-511");
    tbs.advance(46 * 7 * 24);
    let list = tbs.call("listeRenouv", json!({})).await;
    let entry = &list["commandes"]["1"];
    assert_eq!(
        (&entry["refTBS"], &entry["refClient"]),
        (&json!(old), &json!("mine"))
    );
    let renewal = with(server(OWN), "certificat/refTBS", old.clone());
    let placed = tbs.call("renouvellement", renewal).await;
    let new = text(&placed["refTBS"]);
    let list = tbs.call("listeRenouv", json!({})).await;
    assert_eq!(list["codeReponse"], "-511");
    assert_eq!(statut(&tbs, &old, json!({})).await["estRenouvele"], new);
    assert_eq!(statut(&tbs, &new, json!({})).await["renouvele"], old);
    tbs.act(&new, &Command::Reject);
    let again = with(server(OWN), "certificat/refTBS", old.clone());
    let again = tbs.call("renouvellement", again).await;
    assert_eq!(
        again["codeReponse"], "0",
        "a cancelled renewal does not count: {again}"
    );
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sleepers_are_listed_and_wake() {
    let tbs = Tbs::start().await;
    let none = tbs.call("enSommeil", json!({})).await;
    assert_eq!(none["codeReponse"], "0");
    let id = tbs.place(server(OWN)).await;
    tbs.act(&id, &Command::Suspend);
    assert_eq!(tbs.statuses(&id), (19, -3));
    tbs.advance(5);
    let list = tbs.call("enSommeil", json!({})).await;
    assert_eq!(list["1"]["refTBS"], id, "{list}");
    assert_eq!(list["1"]["etat"], "Mise en sommeil");
    assert!(tbs.try_act(&id, &Command::Suspend).is_err());
    tbs.act(&id, &Command::Approve);
    assert_eq!(tbs.statuses(&id), (25, 12));
    assert_eq!(tbs.call("enSommeil", json!({})).await["codeReponse"], "0");
    tbs.act(&id, &Command::Approve);
    tbs.advance(1);
    tbs.work(|_| Ok(()));
    assert_eq!(tbs.statuses(&id), (8, 1));
    tbs.act(&id, &Command::Suspend);
    assert_eq!(tbs.statuses(&id), (19, -3));
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_listed_within_their_period() {
    let tbs = Tbs::start().await;
    let seconds = |tbs: &Tbs| tbs.sandbox.now().expect("a clock").seconds();
    let first = tbs.place(server(OWN)).await;
    tbs.act(&first, &Command::Issue);
    let between = seconds(&tbs) + 10;
    tbs.advance(1);
    let second = tbs.place(server(OWN)).await;
    let period = |from: i64, to: i64| json!({ "timestampChangementDepuis": from.to_string(), "timestampChangementJusqua": to.to_string() });
    let list = tbs.call("changementCommandes", period(0, between)).await;
    let entries = list["commandes"].as_object().expect("a list");
    assert_eq!(entries.len(), 1);
    let entry = &entries["1"];
    assert_eq!(
        (&entry["refTBS"], &entry["status"]),
        (&json!(first), &json!("8"))
    );
    assert_eq!(entry["labelStatus"], "Delivered and paid for");
    let iso = with(period(between, seconds(&tbs)), "typeDate", "iso");
    let list = tbs.call("changementCommandes", iso).await;
    assert_eq!(list["commandes"]["1"]["refTBS"], second);
    assert!(text(&list["commandes"]["1"]["dateStatus"]).ends_with('Z'));
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bulk_demands_are_taken_or_refused_each_by_itself() {
    let tbs = Tbs::start().await;
    tbs.account(|account| account.funds = Funds::Bulk([(OWN.to_owned(), 1)].into()));
    let demands = json!({
        "one": server(OWN),
        "one/more": with(server(OWN), "produit/code", "nope"),
        "two": server(OWN),
    });
    let answers = tbs.bulk("achat", demands).await;
    assert_eq!(answers["one"]["codeReponse"], "0", "{answers}");
    assert_eq!(answers["one/more"]["codeReponse"], "-11");
    assert_eq!(answers["two"]["refDemande"], "two");
    let statuses = |key: &str| tbs.statuses(&text(&answers[key]["refTBS"])).0;
    let nothing = tbs.bulk("achat", json!({})).await;
    assert_eq!(nothing["codeReponse"], "-10", "no demand at all: {nothing}");
    assert_eq!(
        (statuses("one"), statuses("two")),
        (25, 11),
        "one unit for two orders"
    );
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn statut_tells_what_it_is_asked_for() {
    let tbs = Tbs::start().await;
    let openssl = Openssl::new("statut");
    let id = tbs
        .issued(with(server(OWN), "divers/refClient", "mine"))
        .await;
    let full = statut(&tbs, &id, json!({})).await;
    assert_eq!(full["organisation"]["adresse"], "1, rue de l’Exemple");
    assert_eq!(full["contactTech"]["nomTech"], "Exemple");
    assert_eq!(full["etat"]["verifFinale"], "ok");
    let detail = &full["certificat"]["detail"];
    assert_eq!(
        (&detail["formatClef"], &detail["lgClef"]),
        (&json!("RSA"), &json!("2048"))
    );
    let at = tbs.sandbox.now().expect("a clock").seconds();
    let leaf = text(&full["certificat"]["x509"]);
    openssl.verify(&leaf, &tbs.order(&id).certificates[0].chain, at);
    let chain = statut(
        &tbs,
        &id,
        json!({ "typeDemande": 1, "typeReponse": "chaine" }),
    )
    .await;
    assert!(chain.get("produit").is_none());
    assert!(text(&chain["certificat"]["chaine"]).contains("BEGIN CERTIFICATE"));
    let pkcs7 = json!({ "typeDemande": 1, "typeReponse": "pkcs7", "typeDate": "timestamp" });
    let pkcs7 = statut(&tbs, &id, pkcs7).await;
    openssl.write("all.p7", &text(&pkcs7["certificat"]["pkcs7"]));
    let said = openssl.run(&["pkcs7", "-in", "all.p7", "-print_certs", "-noout"]);
    assert_eq!(said.matches("subject=").count(), 3, "{said}");
    assert_eq!(pkcs7["certificat"]["dateDebut"], at.to_string());
    let state = statut(&tbs, &id, json!({ "typeDemande": 2 })).await;
    assert!(state.get("certificat").is_none());
    let found = tbs
        .call("reference", json!({ "CN": "WWW.example.com" }))
        .await;
    assert_eq!(found["messageReponse"], "1");
    assert_eq!(found["Reponse"]["1"]["refClient"], "mine");
    tbs.account(|account| account.excluded.push("personal-data".to_owned()));
    let private = statut(&tbs, &id, json!({})).await;
    assert!(private.get("contactAdm").is_none());
    assert!(private["erreursDonneesPersonnelles"].get("-266").is_some());
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn php_shapes_are_valid_with_notes() {
    use certwire_sandbox::settings::{Encoding, Wire};
    let tbs = Tbs::start().await;
    let id = tbs.place(server(OWN)).await;
    tbs.act(&id, &Command::Suspend);
    tbs.set(|settings| {
        settings.wire = Wire::Observed;
        settings.encoding = Encoding::Latin1;
    });
    let calls = [
        ("achat", json!({ "x": server(OWN) })),
        (
            "statut",
            json!({ "x": { "certificat": { "refTBS": &id } } }),
        ),
        ("enSommeil", json!({})),
        ("dcvAdresses", json!({ "CN": "www.example.com" })),
        ("changementCommandes", json!({})),
        ("listeAed", json!({})),
        ("listeRenouv", json!({})),
        ("reference", json!({ "CN": "www.example.com" })),
    ];
    for (method, demands) in calls {
        let xml = crate::tbs_support::request(method, USER, crate::tbs_support::PASSWORD, &demands);
        let raw = tbs.raw(method, &xml).await;
        assert_eq!(raw.content_type, "text/xml");
        let decoded = certwire_wire::encoding::decode(&raw.body, Some(&raw.content_type));
        let (body, _) = decoded.expect("a body");
        assert!(body.contains("ISO-8859-1"));
        crate::tbs_support::judge(method, &body, false);
        if method == "achat" {
            assert!(body.contains("<name>refTBS</name><value><int>"), "{body}");
        }
        if method == "listeRenouv" {
            assert!(body.contains("<array><data></data></array>"), "{body}");
        }
    }
    tbs.sandbox.stop().await;
}
