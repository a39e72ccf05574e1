//! The listeners: one for both vendors' addresses, one for the management API.

mod authorities;
mod connection;
mod pickup;
mod socket;
mod trouble;
mod vendor;

use std::{io, net::SocketAddr, sync::Arc};

use axum::Router;
use tokio::{
    net::TcpListener,
    sync::watch,
    task::{JoinHandle, JoinSet},
};

pub(crate) use vendor::router as vendor;

/// A listener that serves until it is told to stop.
#[derive(Debug)]
pub(crate) struct Listening {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Serves an application on a bound listener.
    pub(crate) fn serve(listener: TcpListener, app: Router) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(listener, app, stopped));
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

async fn accept(listener: TcpListener, app: Router, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    let app = Arc::new(app);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, caller)) => {
                    let served = connection::serve(stream, caller, Arc::clone(&app), stopped.clone());
                    connections.spawn(served);
                }
                // Out of descriptors, or a connection that is gone already: the listener itself is sound.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = stopped.changed() => break,
        }
    }
    while connections.join_next().await.is_some() {}
}
