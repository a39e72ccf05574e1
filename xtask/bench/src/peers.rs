//! What others make of the same bytes.

use std::{hint::black_box, str};

use quick_xml::{Reader, events::Event};

use crate::{get_orders::Envelope, liste_renouv::Response};

/// quick-xml's event loop: every event is read and dropped.
pub(crate) fn quick_xml_raw(body: &[u8]) {
    let mut reader = Reader::from_reader(body);
    loop {
        match reader.read_event().expect("XML") {
            Event::Eof => break,
            event => drop(black_box(event)),
        }
    }
}

/// quick-xml with serde's derived structs.
pub(crate) fn quick_xml_serde(body: &[u8]) -> Envelope {
    quick_xml::de::from_str(text(body)).expect("a response")
}

/// The structs written again.
pub(crate) fn quick_xml_serde_encode(message: &Envelope) {
    let xml = quick_xml::se::to_string_with_root("soapenv:Envelope", message);
    drop(black_box(xml.expect("a body")));
}

/// instant-xml with the same structs, derived; it checks namespaces too.
pub(crate) fn instant_xml(body: &[u8]) -> Envelope {
    instant_xml::from_str(text(body)).expect("a response")
}

pub(crate) fn roxmltree(body: &[u8]) {
    drop(black_box(
        roxmltree::Document::parse(text(body)).expect("XML"),
    ));
}

pub(crate) fn serde_xmlrpc(body: &[u8]) -> Response {
    serde_xmlrpc::response_from_str(text(body)).expect("a response")
}

pub(crate) fn dxr_call(body: &[u8]) {
    drop(black_box(
        dxr::MethodCall::from_xml(text(body)).expect("a call"),
    ));
}

pub(crate) fn dxr(body: &[u8]) -> Response {
    let response = dxr::MethodResponse::from_xml(text(body)).expect("a response");
    dxr::TryFromValue::try_from_value(&response.value).expect("a list")
}

fn text(body: &[u8]) -> &str {
    str::from_utf8(body).expect("UTF-8")
}
