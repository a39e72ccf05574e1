//! The messages that are measured: invented values of the test payloads, multiplied and numbered, by our own writer.

use std::borrow::Cow;

use certwire_wire::{sink::Discard, value::Map};
use gs_soap_types::{
    FulfillmentCACertificate, GetOrdersResponse, ListedOrderDetail, OrderOSEVRequest,
    OrderOSRequest, SuccessCode,
};
use tbs_xmlrpc_types::{AchatRequest, ListeRenouvResponse};

use crate::ours::Protocol::{Soap, XmlRpc};

macro_rules! payload {
    ($path:literal) => {
        include_str!(concat!("../../../tests/payloads/", $path))
    };
}

const GET_ORDERS: &str = payload!("gs/responses/get_orders/maximal.xml");
const ORDER_OS: &str = payload!("gs/requests/order_os/maximal.xml");
const ORDER_OSEV: &str = payload!("gs/requests/order_osev/maximal.xml");
const ACHAT: &str = payload!("tbs/requests/achat/standard.observed.xml");
const LISTE_RENOUV: &str = payload!("tbs/responses/listeRenouv/maximal.xml");

/// Size of a big message; tests only look whether it is read.
const BIG: usize = if cfg!(test) { 50_000 } else { 1_000_000 };

/// What a response with certificates shows more than one without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Certificates {
    /// About 11 KB an order.
    With,
    /// About 5.5 KB an order.
    Without,
}

/// A `GetOrders` response of 1 MB.
pub(crate) fn get_orders(certificates: Certificates) -> GetOrdersResponse<'static> {
    let mut message: GetOrdersResponse<'_> = Soap.read(GET_ORDERS, &mut Discard);
    message.order_response_header.success_code = SuccessCode::Success;
    message.order_response_header.errors = None;
    let mut order = message.order_detail.swap_remove(0);
    shape(&mut order, certificates);
    message.order_detail = vec![order.clone()];
    let one = Soap.body(&message).len();
    message.order_detail = (0..BIG / one)
        .map(|number| numbered(&order, number))
        .collect();
    message
}

/// Brings an order to the size of those that the demands speak of.
fn shape(order: &mut ListedOrderDetail<'static>, certificates: Certificates) {
    let option = order.order_option.as_mut().expect("contacts");
    let contacts = [
        &mut option.requestor_info,
        &mut option.approver_info,
        &mut option.authorized_signer_info,
    ];
    for contact in contacts.into_iter().flatten() {
        contact.job_title = "Responsable de la sécurité des systèmes d’information".into();
        contact.department =
            "Direction des systèmes d’information, du numérique et de l’innovation".into();
        contact.organization_name = "Exemple Société Anonyme à Conseil d’Administration".into();
    }
    if certificates == Certificates::Without {
        order.fulfillment = None;
        return;
    }
    let fulfillment = order.fulfillment.as_mut().expect("certificates");
    let chain = fulfillment.ca_certificates.as_mut().expect("a chain");
    let mut intermediate: FulfillmentCACertificate<'_> = chain.ca_certificate[0].clone();
    intermediate.ca_cert_type = "INTER".into();
    chain.ca_certificate.push(intermediate);
}

fn numbered(order: &ListedOrderDetail<'static>, number: usize) -> ListedOrderDetail<'static> {
    let mut order = order.clone();
    let info = order.order_info.as_mut().expect("the order's data");
    info.order_id = Cow::Owned(format!("CEPS{number:010}"));
    order
}

/// An `OrderOSEV` request.
pub(crate) fn order_osev() -> OrderOSEVRequest<'static> {
    Soap.read(ORDER_OSEV, &mut Discard)
}

/// An `achat` request.
pub(crate) fn achat() -> AchatRequest<'static> {
    XmlRpc.read(ACHAT, &mut Discard)
}

/// An `OrderOS` request, without the option that draws a warning: reports are not what is measured.
pub(crate) fn order_os() -> OrderOSRequest<'static> {
    let mut message: OrderOSRequest<'_> = Soap.read(ORDER_OS, &mut Discard);
    message.pkcs12_option = None;
    message
}

/// A `listeRenouv` response of 1 MB.
pub(crate) fn liste_renouv() -> ListeRenouvResponse<'static> {
    liste_renouv_of(BIG)
}

/// A `listeRenouv` response of about this size.
pub(crate) fn liste_renouv_of(size: usize) -> ListeRenouvResponse<'static> {
    let mut message: ListeRenouvResponse<'_> = XmlRpc.read(LISTE_RENOUV, &mut Discard);
    message.warning = None;
    message.erreurs_donnees_personnelles = None;
    let (_, order) = message.commandes.entries.iter().next().expect("an order");
    let order = order.clone();
    let alone = |entries| {
        let mut message = message.clone();
        message.commandes.entries = entries;
        message
    };
    let list = |count: usize| {
        let mut entries = Map::default();
        for number in 1..=count {
            let mut order = order.clone();
            order.ref_tbs = Cow::Owned(format!("{number:010}"));
            entries.push(number.to_string(), order);
        }
        alone(entries)
    };
    let one = XmlRpc.body(&list(1)).len();
    list(size / one)
}
