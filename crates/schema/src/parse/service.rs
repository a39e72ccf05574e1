//! The service itself: edition, addresses, sections.

use kdl::KdlNode;

use crate::model::{Endpoint, Protocol, Service, VendorCodes};
use crate::names::Named;
use crate::parse::line::{self, Form, Kind};
use crate::parse::{Cx, Once};

const SERVICE: Form = Form {
    arguments: &[("id", Kind::Text)],
    least: 1,
    properties: &[
        ("title", Kind::Text),
        ("edition", Kind::Quoted),
        ("protocol", Kind::Word(&["soap", "xml-rpc"])),
    ],
    required: &["title", "edition", "protocol"],
    block: true,
    ..Form::EMPTY
};

const ADDRESS: Form = Form {
    arguments: &[("name", Kind::Text), ("URL", Kind::Text)],
    least: 2,
    properties: &[("section", Kind::Quoted), ("erratum", Kind::Text)],
    required: &["section"],
    ..Form::EMPTY
};

const APPLICATION: Form = Form {
    arguments: &[("name", Kind::Text), ("script", Kind::Text)],
    least: 2,
    ..Form::EMPTY
};

const VENDOR_CODES: Form = Form {
    properties: &[
        ("absent", Kind::Text),
        ("length", Kind::Text),
        ("format", Kind::Text),
        ("combination", Kind::Text),
        ("value", Kind::Text),
    ],
    ..Form::EMPTY
};

const SECTION: Form = Form {
    arguments: &[("id", Kind::Quoted), ("title", Kind::Text)],
    least: 2,
    ..Form::EMPTY
};

const LINES: [&str; 6] = [
    "namespace",
    "endpoint",
    "wsdl",
    "application",
    "vendor-codes",
    "section",
];

/// The `service` line, into a service that is still empty.
pub(crate) fn service(cx: &mut Cx, node: &KdlNode, service: &mut Service) {
    line::check(cx, node, &SERVICE);
    let id = line::argument(node, 0);
    if id != service.id {
        let help = format!("write `service {}`", service.id);
        cx.fault(
            node,
            format!("this folder is `{}`, not `{id}`", service.id),
            Some(help),
        );
    }
    service.title = line::text(node, "title").unwrap_or_default();
    service.edition = cx
        .referring_property(node, "edition", Named::Edition)
        .unwrap_or_default();
    if line::text(node, "protocol").as_deref() == Some("xml-rpc") {
        service.protocol = Protocol::XmlRpc;
    }
    let mut once = Once::default();
    for child in line::children(node) {
        match child.name().value() {
            "namespace" => {
                line::check(cx, child, &Form::TEXT);
                once.note(cx, child);
                service.namespace = Some(line::argument(child, 0));
            }
            "endpoint" => service.endpoints.push(address(cx, child)),
            "wsdl" => service.wsdl.push(address(cx, child)),
            "application" => {
                line::check(cx, child, &APPLICATION);
                service
                    .applications
                    .push((line::argument(child, 0), line::argument(child, 1)));
            }
            "vendor-codes" => {
                once.note(cx, child);
                service.vendor_codes = vendor_codes(cx, child);
            }
            "section" => {
                line::check(cx, child, &SECTION);
                service
                    .sections
                    .push((line::argument(child, 0), line::argument(child, 1)));
            }
            _ => cx.unknown_line(child, "a service", &LINES),
        }
    }
}

fn address(cx: &mut Cx, node: &KdlNode) -> Endpoint {
    line::check(cx, node, &ADDRESS);
    let name = line::argument(node, 0);
    Endpoint {
        url: line::argument(node, 1),
        section: cx.section(node).unwrap_or_default(),
        errata: cx.errata(node, &name),
        name,
    }
}

fn vendor_codes(cx: &mut Cx, node: &KdlNode) -> VendorCodes {
    line::check(cx, node, &VENDOR_CODES);
    let mut code = |name| cx.referring_property(node, name, Named::Error);
    VendorCodes {
        absent: code("absent"),
        length: code("length"),
        format: code("format"),
        combination: code("combination"),
        value: code("value"),
    }
}
