//! The default transport: reqwest over rustls, with everything off that acts by itself.
//!
//! The crypto provider is ring: it builds in seconds, aws-lc-rs in minutes, and nothing here needs what ring lacks. A
//! program that has installed another provider keeps it.

use std::{
    convert::Infallible,
    error::Error as _,
    net::IpAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use certwire_wire::operation::Effect;
use http_body::{Frame, SizeHint};
use reqwest::{
    Certificate, Client, ClientBuilder, Identity, Proxy,
    header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION, RETRY_AFTER},
    redirect, retry,
};
use url::Url;

use crate::{
    builder::Network,
    error::BuildError,
    transport::{Body, BoxFuture, Failure, FailureKind, Request, Response, Stage, Transport},
};

/// HTTP/1.1 with no redirects, no repetition, no proxy unless set, no decompression.
pub(crate) struct Http {
    /// For queries.
    pooled: Client,
    /// For all else: a connection that may have died idle must not leave the fate of an order open.
    fresh: Client,
}

impl Http {
    pub(crate) fn new(network: &Network, base: &Url) -> Result<Self, BuildError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Another thread may have been quicker, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let client = |idle: usize| {
            let builder = client(network, base)?.pool_max_idle_per_host(idle);
            builder.build().map_err(|error| refused(&error))
        };
        Ok(Self {
            pooled: client(8)?,
            fresh: client(0)?,
        })
    }
}

fn client(network: &Network, base: &Url) -> Result<ClientBuilder, BuildError> {
    let mut builder = Client::builder()
        .http1_only()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        // Other crates of a program may switch these features on.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .referer(false)
        .connection_verbose(false)
        .https_only(base.scheme() == "https")
        .connect_timeout(network.connect)
        .user_agent(network.user_agent.as_str())
        .local_address(network.source.filter(|source| fits(*source, base)));
    if let Some(url) = &network.proxy {
        // The error would quote the URL, which may hold a password.
        let proxy = Proxy::all(url.as_str());
        let proxy = proxy.map_err(|_| transport("the proxy's URL is malformed"))?;
        builder = builder.proxy(proxy);
    }
    if let Some(pem) = &network.identity {
        let identity = Identity::from_pem(pem);
        let identity = identity.map_err(|_| transport("the client certificate is not read"))?;
        builder = builder.identity(identity);
    }
    let secure_proxy = network
        .proxy
        .as_deref()
        .is_some_and(|url| !url.starts_with("http:"));
    if base.scheme() == "http" && !secure_proxy {
        // Reading the system's certificates takes longer than a call to this machine.
        builder = builder.tls_certs_only([]);
    }
    for pem in &network.roots {
        let root = Certificate::from_pem(pem);
        let root = root.map_err(|_| transport("a root certificate is not read"))?;
        builder = builder.add_root_certificate(root);
    }
    Ok(builder)
}

/// The kind of an address that a host is given by decides by itself.
fn fits(source: IpAddr, base: &Url) -> bool {
    match base.host() {
        Some(url::Host::Ipv4(_)) => source.is_ipv4(),
        Some(url::Host::Ipv6(_)) => source.is_ipv6(),
        _ => true,
    }
}

fn transport(reason: &str) -> BuildError {
    BuildError::Transport(reason.to_owned())
}

fn refused(error: &reqwest::Error) -> BuildError {
    BuildError::Transport(chain(error))
}

impl Transport for Http {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, Failure>> {
        let client = match request.operation.effect {
            Effect::Query => &self.pooled,
            Effect::Mutation | Effect::Purchase => &self.fresh,
        };
        let left = Arc::new(AtomicBool::new(false));
        let body = Watched {
            bytes: Some(request.body),
            left: Arc::clone(&left),
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers {
            headers.insert(
                HeaderName::from_static(name),
                reqwest::header::HeaderValue::from_static(value),
            );
        }
        let call = client.post(request.url).headers(headers);
        let call = call.body(reqwest::Body::wrap(body)).send();
        Box::pin(async move {
            match call.await {
                Ok(response) => Ok(respond(response)),
                Err(error) => {
                    let stage = if left.load(Ordering::Acquire) {
                        Stage::Sent
                    } else {
                        Stage::BeforeSending
                    };
                    Err(failure(stage, &error))
                }
            }
        })
    }
}

fn respond(response: reqwest::Response) -> Response {
    let text = |name: HeaderName| {
        let value = response.headers().get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    Response {
        status: response.status().as_u16(),
        content_type: text(CONTENT_TYPE),
        length: text(CONTENT_LENGTH).and_then(|length| length.parse().ok()),
        location: text(LOCATION),
        // A date would have to be held against a clock that is not ours.
        retry_after: text(RETRY_AFTER)
            .and_then(|seconds| seconds.trim().parse().ok())
            .map(Duration::from_secs),
        body: Box::new(Streamed(response)),
    }
}

/// A request's body that remembers whether it was asked for: before that, no byte of it can have left.
struct Watched {
    bytes: Option<Bytes>,
    left: Arc<AtomicBool>,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.left.store(true, Ordering::Release);
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

struct Streamed(reqwest::Response);

impl Body for Streamed {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, Failure>> {
        Box::pin(async move {
            let chunk = self.0.chunk().await;
            chunk.map_err(|error| failure(Stage::Answering, &error))
        })
    }
}

fn failure(stage: Stage, error: &reqwest::Error) -> Failure {
    let kind = if error.is_timeout() {
        FailureKind::Timeout
    } else if !error.is_connect() {
        FailureKind::Broken
    } else if concerns_tls(error) {
        FailureKind::Tls
    } else if chain(error).contains("dns error") {
        FailureKind::Resolve
    } else {
        FailureKind::Connect
    };
    Failure {
        stage,
        kind,
        message: chain(error),
    }
}

/// An I/O error hides what it holds from `source`, so it is opened.
fn concerns_tls(error: &(dyn std::error::Error + 'static)) -> bool {
    let held = error
        .downcast_ref::<std::io::Error>()
        .and_then(std::io::Error::get_ref);
    let held = held.map(|held| held as &(dyn std::error::Error + 'static));
    error.is::<rustls::Error>()
        || held.is_some_and(concerns_tls)
        || error.source().is_some_and(concerns_tls)
}

/// The causes of an error, innermost last. The outermost text would quote the URL.
fn chain(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        if texts.last() != Some(&text) {
            texts.push(text);
        }
        source = inner.source();
    }
    texts.join(": ")
}
