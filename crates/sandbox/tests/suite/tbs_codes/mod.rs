//! Every error code of TBS, provoked over HTTP: by the state where it can express it, else by the payload or the CSR, and
//! forced only where neither can.

mod csr;
mod orders;
pub(crate) mod payload;
mod references;

use std::collections::BTreeMap;

use certwire_sandbox::{
    model::{Forced, Service},
    settings::{Doubts, Settings},
};
use certwire_wire::reference::ErrorCode;
use serde_json::{Value, json};

use crate::tbs_support::{self as support, FOREIGN, OWN, Openssl, Tbs, USER, server, with};

/// Codes that neither a request of this edition nor a state can express, each with a method that may answer it.
const FORCED: [(&str, &str); 12] = [
    // A fax number and a sponsor, which requests no longer have.
    ("-37", "achat"),
    ("-83", "achat"),
    // One value for each name, while a request has a single one.
    ("-310", "achat"),
    // The unique identifier, for which no method has a parameter.
    ("-421", "achat"),
    ("-422", "achat"),
    ("-424", "achat"),
    ("-425", "achat"),
    // Trouble at the CA.
    ("-264", "listeAed"),
    ("-312", "dcvEmailRenvoyer"),
    ("-500", "changementCommandes"),
    ("-510", "listeRenouv"),
    ("-999", "solde"),
];

/// How a code was provoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    State,
    Payload,
    Csr,
    Forced,
}

/// What the recipes work with.
struct Kitchen {
    tbs: Tbs,
    openssl: Openssl,
    weak: String,
    client: String,
}

impl Kitchen {
    async fn new() -> Self {
        let openssl = Openssl::new("codes");
        let (weak, list) = csr::weak(&openssl);
        let person =
            "/C=FR/ST=Calvados/L=Caen/O=Exemple SARL/CN=Zoe Exemple/emailAddress=zoe@example.com";
        let client = openssl.csr(Some(2048), person, &[]);
        Self {
            tbs: Tbs::with(Some(list)).await,
            openssl,
            weak,
            client,
        }
    }

    /// Switches and account as at the start.
    fn clean(&self) {
        self.tbs.set(|settings| *settings = Settings::default());
        self.tbs
            .account(|account| *account = support::account(USER));
    }

    async fn provoke(&self, error: &ErrorCode) -> Option<(How, Value)> {
        let code = error.code;
        if error.method == "revocation" && code == "-1" {
            return Some((How::Forced, self.force("revocation", code).await));
        }
        if error.method == "revocation" && code == "0" {
            return Some((How::State, references::revoked(self).await));
        }
        let state = match orders::provoke(self, code).await {
            Some(answer) => Some(answer),
            None => references::provoke(self, code).await,
        };
        if let Some(answer) = state {
            return Some((How::State, answer));
        }
        if let Some((method, demand)) = payload::provoke(code) {
            return Some((How::Payload, self.tbs.call(method, demand).await));
        }
        if let Some(answer) = csr::provoke(self, code).await {
            return Some((How::Csr, answer));
        }
        let (_, method) = FORCED.iter().find(|(forced, _)| *forced == code)?;
        Some((How::Forced, self.force(method, code).await))
    }

    async fn force(&self, method: &str, code: &str) -> Value {
        self.tbs.work(|desk| {
            desk.tx.force(&Forced {
                service: Service::Tbs,
                operation: Some(method.to_owned()),
                code: code.to_owned(),
                times: 1,
            })
        });
        let demand = match method {
            "achat" => server(OWN),
            "dcvEmailRenvoyer" => json!({ "refTBS": "4000000001" }),
            "revocation" => json!({ "certificat": { "refTBS": "4000000001" }, "raison": "essai" }),
            _ => json!({}),
        };
        self.tbs.call(method, demand).await
    }
}

/// Whether an answer tells this code, as its outcome or as a warning beside success.
fn tells(answer: &Value, code: &str) -> bool {
    let inner = answer
        .as_object()
        .and_then(|members| members.values().next());
    let flat = if answer.get("codeReponse").is_some() {
        Some(answer)
    } else {
        inner
    };
    flat.is_some_and(|answer| {
        let outcome = &answer["codeReponse"];
        outcome == code || outcome == "0" && answer["WARNING"].get(code).is_some()
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_code_is_provoked() {
    let kitchen = Kitchen::new().await;
    let mut counts: BTreeMap<How, Vec<&str>> = BTreeMap::new();
    let mut failed = Vec::new();
    for error in tbs_xmlrpc_validators::SERVICE.errors {
        kitchen.clean();
        match kitchen.provoke(error).await {
            Some((how, answer)) if tells(&answer, error.code) => {
                counts.entry(how).or_default().push(error.code);
            }
            Some((how, answer)) => failed.push(format!("{} by {how:?}: {answer}", error.code)),
            None => failed.push(format!("{}: no recipe", error.code)),
        }
    }
    for (how, codes) in &counts {
        println!("{how:?}: {} codes: {}", codes.len(), codes.join(" "));
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    let total: usize = counts.values().map(Vec::len).sum();
    assert_eq!(total, tbs_xmlrpc_validators::SERVICE.errors.len());
    kitchen.tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn doubts_are_refused_where_that_is_asked_for() {
    let tbs = Tbs::start().await;
    let doubtful = || with(server(OWN), "requete/nbLicence", 1);
    let answer = tbs.call("achat", doubtful()).await;
    assert_eq!(answer["codeReponse"], "0");
    assert!(answer["WARNING"].get("-172").is_some(), "{answer}");
    tbs.set(|settings| settings.doubts = Doubts::Refused);
    let answer = tbs.call("achat", doubtful()).await;
    assert_eq!(answer["codeReponse"], "-172", "{answer}");
    let answer = tbs.call("achat", server(FOREIGN)).await;
    assert_eq!(answer["codeReponse"], "0", "{answer}");
    tbs.sandbox.stop().await;
}
