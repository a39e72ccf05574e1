//! What is loaded from outside harms nothing that is there.

use certwire_sandbox::{Config, Sandbox};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::{
    common::{Running, place},
    manage::Manager,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_given_once() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    manager
        .post("/clock", json!({ "set": "2026-03-01", "runs": false }))
        .await;
    let first = place(&sandbox).await;
    let second = place(&sandbox).await;
    let saved = manager.get("/snapshot").await;
    for sequences in [json!([]), json!([["gs-order", 2]])] {
        let mut snapshot = saved.clone();
        snapshot["sequences"] = sequences;
        manager.send(Method::PUT, "/snapshot", snapshot).await;
        let third = place(&sandbox).await;
        assert!(third != first && third != second, "{third}");
        let listed = manager.get("/orders").await;
        assert_eq!(listed["orders"].as_array().map(Vec::len), Some(3));
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_and_changes_nothing() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let before = manager.get("/snapshot").await;
    let account = |password: &str| json!({ "service": "gs", "user": "me", "password": password });
    let good = account("p");
    for unfit in [
        json!({ "sequences": [["settings", 5]] }),
        json!({ "sequences": [["gs-order", u64::MAX]] }),
        json!({ "clock": { "ahead": i64::MAX } }),
        json!({ "accounts": [account("")] }),
        json!({ "forced": [{ "service": "gs", "code": "none" }] }),
        json!({ "forced": [{ "service": "gs", "code": "-101", "operation": "none" }] }),
        json!({ "forced": [{ "service": "gs", "code": "-101", "times": 0 }] }),
    ] {
        let mut body = unfit;
        if body["accounts"] == Value::Null {
            body["accounts"] = json!([good.clone()]);
        }
        for (method, path) in [(Method::POST, "/seed"), (Method::PUT, "/snapshot")] {
            let (status, problem) = manager.call(method, path, Some(&body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {body}");
            let sentence = problem["error"].as_str().unwrap_or_default();
            assert!(sentence.ends_with('.'), "{problem}");
        }
        let seed = serde_json::from_value(body.clone()).expect("a seed");
        let config = Config {
            seed: Some(seed),
            ..Config::default()
        };
        assert!(Sandbox::start(config).await.is_err(), "{body}");
    }
    let after = manager.get("/snapshot").await;
    assert_eq!(after["accounts"], before["accounts"]);
    assert_eq!(after["settings"], before["settings"]);
    assert_eq!(after["sequences"], before["sequences"]);
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_given_back_to_a_full_account_stays() {
    let sandbox = Running::start().await;
    let manager = Manager::of(&sandbox);
    let order = place(&sandbox).await;
    let mut snapshot = manager.get("/snapshot").await;
    for account in snapshot["accounts"].as_array_mut().expect("accounts") {
        account["funds"] = json!({ "deposit": i64::MAX });
        account["failures"] = json!(u32::MAX);
    }
    manager.send(Method::PUT, "/snapshot", snapshot).await;
    let path = format!("/orders/{order}/actions");
    manager.post(&path, json!({ "action": "reject" })).await;
    let account = manager.get("/accounts/gs/sandbox").await;
    assert_eq!(account["funds"], json!({ "deposit": i64::MAX }));
    sandbox.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_state_file_is_its_owners_alone() {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };

    use crate::openssl::Folder;

    let folder = Folder::new("private-state");
    let (new, old) = (folder.0.join("new"), folder.0.join("old"));
    fs::write(&old, "").expect("a file");
    fs::set_permissions(&old, Permissions::from_mode(0o644)).expect("wider rights");
    for state in [new, old] {
        let config = Config {
            state: Some(state.clone()),
            ..Config::default()
        };
        let sandbox = Running(Sandbox::start(config).await.expect("a sandbox"));
        place(&sandbox).await;
        for end in ["", "-wal", "-shm"] {
            let mut file = state.clone().into_os_string();
            file.push(end);
            let mode = fs::metadata(&file).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
        sandbox.stop().await;
    }
}
