//! The client of either service, for requests whose operation is known only by name.

use std::{fmt, pin::Pin};

use certwire_transport::{
    Builder, Core, Credentials, Error, Exchange, ExchangeVisitor, Exchanged, Outcome,
    Service as Protocol, Stopped, Wait, WireLog,
};
use certwire_wire::{
    limits::Limits,
    operation::Operation,
    sink::Discard,
    tree::{Node, Walk},
    walk::Message as _,
};

use tbs_xmlrpc_types::{StatutDemande, StatutRequest, TypeDemande, TypeReponse};

use super::{account::Account, check::CsrChecks, failure::Failure, message::Message, reply::Reply};
use crate::service::Service;

/// A list may be long; anything else is not.
const LISTS: Limits = Limits {
    members: 1 << 20,
    body: 512 << 20,
    ..Limits::DEFAULT
};

/// A call under way: what became of each demand, under its reference where there are several.
pub type Sending = Pin<Box<dyn Future<Output = Result<Vec<Sent>, Error>>>>;

/// What became of one demand.
pub struct Sent {
    /// The reference that the caller gave it.
    pub reference: Option<String>,
    /// What became of it.
    pub outcome: Outcome<Reply>,
}

/// A client.
#[derive(Debug, Clone)]
pub enum Line {
    /// Of `GlobalSign`.
    Gs(gs_soap_client::Client),
    /// Of TBS INTERNET.
    Tbs(tbs_xmlrpc_client::Client),
}

/// What a client is given beside the account.
pub struct Extras {
    /// Judges CSRs.
    pub csr: CsrChecks,
    /// Hears of every exchange.
    pub log: Option<Box<dyn WireLog>>,
    /// Whether the answers are lists, which may be long.
    pub lists: bool,
}

impl fmt::Debug for Extras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Extras").finish_non_exhaustive()
    }
}

impl Line {
    /// Sets a client up; nothing is sent yet.
    ///
    /// # Errors
    ///
    /// When something about the account cannot be used.
    pub fn open(
        account: &Account,
        credentials: Credentials,
        extras: Extras,
    ) -> Result<Self, Failure> {
        match account.service {
            Service::Gs => {
                let builder = account.builder::<gs_soap_client::Vendor>()?;
                Ok(Self::Gs(finish(builder, credentials, extras).build()?))
            }
            Service::Tbs => {
                let builder = account.builder::<tbs_xmlrpc_client::Vendor>()?;
                Ok(Self::Tbs(finish(builder, credentials, extras).build()?))
            }
        }
    }

    /// Where requests of an operation go.
    pub fn address(&self, operation: &Operation) -> String {
        match self {
            Self::Gs(client) => address(client.core(), operation),
            Self::Tbs(client) => address(client.core(), operation),
        }
    }

    /// Whether the CA refused the credentials, so that nothing is sent any more.
    pub fn is_halted(&self) -> bool {
        match self {
            Self::Gs(client) => client.core().is_halted(),
            Self::Tbs(client) => client.core().is_halted(),
        }
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// When the service has no such operation.
    pub fn send(&self, message: &Message) -> Result<Sending, Failure> {
        let (name, members) = (message.operation.name, &message.members);
        let sending = match self {
            Self::Gs(client) => {
                let core = client.core();
                gs_soap_client::dispatch(name, Sender { core, members })
            }
            Self::Tbs(client) => {
                let core = client.core();
                tbs_xmlrpc_client::dispatch(name, Sender { core, members })
            }
        };
        sending.ok_or_else(|| Failure::failed(format!("there is no operation {name}")))
    }

    /// Waits until the certificate of an order is issued.
    ///
    /// # Errors
    ///
    /// When waiting ends without it.
    pub async fn wait(&self, id: &str, wait: Wait) -> Result<Reply, Stopped> {
        match self {
            Self::Gs(client) => {
                let order = client.wait_until_issued(id, wait).await?;
                Ok(Reply::new(&order))
            }
            Self::Tbs(client) => {
                let mut order = client.wait_until_issued(id, wait).await?;
                let chain = chain(client, id).await;
                if let (Some(certificate), Some(chain)) = (order.certificat.as_mut(), chain) {
                    certificate.chaine = Some(chain.into());
                }
                Ok(Reply::new(&order))
            }
        }
    }
}

/// The chain of an order's certificate, which is a question of its own at TBS. The certificate counts without it.
async fn chain(client: &tbs_xmlrpc_client::Client, id: &str) -> Option<String> {
    let mut demand = StatutDemande::default();
    demand.certificat.ref_tbs = Some(id.into());
    demand.type_demande = Some(TypeDemande::Certificate);
    demand.type_reponse = Some(TypeReponse::Chaine);
    let mut request = StatutRequest::default();
    request.demande.push("chain", demand);
    let answer = client.statut(&request).await.ok()?.only()?;
    let accepted = answer.accepted().ok()?;
    Some(accepted.value.certificat?.chaine?.into_owned())
}

fn finish<S: Protocol>(
    builder: Builder<S>,
    credentials: Credentials,
    extras: Extras,
) -> Builder<S> {
    let mut builder = builder.credentials(credentials);
    if let Some(csr) = extras.csr {
        builder = builder.csr_check(csr);
    }
    if let Some(log) = extras.log {
        builder = builder.wire_log(move |exchange: &Exchanged| log.exchanged(exchange));
    }
    if extras.lists {
        builder = builder.limits(LISTS);
    }
    builder
}

fn address<S: Protocol>(core: &Core<S>, operation: &Operation) -> String {
    S::address(core.base(), operation).into()
}

/// Sends a tree as a request of its operation.
struct Sender<'m, S> {
    core: &'m Core<S>,
    members: &'m Node<'static>,
}

impl<S: Protocol> ExchangeVisitor<S> for Sender<'_, S> {
    type Output = Sending;

    fn call<C: Exchange<S> + 'static>(self) -> Sending {
        let request = C::Request::decode(&mut Walk::new(self.members, &mut Discard));
        let fields = <C as certwire_wire::operation::Call>::OPERATION
            .request
            .fields;
        if fields.iter().any(|field| field.keyed) {
            let call = self.core.call_each::<C>(&request);
            return Box::pin(async move {
                let sent = |(reference, outcome): (String, Outcome<C::Response<'static>>)| Sent {
                    reference: Some(reference),
                    outcome: outcome.map(|response| Reply::new(&response)),
                };
                Ok(call.await?.into_iter().map(sent).collect())
            });
        }
        let call = self.core.call::<C>(&request);
        Box::pin(async move {
            let outcome = call.await?.map(|response| Reply::new(&response));
            Ok(vec![Sent {
                reference: None,
                outcome,
            }])
        })
    }
}
