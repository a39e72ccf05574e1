//! What costs money or cannot be undone is not sent unasked.

use std::net::TcpListener;

use crate::support::*;

/// Everything that is not to go out unasked.
fn risky() -> Vec<Vec<String>> {
    let order = path("gs/requests/order_ps1/minimal.yaml");
    let tbs = |method: &str, name: &str| path(&format!("tbs/requests/{method}/{name}.xml"));
    let achat = tbs("achat", "standard.minimal");
    let renewal = tbs("renouvellement", "minimal");
    let reissue = tbs("refabrication", "minimal");
    [
        &["gs", "order", &order][..],
        &["gs", "reissue", "PC1", "--issue-type", "0"],
        &["gs", "cancel", "PC1"],
        &["gs", "revoke", "PC1"],
        &["tbs", "order", &achat],
        &["tbs", "renew", &renewal],
        &["tbs", "reissue", &reissue],
        &["tbs", "revoke", "0123456789", "--reason", "lost"],
    ]
    .iter()
    .map(|arguments| arguments.iter().map(|word| (*word).to_owned()).collect())
    .collect()
}

#[test]
fn nothing_risky_goes_out_without_yes() {
    for arguments in risky() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let mut words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        words.extend(["--endpoint", &url]);
        let ended = run(&words).expect(2);
        assert!(ended.err.contains("--yes"), "{}", ended.err);
        assert!(has_no_connection(&listener), "{arguments:?}");
    }
}

#[test]
fn dry_runs_connect_to_nothing() {
    for arguments in risky() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let mut words: Vec<&str> = arguments.iter().map(String::as_str).collect();
        words.extend(["--endpoint", &url, "--dry-run", "--yes"]);
        let ended = run(&words);
        assert!([0, 3].contains(&ended.code), "{arguments:?}: {}", ended.err);
        assert!(
            ended.out.contains("***") && !ended.out.contains(CANARY),
            "{}",
            ended.out
        );
        assert!(ended.out.contains("nothing is sent"), "{}", ended.out);
        assert!(has_no_connection(&listener), "{arguments:?}");
    }
}

#[test]
fn a_dry_run_tells_what_is_wrong() {
    let order = path("gs/requests/order_ps1/minimal.yaml");
    run(&["gs", "order", &order, "--dry-run"]).expect(0);
    run(&["gs", "order", &order, "--dry-run", "--set", "Year=9"]).expect(3);
    let json = run(&[
        "gs",
        "order",
        &order,
        "--dry-run",
        "--endpoint",
        "live",
        "--format",
        "json",
    ])
    .expect(0);
    let objects = json.objects();
    assert_eq!(objects[0]["outcome"], "dry-run");
    assert!(
        objects[0]["endpoint"]
            .as_str()
            .unwrap()
            .starts_with("https://system.globalsign.com/")
    );
    assert_eq!(objects[1]["valid"], true);
}
