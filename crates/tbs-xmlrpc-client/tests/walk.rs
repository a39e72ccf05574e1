//! Every operation: its golden answers, and whatever breaks off before one has come.

#[path = "../../transport/tests/server/mod.rs"]
mod server;

use std::time::Duration;

use certwire_wire::{
    encoding,
    limits::Limits,
    operation::{Call, Effect},
    sink::Discard,
    walk::Message,
    xmlrpc::{self, XmlRpcMessage},
};
use server::*;
use tbs_xmlrpc_client::{Answers, Builder, Client, Credentials, Error, Outcome, RetryPolicy};
use tbs_xmlrpc_types::{self as types, Identification};

/// Does the same with each operation: its method, its type, its request and response.
macro_rules! each {
    ($do:ident) => {
        $do!(achat, Achat, AchatRequest, AchatResponse);
        $do!(
            renouvellement,
            Renouvellement,
            RenouvellementRequest,
            RenouvellementResponse
        );
        $do!(
            refabrication,
            Refabrication,
            RefabricationRequest,
            RefabricationResponse
        );
        $do!(
            revocation,
            Revocation,
            RevocationRequest,
            RevocationResponse
        );
        $do!(
            dcv_email_renvoyer,
            DcvEmailRenvoyer,
            DcvEmailRenvoyerRequest,
            DcvEmailRenvoyerResponse
        );
        $do!(
            dcv_code_validation,
            DcvCodeValidation,
            DcvCodeValidationRequest,
            DcvCodeValidationResponse
        );
        $do!(statut, Statut, StatutRequest, StatutResponse);
        $do!(solde, Solde, SoldeRequest, SoldeResponse);
        $do!(en_sommeil, EnSommeil, EnSommeilRequest, EnSommeilResponse);
        $do!(reference, Reference, ReferenceRequest, ReferenceResponse);
        $do!(
            dcv_adresses,
            DcvAdresses,
            DcvAdressesRequest,
            DcvAdressesResponse
        );
        $do!(
            changement_commandes,
            ChangementCommandes,
            ChangementCommandesRequest,
            ChangementCommandesResponse
        );
        $do!(liste_aed, ListeAed, ListeAedRequest, ListeAedResponse);
        $do!(
            liste_renouv,
            ListeRenouv,
            ListeRenouvRequest,
            ListeRenouvResponse
        );
    };
}

/// The golden request of an operation, without its credentials.
macro_rules! request {
    ($operation:ident, $request:ident) => {{
        let folder = format!(
            "tbs/requests/{}",
            <types::$operation as Call>::OPERATION.name
        );
        let file = payloads_of(&folder)
            .into_iter()
            .find(|name| name.ends_with("minimal.xml"));
        let xml = payload(&format!("{folder}/{}", file.expect("a request")));
        let decoded = types::$request::from_xml(&xml).expect("a request");
        let mut request = decoded.value.into_owned();
        request.identification = Identification::default();
        request
    }};
}

/// What a method gives, as the outcome of its only demand.
trait Only<T> {
    fn only_one(self) -> Outcome<T>;
}

impl<T> Only<T> for Outcome<T> {
    fn only_one(self) -> Self {
        self
    }
}

impl<T> Only<T> for Answers<T> {
    fn only_one(self) -> Outcome<T> {
        self.only().expect("one demand")
    }
}

fn builder(url: &str) -> Builder {
    Client::builder()
        .url(url)
        .credentials(Credentials::new("someone", "password"))
        .retry(RetryPolicy::NEVER)
}

/// What a golden answer says, by its name.
fn expected(operation: &str, name: &str) -> &'static str {
    // The CA's own trouble.
    if matches!(operation, "listeAed" | "listeRenouv") && name == "failure.xml" {
        return "ambiguous";
    }
    if name.starts_with("failure") || name.starts_with("error") || name.starts_with("flat") {
        return "refused";
    }
    "accepted"
}

#[tokio::test]
async fn every_operation_takes_its_golden_answers() {
    let mut outcomes = std::collections::BTreeMap::<_, u32>::new();
    macro_rules! walk {
        ($method:ident, $operation:ident, $request:ident, $response:ident) => {
            let operation = <types::$operation as Call>::OPERATION;
            let request = request!($operation, $request);
            let folder = format!("tbs/responses/{}", operation.name);
            for name in payloads_of(&folder) {
                let body = payload_bytes(&format!("{folder}/{name}"));
                let server = Server::start([http("200 OK", "text/xml", &body)]).await;
                let client = builder(&server.url).build().expect("a client");
                let outcome = client.$method(&request).await.expect(&name).only_one();
                assert_eq!(
                    outcome.as_str(),
                    expected(operation.name, &name),
                    "{folder}/{name} {outcome:?}"
                );
                *outcomes.entry(outcome.as_str()).or_default() += 1;
                if let Outcome::Accepted(answer) = outcome {
                    let (text, _) = encoding::decode(&body, None).expect("text");
                    let answers = xmlrpc::answers(
                        &text,
                        &Limits::DEFAULT,
                        <types::$response<'_> as Message>::SHAPE,
                    );
                    let answers = answers.expect("answers");
                    let expected: types::$response<'_> =
                        answers[0].read(&mut Discard).expect("a response");
                    assert_eq!(answer.value, expected, "{folder}/{name}");
                }
                assert!(server.seen()[0].contains(&format!("<methodName>{}<", operation.name)));
            }
        };
    }
    each!(walk);
    println!("{outcomes:?}");
    assert!(outcomes["accepted"] >= 42 && outcomes["refused"] >= 14);
}

#[tokio::test]
async fn whatever_breaks_off_nothing_that_changes_anything_is_sent_twice() {
    let mut failed = 0;
    macro_rules! walk {
        ($method:ident, $operation:ident, $request:ident, $response:ident) => {
            let operation = <types::$operation as Call>::OPERATION;
            let request = request!($operation, $request);
            let folder = format!("tbs/responses/{}", operation.name);
            let file = payloads_of(&folder)
                .into_iter()
                .find(|name| name.ends_with("minimal.xml"));
            let answer = payload(&format!("{folder}/{}", file.expect("an answer")));
            let failures = match operation.effect {
                Effect::Query => Vec::new(),
                Effect::Mutation | Effect::Purchase => failures(&answer),
            };
            // A second attempt at anything would meet the next failure, and shift all that follow.
            let server = Server::start(failures.clone()).await;
            let client = builder(&server.url)
                .answer_timeout(Duration::from_millis(200))
                .idle_timeout(Duration::from_millis(50))
                .build()
                .expect("a client");
            for failure in &failures {
                let before = server.seen().len();
                let outcome = client.$method(&request).await;
                let sent = server.seen().len() - before;
                match outcome.map(Only::only_one) {
                    Ok(Outcome::Ambiguous(doubt)) => {
                        assert!(sent <= 1 && !doubt.look_up.is_empty(), "{failure:?}");
                    }
                    Err(Error::NotSent(_)) => assert_eq!(sent, 0, "{failure:?}"),
                    other => panic!("{} {failure:?}: {other:?}", operation.name),
                }
                failed += 1;
            }
            assert!(server.connections() == failures.len(), "{}", operation.name);
        };
    }
    each!(walk);
    println!("{failed} calls that spend or change, none sent twice");
    assert!(failed >= 6 * 20);
}
