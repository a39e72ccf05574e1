//! Bytes to types, types to bytes, and once more: nothing is lost, and what is written is canonical.

use certwire::{
    judge::{Options, judge},
    judgement::Judgement,
    service::Service,
};
use certwire_wire::{
    encoding,
    limits::Limits,
    operation::{Call, CallVisitor, Direction, Root},
    report::{Note, Violation},
    soap::{self, SoapMessage},
    walk::Visit,
    xmlrpc::{self, XmlRpcMessage},
};

use crate::{
    files::{Payload, options, payloads},
    record::{Leaf, Record},
};

/// A message that went through memory once.
pub(crate) struct Trip {
    /// What the reader reported.
    pub(crate) read: Vec<Leaf>,
    /// What the value in memory reports.
    pub(crate) held: Vec<Leaf>,
    /// The value, written.
    pub(crate) written: String,
}

/// Reads the message or, where a response answers several demands, each of them.
pub(crate) fn trips(
    service: Service,
    operation: &str,
    direction: Direction,
    xml: &str,
) -> Vec<Trip> {
    let visitor = Reader {
        service,
        direction,
        xml,
    };
    let trips = match service {
        Service::Gs => gs_soap_types::dispatch(operation, visitor),
        Service::Tbs => tbs_xmlrpc_types::dispatch(operation, visitor),
    };
    trips.expect("a known operation")
}

struct Reader<'x> {
    service: Service,
    direction: Direction,
    xml: &'x str,
}

impl CallVisitor for Reader<'_> {
    type Output = Vec<Trip>;

    fn call<C: Call>(self) -> Vec<Trip> {
        match (self.service, self.direction) {
            (Service::Gs, Direction::Request) => vec![envelope::<C::Request<'_>>(self.xml)],
            (Service::Gs, Direction::Response) => vec![envelope::<C::Response<'_>>(self.xml)],
            (Service::Tbs, Direction::Request) => vec![request::<C::Request<'_>>(self.xml)],
            (Service::Tbs, Direction::Response) => answers::<C>(self.xml),
        }
    }
}

fn envelope<'a, T: Root<'a>>(xml: &'a str) -> Trip {
    let mut read = Record::default();
    let value: T = soap::read(xml, &Limits::DEFAULT, &mut read).expect("a message");
    trip(read, &value, SoapMessage::to_xml(&value).expect("text"))
}

fn request<'a, T: Root<'a>>(xml: &'a str) -> Trip {
    let mut read = Record::default();
    let value: T = xmlrpc::read(xml, &Limits::DEFAULT, &mut read).expect("a message");
    trip(read, &value, XmlRpcMessage::to_xml(&value).expect("text"))
}

fn answers<C: Call>(xml: &str) -> Vec<Trip> {
    let answers = xmlrpc::answers(xml, &Limits::DEFAULT, C::OPERATION.response).expect("answers");
    let one = |answer: &xmlrpc::Answer<'_>| {
        let mut read = Record::default();
        let value: C::Response<'_> = answer.read(&mut read).expect("an answer");
        trip(read, &value, XmlRpcMessage::to_xml(&value).expect("text"))
    };
    answers.iter().map(one).collect()
}

fn trip<'a, T: Root<'a>>(read: Record, value: &T, written: String) -> Trip {
    let mut held = Record::default();
    Visit::root(value, &mut held);
    Trip {
        read: read.leaves,
        held: held.leaves,
        written,
    }
}

/// The messages of the valid folders, with what judging found, as text.
pub(crate) fn messages(folders: &[&str]) -> Vec<(Payload, Judgement, String)> {
    let mut messages = Vec::new();
    for payload in folders.iter().copied().flat_map(payloads) {
        let judgement = payload.judge();
        // A fault is no message of any operation, and JSON and YAML have no bytes to come back to.
        if judgement.operation.is_some() && payload.bytes.trim_ascii_start().starts_with(b"<") {
            let decoded = encoding::decode(&payload.bytes, None).expect("text");
            let text = decoded.0.into_owned();
            messages.push((payload, judgement, text));
        }
    }
    messages
}

const VALID: [&str; 4] = [
    "gs/requests",
    "gs/responses",
    "tbs/requests",
    "tbs/responses",
];

/// Fails with the first difference.
fn assert_same(left: &[Leaf], right: &[Leaf], name: &str) {
    let difference = left.iter().zip(right).find(|(left, right)| left != right);
    assert_eq!(difference, None, "{name}");
    assert_eq!(left.len(), right.len(), "{name}");
}

#[test]
fn nothing_is_lost() {
    for (payload, judgement, text) in messages(&VALID) {
        let (service, operation, direction) = address(&judgement);
        for first in trips(service, operation, direction, &text) {
            let [second] = &trips(service, operation, direction, &first.written)[..] else {
                panic!("{}: one message", payload.name);
            };
            assert_same(&first.held, &second.held, &payload.name);
            assert_same(&second.read, &second.held, &payload.name);
            assert_eq!(first.written, second.written, "{}", payload.name);
        }
    }
}

#[test]
fn values_hold_what_was_read() {
    for (payload, judgement, text) in messages(&VALID) {
        let (service, operation, direction) = address(&judgement);
        for trip in trips(service, operation, direction, &text) {
            let (read, mut held) = (sorted(trip.read), sorted(trip.held));
            // A mandatory number that is not there is zero in memory.
            held.retain(|leaf| read.contains(leaf) || !matches!(leaf.text.as_str(), "0" | "false"));
            assert_same(&read, &held, &payload.name);
        }
    }
}

/// Values are written in the order of the document, and `New` as `new`.
fn sorted(mut leaves: Vec<Leaf>) -> Vec<Leaf> {
    for leaf in &mut leaves {
        leaf.text.make_ascii_lowercase();
    }
    leaves.sort();
    leaves
}

#[test]
fn what_is_written_is_canonical() {
    for (payload, judgement, text) in messages(&VALID) {
        let (service, operation, direction) = address(&judgement);
        let before = judgement.outcome.as_ref().expect("a verdict");
        // A mandatory element that came empty is absent when it is written.
        let gaps = before
            .notes
            .iter()
            .any(|note| matches!(note.kind, "nil" | "empty"));
        for trip in trips(service, operation, direction, &text) {
            let options = Options {
                operation: Some(operation.to_owned()),
                ..options()
            };
            let after = judge(payload.name.clone(), trip.written.as_bytes(), &options);
            let after = after.outcome.expect("a verdict");
            // A value outside a closed list or of another length is kept and stays one.
            let odd = |note: &&Note| !matches!(note.kind, "value" | "length" | "absent");
            let odd = after.notes.iter().find(odd);
            assert!(gaps || odd.is_none(), "{}: {odd:?}", payload.name);
            let (before, after) = (rules(&before.violations), rules(&after.violations));
            assert!(gaps || before == after, "{}: {after:?}", payload.name);
        }
    }
}

fn address(judgement: &Judgement) -> (Service, &'static str, Direction) {
    let service = judgement.service.expect("a service");
    let operation = judgement.operation.expect("an operation");
    (
        service,
        operation,
        judgement.direction.expect("a direction"),
    )
}

fn rules(violations: &[Violation]) -> Vec<(&str, &str)> {
    let rules = violations.iter();
    rules
        .map(|violation| (violation.rule.as_ref(), violation.place.path.as_str()))
        .collect()
}
