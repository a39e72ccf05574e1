//! The listeners: one for both vendors' addresses, one for the management API.

mod authorities;
mod connection;
mod pickup;
mod socket;
mod tls;
mod trouble;
mod vendor;

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::{Body, Bytes},
    http::StatusCode,
};
use http_body_util::LengthLimitError;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

pub(crate) use connection::Stopped;
pub(crate) use tls::acceptor;
pub(crate) use vendor::{GS_PATH, router as vendor};

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long calls under way may take to end when the server stops.
const FAREWELL: Duration = Duration::from_secs(3);

/// The whole body, or the status for one that is too large, too slow or cut off.
pub(crate) async fn collect(body: Body, limit: usize) -> Result<Bytes, StatusCode> {
    let collected = tokio::time::timeout(PATIENCE, axum::body::to_bytes(body, limit)).await;
    let collected = collected.map_err(|_| StatusCode::REQUEST_TIMEOUT)?;
    collected.map_err(|error| {
        let source = std::error::Error::source(&error);
        if source.is_some_and(<dyn std::error::Error>::is::<LengthLimitError>) {
            StatusCode::PAYLOAD_TOO_LARGE
        } else {
            StatusCode::BAD_REQUEST
        }
    })
}

/// A listener that serves until it is told to stop.
#[derive(Debug)]
pub(crate) struct Listening {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Serves an application on a bound listener, over TLS if there is something to prove who it is.
    pub(crate) fn serve(
        listener: TcpListener,
        app: Router,
        tls: Option<TlsAcceptor>,
    ) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(listener, app, tls, stopped));
        Ok(Self {
            address,
            stop,
            task,
        })
    }

    /// Where it listens.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more connections and waits until the calls under way are answered, but not for slow readers.
    pub(crate) async fn stop(self) {
        let _ = self.stop.send(true);
        // It ends by itself; a panic in it has been reported.
        let _ = self.task.await;
    }
}

async fn accept(
    listener: TcpListener,
    app: Router,
    tls: Option<TlsAcceptor>,
    mut stopped: watch::Receiver<bool>,
) {
    let mut connections = JoinSet::new();
    let app = Arc::new(app);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, caller)) => {
                    let served = connection::serve(
                        stream,
                        caller,
                        Arc::clone(&app),
                        tls.clone(),
                        stopped.clone(),
                    );
                    connections.spawn(served);
                }
                // Out of descriptors, or a connection that is gone already: the listener itself is sound.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    let answered = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(FAREWELL, answered).await.is_err() {
        // Whoever does not read its answer is not waited for.
        connections.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpStream,
        sync::Notify,
        time::Instant,
    };

    use super::*;

    const LARGE: usize = 64 << 20;

    #[tokio::test(start_paused = true)]
    async fn a_slow_reader_does_not_keep_it_from_stopping() {
        let called = Arc::new(Notify::new());
        let tell = Arc::clone(&called);
        let large = move || {
            tell.notify_one();
            async { vec![0_u8; LARGE] }
        };
        let app = Router::new().route("/", get(large));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Listening::serve(listener, app, None).expect("a server");
        let client = TcpStream::connect(server.address()).await;
        let mut client = client.expect("a connection");
        let request = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
        client.write_all(request).await.expect("a reader");
        called.notified().await;
        let begun = Instant::now();
        server.stop().await;
        // On the test's own clock, which jumps.
        assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
        let mut answer = Vec::new();
        // A reset says the same.
        let _ = client.read_to_end(&mut answer).await;
        assert!(answer.len() < LARGE, "it was cut off");
    }
}
