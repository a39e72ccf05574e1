//! Who may come in.

use reqwest::{Client, StatusCode};

use super::Manager;
use crate::common::Running;

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_stay_outside() {
    let sandbox = Running::start().await;
    Manager::of(&sandbox);
    let url = format!("{}/reset", sandbox.0.management_url());
    let http = Client::new();
    let status = |name: &'static str, value: String| {
        let request = http.post(&url).header(name, value);
        async move { request.send().await.expect("an answer").status() }
    };
    let own = sandbox.0.management_url();
    assert_eq!(status("origin", own).await, StatusCode::NO_CONTENT);
    assert_eq!(
        status("host", "localhost".to_owned()).await,
        StatusCode::NO_CONTENT
    );
    for (name, value) in [
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("host", "evil.example"),
        ("sec-fetch-site", "cross-site"),
    ] {
        assert_eq!(
            status(name, value.to_owned()).await,
            StatusCode::FORBIDDEN,
            "{name}: {value}"
        );
    }
    let answer = http
        .get(sandbox.0.management_url() + "/health")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.headers().get("access-control-allow-origin"), None);
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    sandbox.stop().await;
}
