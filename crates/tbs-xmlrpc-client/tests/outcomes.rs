//! What TBS's codes and shapes mean, one answer for each reference.

#[path = "../../transport/tests/server/mod.rs"]
mod server;

use std::{fmt::Write as _, time::Duration};

use certwire_wire::xmlrpc::XmlRpcMessage;
use server::*;
use tbs_xmlrpc_client::{
    Builder, Client, Credentials, Error, Outcome, RetryPolicy, Stopped, TroubleKind, Wait, Window,
};
use tbs_xmlrpc_types::{
    Achat, AchatRequest, ChangementCommandesRequest, DcvEmailRenvoyerRequest, EnSommeilRequest,
    Identification, RevocationRequest, SoldeRequest,
};

const CANARY: &str = "canary-<&>-hunter2";

fn builder(url: &str) -> Builder {
    let retry = RetryPolicy {
        first: Duration::from_millis(1),
        ..RetryPolicy::default()
    };
    Client::builder()
        .url(url)
        .credentials(Credentials::new("someone", CANARY))
        .retry(retry)
}

async fn serving(replies: impl IntoIterator<Item = Reply>) -> (Server, Client) {
    let server = Server::start(replies).await;
    let client = builder(&format!("{}base/", server.url))
        .build()
        .expect("a client");
    (server, client)
}

/// An order with these references.
fn order(references: &[&str]) -> AchatRequest<'static> {
    let xml = payload("tbs/requests/achat/standard.minimal.xml");
    let first = AchatRequest::from_xml(&xml)
        .expect("a request")
        .value
        .into_owned();
    let (_, demand) = first.demande.iter().next().expect("a demand");
    let mut order = AchatRequest::default();
    for reference in references {
        order.demande.push((*reference).to_owned(), demand.clone());
    }
    order
}

fn answer(members: &[(&str, &str)]) -> String {
    format!(
        "<methodResponse><params><param><value>{}</value></param></params></methodResponse>",
        structure(members)
    )
}

fn structure(members: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in members {
        let _ = write!(
            text,
            "<member><name>{name}</name><value>{value}</value></member>"
        );
    }
    format!("<struct>{text}</struct>")
}

/// The answer of a payload under a reference.
fn body_under(reference: &str, payload: &str) -> String {
    let start = payload.find("<struct>").expect("a struct");
    let end = payload.rfind("</struct>").expect("its end") + "</struct>".len();
    answer(&[(reference, &payload[start..end])])
}

fn revocation() -> RevocationRequest<'static> {
    let xml = payload("tbs/requests/revocation/minimal.xml");
    RevocationRequest::from_xml(&xml)
        .expect("a request")
        .value
        .into_owned()
}

#[tokio::test]
async fn an_order_goes_to_its_script_with_the_clients_credentials() {
    let (server, client) = serving([xml(payload("tbs/responses/achat/minimal.xml"))]).await;
    let mut request = order(&["my-ref"]);
    let mut own = Identification::default();
    own.utilisateur = "somebody else".into();
    request.identification = own;
    let outcome = client
        .achat(&request)
        .await
        .expect("sent")
        .only()
        .expect("one");
    let accepted = outcome.accepted().expect("accepted");
    assert_eq!(accepted.value.ref_tbs.as_deref(), Some("0000000001"));
    let seen = &server.seen()[0];
    assert!(
        seen.starts_with("POST /base/api-operations.php HTTP/1.1"),
        "{seen}"
    );
    assert!(seen.contains("canary-&lt;&amp;&gt;-hunter2") && seen.contains("someone"));
    assert!(!seen.contains("somebody else"));
}

#[tokio::test]
async fn each_reference_has_its_own_answer() {
    let bulk = payload("tbs/responses/achat/bulk.observed.xml");
    let (_, client) = serving([xml(bulk)]).await;
    let request = order(&["my-ref-002", "my-ref-003", "my-ref-001"]);
    let answers = client.achat(&request).await.expect("sent");
    let outcomes: Vec<_> = answers
        .iter()
        .map(|(reference, outcome)| (reference, outcome.as_str()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("my-ref-002", "refused"),
            ("my-ref-003", "ambiguous"),
            ("my-ref-001", "accepted"),
        ]
    );
    let Some(Outcome::Ambiguous(doubt)) = answers.get("my-ref-003") else {
        panic!("{answers:?}");
    };
    assert_eq!(doubt.trouble.kind, TroubleKind::Unanswered);
}

#[tokio::test]
async fn answers_are_told_apart_by_the_reference_inside_too() {
    let one = |reference: &str, id: &str| {
        let id = format!("<string>{id}</string>");
        structure(&[
            ("refDemande", reference),
            ("codeReponse", "0"),
            ("refTBS", &id),
        ])
    };
    let body = |a: &str, b: &str| answer(&[("0", a), ("1", b)]);
    let named = answer(&[("a", &one("b", "1")), ("b", &one("b", "2"))]);
    for (body, expected) in [
        (
            body(&one("b", "1"), &one("a", "2")),
            ["accepted", "accepted"],
        ),
        (
            body(&one("b", "1"), &one("b", "2")),
            ["ambiguous", "ambiguous"],
        ),
        (named, ["ambiguous", "accepted"]),
    ] {
        let (_, client) = serving([xml(&body)]).await;
        let answers = client.achat(&order(&["a", "b"])).await.expect("sent");
        let outcomes: Vec<_> = answers
            .iter()
            .map(|(_, outcome)| outcome.as_str())
            .collect();
        assert_eq!(outcomes, expected, "{answers:?}");
    }
}

#[tokio::test]
async fn demands_without_an_answer_of_their_own_are_not_made() {
    let server = Server::start([]).await;
    let client = builder(&server.url)
        .validate(false)
        .build()
        .expect("a client");
    for references in [&[][..], &["a", "a"]] {
        let refused = client.achat(&order(references)).await;
        assert!(matches!(refused, Err(Error::Demands(_))), "{refused:?}");
    }
    let several = client.core().call::<Achat>(&order(&["a", "b"])).await;
    assert!(matches!(several, Err(Error::Demands(_))));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_refusal_of_the_whole_call_is_one_of_each_demand_and_halts() {
    let refusal = answer(&[("codeReponse", "<int>-1</int>"), ("messageReponse", "Non")]);
    let (server, client) = serving([xml(refusal)]).await;
    let answers = client.achat(&order(&["a", "b"])).await.expect("sent");
    assert!(
        answers
            .iter()
            .all(|(_, outcome)| outcome.is_authentication_failure())
    );
    assert!(matches!(
        client.achat(&order(&["c"])).await,
        Err(Error::Halted)
    ));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn codes_mean_what_the_manual_says() {
    let id = ("refTBS", "<int>4123456789</int>");
    let message = ("messageReponse", "x");
    for (code, with_id, expected, kind) in [
        ("0", true, "accepted", None),
        ("0", false, "ambiguous", Some(TroubleKind::MissingId)),
        ("-101", true, "accepted", None),
        ("-22", false, "refused", None),
        ("-22", true, "ambiguous", Some(TroubleKind::Contradiction)),
        ("-99999", false, "refused", None),
        ("12345", true, "ambiguous", Some(TroubleKind::UnclearCode)),
        ("-999", false, "ambiguous", Some(TroubleKind::Internal)),
        ("-423", false, "ambiguous", Some(TroubleKind::Internal)),
        ("", true, "ambiguous", Some(TroubleKind::NoCode)),
    ] {
        let code = ("codeReponse", code);
        let mut members = vec![code, message];
        members.extend(with_id.then_some(id));
        let (_, client) = serving([xml(answer(&members))]).await;
        let answers = client.achat(&order(&["my-ref"])).await.expect("sent");
        let outcome = answers.only().expect("one");
        assert_eq!(outcome.as_str(), expected, "{code:?} {outcome:?}");
        match outcome {
            Outcome::Ambiguous(doubt) => assert_eq!(Some(doubt.trouble.kind), kind, "{code:?}"),
            Outcome::Accepted(accepted) => {
                assert_eq!(accepted.value.ref_tbs.as_deref(), Some("4123456789"));
                assert_eq!(accepted.warnings.len(), usize::from(code.1 == "-101"));
            }
            Outcome::Refused(_) => {}
        }
    }
}

#[tokio::test]
async fn answers_that_say_two_things_are_in_doubt() {
    let ok = [
        ("codeReponse", "0"),
        ("messageReponse", "OK"),
        ("refTBS", "0000000001"),
    ];
    let twice = [&[("codeReponse", "-1")], ok.as_slice()].concat();
    let both = answer(&ok).replace(
        "</params>",
        "</params><fault><value><struct/></value></fault>",
    );
    let fault = payload("tbs/responses/fault.observed.xml");
    for (body, kind) in [
        (answer(&twice), TroubleKind::Contradiction),
        (both, TroubleKind::Contradiction),
        (fault, TroubleKind::Fault),
        (String::new(), TroubleKind::Empty),
        ("<html>Maintenance</html>".to_owned(), TroubleKind::Html),
        (
            "<methodResponse><params>".to_owned(),
            TroubleKind::Truncated,
        ),
        ("<methodCall/>".to_owned(), TroubleKind::Foreign),
    ] {
        let (_, client) = serving([xml(&body)]).await;
        let answers = client.achat(&order(&["my-ref"])).await.expect("sent");
        let Some(Outcome::Ambiguous(doubt)) = answers.only() else {
            panic!("{body}");
        };
        assert_eq!(doubt.trouble.kind, kind, "{doubt:?}");
    }
}

#[tokio::test]
async fn shapes_without_a_code_are_successes_where_the_manual_prints_them() {
    for path in [
        "solde/deposit.observed.xml",
        "solde/bulk.minimal.xml",
        "solde/deposit.minimal.xml",
    ] {
        let (_, client) = serving([xml(payload(&format!("tbs/responses/{path}")))]).await;
        let outcome = client.solde(&SoldeRequest::default()).await.expect("sent");
        assert_eq!(outcome.as_str(), "accepted", "{path} {outcome:?}");
    }
    let (_, client) = serving([
        xml(payload("tbs/responses/enSommeil/results.observed.xml")),
        xml(payload("tbs/responses/enSommeil/none.minimal.xml")),
    ])
    .await;
    for _ in 0..2 {
        let outcome = client.en_sommeil(&EnSommeilRequest::default()).await;
        assert_eq!(outcome.expect("sent").as_str(), "accepted");
    }
    let nothing = answer(&[("date", "2023-01-01 00:00:00")]);
    let (_, client) = serving([xml(nothing)]).await;
    let outcome = client.solde(&SoldeRequest::default()).await.expect("sent");
    assert!(
        matches!(outcome, Outcome::Ambiguous(doubt) if doubt.trouble.kind == TroubleKind::NoCode)
    );
}

#[tokio::test]
async fn answers_by_reference_and_flat_refusals_are_read() {
    let mut request = DcvEmailRenvoyerRequest::default();
    request.ref_tbs = Some("0000000001".into());
    for (file, expected) in [
        ("minimal", "accepted"),
        ("failure", "refused"),
        ("flat.observed", "refused"),
    ] {
        let body = payload(&format!("tbs/responses/dcvEmailRenvoyer/{file}.xml"));
        let (_, client) = serving([xml(body)]).await;
        let outcome = client.dcv_email_renvoyer(&request).await.expect("sent");
        assert_eq!(outcome.as_str(), expected, "{file} {outcome:?}");
    }
}

#[test]
fn endpoints_are_those_of_the_manual() {
    for (name, address) in [
        ("live-v4", "https://publicapi.tbs-certificats.com/"),
        ("live-v6", "https://publicapi.tbs-certificats.com/"),
        (
            "sandbox-v4",
            "https://apisandbox4.or2.clust2.tbs-internet.net:1443/",
        ),
        (
            "sandbox-v6",
            "https://apisandbox6.or2.clust2.tbs-internet.net/",
        ),
    ] {
        let client = builder("").endpoint(name).build().expect("a client");
        assert_eq!(client.core().base().as_str(), address);
    }
}

#[tokio::test]
async fn a_methods_own_codes_count() {
    let internal = answer(&[("codeReponse", "-1"), ("messageReponse", "x")]);
    let (_, client) = serving([xml(internal)]).await;
    let answers = client.revocation(&revocation()).await.expect("sent");
    let Some(Outcome::Ambiguous(doubt)) = answers.only() else {
        panic!("not in doubt");
    };
    assert_eq!(doubt.trouble.kind, TroubleKind::Internal);
    assert_eq!(doubt.look_up[0].operation, "statut");
    assert!(!client.core().is_halted());
}

#[tokio::test]
async fn orders_of_others_halt_nothing() {
    let refusal = answer(&[("codeReponse", "-201"), ("messageReponse", "x")]);
    let (_, client) = serving([xml(refusal)]).await;
    let stopped = client
        .wait_until_issued("0000000001", Wait::up_to(Duration::from_secs(9)))
        .await;
    assert!(stopped.is_err() && !client.core().is_halted());
}

#[tokio::test]
async fn young_orders_need_not_be_found_at_once() {
    let unknown = answer(&[("codeReponse", "-202"), ("messageReponse", "x")]);
    let issued = payload("tbs/responses/statut/type_1.minimal.xml");
    let malformed = answer(&[("codeReponse", "-204"), ("messageReponse", "x")]);
    let (server, client) = serving([xml(&unknown), xml(issued), xml(malformed)]).await;
    let wait = || {
        Wait::up_to(Duration::from_secs(9))
            .every(Duration::from_millis(1), Duration::from_millis(1))
    };
    let found = client.wait_until_issued("0000000001", wait()).await;
    assert!(found.is_ok() && server.seen().len() == 2);
    let refused = client.wait_until_issued("0000000001", wait()).await;
    assert!(matches!(refused, Err(Stopped::Refused(_))));
}

#[tokio::test]
async fn issued_certificates_come_in_the_senders_encoding() {
    let body = payload("tbs/responses/statut/type_1.minimal.xml");
    let body = body.replace("UTF-8", "ISO-8859-1").replace("OK", "Validé");
    let latin1: Vec<u8> = body
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin"))
        .collect();
    let pending = body_under(
        "demande",
        &payload("tbs/responses/statut/type_2.minimal.xml"),
    );
    let pending = pending.replace("<int>1</int>", "<int>12</int>");
    let (server, client) = serving([xml(pending), xml(latin1)]).await;
    let wait = Wait::up_to(Duration::from_secs(9))
        .every(Duration::from_millis(1), Duration::from_millis(1));
    let status = client.wait_for_status("0000000001", 1, wait);
    let status = status.await.expect("issued");
    assert_eq!(status.statut.code, 1);
    assert_eq!(status.message_reponse, "Validé");
    assert_eq!(server.seen().len(), 2);
    assert!(server.seen()[0].starts_with("POST /base/api-infos.php"));
}

#[tokio::test]
async fn an_empty_change_list_is_no_failure() {
    let none = answer(&[("codeReponse", "-509"), ("messageReponse", "x")]);
    let changes = payload("tbs/responses/changementCommandes/success.observed.xml");
    let (server, client) = serving([xml(&none), xml(&changes), xml(&none)]).await;
    let request = ChangementCommandesRequest::default();
    let outcome = client.changement_commandes(&request).await.expect("sent");
    assert_eq!(
        outcome.accepted().expect("accepted").warnings[0].code,
        "-509"
    );
    let period = Window {
        from: 1_700_000_000_000,
        to: 1_700_000_003_000,
    };
    let mut windows = client.changed_orders(period).full_at(1);
    let mut counts = Vec::new();
    while let Some((_, orders)) = windows.next().await.unwrap_or(None) {
        counts.push(orders.len());
    }
    let asked = server.seen();
    assert!(asked[1].contains("1700000000") && asked[1].contains("1700000003"));
    assert!(asked[2].contains("1700000000") && asked[2].contains("1700000001"));
    assert_eq!(counts, [0]);
}

#[tokio::test]
async fn nothing_shown_holds_the_password() {
    for body in [
        format!("<html>{CANARY} canary-&lt;&amp;&gt;-hunter2</html>"),
        answer(&[
            ("codeReponse", "-22"),
            ("messageReponse", "canary-&lt;&amp;&gt;-hunter2"),
        ]),
        answer(&[
            ("codeReponse", "0"),
            ("refTBS", "0000000001"),
            ("motDePasse", "canary-&lt;&amp;&gt;-hunter2"),
        ]),
    ] {
        let (_, client) = serving([xml(body)]).await;
        let outcome = client.achat(&order(&["my-ref"])).await;
        let text = format!("{outcome:?} {client:?}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
