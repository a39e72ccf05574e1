//! Answers as bytes: as the document prints them, or as real servers of the same kind were seen to send them.

use certwire_wire::{
    operation::Operation,
    shape::{Field, Kind, Shape},
};
use serde_json::{Map, Value};

use crate::{codec, model::Service, settings::Wire};

/// What servers of the same stack put on every element that has no value.
const NIL: &str = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/";

/// Writes an answer.
pub(super) fn write(wire: Wire, operation: &str, mut answer: Value) -> Vec<u8> {
    let known = Service::Gs.reference().operations.iter();
    let Some(known) = known.copied().find(|known| known.name == operation) else {
        return Vec::new();
    };
    fit(known.response, &mut answer);
    match wire {
        Wire::Documented => codec::write_soap(operation, &answer),
        Wire::Observed => observed(known, &answer).into_bytes(),
    }
}

/// Cuts texts to what the document allows in answers, which for some is less than it allows in orders. A certificate that is
/// longer stays whole: half of one is none.
fn fit(shape: &'static Shape, message: &mut Value) {
    let Value::Object(members) = message else {
        return;
    };
    for field in shape.fields {
        let Some(value) = members.get_mut(field.name) else {
            continue;
        };
        let values = match value {
            Value::Array(values) => values.as_mut_slice(),
            value => std::slice::from_mut(value),
        };
        for value in values {
            match (field.kind, value) {
                (Kind::Struct(shape), value) => fit(shape, value),
                (_, Value::String(text)) if !field.tolerates_length && !is_pem(text) => {
                    let most = usize::try_from(field.max).unwrap_or(usize::MAX);
                    if let Some((end, _)) = text.char_indices().nth(most) {
                        text.truncate(end);
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_pem(text: &str) -> bool {
    text.starts_with("-----BEGIN")
}

fn observed(operation: &Operation, answer: &Value) -> String {
    let Operation {
        name, namespace, ..
    } = operation;
    let mut members = String::new();
    let nothing = Map::new();
    let answered = answer.as_object().unwrap_or(&nothing);
    for field in operation.response.fields {
        let value = answered.get(field.name);
        member(&mut members, operation.response, field, value);
        // The number of the order stands once more before its details.
        if field.name == "OrderResponseHeader"
            && operation.name == "GetOrderByOrderID"
            && let Some(Value::String(id)) = answer.pointer("/OrderDetail/OrderInfo/OrderID")
        {
            leaf(&mut members, "OrderID", id);
        }
    }
    format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <ns2:{name}Response xmlns:ns2=\"{namespace}\"><Response>{members}</Response></ns2:{name}Response>\
         </soap:Body></soap:Envelope>"
    )
}

/// A member as the servers send it: nil where there is no value.
fn member(xml: &mut String, within: &Shape, field: &Field, value: Option<&Value>) {
    let name = observed_name(within, field.name);
    let value = value.filter(|value| !value.is_null());
    match (field.kind, value) {
        _ if field.occurs.is_list() => list(xml, field, value),
        // Present without a child on success.
        (Kind::Struct(_), None) if field.name == "Errors" => tag(xml, "", name, "/"),
        // Whole structures are left out, unless the call has failed.
        (Kind::Struct(_), None) if !is_answer(within) => {}
        (_, None) => tag(xml, "", name, NIL),
        (Kind::Struct(shape), Some(value)) => structure(xml, name, shape, value),
        (Kind::DateTime, Some(Value::String(text))) => {
            leaf(xml, name, &text.replace('Z', "+00:00"));
        }
        (_, Some(Value::String(text))) if text == "new" && field.name == "OrderKind" => {
            leaf(xml, name, "New");
        }
        (_, Some(Value::String(text))) => leaf(xml, name, text),
        (_, Some(value)) => leaf(xml, name, &value.to_string()),
    }
}

/// Members of lists, within the wrapper where the servers have one; an empty list is an empty wrapper.
fn list(xml: &mut String, field: &Field, value: Option<&Value>) {
    let values = match value {
        Some(Value::Array(values)) => values.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    let wrapper = field.wrapper;
    if !wrapper.is_empty() {
        tag(xml, "", wrapper, if values.is_empty() { "/" } else { "" });
    }
    for value in values {
        if let Kind::Struct(shape) = field.kind {
            structure(xml, field.name, shape, value);
        }
    }
    if !wrapper.is_empty() && !values.is_empty() {
        tag(xml, "/", wrapper, "");
    }
}

fn structure(xml: &mut String, name: &str, shape: &Shape, value: &Value) {
    tag(xml, "", name, "");
    for field in shape.fields {
        member(xml, shape, field, value.get(field.name));
    }
    tag(xml, "/", name, "");
}

/// PEM lines end in CR LF, as characters.
fn leaf(xml: &mut String, name: &str, text: &str) {
    let mut escaped = codec::escape(text);
    if is_pem(text) {
        escaped = escaped.replace('\n', "&#xD;\n");
    }
    tag(xml, "", name, "");
    xml.push_str(&escaped);
    tag(xml, "/", name, "");
}

/// A tag with what stands before and after its name.
fn tag(xml: &mut String, before: &str, name: &str, after: &str) {
    for text in ["<", before, name, after, ">"] {
        xml.push_str(text);
    }
}

/// Whether this is an answer itself, not a part of one.
fn is_answer(shape: &Shape) -> bool {
    has(shape, "OrderResponseHeader")
}

fn has(shape: &Shape, name: &str) -> bool {
    shape.fields.iter().any(|field| field.name == name)
}

/// The servers' names: lists have a header of another name, records spell ids differently.
fn observed_name(within: &Shape, name: &'static str) -> &'static str {
    let is_list = || within.fields.iter().any(|field| !field.wrapper.is_empty());
    match name {
        "OrderResponseHeader" if is_list() => "QueryResponseHeader",
        "OrderID" if has(within, "ProductCode") => "OrderId",
        "SubID" => "SubId",
        name => name,
    }
}
