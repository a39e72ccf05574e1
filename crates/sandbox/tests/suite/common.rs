//! A sandbox and clients for the tests.

use std::{path::Path, time::Duration};

use certwire_sandbox::{
    Config, Sandbox,
    ca::{
        Attribute,
        keys::{self, SubscriberKey},
    },
    model::Service,
};
use certwire_transport::Credentials;
use certwire_wire::{soap::SoapMessage, xmlrpc::XmlRpcMessage};
use gs_soap_types::OrderPS1Request;
use tbs_xmlrpc_types::AchatRequest;

/// A running sandbox.
pub(crate) struct Running(pub(crate) Sandbox);

impl Running {
    pub(crate) async fn start() -> Self {
        Self(Sandbox::start(Config::default()).await.expect("a sandbox"))
    }

    /// One whose vendors' addresses speak TLS.
    pub(crate) async fn start_secure() -> Self {
        let config = Config {
            tls: true,
            // Callers are told the first.
            names: ["localhost", "sandbox.test"].map(str::to_owned).to_vec(),
            ..Config::default()
        };
        Self(Sandbox::start(config).await.expect("a sandbox"))
    }

    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }

    /// The credentials of the account that a sandbox begins with.
    pub(crate) fn credentials(&self, service: Service) -> Credentials {
        let account = self.0.account(service).expect("accounts");
        let account = account.expect("an account");
        Credentials::new(account.user, account.password)
    }

    pub(crate) fn gs(&self) -> gs_soap_client::Client {
        let mut client = gs_soap_client::Client::builder()
            .url(&self.0.gs_url())
            .credentials(self.credentials(Service::Gs));
        if let Some(root) = self.0.tls_root() {
            client = client.root_certificate(root);
        }
        client.build().expect("a client")
    }

    /// A client that asks again at once.
    pub(crate) fn gs_patient(&self) -> gs_soap_client::Client {
        let client = gs_soap_client::Client::builder()
            .url(&self.0.gs_url())
            .credentials(self.credentials(Service::Gs))
            .retry(gs_soap_client::RetryPolicy {
                first: Duration::from_millis(1),
                most: Duration::from_millis(1),
                ..gs_soap_client::RetryPolicy::default()
            });
        client.build().expect("a client")
    }

    pub(crate) fn tbs(&self) -> tbs_xmlrpc_client::Client {
        let mut client = tbs_xmlrpc_client::Client::builder()
            .url(&self.0.tbs_url())
            .credentials(self.credentials(Service::Tbs));
        if let Some(root) = self.0.tls_root() {
            client = client.root_certificate(root);
        }
        client.build().expect("a client")
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&self, by: Duration) {
        self.0.advance(by).expect("a clock");
    }

    /// Stops the clock at this instant.
    pub(crate) fn stop_clock_at(&self, instant: &str) {
        let at = certwire_sandbox::time::Time::parse(instant).expect("an instant");
        let clock = certwire_sandbox::time::Clock::stopped_at(at);
        let done = self.0.world().work(|desk| desk.tx.set_clock(clock));
        done.expect("a clock");
    }
}

/// A golden payload.
pub(crate) fn payload(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads");
    std::fs::read_to_string(folder.join(path)).expect("a payload")
}

/// A subject with two units.
pub(crate) fn subject() -> Vec<Attribute> {
    [
        ("C", "FR"),
        ("ST", "Calvados"),
        ("L", "Caen"),
        ("O", "Exemple SARL"),
        ("OU", "One"),
        ("OU", "Two"),
        ("CN", "www.example.com"),
    ]
    .map(|(kind, value)| Attribute::new(kind, value))
    .to_vec()
}

/// A `PersonalSign` 1 order.
pub(crate) fn order() -> OrderPS1Request<'static> {
    let xml = payload("gs/requests/order_ps1/minimal.xml");
    let order = <OrderPS1Request<'_> as SoapMessage>::from_xml(&xml).expect("a request");
    order.value.into_owned()
}

/// Places an order at `GlobalSign`; its number.
pub(crate) async fn place(sandbox: &Running) -> String {
    let answer = sandbox.gs().order_ps1(&order()).await.expect("a call");
    let placed = answer.accepted().expect("an order").value;
    placed.order_id.into_owned()
}

/// Places an order at TBS; its number.
pub(crate) async fn place_at_tbs(sandbox: &Running) -> String {
    let xml = payload("tbs/requests/achat/standard.minimal.xml");
    let order = <AchatRequest<'_> as XmlRpcMessage>::from_xml(&xml);
    let mut order = order.expect("a request").value;
    let key = SubscriberKey::generate().expect("a key");
    let csr = keys::csr(&key, &subject(), &[]).expect("a CSR");
    let demands = std::mem::take(&mut order.demande);
    let (name, demand) = demands.iter().next().expect("a demand");
    let mut demand = demand.clone();
    demand.requete.as_mut().expect("requete").csr = csr.into();
    order.demande.push(name.to_owned(), demand);
    let answers = sandbox.tbs().achat(&order).await.expect("a valid order");
    let placed = answers.only().expect("one answer");
    let placed = placed.accepted().expect("an order").value;
    placed.ref_tbs.expect("a reference").into_owned()
}
