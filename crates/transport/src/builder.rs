//! Setting a client up.

use std::{
    fmt,
    marker::PhantomData,
    net::IpAddr,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use certwire_wire::{limits::Limits, reference::Endpoint, rules::CsrCheck};
use tokio::sync::Mutex;
use url::{Host, Url};

use crate::{
    client::{Core, Inner, Settings},
    credentials::Credentials,
    error::BuildError,
    log::WireLog,
    mask::secret_names,
    retry::{Budget, RetryPolicy},
    service::Service,
    transport::Transport,
};

/// Sets a client up: where to send, as whom, and within which bounds.
///
/// There is no default for the first two: what is live costs money.
#[must_use]
pub struct Builder<S> {
    base: Result<Url, BuildError>,
    endpoint: Option<&'static str>,
    credentials: Option<Result<Credentials, BuildError>>,
    transport: Option<Box<dyn Transport>>,
    network: Network,
    settings: Settings,
    service: PhantomData<fn() -> S>,
}

/// What concerns connections; the default transport takes it, others have their own.
pub(crate) struct Network {
    pub(crate) connect: Duration,
    pub(crate) proxy: Option<String>,
    pub(crate) identity: Option<Vec<u8>>,
    pub(crate) roots: Vec<Vec<u8>>,
    pub(crate) source: Option<IpAddr>,
    pub(crate) user_agent: String,
}

impl<S> fmt::Debug for Builder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder").finish_non_exhaustive()
    }
}

impl<S: Service> Default for Builder<S> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Service> Builder<S> {
    /// Nothing set yet.
    pub fn new() -> Self {
        Self {
            base: Err(BuildError::NoEndpoint),
            endpoint: None,
            credentials: None,
            transport: None,
            network: Network {
                connect: Duration::from_secs(10),
                proxy: None,
                identity: None,
                roots: Vec::new(),
                source: None,
                user_agent: concat!("certwire/", env!("CARGO_PKG_VERSION")).to_owned(),
            },
            settings: Settings {
                validate: true,
                csr: None,
                limits: Limits::DEFAULT,
                whole: Duration::from_mins(2),
                answer: Duration::MAX,
                idle: Duration::from_secs(30),
                retry: RetryPolicy::default(),
                logs: Vec::new(),
            },
            service: PhantomData,
        }
    }

    /// One of the service's endpoints, by its name in the schema. A name that ends in `-v4` or `-v6` also chooses the
    /// kind of address, unless [`Builder::source_address`] does.
    pub fn endpoint(mut self, name: &str) -> Self {
        let endpoints = S::reference().endpoints;
        let found: Option<&Endpoint> = endpoints.iter().find(|endpoint| endpoint.name == name);
        self.endpoint = found.map(|endpoint| endpoint.name);
        self.base = match found {
            Some(endpoint) => checked_url(endpoint.url),
            None => Err(BuildError::UnknownEndpoint {
                name: name.to_owned(),
                known: endpoints.iter().map(|endpoint| endpoint.name).collect(),
            }),
        };
        self
    }

    /// Another address, such as a sandbox's. Without TLS it must be of this machine.
    pub fn url(mut self, url: &str) -> Self {
        self.endpoint = None;
        self.base = checked_url(url);
        self
    }

    /// The account to act as.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(Ok(credentials));
        self
    }

    /// The account to act as, from a file: see [`Credentials::from_file`].
    pub fn credentials_file(mut self, path: impl AsRef<std::path::Path>) -> Self {
        self.credentials = Some(Credentials::from_file(path));
        self
    }

    /// The account to act as, from the environment: see [`Credentials::from_env`].
    pub fn credentials_env(mut self, prefix: &str) -> Self {
        self.credentials = Some(Credentials::from_env(prefix));
        self
    }

    /// The account to act as, from standard input: see [`Credentials::from_stdin`].
    pub fn credentials_stdin(mut self) -> Self {
        self.credentials = Some(Credentials::from_stdin());
        self
    }

    /// Whether requests are judged before they are sent; they are unless this says no.
    pub fn validate(mut self, validate: bool) -> Self {
        self.settings.validate = validate;
        self
    }

    /// Judges keys and certificate requests too.
    pub fn csr_check(mut self, check: Arc<dyn CsrCheck + Send + Sync>) -> Self {
        self.settings.csr = Some(check);
        self
    }

    /// How long a connection may take; 10 seconds unless set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.network.connect = timeout;
        self
    }

    /// How long a call may take from connecting to the last byte of the answer; 120 seconds unless set.
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.whole = timeout;
        self
    }

    /// How long it may take until the answer begins; as long as the whole call unless set.
    pub fn answer_timeout(mut self, timeout: Duration) -> Self {
        self.settings.answer = timeout;
        self
    }

    /// How long an answer that has begun may stop; 30 seconds unless set.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.settings.idle = timeout;
        self
    }

    /// Bounds of what is read, the body's among them.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.settings.limits = limits;
        self
    }

    /// How queries are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// A proxy; without this there is none, whatever the environment says.
    pub fn proxy(mut self, url: &str) -> Self {
        self.network.proxy = Some(url.to_owned());
        self
    }

    /// A client certificate with its key, both PEM in one text.
    pub fn client_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.network.identity = Some(pem.into());
        self
    }

    /// A root certificate to trust beside the system's, PEM.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.network.roots.push(pem.into());
        self
    }

    /// The address of this machine to call from, for accounts that allow only some.
    pub fn source_address(mut self, address: IpAddr) -> Self {
        self.network.source = Some(address);
        self
    }

    /// What the client calls itself.
    pub fn user_agent(mut self, name: impl Into<String>) -> Self {
        self.network.user_agent = name.into();
        self
    }

    /// Tells of every exchange, without secrets.
    pub fn wire_log(mut self, log: impl WireLog + 'static) -> Self {
        self.settings.logs.push(Box::new(log));
        self
    }

    /// Another transport, which then sees to connections, proxy and TLS itself.
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// The client.
    ///
    /// # Errors
    ///
    /// When something needed is missing or cannot be used.
    pub fn build(mut self) -> Result<S::Client, BuildError> {
        let base = self.base?;
        let credentials = self.credentials.unwrap_or(Err(BuildError::NoCredentials))?;
        let family = self.endpoint.and_then(family);
        self.network.source = self.network.source.or(family);
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&self.network, &base)?,
        };
        let budget = Budget::new(self.settings.retry.budget);
        Ok(S::Client::from(Core {
            inner: Arc::new(Inner {
                transport,
                base,
                credentials,
                settings: self.settings,
                secret_names: secret_names(S::reference().operations),
                halted: AtomicBool::new(false),
                proven: AtomicBool::new(false),
                turn: Mutex::new(()),
                budget,
            }),
            service: PhantomData,
        }))
    }
}

/// Any address of the kind that the endpoint is named after.
fn family(endpoint: &str) -> Option<IpAddr> {
    if endpoint.ends_with("-v6") {
        return Some(IpAddr::from([0_u16; 8]));
    }
    endpoint.ends_with("-v4").then(|| IpAddr::from([0_u8; 4]))
}

#[cfg(feature = "reqwest")]
fn default_transport(network: &Network, base: &Url) -> Result<Box<dyn Transport>, BuildError> {
    let http = crate::http::Http::new(network, base)?;
    Ok(Box::new(http))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &Network, _: &Url) -> Result<Box<dyn Transport>, BuildError> {
    let reason = "the feature `reqwest` is off, so a transport must be given";
    Err(BuildError::Transport(reason.to_owned()))
}

/// A URL that passwords may be sent to.
fn checked_url(url: &str) -> Result<Url, BuildError> {
    let url = Url::parse(url).map_err(|_| BuildError::Url("it is malformed"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(BuildError::Url("credentials do not belong in it"));
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err(BuildError::Url(
            "plain http is for this machine alone; passwords go over https",
        )),
        _ => Err(BuildError::Url("it must begin with https")),
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine() {
        for url in [
            "https://ca.example/x",
            "http://127.0.0.1:8080/",
            "http://127.8.9.1",
            "http://[::1]:1/",
            "http://localhost:1443",
        ] {
            assert!(checked_url(url).is_ok(), "{url}");
        }
        for url in [
            "http://ca.example/",
            "http://10.0.0.1/",
            "http://127.0.0.1.ca.example/",
            "http://127.0.0.1@ca.example/",
            "https://user:word@ca.example/",
            "http://[::ffff:10.0.0.1]/",
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "ca.example",
        ] {
            assert!(checked_url(url).is_err(), "{url}");
        }
    }
}
