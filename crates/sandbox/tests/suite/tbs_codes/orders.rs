//! Codes that the account, its contract, its money and its orders decide when something is ordered.

use certwire_sandbox::{model::Funds, settings::Duplicates};
use serde_json::{Value, json};

use super::{Kitchen, payload::reissue};
use crate::tbs_support::{self as support, FOREIGN, OWN, PROMO, USER, server, text, with};

/// Hours of a week.
const WEEK: u64 = 7 * 24;
/// Long enough for a certificate of a year to be in its renewal window.
const NEARLY: u64 = 46 * WEEK;
/// Long enough for a certificate of a year to have expired.
const OVER: u64 = 53 * WEEK;

pub(super) async fn provoke(kitchen: &Kitchen, code: &str) -> Option<Value> {
    if let Some(answer) = account(kitchen, code).await {
        return Some(answer);
    }
    if let Some(demand) = contract(kitchen, code).await {
        return Some(kitchen.tbs.call("achat", demand).await);
    }
    if let Some(answer) = renewal(kitchen, code).await {
        return Some(answer);
    }
    if let Some(answer) = reissued(kitchen, code).await {
        return Some(answer);
    }
    validation(kitchen, code).await
}

async fn account(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    Some(match code {
        "-1" => {
            let answer = tbs.call_as(USER, "wrong", "solde", json!({})).await;
            tbs.account(|account| assert_eq!(account.failures, 1));
            answer
        }
        "-9" => {
            for _ in 0..5 {
                let answer = tbs.call_as(USER, "wrong", "solde", json!({})).await;
                assert_eq!(answer["codeReponse"], "-1");
            }
            tbs.call("solde", json!({})).await
        }
        "-150" => {
            for _ in 0..2 {
                tbs.place(with(server(OWN), "divers/refClient", "twice"))
                    .await;
            }
            tbs.set(|settings| settings.duplicates = Duplicates::Refused);
            let again = with(server(OWN), "divers/refClient", "twice");
            let refused = tbs.call("achat", again).await;
            assert_eq!(refused["codeReponse"], "-150", "{refused}");
            tbs.call("statut", json!({ "certificat": { "refClient": "twice" } }))
                .await
        }
        "-8d" => {
            for _ in 0..2 {
                tbs.place(with(server(OWN), "divers/refClient", "again"))
                    .await;
            }
            tbs.call("dcvEmailRenvoyer", json!({ "refClient": "again" }))
                .await
        }
        "-423" => {
            tbs.place(with(server(OWN), "divers/refClient", "lost"))
                .await;
            tbs.set(|settings| settings.duplicates = Duplicates::Lost);
            let before = tbs.work(|desk| desk.tx.snapshot()).tbs_orders.len();
            let again = with(server(OWN), "divers/refClient", "lost");
            let answer = tbs.call("achat", again).await;
            let orders = tbs.work(|desk| desk.tx.snapshot()).tbs_orders;
            assert_eq!(orders.len(), before + 1, "the order is kept");
            assert_eq!(orders.last().expect("the order").reference, None);
            answer
        }
        _ => return None,
    })
}

/// An order that the account's contract, money or choice does not allow.
async fn contract(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    let exclude = |option: &str| {
        tbs.account(|account| account.excluded.push(option.to_owned()));
    };
    let own = server(OWN);
    Some(match code {
        "-171" => {
            tbs.account(|account| account.products.push(FOREIGN.to_owned()));
            own
        }
        "-172" => {
            exclude("licence");
            with(server("X509wildSHA256"), "requete/nbLicence", 2)
        }
        "-173" => {
            exclude("san");
            let two = with(own, "requete/domaines", "www.example.com\nexample.com");
            with(
                two,
                "requete/adresseDVC",
                "admin@example.com admin@example.com",
            )
        }
        "-174" => {
            exclude("accompagnement");
            with(own, "requete/accompagnement", "oui")
        }
        "-175" => {
            exclude("assistance");
            with(own, "requete/assistance", "oui")
        }
        "-266" => {
            exclude("personal-data");
            own
        }
        "-268" => with(server("X509s2test"), "requete/assistance", "oui"),
        "-261" => with(own, "requete/selectedAed", "3"),
        "-262" => server("fafpart"),
        "-265" => {
            let person = kitchen.client.clone();
            let token = with(server("certiID2TRGS"), "requete/CSR", person);
            with(token, "organisation/siretNumber", "73282932000074")
        }
        _ => return paid(kitchen, code).await,
    })
}

/// An order that cannot be paid, or whose clones are none.
async fn paid(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    let own = server(OWN);
    Some(match code {
        "-77" => with(own, "organisation/typeOrg", "FRPERSO"),
        "-90" => with(own, "paiement/modePaiement", "30v"),
        "-100" => {
            let mut voucher = support::voucher("OVER");
            voucher.until = Some(tbs.sandbox.now().expect("the clock"));
            tbs.work(|desk| desk.tx.save_voucher(&voucher));
            with(own, "divers/codePromo", "OVER")
        }
        "-101" => with(server("PSfreeW"), "divers/codePromo", PROMO),
        "-102" => {
            let units = [(OWN.to_owned(), 3)].into();
            tbs.account(|account| account.funds = Funds::Bulk(units));
            with(own, "divers/codePromo", PROMO)
        }
        "12" => with(own, "requete/cloneTBS", "0000000009"),
        "-170" => {
            let open = tbs.place(own).await;
            with(server("COM3s2ucc"), "requete/cloneTBS", open)
        }
        _ => return None,
    })
}

/// A renewal of this order by the same product.
fn renew(product: &str, id: &str) -> Value {
    with(server(product), "certificat/refTBS", id)
}

async fn renewal(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    let demand = match code {
        "-3" => {
            let old = tbs.issued(server(OWN)).await;
            tbs.advance(NEARLY);
            let first = tbs.call("renouvellement", renew(OWN, &old)).await;
            assert_eq!(first["codeReponse"], "0", "{first}");
            renew(OWN, &old)
        }
        "-4" => {
            let old = tbs.issued(server(OWN)).await;
            tbs.advance(OVER + 5 * WEEK);
            renew(OWN, &old)
        }
        "-4a" => renew(OWN, &tbs.issued(server(OWN)).await),
        "-130" => renew(FOREIGN, &tbs.issued(server(FOREIGN)).await),
        "-131" => {
            let person = "X509s2SignLogin";
            let own = |demand| with(demand, "requete/CSR", kitchen.client.clone());
            let old = tbs.issued(own(server(person))).await;
            // Under eight weeks are left, over four.
            tbs.advance(NEARLY);
            own(renew(person, &old))
        }
        "-6" => {
            let old = tbs.issued(server(OWN)).await;
            tbs.advance(NEARLY);
            renew(FOREIGN, &old)
        }
        _ => return None,
    };
    Some(tbs.call("renouvellement", demand).await)
}

async fn reissued(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    let again = |id: &str| with(reissue(), "certificat/refTBS", id);
    let product = if ["-141", "-142", "-143"].contains(&code) {
        FOREIGN
    } else {
        OWN
    };
    let id = match code {
        "-8" => {
            let old = tbs.issued(server(OWN)).await;
            tbs.advance(NEARLY);
            let renewed = tbs.call("renouvellement", renew(OWN, &old)).await;
            assert_eq!(renewed["codeReponse"], "0", "{renewed}");
            old
        }
        "-258" => {
            let id = tbs.issued(server(OWN)).await;
            let first = tbs.call("refabrication", again(&id)).await;
            assert_eq!(first["codeReponse"], "0", "{first}");
            id
        }
        "-8a" | "-141" => tbs.place(server(product)).await,
        "-8b" | "-142" => {
            let id = tbs.issued(server(product)).await;
            tbs.advance(OVER);
            id
        }
        "-8c" | "-143" => {
            let id = tbs.issued(server(product)).await;
            let target = json!({ "certificat": { "refTBS": &id }, "raison": "essai" });
            let revoked = tbs.call("revocation", target).await;
            assert_eq!(revoked["codeReponse"], "0", "{revoked}");
            id
        }
        _ => return None,
    };
    Some(tbs.call("refabrication", again(&id)).await)
}

async fn validation(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    let own = server(OWN);
    Some(match code {
        "-305" => {
            let stranger = with(own, "requete/adresseDVC", "zoe@example.com");
            tbs.call("achat", stranger).await
        }
        "-307" => {
            let id = tbs.place(own).await;
            let other = json!({ "refTBS": id, "domaines": "www.example.org", "adresseDVC": "admin@example.org" });
            tbs.call("dcvEmailRenvoyer", other).await
        }
        "-308" => {
            let valued = || with(server(OWN), "requete/valeurUniqueDCV", "only1once");
            tbs.place(valued()).await;
            tbs.call("achat", valued()).await
        }
        "-309" => {
            let placed = tbs.call("achat", own).await;
            let wrong = json!({ "refCA": text(&placed["refCA"]), "dcvCode": "wrong" });
            tbs.call("dcvCodeValidation", wrong).await
        }
        "-313" => {
            let file = with(own, "requete/adresseDVC", "HTTP_CSR_HASH");
            let placed = tbs.call("achat", file).await;
            let code = json!({ "refCA": text(&placed["refCA"]), "dcvCode": "any" });
            tbs.call("dcvCodeValidation", code).await
        }
        _ => return None,
    })
}
