//! What validation and reading allocate, and that no bytes whatever make a reader panic.

use allocation_counter::measure;
use certwire::{input, judge, output::notation};
use certwire_tests::{
    cases,
    generate::Choices,
    message::{self, Message},
    stream,
};
use certwire_wire::{
    encoding,
    limits::Limits,
    operation::{Call, CallVisitor, Direction, Operation, Root},
    sink::{Discard, Sink},
    soap,
    tree::{Node, Tree},
    validate::{Context, Profile, Validator},
    xml, xmlrpc,
};
use gs_soap_types::{GetOrdersResponse, OrderOSEVRequest, OrderOSRequest};
use tbs_xmlrpc_types::AchatRequest;

static GS: Profile = Profile {
    service: &gs_soap_validators::SERVICE,
    unknown: "",
    one_code_for_all: false,
    outcome: "SuccessCode",
    product: "",
    rules: |_, _| None,
};

static TBS: Profile = Profile {
    service: &tbs_xmlrpc_validators::SERVICE,
    unknown: "-998",
    one_code_for_all: true,
    outcome: "codeReponse",
    product: "",
    rules: |_, _| None,
};

/// Counts what going through a body allocates, alone and with a validator that knows no rules.
struct Count<'x> {
    xml: &'x str,
    direction: Direction,
}

impl CallVisitor for Count<'_> {
    type Output = [u64; 2];

    fn call<C: Call>(self) -> Self::Output {
        let Self { xml, direction } = self;
        let operation = C::OPERATION;
        let is_soap = operation.service == "gs";
        let profile = if is_soap { &GS } else { &TBS };
        let alone = measure(|| report(xml, operation, direction, &mut Discard));
        let judged = measure(|| {
            let context = Context::default();
            let mut validator = Validator::new(profile, operation, direction, context);
            report(xml, operation, direction, &mut validator);
            let report = validator.finish();
            assert!(report.violations.is_empty() && report.notes.is_empty());
        });
        [alone.count_total, judged.count_total]
    }
}

fn report<K: Sink>(xml: &str, operation: &'static Operation, direction: Direction, sink: &mut K) {
    let limits = Limits::DEFAULT;
    if operation.service == "gs" {
        soap::report(xml, &limits, operation, direction, sink).expect("a message");
    } else {
        xmlrpc::report(xml, &limits, operation, direction, sink).expect("a message");
    }
}

/// The same message without characters that are escaped in XML.
fn without_escapes(node: &Node<'static>) -> Node<'static> {
    let plain = |text: &str| text.replace(['&', '<', '>', '\r'], "x");
    match &node.tree {
        Tree::Text(text) => Tree::Text(plain(text).into()),
        Tree::List(entries) => Tree::List(entries.iter().map(without_escapes).collect()),
        Tree::Map(members) => {
            let members = members.iter();
            let members = members.map(|(name, node)| (plain(name).into(), without_escapes(node)));
            Tree::Map(members.collect())
        }
        other => other.clone(),
    }
    .into()
}

/// What a reader's own stacks allocate where a payload is wider or deeper than messages usually are: structures, open
/// elements, attributes, namespaces, keys met.
const STACKS: u64 = 5;

#[test]
fn judging_a_clean_payload_allocates_no_more_than_the_readers_stacks() {
    for message in message::all() {
        for mut choices in cases::batch(12) {
            let node = without_escapes(&message.generate(&mut choices));
            let xml = message.write(&node).expect("a body");
            let (name, direction) = (message.operation.name, message.direction);
            let count = Count {
                xml: &xml,
                direction,
            };
            let counts = if message.is_soap() {
                gs_soap_types::dispatch(name, count)
            } else {
                tbs_xmlrpc_types::dispatch(name, count)
            };
            let [alone, judged] = counts.expect("an operation");
            assert!(alone <= STACKS, "{alone} for {xml}");
            assert_eq!(alone, judged, "{xml}");
        }
    }
}

/// A payload of which nothing is to be said, judged by all rules.
fn assert_judged_in_place<'a, T: Root<'a>>(xml: &'a str) {
    let is_soap = T::OPERATION.service == "gs";
    let profile = if is_soap {
        &gs_soap_validators::PROFILE
    } else {
        &tbs_xmlrpc_validators::PROFILE
    };
    let context = Context {
        now: Some(1_700_000_000_000),
        ..Context::default()
    };
    let judged = measure(|| {
        let mut validator = Validator::new(profile, T::OPERATION, T::DIRECTION, context);
        validator.over(xml);
        report(xml, T::OPERATION, T::DIRECTION, &mut validator);
        let report = validator.finish();
        assert_eq!((report.violations, report.notes), (vec![], vec![]));
    });
    assert_eq!(judged.count_total, 0, "{xml}");
}

#[test]
fn judging_a_clean_payload_by_all_rules_allocates_nothing() {
    let escapes = [("&lt;", "("), ("&gt;", ")"), ("&amp;", "+"), ("\r", "")];
    let plain = |xml: &str| {
        let replace = |xml: String, (from, to): (&str, &str)| xml.replace(from, to);
        escapes.into_iter().fold(xml.to_owned(), replace)
    };
    let os = include_str!("../payloads/gs/requests/order_os/minimal.xml");
    assert_judged_in_place::<OrderOSRequest<'_>>(&plain(os));
    let osev = include_str!("../payloads/gs/requests/order_osev/minimal.xml");
    assert_judged_in_place::<OrderOSEVRequest<'_>>(&plain(osev));
    let orders = include_str!("../payloads/gs/responses/get_orders/maximal.xml");
    let orders = plain(orders).replace("<SuccessCode>1<", "<SuccessCode>0<");
    assert_judged_in_place::<GetOrdersResponse<'_>>(&orders);
    let achat = include_str!("../payloads/tbs/requests/achat/standard.minimal.xml");
    assert_judged_in_place::<AchatRequest<'_>>(&plain(achat));
}

/// Pieces of markup that readers are fond of stumbling over.
const TRAPS: [&[u8]; 24] = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&#x110000;",
    b"&#99999999999999999999;",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"--",
    b"<?",
    b"?>",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
    b"<a xmlns=\"\" xmlns:b=\"c\" b:d='e'/>",
    b"<value><struct><member><name>x</name><value>",
    b"<value><array><data>",
    b"<fault><value><struct>",
    b"<int>99999999999999999999</int>",
    b"\0",
    b"\xFF\xFE",
    b"\xED\xA0\x80",
    b"\xF0\x9F",
];

/// The longest spoilt body.
const LONGEST: usize = 1 << 17;

/// Spoils a body in a few places.
fn spoil(mut body: Vec<u8>, choices: &mut Choices) -> Vec<u8> {
    for _ in 0..=choices.below(3) {
        let from = choices.below(body.len() + 1);
        let length = *choices.pick(&[1, 10, 100, 1_000]);
        let to = (from + choices.below(length) + 1).min(body.len());
        let piece = body[from..to].to_vec();
        let at = choices.below(body.len() + 1);
        match choices.below(7) {
            0 => body.truncate(from),
            1 => drop(body.drain(from..to)),
            2 => insert(&mut body, at, &piece),
            3 => {
                let most = LONGEST.saturating_sub(body.len()) / piece.len().max(1);
                let times = (1 + choices.below(2_000)).min(most);
                insert(&mut body, at, &piece.repeat(times));
            }
            4 => {
                if let Some(byte) = body.get_mut(from) {
                    *byte ^= 1 << choices.below(8);
                }
            }
            _ => {
                let trap = *choices.pick(&TRAPS);
                insert(&mut body, at, trap);
            }
        }
    }
    body
}

fn insert(body: &mut Vec<u8>, at: usize, piece: &[u8]) {
    drop(body.splice(at..at, piece.iter().copied()));
}

/// Arbitrary messages, written by `write`, spoilt and handed to every reader that could get them.
fn survive(usual: u32, write: impl Fn(Message, &Node<'static>) -> String) {
    for message in message::all() {
        let survived = cases::check(&message.name(), usual, |mut choices| {
            let node = message.generate(&mut choices);
            let body = write(message, &node).into_bytes();
            let body = spoil(body, &mut choices);
            let used = measure(|| try_all(message, &body, choices));
            // A few times the body, each member's overhead, and the reports of what is wrong with it.
            let most = 400_000 + 200 * body.len() as u64;
            if used.bytes_max > most {
                return Err(format!("{} bytes for {}", used.bytes_max, body.len()));
            }
            Ok(())
        });
        survived.unwrap_or_else(|reason| panic!("{reason}"));
    }
}

/// Reads a body in every way; what it gives does not matter.
fn try_all(message: Message, body: &[u8], choices: Choices) {
    let _ = judge::judge(String::new(), body, &judge::Options::default());
    let _ = stream::read(message, body, choices);
    for content_type in [None, Some("text/xml; charset=iso-8859-1")] {
        let Ok((text, _)) = encoding::decode(body, content_type) else {
            continue;
        };
        let _ = message.read(&text);
        let _ = message.judge_xml(&text);
        let _ = (soap::root(&text), xmlrpc::method(&text));
        let _ = input::text::parse(&text);
        let checked = xml::check(&text, &Limits::DEFAULT).is_ok();
        let events = xml::events(&text, &Limits::DEFAULT);
        let read = events.is_ok_and(|mut events| events.all(|event| event.is_ok()));
        assert_eq!(checked, read, "two readers of one document disagree");
    }
}

#[test]
fn spoilt_xml_makes_nothing_panic() {
    survive(24, |message, node| message.write(node).expect("a body"));
}

#[test]
fn spoilt_json_and_yaml_make_nothing_panic() {
    let root = |message: Message, node: &Node<'static>| -> Node<'static> {
        Tree::Map(vec![(message.name().into(), node.clone())]).into()
    };
    survive(6, |message, node| notation::json(&root(message, node)));
    survive(6, |message, node| notation::yaml(&root(message, node)));
}
