//! One connection: HTTP/1.1 with keep-alive, and no patience with slow senders.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::ConnectInfo};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
};
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use super::{
    socket::{Doom, Socket},
    trouble::{BrokenOff, Reset},
};

/// How long the head of a request may take to arrive, or a handshake to end.
const HEAD: Duration = Duration::from_secs(10);

/// Tells a call that does not end by itself when the server does.
#[derive(Debug, Clone)]
pub(crate) struct Stopped(watch::Receiver<bool>);

impl Stopped {
    /// Waits until the server stops.
    pub(crate) async fn wait(&mut self) {
        // An error says that the server is gone.
        let _ = self.0.wait_for(|stopped| *stopped).await;
    }
}

/// Serves a connection until either side is done with it.
pub(super) async fn serve(
    stream: TcpStream,
    caller: SocketAddr,
    app: Arc<Router>,
    tls: Option<TlsAcceptor>,
    stopped: watch::Receiver<bool>,
) {
    // Answers are small and go out whole.
    let _ = stream.set_nodelay(true);
    let doom = Doom::default();
    let socket = Socket::new(stream, doom.clone());
    let Some(tls) = tls else {
        return speak(socket, doom, caller, app, stopped).await;
    };
    match tokio::time::timeout(HEAD, tls.accept(socket)).await {
        Ok(Ok(socket)) => speak(socket, doom, caller, app, stopped).await,
        Ok(Err(error)) => tracing::debug!(%error, "a connection was not made secure"),
        Err(_) => tracing::debug!("a connection was not made secure in time"),
    }
}

/// Speaks HTTP over a connection.
async fn speak(
    socket: impl AsyncRead + AsyncWrite + Unpin,
    doom: Doom,
    caller: SocketAddr,
    app: Arc<Router>,
    mut stopped: watch::Receiver<bool>,
) {
    let stop = stopped.clone();
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(caller));
        request.extensions_mut().insert(Stopped(stop.clone()));
        let (mut app, doom) = (Router::clone(&app), doom.clone());
        async move {
            let Ok(response) = app.call(request).await;
            if response.extensions().get::<Reset>().is_some() {
                doom.seal();
                return Err(BrokenOff);
            }
            Ok(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(socket), answer);
    let mut connection = std::pin::pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}
