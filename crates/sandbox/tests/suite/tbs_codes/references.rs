//! Codes that references, certificates and lists decide.

use serde_json::{Value, json};

use super::{Kitchen, payload::reissue};
use crate::tbs_support::{self as support, OTHER, OWN, PASSWORD, Tbs, server, text, with};

pub(super) async fn provoke(kitchen: &Kitchen, code: &str) -> Option<Value> {
    let tbs = &kitchen.tbs;
    match question(tbs, code).await {
        Some(answer) => Some(answer),
        None => revocation(tbs, code).await,
    }
}

/// A revocation that succeeds.
pub(super) async fn revoked(kitchen: &Kitchen) -> Value {
    let id = kitchen.tbs.issued(server(OWN)).await;
    revoke(&kitchen.tbs, json!({ "refTBS": id })).await
}

async fn revoke(tbs: &Tbs, target: Value) -> Value {
    let demand = json!({ "certificat": target, "raison": "essai" });
    tbs.call("revocation", demand).await
}

/// An order of the other account.
async fn foreign(tbs: &Tbs) -> String {
    let placed = tbs.call_as(OTHER, PASSWORD, "achat", server(OWN)).await;
    text(&placed["refTBS"])
}

async fn question(tbs: &Tbs, code: &str) -> Option<Value> {
    let asked = match code {
        "-201" => json!({ "refTBS": foreign(tbs).await }),
        "-202" => json!({ "refTBS": "1234567890" }),
        "-203" => json!({ "refCA": "1" }),
        "-204" => json!({ "refClient": "nobody" }),
        "-260" => json!({ "nrSerie": "00" }),
        "-509" => {
            let long_ago =
                json!({ "timestampChangementDepuis": "1", "timestampChangementJusqua": "2" });
            return Some(tbs.call("changementCommandes", long_ago).await);
        }
        "-511" => {
            let nobody = support::account("personne");
            tbs.work(|desk| desk.tx.save_account(&nobody));
            return Some(
                tbs.call_as("personne", PASSWORD, "listeRenouv", json!({}))
                    .await,
            );
        }
        _ => return None,
    };
    Some(tbs.call("statut", json!({ "certificat": asked })).await)
}

async fn revocation(tbs: &Tbs, code: &str) -> Option<Value> {
    let target = match code {
        "-251" => json!({ "refTBS": foreign(tbs).await }),
        "-252" => json!({ "refTBS": "1234567890" }),
        "-253" => json!({ "refCA": "1" }),
        "-254" => {
            let id = tbs.issued(server(OWN)).await;
            tbs.advance(53 * 7 * 24);
            json!({ "refTBS": id })
        }
        "-255" => json!({ "refTBS": tbs.place(server(OWN)).await }),
        "-259" => {
            let rgs = with(
                server("certiSSLRGS"),
                "organisation/siretNumber",
                "73282932000074",
            );
            json!({ "refTBS": tbs.issued(rgs).await })
        }
        "-270" => json!({ "refTBS": reissued(tbs).await }),
        "-271" => json!({ "numSerie": "00" }),
        "-272" => {
            let (one, two) = (tbs.issued(server(OWN)).await, tbs.issued(server(OWN)).await);
            json!({ "refTBS": one, "numSerie": serial(tbs, &two) })
        }
        "-273" => {
            let (one, two) = (tbs.issued(server(OWN)).await, tbs.issued(server(OWN)).await);
            let reference = tbs.order(&one).details.ca_reference;
            json!({ "refCA": reference, "numSerie": serial(tbs, &two) })
        }
        "-274" => {
            let (one, two) = (tbs.issued(server(OWN)).await, tbs.issued(server(OWN)).await);
            json!({ "refTBS": one, "refCA": tbs.order(&two).details.ca_reference })
        }
        _ => return None,
    };
    Some(revoke(tbs, target).await)
}

fn serial(tbs: &Tbs, id: &str) -> String {
    let order = tbs.order(id);
    order.certificate().expect("a certificate").serial.clone()
}

/// An order with two valid certificates.
async fn reissued(tbs: &Tbs) -> String {
    let id = tbs.issued(server(OWN)).await;
    let again = with(reissue(), "certificat/refTBS", id.clone());
    let answer = tbs.call("refabrication", again).await;
    assert_eq!(answer["codeReponse"], "0", "{answer}");
    tbs.advance(2);
    assert_eq!(tbs.order(&id).certificates.len(), 2);
    id
}
