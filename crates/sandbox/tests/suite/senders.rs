//! How bytes may come in: chunked, after 100 Continue, one call after the other, over TLS; not slowly, not without end.

use std::time::Duration;

use reqwest::{Certificate, Client, StatusCode};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::common::{self, Running, place};

/// Largest body that the vendors' addresses take.
const BODY: usize = 8 << 20;

const PATH: &str = "/pc/ws/v2/GasOrderService";

async fn connect(sandbox: &Running) -> TcpStream {
    let address = sandbox.0.tbs_url();
    let address = address.trim_start_matches("http://");
    TcpStream::connect(address).await.expect("a connection")
}

/// Reads until this text has come.
async fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut text = String::new();
    let mut buffer = [0; 4096];
    while !text.contains(wanted) {
        let count = stream.read(&mut buffer).await.expect("bytes");
        assert_ne!(count, 0, "the connection ended after {text}");
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    text
}

/// Everything until the server ends the connection.
async fn read_to_end(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A server that has unread bytes resets the connection.
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_carries_many_calls_of_all_kinds() {
    let sandbox = Running::start().await;
    let mut stream = connect(&sandbox).await;
    let xml = common::payload("gs/requests/order_ps1/minimal.xml");
    let (first, second) = xml.split_at(xml.len() / 2);
    let whole = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{xml}",
        xml.len()
    );
    let chunked = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        first.len(),
        second.len()
    );
    for request in [&whole, &chunked, &whole] {
        stream.write_all(request.as_bytes()).await.expect("sent");
        let answer = read_until(&mut stream, "</soap:Envelope>").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.contains("-4001"),
            "the password is a stranger's: {answer}"
        );
    }
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        xml.len()
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let answer = read_until(&mut stream, "\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n"), "{answer}");
    stream.write_all(xml.as_bytes()).await.expect("sent");
    read_until(&mut stream, "</soap:Envelope>").await;
    drop(stream);
    sandbox.stop().await;
}

#[tokio::test(start_paused = true)]
async fn slow_senders_are_cut_off() {
    let sandbox = Running::start().await;
    for (sent, answered) in [
        ("", ""),
        ("POST /pc/ws", ""),
        ("POST / HTTP/1.1\r\nHost: x\r\nX-Slow: ", ""),
        (
            "POST /pc/ws/v2/GasOrderService HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<Envelope",
            "HTTP/1.1 408",
        ),
        (
            "POST /api-infos.php HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<meth",
            "HTTP/1.1 408",
        ),
    ] {
        let mut stream = connect(&sandbox).await;
        stream.write_all(sent.as_bytes()).await.expect("sent");
        // The clock of the test runs on while nothing else does: the end comes by time alone.
        let begun = tokio::time::Instant::now();
        let answer = read_to_end(&mut stream).await;
        assert!(answer.starts_with(answered), "{sent:?}: {answer:?}");
        let patience = begun.elapsed();
        assert!(patience < Duration::from_mins(1), "{sent:?}: {patience:?}");
    }
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_have_an_end() {
    let sandbox = Running::start().await;
    let mut stream = connect(&sandbox).await;
    let head = format!("POST {PATH} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    stream.write_all(head.as_bytes()).await.expect("sent");
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
    let mut sent = 0;
    // The server stops reading at some point; then sending fails.
    while sent <= 4 * BODY && stream.write_all(chunk.as_bytes()).await.is_ok() {
        sent += 0x10000;
    }
    let answer = read_to_end(&mut stream).await;
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 413"),
        "{answer}"
    );
    assert!(
        !answer.is_empty() || sent <= 4 * BODY,
        "nobody stopped the body"
    );
    sandbox.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken_with_the_certificate_of_this_start() {
    let sandbox = Running::start_secure().await;
    place(&sandbox).await;
    let answer = sandbox
        .tbs()
        .solde(&tbs_xmlrpc_types::SoldeRequest::default())
        .await;
    assert!(answer.is_ok(), "{answer:?}");
    let root = sandbox.0.tls_root().expect("a root");
    let root = Certificate::from_pem(root.as_bytes()).expect("a certificate");
    let trusting = Client::builder().tls_certs_only([root]).no_proxy().build();
    let url = format!("{}?wsdl", sandbox.0.gs_url());
    let answer = trusting
        .expect("a client")
        .get(&url)
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(
        answer
            .text()
            .await
            .expect("a body")
            .contains(&sandbox.0.gs_url())
    );
    let strange = Running::start_secure().await;
    let root = strange.0.tls_root().expect("a root");
    let root = Certificate::from_pem(root.as_bytes()).expect("a certificate");
    let other = Client::builder().tls_certs_only([root]).no_proxy().build();
    assert!(
        other.expect("a client").get(&url).send().await.is_err(),
        "another root"
    );
    strange.stop().await;
    sandbox.stop().await;
}
