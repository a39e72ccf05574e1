//! One kind of work on one message, so many times: what an instruction counter watches.

use std::hint::black_box;

use certwire_wire::operation::Root;
use clap::ValueEnum;
use gs_soap_types::{GetOrdersResponse, OrderOSEVRequest};
use tbs_xmlrpc_types::{AchatRequest, ListeRenouvResponse};

use crate::{
    data::{self, Certificates},
    ours::Protocol::{self, Soap, XmlRpc},
};

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    Decode,
    Validate,
    DecodeAndValidate,
    Encode,
}

/// To which message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Data {
    /// A `GetOrders` response with certificates.
    Full,
    /// The same without certificates.
    Short,
    OrderOsev,
    Achat,
    ListeRenouv,
}

/// Does it, and gives the message's length in bytes.
pub(crate) fn run(work: Work, data: Data, times: u32) -> usize {
    match data {
        Data::Full => {
            let message = data::get_orders(Certificates::With);
            let body = Soap.body(&message);
            repeat::<GetOrdersResponse<'_>>(Soap, work, &body, &message, times)
        }
        Data::Short => {
            let message = data::get_orders(Certificates::Without);
            let body = Soap.body(&message);
            repeat::<GetOrdersResponse<'_>>(Soap, work, &body, &message, times)
        }
        Data::OrderOsev => {
            let message = data::order_osev();
            let body = Soap.body(&message);
            repeat::<OrderOSEVRequest<'_>>(Soap, work, &body, &message, times)
        }
        Data::Achat => {
            let message = data::achat();
            let body = XmlRpc.body(&message);
            repeat::<AchatRequest<'_>>(XmlRpc, work, &body, &message, times)
        }
        Data::ListeRenouv => {
            let message = data::liste_renouv();
            let body = XmlRpc.body(&message);
            repeat::<ListeRenouvResponse<'_>>(XmlRpc, work, &body, &message, times)
        }
    }
}

fn repeat<'a, T: Root<'a>>(
    protocol: Protocol,
    work: Work,
    body: &'a [u8],
    message: &T,
    times: u32,
) -> usize {
    let mut buffer = Vec::new();
    for _ in 0..times {
        match work {
            Work::Decode => protocol.decode::<T>(body),
            Work::Validate => drop(black_box(protocol.validate::<T>(body))),
            Work::DecodeAndValidate => protocol.decode_and_validate::<T>(body),
            Work::Encode => protocol.encode(message, &mut buffer),
        }
    }
    body.len()
}
