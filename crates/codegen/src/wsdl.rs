//! WSDL 1.1 of a SOAP service: document/literal wrapped, SOAP 1.1, one self-contained file.

use certwire_schema::model::{Effect, Operation, Service};

use crate::message::{self, Direction};
use crate::xml::{self, Node};
use crate::xsd;

/// Namespace of WSDL 1.1.
const WSDL: &str = "http://schemas.xmlsoap.org/wsdl/";
/// Namespace of its SOAP 1.1 binding.
const SOAP: &str = "http://schemas.xmlsoap.org/wsdl/soap/";
/// SOAP over HTTP.
const HTTP: &str = "http://schemas.xmlsoap.org/soap/http";

/// The WSDL, its schema included; the address is that of the live service.
pub fn emit(service: &Service) -> String {
    let namespace = service.namespace.as_deref().unwrap_or_default();
    let name = name(service);
    let about = format!("{}, edition {}.", service.title, service.edition);
    let operations = &service.operations;
    let root = Node::new("wsdl:definitions")
        .with("xmlns:wsdl", WSDL)
        .with("xmlns:soap", SOAP)
        .with("xmlns:tns", namespace)
        .with("targetNamespace", namespace)
        .with("name", name)
        .child(documentation(&about))
        .child(Node::new("wsdl:types").child(xsd::schema(service)))
        .children(operations.iter().flat_map(messages))
        .child(port_type(name, operations))
        .child(binding(name, operations))
        .child(port(name, address(service)));
    xml::document(&message::origin(service), &root)
}

fn address(service: &Service) -> &str {
    let live = service
        .endpoints
        .iter()
        .find(|endpoint| endpoint.name == "live");
    live.or(service.endpoints.first())
        .map_or("", |endpoint| &endpoint.url)
}

/// The service is called what its address ends with.
fn name(service: &Service) -> &str {
    let last = address(service).rsplit('/').next();
    last.filter(|name| !name.is_empty()).unwrap_or(&service.id)
}

fn messages(operation: &Operation) -> [Node; 2] {
    Direction::BOTH.map(|direction| {
        let root = direction.root(operation);
        let part = Node::new("wsdl:part")
            .with("name", "parameters")
            .with("element", format!("tns:{root}"));
        Node::new("wsdl:message").with("name", root).child(part)
    })
}

fn port_type(name: &str, operations: &[Operation]) -> Node {
    let each = |operation: &Operation| {
        let [input, output] =
            Direction::BOTH.map(|direction| format!("tns:{}", direction.root(operation)));
        Node::new("wsdl:operation")
            .with("name", operation.name.as_str())
            .child(documentation(&about(operation)))
            .child(Node::new("wsdl:input").with("message", input))
            .child(Node::new("wsdl:output").with("message", output))
    };
    Node::new("wsdl:portType")
        .with("name", format!("{name}PortType"))
        .children(operations.iter().map(each))
}

fn about(operation: &Operation) -> String {
    let effect = match operation.effect {
        Effect::Purchase => "Costs money: never send it again blind.",
        Effect::Mutation => "Changes an order: never send it again blind.",
        Effect::Query => "",
    };
    message::sentences(&[
        &operation.summary,
        &message::section(&operation.section),
        effect,
    ])
}

fn binding(name: &str, operations: &[Operation]) -> Node {
    let each = |operation: &Operation| {
        let body = || Node::new("soap:body").with("use", "literal");
        let action = Node::new("soap:operation")
            .with("soapAction", "")
            .with("style", "document");
        Node::new("wsdl:operation")
            .with("name", operation.name.as_str())
            .child(action)
            .child(Node::new("wsdl:input").child(body()))
            .child(Node::new("wsdl:output").child(body()))
    };
    let soap = Node::new("soap:binding")
        .with("style", "document")
        .with("transport", HTTP);
    Node::new("wsdl:binding")
        .with("name", format!("{name}Binding"))
        .with("type", format!("tns:{name}PortType"))
        .child(soap)
        .children(operations.iter().map(each))
}

fn port(name: &str, address: &str) -> Node {
    let port = Node::new("wsdl:port")
        .with("name", format!("{name}Port"))
        .with("binding", format!("tns:{name}Binding"))
        .child(Node::new("soap:address").with("location", address));
    Node::new("wsdl:service").with("name", name).child(port)
}

fn documentation(text: &str) -> Node {
    Node::new("wsdl:documentation").text(text)
}
