//! TBS's methods, with our own client over real HTTP.

use std::time::Duration;

use certwire_sandbox::{
    ca::keys::{self, SubscriberKey},
    model::Command,
};
use certwire_transport::Credentials;
use certwire_wire::xmlrpc::XmlRpcMessage;
use serde_json::json;
use tbs_xmlrpc_client::{Client, Outcome, Wait};
use tbs_xmlrpc_types::{
    AchatRequest, ChangementCommandesRequest, DcvAdressesRequest, DcvCodeValidationRequest,
    DcvEmailRenvoyerRequest, EnSommeilRequest, ListeAedRequest, ListeRenouvRequest,
    RefabricationRequest, ReferenceRequest, RenouvellementRequest, RevocationRequest, SoldeRequest,
    StatutRequest,
};

use crate::{
    common::{self, Running},
    tbs_codes::payload::reissue,
    tbs_support::{OWN, PASSWORD, Tbs, USER, request, server, with},
};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_issued() {
    let sandbox = Running::start().await;
    let client = sandbox.tbs();
    let xml = common::payload("tbs/requests/achat/standard.minimal.xml");
    let mut order = AchatRequest::from_xml(&xml).expect("a request").value;
    let key = SubscriberKey::generate().expect("a key");
    let csr = keys::csr(&key, &common::subject(), &[]).expect("a CSR");
    let demands = std::mem::take(&mut order.demande);
    let (name, demand) = demands.iter().next().expect("a demand");
    let mut demand = demand.clone();
    demand.requete.as_mut().expect("requete").csr = csr.into();
    order.demande.push(name.to_owned(), demand);
    let placed = client.achat(&order).await.expect("a valid order").only();
    let placed = placed.expect("one answer").accepted().expect("an order");
    let reference = placed.value.ref_tbs.expect("a reference");
    assert_eq!(reference.len(), 10);

    sandbox.advance(Duration::from_hours(2));
    let wait = Wait::up_to(Duration::from_mins(1));
    let status = client.wait_until_issued(&reference, wait).await;
    let status = status.expect("an issued certificate");
    let certificate = status.certificat.expect("the certificate").x509;
    assert!(certificate.is_some_and(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----")));
    sandbox.stop().await;
}

fn client(tbs: &Tbs) -> Client {
    let client = Client::builder()
        .url(&tbs.sandbox.tbs_url())
        .credentials(Credentials::new(USER, PASSWORD));
    client.build().expect("a client")
}

/// A request of our own types, from the tests' way to write one.
macro_rules! typed {
    ($kind:ty, $method:literal, $demands:expr) => {{
        let xml = request($method, "", "", &$demands);
        let read = <$kind>::from_xml(&xml).expect("a request");
        read.value.into_owned()
    }};
}

/// The only answer of a call with one demand.
macro_rules! only {
    ($answers:expr) => {{
        let answer = $answers.await.expect("a call").only();
        let accepted = answer.expect("one answer").accepted().expect("success");
        assert_eq!(accepted.notes, [], "the documented form");
        accepted.value
    }};
}

/// The answer of a call without demands.
macro_rules! accepted {
    ($outcome:expr) => {{
        let accepted = $outcome.await.expect("a call").accepted().expect("success");
        assert_eq!(accepted.notes, [], "the documented form");
        accepted.value
    }};
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_made_and_unmade() {
    let tbs = Tbs::start().await;
    let client = client(&tbs);
    let demands = json!({ "mine": server(OWN) });
    let placed = only!(client.achat(&typed!(AchatRequest<'_>, "achat", demands)));
    assert_eq!(placed.ref_demande.as_deref(), Some("mine"));
    let id = placed.ref_tbs.expect("a reference").into_owned();
    let ca = placed.ref_ca.expect("a reference of the CA");

    let again = json!({ "refTBS": id });
    let again = typed!(DcvEmailRenvoyerRequest<'_>, "dcvEmailRenvoyer", again);
    let sent = accepted!(client.dcv_email_renvoyer(&again));
    assert_eq!(sent.by_ref_tbs.iter().count(), 1);
    let mail = tbs.mails("dcv").pop().expect("a mail");
    let code = mail.body.lines().nth(3).expect("a code");
    let code = json!({ "refCA": ca, "dcvCode": code });
    let code = typed!(DcvCodeValidationRequest<'_>, "dcvCodeValidation", code);
    accepted!(client.dcv_code_validation(&code));
    tbs.advance(2);

    let question = json!({ "x": { "certificat": { "refTBS": id } } });
    let question = typed!(StatutRequest<'_>, "statut", question);
    let status = only!(client.statut(&question));
    assert_eq!(status.statut.code, 1);
    let pem = status.certificat.expect("a certificate").x509;
    assert!(pem.expect("the certificate").contains("BEGIN CERTIFICATE"));

    let demand = json!({ "x": with(reissue(), "certificat/refTBS", id.clone()) });
    let demand = typed!(RefabricationRequest<'_>, "refabrication", demand);
    let reissued = only!(client.refabrication(&demand));
    assert_eq!(reissued.ref_tbs.as_deref(), Some(id.as_str()));
    tbs.act(&id, &Command::Issue);

    tbs.advance(46 * 7 * 24);
    let demand = json!({ "x": with(server(OWN), "certificat/refTBS", id.clone()) });
    let demand = typed!(RenouvellementRequest<'_>, "renouvellement", demand);
    let renewed = only!(client.renouvellement(&demand));
    assert_ne!(renewed.ref_tbs.as_deref(), Some(id.as_str()));

    let all = json!({ "x": { "certificat": { "refTBS": id }, "raison": "essai", "toutRevoquer": "oui" } });
    only!(client.revocation(&typed!(RevocationRequest<'_>, "revocation", all)));
    assert_eq!(tbs.statuses(&id), (8, 13));
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn questions_are_answered() {
    let tbs = Tbs::start().await;
    let client = client(&tbs);
    let nothing = json!({});
    let asleep = typed!(EnSommeilRequest<'_>, "enSommeil", nothing);
    accepted!(client.en_sommeil(&asleep));
    let id = tbs.place(server(OWN)).await;
    tbs.act(&id, &Command::Suspend);
    // Members that an order does not have yet come empty, which is noted.
    let sleepers = client.en_sommeil(&asleep).await.expect("a call");
    assert!(matches!(sleepers, Outcome::Accepted(_)), "{sleepers:?}");

    accepted!(client.solde(&typed!(SoldeRequest<'_>, "solde", nothing)));
    accepted!(client.liste_aed(&typed!(ListeAedRequest<'_>, "listeAed", nothing)));
    let renewable = typed!(ListeRenouvRequest<'_>, "listeRenouv", nothing);
    accepted!(client.liste_renouv(&renewable));
    let addresses = json!({ "CN": "www.example.com" });
    let addresses = typed!(DcvAdressesRequest<'_>, "dcvAdresses", addresses);
    accepted!(client.dcv_adresses(&addresses));
    let name = json!({ "CN": "www.example.com" });
    let found = accepted!(client.reference(&typed!(ReferenceRequest<'_>, "reference", name)));
    assert_eq!(found.message_reponse, "1");
    let changed = typed!(
        ChangementCommandesRequest<'_>,
        "changementCommandes",
        nothing
    );
    accepted!(client.changement_commandes(&changed));
    let never = json!({ "timestampChangementDepuis": "1", "timestampChangementJusqua": "2" });
    let never = typed!(ChangementCommandesRequest<'_>, "changementCommandes", never);
    let never = client.changement_commandes(&never).await.expect("a call");
    assert!(
        matches!(never, Outcome::Accepted(_)),
        "-509 is a notice: {never:?}"
    );
    tbs.sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_kept_apart_and_closed() {
    let tbs = Tbs::start().await;
    tbs.account(|account| account.allowed.push("192.0.2.0/24".to_owned()));
    let stranger = tbs.call("solde", json!({})).await;
    assert_eq!(stranger["codeReponse"], "-1", "not from this address");
    tbs.account(|account| account.allowed.clear());
    for expected in ["-1", "-1", "-1", "-1", "-1", "-9"] {
        let answer = tbs.call_as(USER, "wrong", "solde", json!({})).await;
        assert_eq!(answer["codeReponse"], expected);
    }
    let right = tbs.call("solde", json!({})).await;
    assert_eq!(right["codeReponse"], "-9", "closed");
    let wrong_script = request("solde", USER, PASSWORD, &json!({}));
    let raw = tbs.raw("achat", &wrong_script).await;
    let fault = crate::tbs_support::read(&String::from_utf8_lossy(&raw.body));
    assert_eq!(fault["fault"]["faultCode"], -32601, "{fault}");
    tbs.sandbox.stop().await;
}
