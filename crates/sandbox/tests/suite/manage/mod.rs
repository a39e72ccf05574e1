//! The management API over HTTP.

mod api;
mod described;
mod doors;

use reqwest::{Client, Method, StatusCode};
use serde_json::Value;

use crate::common::Running;

/// A caller of the management API.
pub(crate) struct Manager {
    http: Client,
    base: String,
}

impl Manager {
    pub(crate) fn of(sandbox: &Running) -> Self {
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self {
            http: Client::builder().no_proxy().build().expect("a client"),
            base: sandbox.0.management_url(),
        }
    }

    /// The status and the JSON of an answer; null when there is none.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status();
        let bytes = answer.bytes().await.expect("a body");
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// What is there.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let (status, answer) = self.call(Method::GET, path, None).await;
        assert_eq!(status, StatusCode::OK, "GET {path}: {answer}");
        answer
    }

    /// The answer to something that works.
    pub(crate) async fn send(&self, method: Method, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, Some(&body)).await;
        assert!(status.is_success(), "{path}: {status} {answer}");
        answer
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Value {
        self.send(Method::POST, path, body).await
    }
}
