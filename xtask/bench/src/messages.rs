//! The messages of about 1 MB and less, and who reads them within this process.

use std::hint::black_box;

use certwire_wire::operation::Root;
use gs_soap_types::{GetOrders, GetOrdersResponse, OrderOSEVRequest};
use tbs_xmlrpc_types::{AchatRequest, ListeRenouv, ListeRenouvResponse};

use crate::{
    data::{self, Certificates},
    demands::{self, Demand, RAW},
    measure::Subject,
    ours::{
        self,
        Protocol::{self, Soap, XmlRpc},
    },
    outside::Outside,
    peers,
};

/// One message, with all that is done to it.
pub struct Message<'d> {
    /// What it is.
    pub title: &'static str,
    /// What is read.
    pub body: &'d [u8],
    /// Who reads and writes it.
    pub subjects: Vec<Subject<'d>>,
    pub(crate) demands: &'static [Demand],
    /// Who could read it from outside.
    pub(crate) outside: &'static [Outside],
}

/// Shows every message in turn.
///
/// # Panics
///
/// When one of the readers does not take a message.
pub fn each(visit: &mut impl FnMut(Message<'_>)) {
    get_orders(Certificates::With, visit);
    get_orders(Certificates::Without, visit);
    order_osev(visit);
    achat(visit);
    liste_renouv(visit);
}

fn get_orders(certificates: Certificates, visit: &mut impl FnMut(Message<'_>)) {
    let message = data::get_orders(certificates);
    let body = Soap.body(&message);
    let again = peers::quick_xml_serde(&body);
    let mut subjects = ours::<GetOrdersResponse<'_>>(Soap, &body, &message);
    subjects.extend([
        Subject::ours("stream", || ours::stream::<GetOrders>(&body)),
        Subject::peer("quick-xml serde", || {
            drop(black_box(peers::quick_xml_serde(&body)));
        }),
        Subject::peer("quick-xml serde encode", || {
            peers::quick_xml_serde_encode(&again);
        }),
        Subject::peer("instant-xml", || {
            drop(black_box(peers::instant_xml(&body)));
        }),
    ]);
    visit(Message {
        title: match certificates {
            Certificates::With => "GetOrders response with certificates",
            Certificates::Without => "GetOrders response without certificates",
        },
        body: &body,
        subjects,
        demands: demands::GET_ORDERS,
        outside: &[Outside::Gsoap, Outside::Zeep],
    });
}

fn order_osev(visit: &mut impl FnMut(Message<'_>)) {
    let message = data::order_osev();
    let body = Soap.body(&message);
    visit(Message {
        title: "OrderOSEV request",
        body: &body,
        subjects: ours::<OrderOSEVRequest<'_>>(Soap, &body, &message),
        demands: demands::ORDER_OSEV,
        outside: &[],
    });
}

fn achat(visit: &mut impl FnMut(Message<'_>)) {
    let message = data::achat();
    let body = XmlRpc.body(&message);
    let mut subjects = ours::<AchatRequest<'_>>(XmlRpc, &body, &message);
    subjects.push(Subject::peer("dxr", || peers::dxr_call(&body)));
    visit(Message {
        title: "achat request",
        body: &body,
        subjects,
        demands: demands::CALL,
        outside: &[Outside::PythonXmlRpc],
    });
}

fn liste_renouv(visit: &mut impl FnMut(Message<'_>)) {
    let message = data::liste_renouv();
    let body = XmlRpc.body(&message);
    let mut subjects = ours::<ListeRenouvResponse<'_>>(XmlRpc, &body, &message);
    subjects.extend([
        Subject::ours("stream", || ours::stream::<ListeRenouv>(&body)),
        Subject::peer("dxr", || drop(black_box(peers::dxr(&body)))),
        Subject::peer("serde_xmlrpc", || {
            drop(black_box(peers::serde_xmlrpc(&body)));
        }),
    ]);
    visit(Message {
        title: "listeRenouv response",
        body: &body,
        subjects,
        demands: demands::LIST,
        outside: &[Outside::PythonXmlRpc],
    });
}

/// The subjects that every message has; the message must be clean, or reports would be measured.
fn ours<'d, T: Root<'d> + 'd>(
    protocol: Protocol,
    body: &'d [u8],
    message: &'d T,
) -> Vec<Subject<'d>> {
    let report = protocol.validate::<T>(body);
    assert!(report.violations.is_empty(), "{:?}", report.violations);
    let mut buffer = Vec::new();
    vec![
        Subject::peer(RAW, || peers::quick_xml_raw(body)),
        Subject::ours("decode", move || protocol.decode::<T>(body)),
        Subject::ours("validate", move || {
            drop(black_box(protocol.validate::<T>(body)));
        }),
        Subject::ours("decode + validate", move || {
            protocol.decode_and_validate::<T>(body);
        }),
        Subject::ours("encode", move || protocol.encode(message, &mut buffer)),
        Subject::peer("roxmltree", || peers::roxmltree(body)),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_subject_takes_its_message_once() {
        super::each(&mut |message| {
            for mut subject in message.subjects {
                subject.seconds(1);
            }
        });
    }
}
