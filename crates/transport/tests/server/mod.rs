//! A server that answers as told, byte by byte, and keeps what it was sent.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "several tests use it, each its part"
)]

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
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
}

impl Server {
    /// Gives each connection the next reply; those that come after the last are refused one by one.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let mut replies: VecDeque<Reply> = replies.into_iter().collect();
        let log = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let reply = replies.pop_front().unwrap_or(Reply::ResetAtOnce);
                tokio::spawn(serve(stream, reply, Arc::clone(&log)));
            }
        });
        Self { url, seen }
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

/// An invented payload of the workspace's tests.
pub fn payload(path: &str) -> String {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/payloads/");
    std::fs::read_to_string(format!("{root}{path}")).expect("a payload")
}
