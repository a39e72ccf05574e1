//! A server that answers as told, byte by byte, and keeps what it was sent.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "several tests use it, each its part"
)]

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What the server does with a connection.
#[derive(Debug, Clone)]
pub enum Reply {
    /// Reads the request, sends these bytes, closes.
    Bytes(Vec<u8>),
    /// Reads the request, sends these bytes, sends nothing more.
    Hang(Vec<u8>),
    /// Sends these bytes when the connection is made, closes.
    AtOnce(Vec<u8>),
    /// Resets the connection when it is made.
    ResetAtOnce,
    /// Reads the request, then resets the connection.
    ResetAfterRequest,
}

/// A server on this machine.
#[derive(Debug)]
pub struct Server {
    pub url: String,
    seen: Arc<Mutex<Vec<String>>>,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Gives each connection the next reply; those that come after the last are refused one by one.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        let log = Arc::clone(&seen);
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let reply = replies.pop_front().unwrap_or(Reply::ResetAtOnce);
                tokio::spawn(serve(stream, reply, Arc::clone(&log)));
            }
        });
        Self {
            url,
            seen,
            connections,
        }
    }

    /// How many connections have been made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// What has been received, one text for each connection that sent something.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }
}

async fn serve(mut stream: TcpStream, reply: Reply, seen: Arc<Mutex<Vec<String>>>) {
    match reply {
        Reply::ResetAtOnce => return reset(stream),
        Reply::AtOnce(bytes) => {
            let _ = stream.write_all(&bytes).await;
            return;
        }
        _ => {}
    }
    let request = read(&mut stream).await;
    if request.is_empty() {
        return;
    }
    seen.lock().expect("no panic").push(request);
    match reply {
        Reply::Bytes(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Reply::Hang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
        Reply::ResetAfterRequest => reset(stream),
        Reply::ResetAtOnce | Reply::AtOnce(_) => {}
    }
}

fn reset(stream: TcpStream) {
    stream.set_zero_linger().expect("a live socket");
    drop(stream);
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text.into_owned();
            }
        }
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return String::from_utf8_lossy(&bytes).into_owned(),
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    }
}

/// An HTTP answer.
pub fn http(status: &str, content_type: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

/// An answer of the CA.
pub fn xml(body: impl AsRef<[u8]>) -> Reply {
    http("200 OK", "text/xml;charset=UTF-8", body)
}

/// What can go wrong after a connection is made, where the CA would have sent this answer.
pub fn failures(answer: &str) -> Vec<Reply> {
    let length = answer.len();
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: {length}\r\n\r\n");
    let until = |end: usize| format!("{head}{}", &answer[..end]).into_bytes();
    let chunk = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{}",
        &answer[..length / 2]
    );
    let mut failures = vec![
        Reply::ResetAtOnce,
        Reply::ResetAfterRequest,
        Reply::Bytes(Vec::new()),
        Reply::Bytes(b"HTTP/1.1 200".to_vec()),
        Reply::Bytes(b"no HTTP at all\r\n\r\n".to_vec()),
        Reply::Bytes(until(0)),
        Reply::Bytes(until(length / 2)),
        Reply::Bytes(until(length - 1)),
        Reply::Bytes(chunk.into_bytes()),
        Reply::Hang(Vec::new()),
        Reply::Hang(until(length / 2)),
        Reply::Bytes(b"HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()),
        Reply::Bytes(b"HTTP/1.1 307 x\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec()),
        xml(""),
        xml("<html>busy</html>"),
        http("200 OK", "text/html", "<html>busy</html>"),
    ];
    for status in [
        "401 x", "403 x", "404 x", "408 x", "421 x", "425 x", "429 x", "500 x", "502 x", "504 x",
    ] {
        failures.push(http(status, "text/html", "<html>busy</html>"));
    }
    failures
}

/// An invented payload of the workspace's tests.
pub fn payload(path: &str) -> String {
    String::from_utf8(payload_bytes(path)).expect("UTF-8")
}

/// An invented payload that may be in another encoding.
pub fn payload_bytes(path: &str) -> Vec<u8> {
    std::fs::read(payloads().join(path)).expect("a payload")
}

/// Names of the XML payloads of a folder.
pub fn payloads_of(folder: &str) -> Vec<String> {
    let folder = payloads().join(folder);
    let names = std::fs::read_dir(folder).expect("a folder").map(|entry| {
        let name = entry.expect("an entry").file_name();
        name.into_string().expect("UTF-8")
    });
    let mut names: Vec<String> = names
        .filter(|name| name.rsplit('.').next() == Some("xml"))
        .collect();
    names.sort();
    names
}

fn payloads() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads")
}
