//! A running sandbox.

use std::{fmt, io, net::SocketAddr, sync::Arc, time::Duration};

use tokio::net::TcpListener;

use crate::{
    ca::{
        self, Ca,
        tls::{Identity, LOOPBACK},
    },
    config::Config,
    manage,
    model::{Account, Funds, Service},
    server::{self, Listening},
    store::{self, Snapshot, Store},
    time::Time,
    world::World,
};

/// User name of the account that an empty sandbox begins with, at both services.
const USER: &str = "sandbox";
/// Letters and digits of a password that is made up; the documents allow 30 characters.
const PASSWORD: usize = 20;

/// A running sandbox; it ends when it is dropped or stopped.
#[derive(Debug)]
pub struct Sandbox {
    world: Arc<World>,
    vendors: Listening,
    management: Listening,
}

/// Why a sandbox does not start.
#[derive(Debug)]
pub enum StartError {
    /// An address cannot be listened on.
    Listen(io::Error),
    /// The state cannot be used.
    State(store::Error),
    /// The CA cannot be made.
    Ca(ca::Error),
    /// TLS cannot be used.
    Tls(rustls::Error),
    /// The system gives no random numbers.
    Random,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(error) => write!(f, "the sandbox cannot listen: {error}"),
            Self::State(error) => error.fmt(f),
            Self::Ca(error) => write!(f, "the test CA cannot be made: {error}"),
            Self::Tls(error) => write!(f, "TLS cannot be used: {error}"),
            Self::Random => f.write_str("the system gives no random numbers"),
        }
    }
}

impl std::error::Error for StartError {}

impl From<store::Error> for StartError {
    fn from(error: store::Error) -> Self {
        Self::State(error)
    }
}

impl Sandbox {
    /// Starts one.
    ///
    /// # Errors
    ///
    /// When an address is taken, or the state file is none of ours.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let listener = bind(config.vendors).await?;
        let management = bind(config.management).await?;
        let address = listener.local_addr().map_err(StartError::Listen)?;
        let identity = config.tls.then(|| identity(&config.names)).transpose()?;
        let scheme = if config.tls { "https" } else { "http" };
        let base = format!("{scheme}://{}", reachable(address, &config.names));
        let store = Store::open(config.state.as_deref())?;
        begin(&store, config.seed)?;
        if let Some(settings) = &config.settings {
            store.transact(|tx| tx.begin_with(settings))?;
        }
        let ca = Ca::new(Time::of_machine().seconds(), &base).map_err(StartError::Ca)?;
        let tls = identity.as_ref().map(server::acceptor).transpose()?;
        let tls_root = identity.map(|identity| identity.root.pem);
        let world = World::new(store, ca, base, tls_root).with_weak_keys(config.weak_keys);
        let world = Arc::new(world);
        let app = server::vendor(Arc::clone(&world));
        let vendors = Listening::serve(listener, app, tls).map_err(StartError::Listen)?;
        let app = manage::router(Arc::clone(&world), &config.names);
        let management = Listening::serve(management, app, None).map_err(StartError::Listen)?;
        Ok(Self {
            world,
            vendors,
            management,
        })
    }

    /// Address of the management API and its page.
    pub fn management_url(&self) -> String {
        format!("http://{}", self.management.address())
    }

    /// The root that clients are to trust, in PEM, when the vendors' addresses speak TLS.
    pub fn tls_root(&self) -> Option<&str> {
        self.world.tls_root()
    }

    /// The accounts with their passwords.
    ///
    /// # Errors
    ///
    /// When the state cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, store::Error> {
        self.world.work(|desk| desk.tx.accounts())
    }

    /// The state and the CA, for programs that manage the sandbox from within.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// Address of `GlobalSign`'s service.
    pub fn gs_url(&self) -> String {
        self.world.gs_url()
    }

    /// Base address of TBS's scripts.
    pub fn tbs_url(&self) -> String {
        self.world.base().to_owned()
    }

    /// An account of a service; the one that an empty sandbox begins with comes first.
    ///
    /// # Errors
    ///
    /// When the state cannot be used.
    pub fn account(&self, service: Service) -> Result<Option<Account>, store::Error> {
        self.world.work(|desk| {
            let mut accounts = desk.tx.accounts()?.into_iter();
            Ok(accounts.find(|account| account.service == service))
        })
    }

    /// What its clock shows.
    ///
    /// # Errors
    ///
    /// When the state cannot be used.
    pub fn now(&self) -> Result<Time, store::Error> {
        self.world.work(|desk| Ok(desk.now))
    }

    /// Puts its clock forward; what is due by then happens at once.
    ///
    /// # Errors
    ///
    /// When the state cannot be used.
    pub fn advance(&self, by: Duration) -> Result<(), store::Error> {
        self.world.advance(by)
    }

    /// Stops: no more calls are taken, those under way are answered.
    pub async fn stop(self) {
        tokio::join!(self.vendors.stop(), self.management.stop());
    }
}

/// A TLS certificate for loopback and these names.
fn identity(names: &[String]) -> Result<Identity, StartError> {
    let names: Vec<&str> = LOOPBACK
        .into_iter()
        .chain(names.iter().map(String::as_str))
        .collect();
    Identity::new(&names, Time::of_machine().seconds()).map_err(StartError::Ca)
}

/// Where callers find a listener: by the first name it was given, else by its address; one that listens on every address
/// is found on loopback.
fn reachable(address: SocketAddr, names: &[String]) -> String {
    let port = address.port();
    match names.first() {
        Some(name) => format!("{name}:{port}"),
        None if address.ip().is_unspecified() => format!("127.0.0.1:{port}"),
        None => address.to_string(),
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, StartError> {
    TcpListener::bind(address).await.map_err(StartError::Listen)
}

/// Fills an empty state.
fn begin(store: &Store, seed: Option<Snapshot>) -> Result<(), StartError> {
    store.transact(|tx| {
        if !tx.accounts()?.is_empty() {
            return Ok(());
        }
        let mut origin = seed.unwrap_or_default();
        if origin.accounts.is_empty() {
            for service in [Service::Gs, Service::Tbs] {
                origin.accounts.push(account(service)?);
            }
        }
        Ok(tx.begin(&origin)?)
    })
}

/// The account that an empty sandbox begins with.
fn account(service: Service) -> Result<Account, StartError> {
    Ok(Account {
        service,
        user: USER.to_owned(),
        password: made_up_password()?,
        funds: Funds::default(),
        allowed: Vec::new(),
        products: Vec::new(),
        failures: 0,
        closed: false,
        excluded: Vec::new(),
    })
}

/// A password that nobody knows beforehand, for accounts and pickup pages of a sandbox.
///
/// # Errors
///
/// When the system gives no random numbers.
pub fn made_up_password() -> Result<String, StartError> {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; PASSWORD];
    getrandom::fill(&mut bytes).map_err(|_| StartError::Random)?;
    let letters = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]));
    Ok(letters.collect())
}
