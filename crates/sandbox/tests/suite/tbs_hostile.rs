//! Many callers at once, and callers who send anything.

use std::{collections::BTreeSet, path::Path, sync::Arc};

use certwire_sandbox::model::Funds;
use serde_json::json;

use crate::tbs_support::{OWN, Tbs, read, server, text};

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_at_once_lose_nothing() {
    const CALLERS: usize = 120;
    let tbs = Arc::new(Tbs::start().await);
    let units = i64::try_from(CALLERS).expect("a number") - 20;
    tbs.account(|account| account.funds = Funds::Bulk([(OWN.to_owned(), units)].into()));
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..CALLERS {
        let tbs = Arc::clone(&tbs);
        callers.spawn(async move { tbs.call("achat", server(OWN)).await });
    }
    let answers = callers.join_all().await;
    let references: BTreeSet<String> = answers.iter().map(|one| text(&one["refTBS"])).collect();
    assert_eq!(
        references.len(),
        CALLERS,
        "each order has a reference of its own"
    );
    let waiting = references.iter().filter(|id| tbs.statuses(id).0 == 11);
    assert_eq!(waiting.count(), 20, "those that no unit was left for");
    assert_eq!(tbs.funds(), Funds::Bulk([(OWN.to_owned(), 0)].into()));
    let found = tbs
        .call("reference", json!({ "CN": "www.example.com" }))
        .await;
    assert_eq!(found["messageReponse"], CALLERS.to_string());
}

/// Bodies with one text replaced, for each of the texts.
fn damaged(xml: &str) -> Vec<String> {
    const OPEN: &str = "<string>";
    let texts = xml.match_indices(OPEN).enumerate();
    let damage = |(number, (at, _)): (usize, (usize, &str))| {
        let start = at + OPEN.len();
        let end = start + xml[start..].find("</string>")?;
        let text = ["", "-99999999999999999999", "é \u{1f4a9} &#xD; -.\n@", "0"][number % 4];
        Some([&xml[..start], text, &xml[end..]].concat())
    };
    texts.filter_map(damage).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_sent_is_answered() {
    let tbs = Tbs::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads/tbs/requests");
    let mut count = 0;
    for operation in tbs_xmlrpc_validators::SERVICE.operations {
        let method = operation.name;
        let files = std::fs::read_dir(folder.join(method)).expect("a folder");
        let mut names: Vec<_> = files
            .map(|file| file.expect("a file").file_name())
            .collect();
        names.sort();
        for name in names {
            // Other encodings are not damaged here.
            let Ok(xml) = std::fs::read_to_string(folder.join(method).join(&name)) else {
                continue;
            };
            // Wrong passwords are for the test of accounts.
            for body in damaged(&xml).into_iter().skip(2) {
                let raw = tbs.raw(method, &body).await;
                let answer = read(&String::from_utf8(raw.body).expect("UTF-8"));
                let fault = &answer["fault"]["faultCode"];
                assert!(*fault != -32_603, "{method}, {name:?}: {body}");
                count += 1;
            }
        }
    }
    assert!(count > 200, "{count} bodies");
    tbs.sandbox.stop().await;
}
