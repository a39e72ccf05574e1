//! What counts as accepted, refused, or in doubt.

mod common;

use certwire_wire::reference::ErrorClass;
use common::*;
use gs_soap_client::{Error, Outcome, TroubleKind};
use gs_soap_types::OrderPS1;

#[tokio::test]
async fn success_is_accepted_and_the_credentials_are_the_clients() {
    let body = payload("gs/responses/order_ps1/success.observed.xml");
    let (server, outcome) = ordered(xml(body)).await;
    let accepted = outcome.expect("sent").accepted().expect("accepted");
    assert_eq!(accepted.value.order_id, "CEPS2311220001");
    assert!(accepted.warnings.is_empty());
    let request = &server.seen()[0];
    assert!(request.starts_with("POST / HTTP/1.1\r\n"), "{request}");
    assert!(request.contains("soapaction: \"\""));
    assert!(request.contains("<UserName>PAR00000_example</UserName>"));
    assert!(request.contains("<Password>canary-&lt;&amp;\"'&gt;-hunter2</Password>"));
    assert!(!request.to_ascii_lowercase().contains("accept-encoding"));
}

#[tokio::test]
async fn warnings_are_no_failures() {
    let body = payload("gs/responses/order_ps1/warning.observed.xml");
    let (_, outcome) = ordered(xml(body)).await;
    let accepted = outcome.expect("sent").accepted().expect("accepted");
    assert_eq!(accepted.warnings[0].code, "-9978");
    assert!(accepted.warnings[0].explanation.is_none());
    assert!(accepted.notes.iter().any(|note| note.kind == "nil"));
}

#[tokio::test]
async fn refusals_keep_every_error_and_explain_it() {
    let errors = "<SuccessCode>-1</SuccessCode><Errors>\
        <Error><ErrorCode>-103</ErrorCode><ErrorField>Request.SubID</ErrorField><ErrorMessage>Too long</ErrorMessage></Error>\
        <Error><ErrorCode>-9977</ErrorCode><ErrorMessage>Unheard of</ErrorMessage></Error></Errors>";
    let nil = "<OrderID xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    let (_, outcome) = ordered(xml(response("OrderPS1", errors, nil))).await;
    let Outcome::Refused(refused) = outcome.expect("sent") else {
        panic!("not refused");
    };
    let [first, second] = refused.errors.as_slice() else {
        panic!("{refused:?}");
    };
    assert_eq!(first.code, "-103");
    assert_eq!(first.field.as_deref(), Some("Request.SubID"));
    assert_eq!(first.message, "Too long");
    assert_eq!(first.class(), Some(ErrorClass::Input));
    assert_eq!(second.class(), None);
    assert!(refused.to_string().contains("Shorten or lengthen"));
    let flat = payload("gs/responses/order_ps1/failure.xml");
    let (_, outcome) = ordered(xml(flat)).await;
    assert!(matches!(outcome, Ok(Outcome::Refused(refused)) if refused.errors[0].code == "-102"));
}

#[tokio::test]
async fn success_without_its_id_is_in_doubt() {
    let nil = "<OrderID xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>";
    for members in ["", "<OrderID/>", "<OrderID> </OrderID>", nil] {
        let body = response("OrderPS1", "<SuccessCode>0</SuccessCode>", members);
        let doubt = doubt(xml(body)).await;
        assert_eq!(doubt.trouble.kind, TroubleKind::MissingId);
        assert_eq!(doubt.look_up[0].operation, "GetOrders");
        assert_eq!(doubt.look_up[0].field, "SubID");
        assert_eq!(doubt.look_up[0].value, "invoice-4711");
    }
}

#[tokio::test]
async fn the_cas_own_trouble_and_contradictions_are_in_doubt() {
    let id = "<OrderID>CEPS1</OrderID>";
    let internal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-201</ErrorCode><ErrorMessage>db</ErrorMessage></Error></Errors>";
    let input = internal.replace("-201", "-103");
    for (header, members, kind) in [
        (internal, "", TroubleKind::Internal),
        (&input, id, TroubleKind::Contradiction),
        (
            "<SuccessCode>0</SuccessCode><SuccessCode>-1</SuccessCode>",
            id,
            TroubleKind::Contradiction,
        ),
        (
            "<SuccessCode>zero</SuccessCode>",
            id,
            TroubleKind::UnclearCode,
        ),
        ("", id, TroubleKind::NoCode),
    ] {
        let doubt = doubt(xml(response("OrderPS1", header, members))).await;
        assert_eq!(doubt.trouble.kind, kind, "{header}");
        if !members.is_empty() {
            assert_eq!(doubt.known, [("OrderID", "CEPS1".to_owned())]);
        }
    }
}

#[tokio::test]
async fn what_is_no_answer_is_named() {
    let success = response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    );
    let other = success.replace("OrderPS1", "OrderPS2");
    let foreign = success.replace(
        "https://system.globalsign.com/pc/ws/v2/",
        "https://evil.example/",
    );
    let cut = &success[..success.len() - 60];
    let fault = payload("gs/responses/fault.observed.xml");
    let html = "<!DOCTYPE html><html><body><h1>Welcome to the proxy</h1></body></html>";
    for (reply, kind) in [
        (xml(&fault), TroubleKind::Fault),
        (http("500 Oops", "text/xml", &fault), TroubleKind::Fault),
        (http("200 OK", "text/html", html), TroubleKind::Html),
        (http("503 Busy", "text/html", html), TroubleKind::Status),
        (http("404 Gone", "text/plain", "no"), TroubleKind::Status),
        (
            http("200 OK", "application/json", "{}"),
            TroubleKind::ContentType,
        ),
        (xml(""), TroubleKind::Empty),
        (xml(cut), TroubleKind::Truncated),
        (xml(&other), TroubleKind::Foreign),
        (xml(&foreign), TroubleKind::Foreign),
        (
            xml(success.replace("</OrderID>", "</OrderId>")),
            TroubleKind::Xml,
        ),
        (xml(format!("<!DOCTYPE x>{success}")), TroubleKind::Xml),
        (
            http("500 Oops", "text/xml", &success),
            TroubleKind::Contradiction,
        ),
    ] {
        let doubt = doubt(reply).await;
        assert_eq!(doubt.trouble.kind, kind, "{doubt:?}");
        assert!(doubt.trouble.status.is_some());
        assert_eq!(doubt.look_up.len(), 1);
    }
}

#[tokio::test]
async fn excerpts_are_short_and_tell_something() {
    let html = format!(
        "<html><h1>Welcome to the proxy</h1>{}</html>",
        "word ".repeat(999)
    );
    let page = doubt(http("503 Busy", "text/html", html)).await;
    assert!(
        page.trouble
            .excerpt
            .starts_with("Welcome to the proxy word")
    );
    assert!(page.trouble.excerpt.len() < 220);
    assert_eq!(page.trouble.status, Some(503));
    let said = doubt(xml(payload("gs/responses/fault.observed.xml"))).await;
    assert!(
        said.trouble.message.contains("Unmarshalling Error"),
        "{said:?}"
    );
}

#[tokio::test]
async fn a_wrong_label_on_a_good_answer_is_a_note() {
    let success = response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    );
    let (_, outcome) = ordered(http("200 OK", "text/html", success)).await;
    let accepted = outcome.expect("sent").accepted().expect("accepted");
    assert!(
        accepted
            .notes
            .iter()
            .any(|note| note.kind == "content-type")
    );
}

#[tokio::test]
async fn invalid_requests_stay_here_unless_told_otherwise() {
    let server = Server::start([]).await;
    let mut order = order();
    order.sub_id = Some("x".repeat(51).into());
    order.pickup_password = "short".into();
    let Err(Error::Invalid(report)) = client(&server.url).order_ps1(&order).await else {
        panic!("not invalid");
    };
    let codes: Vec<_> = report
        .violations
        .iter()
        .map(|v| v.code.as_deref())
        .collect();
    assert_eq!(codes, [Some("-103"), Some("-103")]);
    assert!(server.seen().is_empty());
    let success = response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    );
    let server = Server::start([xml(success)]).await;
    let client = builder(&server.url)
        .validate(false)
        .build()
        .expect("a client");
    let outcome = client.core().call::<OrderPS1>(&order).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))));
}

#[tokio::test]
async fn calls_can_be_handed_to_other_threads() {
    fn sendable<T: Send>(call: T) -> T {
        call
    }
    let id = "<OrderID>C1</OrderID>";
    let success = || xml(response("OrderPS1", "<SuccessCode>0</SuccessCode>", id));
    let server = Server::start([success(), success()]).await;
    let client = client(&server.url);
    let call = {
        let order = order();
        client.core().call::<OrderPS1>(&order)
    };
    let outcome = tokio::spawn(call).await.expect("no panic");
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))));
    let order = order();
    let outcome = sendable(client.order_ps1(&order)).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))));
}

#[tokio::test]
async fn texts_that_xml_cannot_carry_are_not_sent() {
    let server = Server::start([]).await;
    let mut order = order();
    order.sub_id = Some("a\u{0}b".into());
    let client = builder(&server.url)
        .validate(false)
        .build()
        .expect("a client");
    assert!(matches!(
        client.order_ps1(&order).await,
        Err(Error::Unwritable(_))
    ));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn refused_credentials_halt_the_client() {
    let refusal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-4001</ErrorCode><ErrorMessage>Login</ErrorMessage></Error></Errors>";
    let no_access = refusal.replace("-4001", "-9902");
    let server = Server::start([
        xml(response("GetOrders", &no_access, "")),
        xml(response("GetOrders", refusal, "")),
        xml(response("GetOrders", "<SuccessCode>0</SuccessCode>", "")),
    ])
    .await;
    let client = client(&server.url);
    let outcome = client.get_orders(&query()).await.expect("sent");
    assert!(!outcome.is_authentication_failure() && !client.core().is_halted());
    let outcome = client.get_orders(&query()).await.expect("sent");
    assert!(outcome.is_authentication_failure() && client.core().is_halted());
    assert!(matches!(
        client.clone().order_ps1(&order()).await,
        Err(Error::Halted)
    ));
    assert_eq!(
        server.seen().len(),
        2,
        "nothing is repeated, nothing more is sent"
    );
    client.core().resume();
    let outcome = client.get_orders(&query()).await.expect("sent");
    assert!(matches!(outcome, Outcome::Accepted(_)));
}

#[tokio::test]
async fn a_bulk_run_under_a_wrong_password_fails_once() {
    let refusal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-4001</ErrorCode><ErrorMessage>Login</ErrorMessage></Error></Errors>";
    let refused = || xml(response("OrderPS1", refusal, ""));
    let server = Server::start((0..20).map(|_| refused())).await;
    let client = client(&server.url);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        calls.spawn(async move { client.order_ps1(&order()).await });
    }
    let outcomes = calls.join_all().await;
    let halted = |outcome: &&Result<_, Error>| matches!(outcome, Err(Error::Halted));
    assert_eq!(outcomes.iter().filter(halted).count(), 19);
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn an_outage_proves_no_password() {
    let refusal = "<SuccessCode>-1</SuccessCode><Errors><Error><ErrorCode>-4001</ErrorCode><ErrorMessage>Login</ErrorMessage></Error></Errors>";
    let refused = || xml(response("OrderPS1", refusal, ""));
    let outage = http("503 Service Unavailable", "text/html", "<html>later</html>");
    let server = Server::start([outage].into_iter().chain((0..9).map(|_| refused()))).await;
    let client = client(&server.url);
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let client = client.clone();
        calls.spawn(async move { client.order_ps1(&order()).await });
    }
    let outcomes = calls.join_all().await;
    let halted = |outcome: &&Result<_, Error>| matches!(outcome, Err(Error::Halted));
    assert_eq!(outcomes.iter().filter(halted).count(), 8);
    assert_eq!(server.seen().len(), 2, "the outage, and one refused login");
}

#[tokio::test]
async fn calls_go_together_once_the_credentials_are_taken() {
    let success = "<SuccessCode>0</SuccessCode>";
    let accepted = || xml(response("OrderPS1", success, "<OrderID>C1</OrderID>"));
    // The second call hangs; the third is answered all the same.
    let server = Server::start([accepted(), Reply::Hang(Vec::new()), accepted()]).await;
    let client = client(&server.url);
    let ordered = |outcome: Result<Outcome<_>, Error>| outcome.expect("sent").as_str();
    assert_eq!(ordered(client.order_ps1(&order()).await), "accepted");
    let hanging = tokio::spawn({
        let client = client.clone();
        async move { client.order_ps1(&order()).await }
    });
    while server.seen().len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(ordered(client.order_ps1(&order()).await), "accepted");
    hanging.abort();
}
