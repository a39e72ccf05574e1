//! SOAP messages: what is forgiven and noted, what counts as a fault, what is refused.

mod common;

use certwire_wire::{
    decoded::Decoded,
    error::XmlErrorKind,
    operation::Direction,
    soap::{self, Error, SoapMessage},
};
use common::{HEADER, NAMESPACE, OrdersRequest, OrdersResponse, response};

fn read(xml: &str) -> Decoded<OrdersResponse<'_>> {
    match OrdersResponse::from_xml(xml) {
        Ok(decoded) => decoded,
        Err(error) => panic!("{error}\n{xml}"),
    }
}

/// Kinds and paths of everything remarked, faults marked.
fn remarks(xml: &str) -> Vec<String> {
    let decoded = read(xml);
    let notes = decoded.notes.iter();
    let faults = decoded.faults.iter();
    let notes = notes.map(|note| format!("{} {}", note.kind, note.place.path));
    notes
        .chain(faults.map(|fault| format!("! {} {}", fault.kind, fault.place.path)))
        .collect()
}

fn refused(xml: &str) -> Error {
    match OrdersResponse::from_xml(xml) {
        Ok(decoded) => panic!("{decoded:?}\n{xml}"),
        Err(error) => error,
    }
}

fn refused_kind(xml: &str) -> XmlErrorKind {
    match refused(xml) {
        Error::Xml(error) => error.kind,
        error => panic!("{error}"),
    }
}

fn noted(note: &str) -> OrdersRequest<'static> {
    OrdersRequest {
        note: Some(note.to_owned().into()),
        ..OrdersRequest::default()
    }
}

const INFO: &str = "<OrderInfo><OrderID>A1</OrderID><ProductCode>P</ProductCode><OrderStatus>open</OrderStatus>\
    <OrderDate>2026</OrderDate></OrderInfo>";

#[test]
fn the_canonical_form_needs_no_remark() {
    let xml = response(&format!(
        "{HEADER}<OrderDetail>{INFO}</OrderDetail><OrderDetail>{INFO}<DNSName>a</DNSName></OrderDetail>"
    ));
    let decoded = read(&xml);
    assert_eq!(decoded.notes, []);
    assert!(decoded.is_unambiguous());
    assert_eq!(decoded.value.header.code, 0);
    assert_eq!(decoded.value.details.len(), 2);
    assert_eq!(decoded.value.details[1].info.id, "A1");
    assert_eq!(decoded.value.details[1].names, ["a"]);
}

#[test]
fn what_is_read_is_written_back() {
    let xml = common::large_response(20_000);
    let decoded = read(&xml);
    assert_eq!(decoded.value.to_xml().unwrap(), xml);
    let mut indented = Vec::new();
    soap::write_indented(&decoded.value, &mut indented).unwrap();
    let indented = String::from_utf8(indented).unwrap();
    assert!(indented.contains("\n      <Response>\n        <OrderResponseHeader>\n"));
    assert_eq!(read(&indented).value, decoded.value);
    assert_eq!(read(&indented).notes, []);
}

#[test]
fn requests_are_written_as_the_document_prints_them() {
    let mut request = noted("a<b>&\r\n\u{e9}");
    request.info.password = "]]>".into();
    let xml = request.to_xml().unwrap();
    assert!(xml.starts_with(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:ws=\"https://shop.example/ws/\"><soapenv:Header/><soapenv:Body><ws:Orders><Request>"
    ));
    assert!(xml.contains("<Note>a&lt;b&gt;&amp;&#xD;\n\u{e9}</Note>"));
    assert!(xml.ends_with("</Request></ws:Orders></soapenv:Body></soapenv:Envelope>"));
    let read = OrdersRequest::from_xml(&xml).unwrap();
    assert_eq!(read.value, request);
    assert_eq!(read.notes, []);
}

#[test]
fn characters_that_xml_cannot_carry_are_refused_by_field() {
    for c in ['\0', '\u{1}', '\u{b}', '\u{1f}', '\u{fffe}', '\u{ffff}'] {
        let request = noted(&format!("a{c}b"));
        let error = request.to_xml().unwrap_err();
        assert_eq!((error.field.as_str(), error.character), ("Note", Some(c)));
    }
    let request = noted("\u{fffd}\u{7f}\u{10ffff}\t");
    let xml = request.to_xml().unwrap();
    assert_eq!(OrdersRequest::from_xml(&xml).unwrap().value, request);
}

#[test]
fn departures_are_noted() {
    let xsi = "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    let detail = format!("<OrderDetail>{INFO}</OrderDetail>");
    let header_with = |errors: &str| {
        format!(
            "<OrderResponseHeader><SuccessCode>0</SuccessCode>{errors}<Timestamp>t</Timestamp></OrderResponseHeader>"
        )
    };
    let flat = "<Errors><ErrorCode>-1</ErrorCode><ErrorMessage>m</ErrorMessage></Errors>";
    let cases = [
        (
            HEADER.replace("OrderResponse", "QueryResponse"),
            vec!["alias QueryResponseHeader"],
        ),
        (
            format!("{HEADER}<OrderDetails>{detail}{detail}</OrderDetails>"),
            vec!["wrapper OrderDetails"],
        ),
        (
            format!("{HEADER}<OrderDetails/>"),
            vec!["empty OrderDetails"],
        ),
        (
            format!("{HEADER}<OrderDetails {xsi} xsi:nil='1'/>"),
            vec!["nil OrderDetails"],
        ),
        (format!("{HEADER}<FromDate/>"), vec!["empty FromDate"]),
        (
            format!("{HEADER}<FromDate></FromDate>"),
            vec!["empty FromDate"],
        ),
        (
            format!("{HEADER}<FromDate><!-- none --></FromDate>"),
            vec!["empty FromDate"],
        ),
        (
            format!("{HEADER}<FromDate><![CDATA[]]></FromDate>"),
            vec!["empty FromDate"],
        ),
        (
            format!("{HEADER}<FromDate {xsi} xsi:nil=\"true\"/>"),
            vec!["nil FromDate"],
        ),
        (
            format!("{HEADER}<FromDate {xsi} xsi:nil=\"true\"></FromDate>"),
            vec!["nil FromDate"],
        ),
        (
            format!("{HEADER}<FromDate {xsi} xsi:nil=\"false\">2026</FromDate>"),
            vec![],
        ),
        (
            format!("<FromDate>2026</FromDate>{HEADER}"),
            vec!["order OrderResponseHeader"],
        ),
        (
            format!("{HEADER}<New><a x='1'/></New><FromDate>2026</FromDate>"),
            vec!["unknown New"],
        ),
        (
            format!("{HEADER}{detail}<Extra/>{detail}"),
            vec!["unknown Extra"],
        ),
        (
            format!("{HEADER}<ns2:FromDate>2026</ns2:FromDate>"),
            vec!["qualified FromDate"],
        ),
        (
            format!("{HEADER}<FromDate xmlns='{NAMESPACE}'>2026</FromDate>"),
            vec!["qualified FromDate"],
        ),
        (
            format!("{HEADER}<FromDate xmlns=''>2026</FromDate>"),
            vec![],
        ),
        (
            format!("{HEADER}<FromDate type=\"date\" >2026</FromDate >"),
            vec![],
        ),
        (
            header_with("<Errors/>"),
            vec!["empty OrderResponseHeader/Errors"],
        ),
        (
            header_with("<Errors>\n </Errors>"),
            vec!["empty OrderResponseHeader/Errors"],
        ),
        (
            header_with(flat),
            vec!["inlined OrderResponseHeader/Errors/Error"],
        ),
        (detail.clone() + HEADER, vec!["order OrderResponseHeader"]),
    ];
    for (members, expected) in cases {
        assert_eq!(remarks(&response(&members)), expected, "{members}");
    }
}

#[test]
fn flat_errors_become_entries() {
    let errors = "<OrderResponseHeader><SuccessCode>-1</SuccessCode><Errors>\
        <ErrorCode>-1</ErrorCode><ErrorField>f</ErrorField><New/><ErrorMessage>one</ErrorMessage>\
        <ErrorCode>-2</ErrorCode><ErrorMessage>two</ErrorMessage>\
        <Error><ErrorCode>-3</ErrorCode><ErrorMessage>three</ErrorMessage></Error>\
        <ErrorCode>-4</ErrorCode><ErrorMessage>four</ErrorMessage></Errors>\
        <Timestamp>t</Timestamp></OrderResponseHeader>";
    let xml = response(errors);
    let decoded = read(&xml);
    let errors = &decoded.value.header.errors.as_ref().unwrap().errors;
    let entries = errors.iter().map(|error| (&*error.code, &*error.message));
    let expected = [
        ("-1", "one"),
        ("-2", "two"),
        ("-3", "three"),
        ("-4", "four"),
    ];
    assert_eq!(entries.collect::<Vec<_>>(), expected);
    assert_eq!(errors[0].field.as_deref(), Some("f"));
    assert_eq!(decoded.value.header.timestamp, "t");
    assert!(decoded.is_unambiguous());
}

#[test]
fn a_default_namespace_of_ours_is_noted_once() {
    let xml = format!(
        "<Envelope xmlns='http://schemas.xmlsoap.org/soap/envelope/'><Body><OrdersResponse xmlns='{NAMESPACE}'>\
         <Response>{HEADER}<FromDate>1</FromDate></Response></OrdersResponse></Body></Envelope>"
    );
    assert_eq!(remarks(&xml), ["qualified Response"]);
    assert_eq!(read(&xml).value.from.as_deref(), Some("1"));
}

#[test]
fn frames_are_forgiven_where_the_document_prints_them_so() {
    let bare = format!(
        "<n:OrdersResponse xmlns:n='{NAMESPACE}'><Response>{HEADER}</Response></n:OrdersResponse>"
    );
    assert_eq!(remarks(&bare), ["frame OrdersResponse"]);
    let alias = response(HEADER).replace("OrdersResponse", "OrdersAnswer");
    assert_eq!(remarks(&alias), ["frame OrdersAnswer"]);
    let beside = response(HEADER).replace("</Response>", "</Response><Beside/>");
    assert_eq!(remarks(&beside), ["unknown Beside"]);
    let empty = response("");
    assert_eq!(remarks(&empty), [""; 0]);
}

#[test]
fn doubts_are_faults() {
    let from = "<FromDate>1</FromDate>";
    let cases = [
        (format!("{HEADER}{from}{from}"), "! duplicate FromDate"),
        (
            format!("{HEADER}{HEADER}"),
            "! duplicate OrderResponseHeader",
        ),
        (
            HEADER.replace(
                "<SuccessCode>",
                "<SuccessCode>-1</SuccessCode><SuccessCode>",
            ),
            "! duplicate OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", ">+0<"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", ">0x0<"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", "><!-- - -->0<"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", "><![CDATA[0]]><"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", "><b>0</b><"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            HEADER.replace(">0<", ">0<b/><"),
            "! malformed OrderResponseHeader/SuccessCode",
        ),
        (
            format!("{HEADER}<FromDate a='1'>1<b/></FromDate>"),
            "! malformed FromDate",
        ),
        (format!("{HEADER}loose"), "! malformed Response"),
        (
            format!("{HEADER}<OrderDetail>text</OrderDetail>"),
            "! malformed OrderDetail",
        ),
        (
            format!("{HEADER}<OrderDetail> text</OrderDetail>"),
            "! malformed OrderDetail",
        ),
        (
            format!("{HEADER}<OrderDetail a='1'>text</OrderDetail>"),
            "! malformed OrderDetail",
        ),
    ];
    for (members, expected) in cases {
        assert_eq!(remarks(&response(&members)), [expected], "{members}");
    }
    let xml = response(&HEADER.replace(
        "<SuccessCode>0",
        "<SuccessCode>-1</SuccessCode><SuccessCode>0",
    ));
    assert_eq!(read(&xml).value.header.code, -1);
    let nil = "<FromDate xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil='true'>1</FromDate>";
    let xml = response(&format!("{HEADER}{nil}"));
    assert_eq!(remarks(&xml), ["nil FromDate", "! malformed FromDate"]);
    let twice = response(HEADER).replace("</Response>", "</Response><Response/>");
    assert_eq!(remarks(&twice), ["! duplicate Response"]);
}

#[test]
fn the_first_of_two_counts_and_nil_leaves_room() {
    let xml = response(&format!(
        "{HEADER}<FromDate/><FromDate>2</FromDate><FromDate>3</FromDate>"
    ));
    assert_eq!(read(&xml).value.from.as_deref(), Some("2"));
}

#[test]
fn text_is_unescaped() {
    let xml = response(&format!(
        "{HEADER}<FromDate>&lt;&#x41;&#66;&amp;\r\nx\ry<![CDATA[<&]]>&#xD;<?p q?>z</FromDate>"
    ));
    assert_eq!(read(&xml).value.from.as_deref(), Some("<AB&\nx\ny<&\rz"));
    let xml = response(&format!(
        "{HEADER}<OrderDetail><!-- c -->{INFO}<?p?></OrderDetail>"
    ));
    assert_eq!(remarks(&xml), [""; 0]);
}

#[test]
fn foreign_namespaces_are_refused() {
    for members in [
        HEADER.replace(
            "<SuccessCode>0</SuccessCode>",
            "<e:SuccessCode xmlns:e='urn:evil'>0</e:SuccessCode>",
        ),
        HEADER.replace("<SuccessCode>", "<SuccessCode xmlns='urn:evil'>"),
        format!(
            "<OrderResponseHeader xmlns='urn:evil'>{}",
            &HEADER["<OrderResponseHeader>".len()..]
        ),
    ] {
        let xml = response(&members);
        assert_eq!(
            refused_kind(&xml),
            XmlErrorKind::ForeignNamespace,
            "{members}"
        );
    }
    let root = response(HEADER).replace(NAMESPACE, "https://shop.example/other/");
    assert_eq!(refused_kind(&root), XmlErrorKind::ForeignNamespace);
    let unknown = response(&format!("{HEADER}<e:New xmlns:e='urn:more'/>"));
    assert_eq!(remarks(&unknown), ["unknown New"]);
    assert_eq!(read(&unknown).notes[0].raw, "<e:New xmlns:e='urn:more'/>");
}

#[test]
fn faults_and_other_bodies_have_their_own_errors() {
    let envelope = |body: &str| {
        format!(
            "<S:Envelope xmlns:S='http://schemas.xmlsoap.org/soap/envelope/'><S:Header><x/></S:Header><S:Body>{body}</S:Body></S:Envelope>"
        )
    };
    let fault = envelope(
        "<S:Fault><faultcode>S:Server</faultcode><faultstring>no &amp; no</faultstring><detail><a/></detail></S:Fault>",
    );
    let Error::Fault(fault) = refused(&fault) else {
        panic!("no fault")
    };
    assert_eq!(
        (&*fault.code, &*fault.string, &*fault.detail),
        ("S:Server", "no & no", "<a/>")
    );
    assert_eq!(refused(""), Error::Empty);
    assert_eq!(refused(" \n"), Error::Empty);
    assert_eq!(refused("{\"a\": 1}"), Error::NotXml);
    assert_eq!(refused("<!DOCTYPE html><html></html>"), Error::Html);
    assert_eq!(refused("<html><body/></html>"), Error::Html);
    assert_eq!(refused("<!-- x --><HTML/>"), Error::Html);
    assert_eq!(refused("<a/>"), Error::NotSoap { root: "a".into() });
    let soap12 = response(HEADER).replace(
        "http://schemas.xmlsoap.org/soap/envelope/",
        "http://www.w3.org/2003/05/soap-envelope",
    );
    assert_eq!(refused(&soap12), Error::Soap12);
    assert!(matches!(refused(&envelope("")), Error::Frame { .. }));
    let other = response(HEADER).replace("OrdersResponse", "CancelResponse");
    assert!(matches!(refused(&other), Error::OtherMessage { .. }));
    let request = OrdersRequest::default().to_xml().unwrap();
    assert!(matches!(refused(&request), Error::OtherMessage { .. }));
    let two = response(HEADER).replace("</soap:Body>", "<x/></soap:Body>");
    assert!(matches!(refused(&two), Error::Frame { .. }));
    let after = response(HEADER) + "<x/>";
    assert_eq!(refused_kind(&after), XmlErrorKind::SecondRoot);
    let after = response(HEADER) + "x";
    assert_eq!(refused_kind(&after), XmlErrorKind::TextOutsideRoot);
}

#[test]
fn the_root_tells_which_message_it_is() {
    let root = soap::root(&response(HEADER)).unwrap();
    assert_eq!(root.name, "OrdersResponse");
    assert_eq!(root.namespace, NAMESPACE);
    assert_eq!(root.direction, Some(Direction::Response));
    let request = OrdersRequest::default().to_xml().unwrap();
    assert_eq!(
        soap::root(&request).unwrap().direction,
        Some(Direction::Request)
    );
    let declared = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}",
        response(HEADER)
    );
    assert_eq!(soap::root(&declared).unwrap().name, "OrdersResponse");
    assert_eq!(soap::root("<a/>").unwrap().direction, None);
}

#[test]
fn every_cut_of_a_message_is_refused() {
    let xml = response(&format!(
        "{HEADER}<OrderDetail>{INFO}<DNSName>&amp;é</DNSName></OrderDetail>"
    ));
    for end in (0..xml.len()).filter(|&end| xml.is_char_boundary(end)) {
        refused(&xml[..end]);
    }
}
