//! Lists read one record at a time give what the whole body gives, wherever the stream is cut.

mod stream_messages;

use std::{collections::BTreeMap, fmt::Debug};

use certwire_wire::{
    decoded::{Decoded, Finding},
    encoding,
    error::XmlErrorKind,
    limits::Limits,
    operation::Call,
    sink::Discard,
    soap::SoapMessage,
    stream::{Error, ListReader, ListReport, Listing, Piece},
    value::Map,
    xml,
    xmlrpc::{self, XmlRpcMessage},
};
use stream_messages::{
    Asleep, Changed, ChangedOrders, Entries, GetOrders, Orders, Pieces, Record, Sleeping,
};

/// What a stream gave.
#[derive(Debug)]
struct Streamed<T> {
    records: Vec<Record<'static>>,
    outcome: Decoded<T>,
}

fn stream<'b, L>(
    xml: &'b [u8],
    size: impl FnMut() -> usize + 'b,
) -> Result<Streamed<L::Response<'static>>, Error>
where
    L: for<'a> Listing<Record<'a> = Record<'a>>,
{
    let mut reader = ListReader::<_, L>::new(Pieces { bytes: xml, size }, None);
    let mut records = Vec::new();
    while let Some(record) = reader.next()? {
        records.push(L::own_record(record));
    }
    let outcome = reader.finish()?;
    Ok(Streamed { records, outcome })
}

/// Findings without their order.
fn sorted(findings: &[Finding]) -> Vec<String> {
    let mut lines: Vec<_> = findings
        .iter()
        .map(|finding| format!("{finding:?}"))
        .collect();
    lines.sort();
    lines
}

fn agree<T: Debug + PartialEq, U>(
    xml: &str,
    streamed: &Streamed<T>,
    whole: &Decoded<U>,
    records: &[Record<'_>],
    rest: &T,
) {
    assert_eq!(streamed.records, records, "{xml}");
    assert_eq!(streamed.outcome.value, *rest, "{xml}");
    assert_eq!(
        sorted(&streamed.outcome.faults),
        sorted(&whole.faults),
        "{xml}"
    );
    assert_eq!(
        sorted(&streamed.outcome.notes),
        sorted(&whole.notes),
        "{xml}"
    );
}

/// Sizes of pieces that look like chance.
fn chance(mut state: u64, most: usize) -> impl FnMut() -> usize {
    move || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most + 1
    }
}

/// Runs a check with the stream cut at every place, into single bytes, and by chance.
fn cut_everywhere(xml: &str, check: impl Fn(&mut dyn FnMut() -> usize)) {
    check(&mut || usize::MAX);
    check(&mut || 1);
    for seed in 1..6 {
        check(&mut chance(seed, 40));
    }
    for split in 1..xml.len() {
        let mut first = Some(split);
        check(&mut move || first.take().unwrap_or(usize::MAX));
    }
}

fn soap(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <s:Body><n:GetOrdersResponse xmlns:n='urn:ws'><Response>{inside}</Response></n:GetOrdersResponse></s:Body></s:Envelope>\n"
    )
}

const HEADER: &str = "<OrderResponseHeader><SuccessCode>0</SuccessCode></OrderResponseHeader>";

fn detail(id: &str) -> String {
    format!(
        "<OrderDetail><OrderID>{id}</OrderID><Certificate>é&amp;\r\n<![CDATA[</OrderDetail>]]></Certificate></OrderDetail>"
    )
}

fn check_soap(xml: &str) {
    let whole = Orders::from_xml_soap(xml);
    let rest = Orders {
        records: Vec::new(),
        ..whole.value.clone()
    };
    cut_everywhere(xml, |size| {
        let streamed = stream::<GetOrders>(xml.as_bytes(), size).unwrap();
        agree(xml, &streamed, &whole, &whole.value.records, &rest);
    });
}

trait FromXmlSoap<'a>: Sized {
    fn from_xml_soap(xml: &'a str) -> Decoded<Self>;
}

impl<'a> FromXmlSoap<'a> for Orders<'a> {
    fn from_xml_soap(xml: &'a str) -> Decoded<Self> {
        <Self as SoapMessage>::from_xml(xml).unwrap_or_else(|error| panic!("{error}\n{xml}"))
    }
}

#[test]
fn soap_lists() {
    for inside in [
        HEADER.to_owned(),
        [HEADER, &detail("1"), "\n <!-- c -->", &detail("2")].concat(),
        [
            HEADER,
            "<OrderDetail><!-- <OrderDetail> --><OrderID>1</OrderID></OrderDetail>",
            "<OrderDetail><OrderID><![CDATA[<OrderDetail>]]></OrderID></OrderDetail>",
            &detail("2"),
        ]
        .concat(),
        format!(
            "{HEADER}<OrderDetails>\n{}{}\n</OrderDetails>",
            detail("1"),
            detail("2")
        ),
        format!("{HEADER}<OrderDetails/>"),
        format!(
            "<OrderDetails xmlns:p='urn:p'>{}</OrderDetails>{HEADER}",
            detail("<!-- x -->1").replace("<OrderID>", "<OrderID p:a='>'>")
        ),
        format!(
            "{HEADER}<OrderDetail xsi:nil='true'/>{}<OrderDetail/><OrderDetail>text</OrderDetail>",
            detail("3")
        ),
        format!(
            "{HEADER}<Unknown><OrderDetail>1</OrderDetail></Unknown>{}{HEADER}",
            detail("3")
        ),
        format!(
            "{HEADER}<OrderDetail><OrderId>7</OrderId><OrderID>8</OrderID><x a='/>'/></OrderDetail>"
        ),
        format!("{HEADER}<n:OrderDetail><OrderID>7</OrderID></n:OrderDetail>stray"),
        format!("<OrderDetail/>{HEADER}{}", detail("1")),
        format!("<OrderDetail>1</OrderDetail>{HEADER}{}", detail("2")),
        format!(
            "{HEADER}{}</Response><Response>{HEADER}{}",
            detail("1"),
            detail("2")
        ),
    ] {
        check_soap(&soap(&inside));
    }
}

fn member(name: &str, value: &str) -> String {
    format!("<member><name>{name}</name><value>{value}</value></member>")
}

fn rpc(value: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><methodResponse>\n<params><param><value>{value}</value></param></params></methodResponse>"
    )
}

fn entry(id: &str) -> String {
    format!(
        "<struct>{}{}</struct>",
        member("OrderID", id),
        member("Certificate", "<string>é&amp;</string>")
    )
}

fn check_rpc(xml: &str) {
    let whole =
        <Changed as XmlRpcMessage>::from_xml(xml).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    let mut rest = whole.value.clone();
    let mut records = Vec::new();
    if let Some(orders) = &mut rest.0.orders {
        records = orders
            .records
            .iter()
            .map(|(_, record)| record.clone())
            .collect();
        **orders = Entries::default();
    }
    cut_everywhere(xml, |size| {
        let streamed = stream::<ChangedOrders>(xml.as_bytes(), size).unwrap();
        agree(xml, &streamed, &whole, &records, &rest);
    });
}

#[test]
fn xmlrpc_lists() {
    let code = member("codeReponse", "<int>0</int>");
    let entries = [
        member("0", &entry("1")),
        "\n".to_owned(),
        member("1", &entry("<int>2</int>")),
    ]
    .concat();
    let array = format!(
        "<array><data>\n<value>{}</value> <value>{}</value></data></array>",
        entry("1"),
        entry("2")
    );
    for members in [
        code.clone(),
        [
            &*code,
            &*member("commandes", &format!("<struct>{entries}</struct>")),
        ]
        .concat(),
        [
            &*member("commandes", &format!("\n<struct>{entries}</struct>")),
            &*code,
        ]
        .concat(),
        [&*member("commandes", &array), &*code].concat(),
        member(
            "commandes",
            &format!(
                "<struct>{}{}</struct>",
                member("0", &entry("<string><![CDATA[<member>]]></string>")),
                member("1", &entry("<string>2<!--<value>--></string>")),
            ),
        ),
        [&*member("commandes", "<array><data/></array>"), &*code].concat(),
        [&*member("commandes", ""), &*member("commandes", &array)].concat(),
        [
            &*member("commandes", &array),
            &*member("commandes", &array),
            &*code,
        ]
        .concat(),
        member(
            "commandes",
            &format!(
                "<struct>{}{}{}</struct>",
                member("0", "<nil/>"),
                member("1", "x"),
                member("2", &entry("3"))
            ),
        ),
        member(
            "commandes",
            &format!(
                "<struct>{}{}{}</struct>",
                member("a", &entry("1")),
                member("b", "<struct/>"),
                member("a", &entry("2"))
            ),
        ),
        [&*code, &*member("commandes", &array), &*code].concat(),
        member(
            "other",
            &format!("<struct>{}</struct>", member("commandes", &array)),
        ),
        member("commandes<![CDATA[<a>]]>", &array),
        member("<![CDATA[comm]]>andes<!-- c -->", &array),
    ] {
        check_rpc(&rpc(&format!("<struct>{members}</struct>")));
    }
    check_rpc(&rpc("<array><data/></array>"));
}

#[test]
fn xmlrpc_list_at_the_root() {
    let warning = member("codeReponse", "12");
    let entries = [
        member("0", &entry("1")),
        warning.clone(),
        member("1", &entry("2")),
    ]
    .concat();
    let array = format!("<array><data><value>{}</value></data></array>", entry("1"));
    for value in [
        format!("<struct>{entries}</struct>"),
        array,
        format!("<struct>{warning}</struct>"),
        "<struct/>".to_owned(),
    ] {
        let xml = rpc(&value);
        let whole = <Sleeping as XmlRpcMessage>::from_xml(&xml).unwrap();
        let mut rest = whole.value.clone();
        rest.0.records = Map::default();
        let records: Vec<_> = whole
            .value
            .0
            .records
            .iter()
            .map(|(_, record)| record.clone())
            .collect();
        cut_everywhere(&xml, |size| {
            let streamed = stream::<Asleep>(xml.as_bytes(), size).unwrap();
            agree(&xml, &streamed, &whole, &records, &rest);
        });
    }
}

#[test]
fn broken_streams_have_no_outcome() {
    let good = soap(&[HEADER, &detail("1"), &detail("2")].concat());
    let bad = [
        format!("{good}<a/>"),
        format!("{good}x"),
        good.replace("</Response>", "</Reponse>"),
        good.replacen("</OrderID>", "</OrderId>", 1),
        good.replacen("</Certificate>", "", 1),
        good.replace("SuccessCode>", "p:SuccessCode>"),
        good.replace("<OrderID>2", "<OrderID>&two;"),
        good.replace("<OrderID>2", "<OrderID>\u{1}"),
        good.replace("<?xml version=\"1.0\"?>", "<!DOCTYPE a>"),
        good.replace("urn:ws", "urn:other"),
    ];
    for xml in bad {
        let whole = <Orders as SoapMessage>::from_xml(&xml).unwrap_err();
        cut_everywhere(&xml, |size| {
            let error = stream::<GetOrders>(xml.as_bytes(), size).unwrap_err();
            assert_eq!(error.to_string(), whole.to_string(), "{xml}");
        });
    }
    for cut in 0..good.trim_end().len() {
        assert!(
            stream::<GetOrders>(&good.as_bytes()[..cut], || 7).is_err(),
            "{cut}"
        );
    }
}

#[test]
fn the_first_fault_in_a_record_counts() {
    for (inside, kind) in [
        ("<a></b>\u{1}", XmlErrorKind::EndTag),
        ("<a>\u{1}</b>", XmlErrorKind::Character(1)),
        ("<a></a><!--\u{1}-->", XmlErrorKind::Character(1)),
    ] {
        let xml = soap(&format!("{HEADER}<OrderDetail>{inside}</OrderDetail>"));
        let mut reader = ListReader::<_, GetOrders>::new(xml.as_bytes(), None);
        let Err(Error::Xml(error)) = reader.next() else {
            panic!("{inside}")
        };
        assert_eq!(error.kind, kind, "{inside}");
        assert_eq!(xml::check(&xml, &Limits::DEFAULT), Err(error), "{inside}");
    }
}

#[test]
fn a_broken_head_gives_no_record() {
    for xml in [
        soap(&detail("1")).replace("urn:ws", "urn:other"),
        soap(&detail("1")).replace("<?xml version=\"1.0\"?>", "<!DOCTYPE a>"),
        soap(&format!("<a b='&x;'/>{}", detail("1"))),
    ] {
        let mut reader = ListReader::<_, GetOrders>::new(xml.as_bytes(), None);
        assert!(reader.next().is_err());
        assert!(matches!(reader.next(), Err(Error::GivenUp)));
        assert!(matches!(reader.finish(), Err(Error::GivenUp)));
    }
}

#[test]
fn a_report_goes_through_every_byte_once() {
    let entries = [member("0", &entry("1")), member("1", &entry("2"))].concat();
    let list = member("commandes", &format!("<struct>{entries}</struct>"));
    let lists = [
        (
            soap(&[HEADER, &detail("1"), &detail("2")].concat()),
            <GetOrders as Call>::OPERATION,
        ),
        (
            rpc(&format!("<struct>{list}</struct>")),
            <ChangedOrders as Call>::OPERATION,
        ),
    ];
    for (xml, operation) in &lists {
        let bytes = xml.as_bytes();
        let new = || ListReport::new(operation, bytes, None, Limits::DEFAULT, Discard).unwrap();
        let mut pieces = BTreeMap::new();
        let mut keep = |_: &mut Discard, piece: &Piece<'_>| {
            let text = piece.text[piece.own.clone()].to_owned();
            pieces.insert(piece.offset, (text, piece.is_record));
        };
        new().run(&mut keep).unwrap();
        let text: String = pieces.values().map(|(text, _)| text.as_str()).collect();
        assert_eq!(text, *xml);
        let records = pieces.values().filter(|(_, is_record)| *is_record);
        assert_eq!(records.count(), 2);

        let mut report = new();
        assert!(report.report_next().unwrap());
        assert!(report.report_next().unwrap());
        assert!(!report.report_next().unwrap());
        let mut broken = ListReport::new(
            operation,
            &bytes[..bytes.len() - 99],
            None,
            Limits::DEFAULT,
            Discard,
        )
        .unwrap();
        assert!(broken.run(&mut |_, _| {}).is_err());
        assert!(matches!(broken.report_next(), Err(Error::GivenUp)));
    }
}

#[test]
fn xmlrpc_ambiguity_is_found_at_the_end() {
    let xml = rpc(&format!(
        "<struct>{}</struct>",
        member(
            "commandes",
            &format!("<struct>{}</struct>", member("0", &entry("1")))
        )
    ));
    let xml = xml.replace("</params>", "</params><fault/>");
    let mut reader = ListReader::<_, ChangedOrders>::new(xml.as_bytes(), None);
    assert!(reader.next().unwrap().is_some());
    assert!(matches!(
        reader.finish(),
        Err(Error::XmlRpc(xmlrpc::Error::Ambiguous { .. }))
    ));
    let fault = "<methodResponse><fault><value><struct><member><name>faultCode</name><value>1</value></member></struct></value></fault></methodResponse>";
    let reader = ListReader::<_, ChangedOrders>::new(fault.as_bytes(), None);
    assert!(matches!(
        reader.finish(),
        Err(Error::XmlRpc(xmlrpc::Error::Fault(_)))
    ));
}

#[test]
fn encodings() {
    let xml = rpc(&format!(
        "<struct>{}</struct>",
        member(
            "commandes",
            &format!("<struct>{}</struct>", member("0", &entry("\u{20AC}")))
        )
    ));
    let latin: Vec<u8> = xml
        .replace("UTF-8", "ISO-8859-1")
        .chars()
        .map(|c| {
            if c == '\u{20AC}' {
                0x80
            } else {
                u8::try_from(u32::from(c)).unwrap()
            }
        })
        .collect();
    for size in [1, 3, 1000] {
        let streamed = stream::<ChangedOrders>(&latin, || size).unwrap();
        assert_eq!(streamed.records[0].id.as_deref(), Some("\u{20AC}"));
        assert_eq!(streamed.records[0].certificate.as_deref(), Some("é&"));
        assert_eq!(streamed.outcome.notes[0].kind, "encoding");
    }
    let marked = [b"\xEF\xBB\xBF", xml.as_bytes()].concat();
    assert_eq!(
        stream::<ChangedOrders>(&marked, || 1)
            .unwrap()
            .records
            .len(),
        1
    );
    let at = memchr::memmem::find(xml.as_bytes(), "é".as_bytes()).unwrap();
    let mut invalid = xml.into_bytes();
    invalid[at + 1] = b'x';
    for size in [1, 1000] {
        let Err(Error::Xml(error)) = stream::<ChangedOrders>(&invalid, || size) else {
            panic!("read")
        };
        assert_eq!(
            (error.kind, error.offset),
            (
                XmlErrorKind::InvalidByte {
                    byte: 0xC3,
                    encoding: "UTF-8"
                },
                at
            )
        );
    }
}

#[test]
fn limits_hold_for_each_record_and_for_the_rest() {
    let limits = Limits {
        body: 1000,
        ..Limits::DEFAULT
    };
    let open = |xml: &str| {
        let bytes = xml.as_bytes().to_vec();
        ListReader::<_, GetOrders, _>::with_sink(std::io::Cursor::new(bytes), None, limits, Discard)
    };
    let many = soap(&[HEADER, &detail("1").repeat(100)].concat());
    let mut reader = open(&many);
    assert_eq!(reader.records().map(Result::unwrap).count(), 100);
    assert!(reader.finish_with_sink().is_ok());

    let long = soap(&[HEADER, &detail(&"1".repeat(1000))].concat());
    assert!(matches!(
        open(&long).next(),
        Err(Error::RecordTooLong { limit: 1000, .. })
    ));
    // However many bytes of a character are there when that is found.
    for size in 1..5 {
        let long = soap(&[HEADER, "<OrderDetail>", &"<X>é</X>".repeat(1000)].concat());
        let bytes = long.as_bytes();
        let pieces = Pieces {
            bytes,
            size: || size,
        };
        let mut reader = ListReader::<_, GetOrders, _>::with_sink(pieces, None, limits, Discard);
        let error = reader.next().unwrap_err();
        assert!(matches!(error, Error::RecordTooLong { .. }), "{error:?}");
    }
    let rest = soap(&[detail("1"), "<a/>".repeat(500)].concat());
    let mut reader = open(&rest);
    assert!(reader.next().unwrap().is_some());
    assert!(
        matches!(reader.next(), Err(Error::Xml(error)) if matches!(error.kind, XmlErrorKind::BodyTooLong(1000)))
    );
    let deep = soap(&"<a>".repeat(100_000));
    assert!(matches!(open(&deep).next(), Err(Error::Xml(_))));
    let deep = soap(&format!("<OrderDetail>{}", "<a>".repeat(200)));
    let Err(Error::Xml(error)) = open(&deep).next() else {
        panic!("read")
    };
    assert_eq!(error.kind, XmlErrorKind::TooDeep(64));
}

#[test]
fn records_left_unread_are_checked_too() {
    let xml = soap(
        &[
            HEADER,
            &detail("1"),
            &detail("2").replace("</OrderID>", "<OrderID>"),
        ]
        .concat(),
    );
    let mut reader = ListReader::<_, GetOrders>::new(xml.as_bytes(), None);
    assert!(reader.next().unwrap().is_some());
    assert!(reader.finish().is_err());
}

/// Streams a body that one byte makes different; it must agree with the whole body, or fail as that fails.
fn mutate(xml: &str, check: impl Fn(&str)) {
    let mut chance = chance(7, 1 << 30);
    let alphabet = b"<>/&;'\"= a0-!?[]\n";
    for _ in 0..300 {
        let mut bytes = xml.as_bytes().to_vec();
        let at = chance() % bytes.len();
        let byte = alphabet[chance() % alphabet.len()];
        match chance() % 3 {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => {
                bytes.remove(at);
            }
        }
        // Another encoding than UTF-8 is refused before any whole body is read.
        if let Ok(text) = String::from_utf8(bytes)
            && encoding::decode(text.as_bytes(), None).is_ok_and(|(_, name)| name.is_none())
        {
            check(&text);
        }
    }
}

#[test]
fn mutated_streams_agree_with_the_whole_body() {
    let xml = soap(
        &[
            HEADER,
            "<OrderDetails>",
            &detail("1"),
            &detail("2"),
            "</OrderDetails>",
        ]
        .concat(),
    );
    mutate(&xml, |xml| {
        let streamed = stream::<GetOrders>(xml.as_bytes(), chance(3, 50));
        match (<Orders as SoapMessage>::from_xml(xml), streamed) {
            (Ok(whole), Ok(streamed)) => {
                assert_eq!(xml::check(xml, &Limits::DEFAULT), Ok(()), "{xml}");
                let rest = Orders {
                    records: Vec::new(),
                    ..whole.value.clone()
                };
                agree(xml, &streamed, &whole, &whole.value.records, &rest);
            }
            (Err(_), Err(_)) => {}
            (whole, streamed) => panic!("{xml}\n{whole:?}\n{streamed:?}"),
        }
    });
    let entries = [
        member("0", &entry("1")),
        member("1", &entry("<int>2</int>")),
    ]
    .concat();
    let xml = rpc(&format!(
        "<struct>{}{}</struct>",
        member("commandes", &format!("<struct>{entries}</struct>")),
        member("codeReponse", "0")
    ));
    mutate(&xml, |xml| {
        let streamed = stream::<ChangedOrders>(xml.as_bytes(), chance(3, 50));
        let whole = <Changed as XmlRpcMessage>::from_xml(xml);
        match (whole, streamed) {
            (Ok(whole), Ok(streamed)) => {
                assert_eq!(xml::check(xml, &Limits::DEFAULT), Ok(()), "{xml}");
                let orders = whole.value.0.orders.as_ref();
                let count = orders.map_or(0, |orders| orders.records.len());
                assert_eq!(streamed.records.len(), count, "{xml}");
                assert_eq!(
                    sorted(&streamed.outcome.faults),
                    sorted(&whole.faults),
                    "{xml}"
                );
                assert_eq!(
                    sorted(&streamed.outcome.notes),
                    sorted(&whole.notes),
                    "{xml}"
                );
            }
            (Err(_), Err(_)) => {}
            (whole, streamed) => panic!("{xml}\n{whole:?}\n{streamed:?}"),
        }
    });
}
