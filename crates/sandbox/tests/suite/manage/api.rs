//! What the API does.

use std::time::Duration;

use certwire_sandbox::model::{Command, Service};
use reqwest::{Method, StatusCode};
use serde_json::json;

use super::Manager;
use crate::common::{self, Running, place, place_at_tbs};

#[tokio::test(flavor = "multi_thread")]
async fn an_order_goes_on_with_the_clock() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    manager
        .post("/clock", json!({ "set": "2026-03-01", "runs": false }))
        .await;
    let order = place(&sandbox).await;
    let path = format!("/orders/{order}");
    assert_eq!(manager.get(&path).await["stage"], "intake");
    let clock = manager.post("/clock", json!({ "advance": "2d" })).await;
    assert_eq!(
        clock,
        json!({ "now": "2026-03-03T00:00:00.000Z", "runs": false })
    );
    let detail = manager.get(&path).await;
    assert_eq!(
        detail["status"],
        json!({ "code": "4", "label": "Issue completed" })
    );
    assert_eq!(detail["stage"], "done");
    let times: Vec<&str> = detail["timeline"]
        .as_array()
        .expect("a timeline")
        .iter()
        .map(|line| line["at"].as_str().expect("a time"))
        .collect();
    assert!(times.is_sorted() && times.len() >= 3, "{times:?}");
    assert!(
        times.iter().all(|at| at.starts_with("2026-03-01")),
        "in due order: {times:?}"
    );
    assert_eq!(detail["certificates"].as_array().map(Vec::len), Some(1));
    let mails = detail["mails"].as_array().expect("mails");
    let sent = |mail: &serde_json::Value| mail["sent"].as_str().map(str::to_owned);
    let sent: Vec<_> = mails.iter().filter_map(sent).collect();
    assert!(
        sent.len() >= 2 && sent.iter().all(|at| at.starts_with("2026-03-01")),
        "sent when they were due: {sent:?}"
    );
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_are_listed_and_acted_upon() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let first = place(&sandbox).await;
    let second = place(&sandbox).await;
    let list = manager.get("/orders?service=gs&limit=1").await;
    assert_eq!(list["orders"][0]["id"], second);
    assert_eq!(list["more"], true);
    let list = manager.get("/orders?service=gs&limit=1&offset=1").await;
    assert_eq!(list["orders"][0]["id"], first);
    assert_eq!(list["more"], false);
    assert_eq!(
        manager.get("/orders?service=tbs").await["orders"],
        json!([])
    );

    let actions = format!("/orders/{first}/actions");
    let detail = manager.get(&format!("/orders/{first}")).await;
    let possible = detail["actions"].as_array().expect("actions").clone();
    assert!(possible.contains(&json!("issue")), "{possible:?}");
    let detail = manager.post(&actions, json!({ "action": "issue" })).await;
    assert_eq!(detail["status"]["code"], "4");
    let list = manager.get("/orders?status=4").await;
    assert_eq!(list["orders"].as_array().map(Vec::len), Some(1));
    let (status, problem) = manager
        .call(
            Method::POST,
            &actions,
            Some(&json!({ "action": "sign-quote" })),
        )
        .await;
    assert_eq!(status, StatusCode::CONFLICT, "{problem}");
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_say_what_to_do() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let body = json!({ "unknown": 1 });
    for (method, path, status) in [
        (Method::GET, "/nowhere", StatusCode::NOT_FOUND),
        (Method::DELETE, "/orders", StatusCode::METHOD_NOT_ALLOWED),
        (Method::GET, "/orders/none", StatusCode::NOT_FOUND),
        (Method::GET, "/orders?colour=red", StatusCode::BAD_REQUEST),
        (Method::GET, "/orders?limit=many", StatusCode::BAD_REQUEST),
        (Method::GET, "/accounts/gs/nobody", StatusCode::NOT_FOUND),
        (
            Method::GET,
            "/accounts/other/nobody",
            StatusCode::BAD_REQUEST,
        ),
        (Method::POST, "/accounts", StatusCode::BAD_REQUEST),
        (Method::POST, "/clock", StatusCode::BAD_REQUEST),
        (Method::PATCH, "/settings", StatusCode::BAD_REQUEST),
        (Method::PUT, "/snapshot", StatusCode::BAD_REQUEST),
        (Method::POST, "/forced", StatusCode::BAD_REQUEST),
    ] {
        let (found, problem) = manager.call(method.clone(), path, Some(&body)).await;
        assert_eq!(found, status, "{method} {path}: {problem}");
        let sentence = problem["error"].as_str().unwrap_or_default();
        assert!(sentence.ends_with('.'), "{method} {path}: {problem}");
    }
    let far = json!({ "advance": "99999999d" });
    let (status, _) = manager.call(Method::POST, "/clock", Some(&far)).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_keep_their_passwords_to_themselves() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let account =
        json!({ "service": "gs", "user": "me", "password": "s3cret", "funds": { "credit": 5 } });
    manager.post("/accounts", account.clone()).await;
    let (status, _) = manager
        .call(Method::POST, "/accounts", Some(&account))
        .await;
    assert_eq!(status, StatusCode::CONFLICT);
    let list = manager.get("/accounts").await;
    assert!(!list.to_string().contains("s3cret"));
    assert_eq!(list.as_array().map(Vec::len), Some(3));
    let closed =
        json!({ "service": "gs", "user": "me", "password": "", "closed": true, "failures": 5 });
    let shown = manager.send(Method::PUT, "/accounts/gs/me", closed).await;
    assert_eq!(shown["closed"], true);
    let shown = manager.post("/accounts/gs/me/unblock", json!({})).await;
    assert_eq!(
        (&shown["closed"], &shown["failures"]),
        (&json!(false), &json!(0))
    );
    let kept = sandbox.0.accounts().expect("accounts");
    let mine = kept.iter().find(|account| account.user == "me");
    assert_eq!(
        mine.map(|account| account.password.as_str()),
        Some("s3cret")
    );
    let (status, _) = manager.call(Method::DELETE, "/accounts/gs/me", None).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_state_is_saved_and_brought_back() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let order = place(&sandbox).await;
    let before = sandbox.credentials(Service::Gs);
    sandbox.advance(Duration::from_hours(2));
    manager.post("/clock", json!({ "runs": false })).await;
    let saved = manager.get("/snapshot").await;
    let detail = manager.get(&format!("/orders/{order}")).await;

    manager.post("/reset", json!({})).await;
    assert_eq!(manager.get("/orders").await["orders"], json!([]));
    assert_eq!(manager.get("/clock").await["runs"], true);
    assert_eq!(manager.get("/exchanges").await, json!([]));
    let after = sandbox.credentials(Service::Gs);
    assert_eq!(after.password().expose(), before.password().expose());
    assert_eq!(place(&sandbox).await, order, "numbers begin anew");

    manager.send(Method::PUT, "/snapshot", saved.clone()).await;
    assert_eq!(manager.get("/snapshot").await, saved);
    assert_eq!(manager.get(&format!("/orders/{order}")).await, detail);
    let seed = json!({ "accounts": [{ "service": "tbs", "user": "seeded", "password": "p" }] });
    manager.post("/seed", seed).await;
    assert_eq!(manager.get("/accounts/tbs/seeded").await["failures"], 0);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn switches_change_one_by_one() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let before = manager.get("/settings").await;
    let changes = json!({ "delays": { "vetting": 7 } });
    let after = manager.send(Method::PATCH, "/settings", changes).await;
    assert_eq!(after["delays"]["vetting"], 7);
    assert_eq!(after["delays"]["issue"], before["delays"]["issue"]);
    assert_eq!(after["duplicates"], before["duplicates"]);
    assert_eq!(manager.get("/settings").await, after);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn forced_answers_wait_for_their_calls() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let forced = json!({ "service": "gs", "operation": "OrderPS1", "code": "-1", "times": 2 });
    manager.post("/forced", forced.clone()).await;
    assert_eq!(manager.get("/forced").await, json!([forced]));
    let answer = sandbox.gs().order_ps1(&common::order()).await;
    let refused = answer.expect("a call").accepted();
    assert!(refused.is_err());
    assert_eq!(manager.get("/forced").await[0]["times"], 1);
    manager.call(Method::DELETE, "/forced", None).await;
    assert_eq!(manager.get("/forced").await, json!([]));
    place(&sandbox).await;
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_has_every_call_and_no_secret() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let password = sandbox
        .credentials(Service::Gs)
        .password()
        .expose()
        .to_owned();
    let mut stream = reqwest::get(format!("{}/exchanges/stream", sandbox.0.management_url()))
        .await
        .expect("a stream");
    let mut heard = String::new();
    let hello = stream.chunk().await.expect("bytes").expect("a greeting");
    assert!(hello.starts_with(b":"));
    place(&sandbox).await;
    while !heard.contains("\n\n") {
        let chunk = stream.chunk().await.expect("bytes").expect("an event");
        heard.push_str(&String::from_utf8_lossy(&chunk));
    }
    let data = heard.lines().find_map(|line| line.strip_prefix("data: "));
    let event: serde_json::Value = serde_json::from_str(data.expect("data")).expect("JSON");
    let log = manager.get("/exchanges").await;
    assert_eq!(log, json!([event]));
    assert_eq!(event["operation"], "OrderPS1");
    assert_eq!(event["outcome"], "accepted");
    assert!(!heard.contains(&password) && heard.contains("***"));
    let number = &event["number"];
    assert_eq!(
        manager.get(&format!("/exchanges?after={number}")).await,
        json!([])
    );
    // Ends by itself, though somebody is listening.
    sandbox.stop().await;
    assert_eq!(stream.chunk().await.expect("an end"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn payloads_are_judged_as_the_command_does() {
    let sandbox = Running::start().await;
    Manager::of(&sandbox);
    let url = format!("{}/validate?file=order.xml", sandbox.0.management_url());
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let wrong = xml.replacen("<Year>1</Year>", "<Year>99</Year>", 1);
    assert_ne!(xml, wrong);
    let line = wrong.lines().position(|line| line.contains("<Year>"));
    for (payload, valid) in [(xml, true), (wrong, false), ("nothing".to_owned(), false)] {
        let answer = reqwest::Client::new().post(&url).body(payload).send().await;
        let text = answer.expect("an answer").text().await.expect("a body");
        let verdict: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(verdict["file"], "order.xml");
        assert_eq!(verdict["valid"], valid, "{verdict}");
        if let Some(violation) = verdict["violations"].get(0) {
            assert_eq!(verdict["operation"], "OrderPS1");
            assert_eq!(violation["line"].as_u64(), line.map(|line| line as u64 + 1));
        } else {
            assert_eq!(verdict["error"].is_string(), !valid);
        }
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_is_whole() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let overview = manager.get("/reference").await;
    for service in [Service::Gs, Service::Tbs] {
        let known = service.reference();
        let reference = manager.get(&format!("/reference/{}", service.id())).await;
        let count = |member: &str| reference[member].as_array().map(Vec::len);
        assert_eq!(count("operations"), Some(known.operations.len()));
        assert_eq!(count("tables"), Some(known.tables.len()));
        assert_eq!(count("errors"), Some(known.errors.len()));
        assert_eq!(count("rules"), Some(known.rules.len()));
        assert_eq!(count("errata"), Some(known.errata.len()));
        assert_eq!(count("history"), Some(known.history.len()));
        let names = overview[service as usize]["operations"].as_array();
        assert_eq!(names.map(Vec::len), Some(known.operations.len()));
        let first = &reference["operations"][0]["request"][0];
        assert!(first["path"].is_string() && first["about"].is_string());
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_bodies_are_cut_in_the_log() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let name = format!("<FirstName>{}", "é".repeat(1 << 17));
    let body = common::payload("gs/requests/order_ps1/minimal.xml").replace("<FirstName>", &name);
    let sent = manager.http.post(sandbox.0.gs_url()).body(body).send();
    sent.await.expect("an answer");
    let log = manager.get("/exchanges").await;
    let request = log[0]["request"].as_str().expect("a request");
    assert!(request.len() < 66 << 10, "{}", request.len());
    assert!(request.ends_with(" bytes in all]"), "it says so");
    sandbox.stop().await;
}

/// What an order offers is what succeeds, at every stage of an order at `GlobalSign` and of one at TBS.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_offered_can_be_done() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    manager.post("/clock", json!({ "runs": false })).await;
    let gs = place(&sandbox).await;
    let tbs = place_at_tbs(&sandbox).await;
    for _ in 0..6 {
        let saved = manager.get("/snapshot").await;
        for order in [&gs, &tbs] {
            let detail = manager.get(&format!("/orders/{order}")).await;
            let offered = detail["actions"].as_array().expect("actions");
            for (name, _) in Command::simple() {
                let path = format!("/orders/{order}/actions");
                let body = json!({ "action": name });
                let (status, _) = manager.call(Method::POST, &path, Some(&body)).await;
                assert_eq!(
                    status.is_success(),
                    offered.contains(&json!(name)),
                    "{name} at {}",
                    detail["stage"]
                );
                manager.send(Method::PUT, "/snapshot", saved.clone()).await;
            }
        }
        sandbox.advance(Duration::from_mins(20));
    }
    sandbox.stop().await;
}
