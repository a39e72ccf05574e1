//! TLS: whom the client trusts, and how it shows who it is.

mod common;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use common::*;
use gs_soap_client::{Builder, Error, Failure, FailureKind, Outcome, Stage};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
        server::{ClientHello, ResolvesServerCert, WebPkiClientVerifier},
        sign::CertifiedKey,
    },
};

const ROOT: &str = include_str!("tls/root.pem");
const SERVER: &str = include_str!("tls/server.pem");
const EXPIRED: &str = include_str!("tls/expired.pem");
const CLIENT: &str = include_str!("tls/client.pem");

/// A server that accepts every order over TLS.
struct Secure {
    address: SocketAddr,
    /// Bodies and heads that were decrypted.
    seen: Arc<Mutex<Vec<String>>>,
    /// Protocols that callers offered.
    offered: Arc<Mutex<Vec<Vec<Vec<u8>>>>>,
}

/// Notes what callers offer.
#[derive(Debug)]
struct Noting(Arc<CertifiedKey>, Arc<Mutex<Vec<Vec<Vec<u8>>>>>);

impl ResolvesServerCert for Noting {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let offered = hello.alpn().into_iter().flatten().map(<[u8]>::to_vec);
        self.1.lock().expect("no panic").push(offered.collect());
        Some(Arc::clone(&self.0))
    }
}

impl Secure {
    async fn start(pem: &str, asks_for_client: bool) -> Self {
        let (seen, offered) = (Arc::default(), Arc::default());
        let acceptor = TlsAcceptor::from(Arc::new(config(pem, asks_for_client, &offered)));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let log: Arc<Mutex<Vec<String>>> = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, log) = (acceptor.clone(), Arc::clone(&log));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let mut bytes = Vec::new();
                    while !bytes.ends_with(b"Envelope>") {
                        if !matches!(stream.read_buf(&mut bytes).await, Ok(1..)) {
                            return;
                        }
                    }
                    let text = String::from_utf8_lossy(&bytes).into_owned();
                    log.lock().expect("no panic").push(text);
                    let Reply::Bytes(answer) = xml(success()) else {
                        return;
                    };
                    let _ = stream.write_all(&answer).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self {
            address,
            seen,
            offered,
        }
    }

    async fn ordered(&self, host: &str, set: impl FnOnce(Builder) -> Builder) -> Answer {
        let url = format!("https://{host}:{}/", self.address.port());
        let client = set(builder(&url)).build().expect("a client");
        client.order_ps1(&order()).await
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().expect("no panic").clone()
    }
}

type Answer = Result<Outcome<gs_soap_types::OrderPS1Response<'static>>, Error>;

fn config(
    pem: &str,
    asks_for_client: bool,
    offered: &Arc<Mutex<Vec<Vec<Vec<u8>>>>>,
) -> ServerConfig {
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("protocol versions");
    let builder = if asks_for_client {
        let mut roots = RootCertStore::empty();
        let root = CertificateDer::from_pem_slice(ROOT.as_bytes()).expect("a root");
        roots.add(root).expect("a root");
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
    } else {
        builder.with_no_client_auth()
    };
    let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).expect("a certificate");
    let key = PrivateKeyDer::from_pem_slice(pem.as_bytes()).expect("a key");
    let key = provider.key_provider.load_private_key(key).expect("a key");
    let certified = Arc::new(CertifiedKey::new(vec![certificate], key));
    builder.with_cert_resolver(Arc::new(Noting(certified, Arc::clone(offered))))
}

fn success() -> String {
    response(
        "OrderPS1",
        "<SuccessCode>0</SuccessCode>",
        "<OrderID>C1</OrderID>",
    )
}

fn trusting(builder: Builder) -> Builder {
    builder.root_certificate(ROOT)
}

fn refused(answer: &Answer) {
    let Err(Error::NotSent(Failure { stage, kind, .. })) = answer else {
        panic!("{answer:?}");
    };
    assert_eq!((*stage, *kind), (Stage::BeforeSending, FailureKind::Tls));
}

#[tokio::test]
async fn a_root_of_ones_own_is_trusted_when_it_is_given() {
    let server = Secure::start(SERVER, false).await;
    for host in ["localhost", "127.0.0.1"] {
        let outcome = server.ordered(host, trusting).await;
        assert!(matches!(outcome, Ok(Outcome::Accepted(_))), "{outcome:?}");
    }
    let seen = server.seen();
    assert!(seen[0].starts_with("POST / HTTP/1.1\r\n"));
    assert!(seen[0].contains("hunter2"));
    let offered = server.offered.lock().expect("no panic").clone();
    let no_http_2 = |offer: &Vec<Vec<u8>>| !offer.iter().any(|name| name == b"h2");
    assert!(offered.iter().all(no_http_2), "{offered:?}");
}

#[tokio::test]
async fn passwords_go_to_no_server_that_is_not_trusted() {
    let server = Secure::start(SERVER, false).await;
    refused(&server.ordered("localhost", |builder| builder).await);
    assert!(server.seen().is_empty());
    // Too late, and for another host.
    for pem in [EXPIRED, CLIENT] {
        let server = Secure::start(pem, false).await;
        refused(&server.ordered("localhost", trusting).await);
        assert!(server.seen().is_empty());
    }
}

#[tokio::test]
async fn clients_show_their_certificate_where_one_is_asked_for() {
    let server = Secure::start(SERVER, true).await;
    let identified = |builder: Builder| trusting(builder).client_certificate(CLIENT);
    let outcome = server.ordered("localhost", identified).await;
    assert!(matches!(outcome, Ok(Outcome::Accepted(_))), "{outcome:?}");
    // The server's refusal comes after the client's part of the handshake, so the order may have left.
    let outcome = server.ordered("localhost", trusting).await;
    assert!(
        !matches!(outcome, Ok(Outcome::Accepted(_) | Outcome::Refused(_))),
        "{outcome:?}"
    );
    assert_eq!(server.seen().len(), 1);
}
