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

    /// Takes no more connections and waits until the calls under way are answered.
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
    while connections.join_next().await.is_some() {}
}
