//! Callers who order from both CAs at once, and what they were told.

use std::{collections::BTreeMap, fmt::Display, path::Path};

use certwire_sandbox::{
    Sandbox,
    ca::{
        Attribute,
        keys::{self, SubscriberKey},
    },
    gs,
    model::{Account, Details, Service},
    store::{self, Filter},
    tbs,
};
use certwire_transport::Credentials;
use certwire_wire::{soap::SoapMessage, xmlrpc::XmlRpcMessage};
use gs_soap_types::{GetOrderByOrderIDRequest, OrderPS1Request};
use tbs_xmlrpc_types::{AchatRequest, StatutRequest};

/// An order that was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Acknowledged {
    pub(crate) service: Service,
    /// `SubID` or `refClient`.
    pub(crate) reference: String,
    /// `OrderID` or `refTBS`.
    pub(crate) id: String,
}

/// Why a call came to nothing.
pub(crate) type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Orders and asks at both CAs.
pub(crate) struct Caller {
    pub(crate) gs: gs_soap_client::Client,
    pub(crate) tbs: tbs_xmlrpc_client::Client,
    gs_order: OrderPS1Request<'static>,
    tbs_order: AchatRequest<'static>,
}

impl Caller {
    pub(crate) fn new(
        gs_url: &str,
        tbs_url: &str,
        gs_account: &Account,
        tbs_account: &Account,
    ) -> Result<Self, Trouble> {
        let credentials =
            |account: &Account| Credentials::new(account.user.clone(), account.password.clone());
        let gs = gs_soap_client::Client::builder()
            .url(gs_url)
            .credentials(credentials(gs_account));
        let tbs = tbs_xmlrpc_client::Client::builder()
            .url(tbs_url)
            .credentials(credentials(tbs_account));
        let gs_order = payload("gs/requests/order_ps1/minimal.xml")?;
        let gs_order = <OrderPS1Request<'_> as SoapMessage>::from_xml(&gs_order)?
            .value
            .into_owned();
        Ok(Self {
            gs: gs.build()?,
            tbs: tbs.build()?,
            gs_order,
            tbs_order: tbs_order()?,
        })
    }

    /// A caller at this sandbox, with the accounts that it began with.
    pub(crate) fn at(sandbox: &Sandbox) -> Result<Self, Trouble> {
        let account = |service| {
            sandbox
                .account(service)?
                .ok_or_else(|| Trouble::from("no account"))
        };
        Self::new(
            &sandbox.gs_url(),
            &sandbox.tbs_url(),
            &account(Service::Gs)?,
            &account(Service::Tbs)?,
        )
    }

    /// Places an order under this reference.
    pub(crate) async fn order(
        &self,
        service: Service,
        reference: String,
    ) -> Result<Acknowledged, Trouble> {
        let id = match service {
            Service::Gs => {
                let mut order = self.gs_order.clone();
                order.sub_id = Some(reference.clone().into());
                let placed = self.gs.order_ps1(&order).await?.accepted().map_err(said)?;
                placed.value.order_id.into_owned()
            }
            Service::Tbs => {
                let mut order = self.tbs_order.clone();
                let (name, mut demand) = first(&mut order);
                demand.divers.get_or_insert_default().ref_client = Some(reference.clone().into());
                order.demande.push(name, demand);
                let answer = self.tbs.achat(&order).await?.only();
                let placed = answer.ok_or("no answer")?.accepted().map_err(said)?;
                placed.value.ref_tbs.ok_or("no refTBS")?.into_owned()
            }
        };
        Ok(Acknowledged {
            service,
            reference,
            id,
        })
    }

    /// Asks for the order; it must be known.
    pub(crate) async fn ask(&self, order: &Acknowledged) -> Result<(), Trouble> {
        match order.service {
            Service::Gs => {
                let mut question = GetOrderByOrderIDRequest::default();
                question.order_id = order.id.clone().into();
                let answer = self.gs.get_order_by_order_id(&question).await?;
                answer.accepted().map_err(said)?;
            }
            Service::Tbs => {
                let question = question(&order.id);
                let question = <StatutRequest<'_> as XmlRpcMessage>::from_xml(&question)?.value;
                let answer = self.tbs.statut(&question).await?.only();
                answer.ok_or("no answer")?.accepted().map_err(said)?;
            }
        }
        Ok(())
    }
}

/// A refusal in words.
pub(crate) fn said(refusal: impl Display) -> Trouble {
    refusal.to_string().into()
}

/// Takes the only demand out.
fn first(order: &mut AchatRequest<'static>) -> (String, tbs_xmlrpc_types::AchatDemande<'static>) {
    let demands = std::mem::take(&mut order.demande);
    let mut demands = demands
        .iter()
        .map(|(name, demand)| (name.to_owned(), demand.clone()));
    demands.next().unwrap_or_default()
}

fn tbs_order() -> Result<AchatRequest<'static>, Trouble> {
    let xml = payload("tbs/requests/achat/standard.minimal.xml")?;
    let mut order = <AchatRequest<'_> as XmlRpcMessage>::from_xml(&xml)?
        .value
        .into_owned();
    let subject = [
        ("C", "FR"),
        ("ST", "Calvados"),
        ("L", "Caen"),
        ("O", "Exemple SARL"),
        ("CN", "www.example.com"),
    ];
    let subject = subject.map(|(kind, value)| Attribute::new(kind, value));
    let csr = keys::csr(&SubscriberKey::generate()?, &subject, &[])?;
    let (name, mut demand) = first(&mut order);
    demand.requete.as_mut().ok_or("no requete")?.csr = csr.into();
    order.demande.push(name, demand);
    Ok(order)
}

fn question(id: &str) -> String {
    format!(
        "<methodCall><methodName>statut</methodName><params>\
         <param><value><struct></struct></value></param><param><value><struct><member><name>x</name><value><struct><member>\
         <name>certificat</name><value><struct><member><name>refTBS</name><value>{id}</value></member></struct></value>\
         </member></struct></value></member></struct></value></param></params></methodCall>"
    )
}

fn payload(path: &str) -> Result<String, Trouble> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/payloads");
    Ok(std::fs::read_to_string(folder.join(path))?)
}

/// What is wrong with what the sandbox keeps: acknowledged orders that are missing, or there more than once.
pub(crate) fn amiss(
    sandbox: &Sandbox,
    acknowledged: &[Acknowledged],
) -> Result<Vec<String>, store::Error> {
    let mut kept = BTreeMap::<_, Vec<String>>::new();
    collect::<gs::Details>(sandbox, &mut kept)?;
    collect::<tbs::Details>(sandbox, &mut kept)?;
    let mut amiss = Vec::new();
    for order in acknowledged {
        let found = kept.get(&(order.service, order.reference.clone()));
        if found != Some(&vec![order.id.clone()]) {
            amiss.push(format!("{order:?} is kept as {found:?}"));
        }
    }
    Ok(amiss)
}

fn collect<D: Details>(
    sandbox: &Sandbox,
    kept: &mut BTreeMap<(Service, String), Vec<String>>,
) -> Result<(), store::Error> {
    let orders = sandbox
        .world()
        .work(|desk| desk.tx.orders::<D>(&Filter::default()))?;
    for order in orders {
        let reference = order.reference.unwrap_or_default();
        kept.entry((D::SERVICE, reference))
            .or_default()
            .push(order.id);
    }
    Ok(())
}
