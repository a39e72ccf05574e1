//! A message that is only reported, by its shape, gives the events that its own reader gives.

use certwire::service::Service;
use certwire_wire::{
    encoding,
    limits::Limits,
    operation::{Call, CallVisitor, Direction, Root},
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap, xmlrpc,
};

use crate::files::payloads;

/// All events, one a line, but for those that only a reader of values gives.
#[derive(Default)]
struct Events(Vec<String>);

impl Sink for Events {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.0.push(format!("enter {} {key} {at:?}", field.name));
    }

    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        let name = field.map_or("", |field| field.name);
        let line = format!("leave {name} {} {:b} {at:?}", shape.name, progress.seen);
        self.0.push(line);
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.0
            .push(format!("leaf {} {key} {text} {at:?}", field.name));
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        if !matches!(remark, Remark::Value(_)) {
            self.0.push(format!("{remark:?} {name} {at:?}"));
        }
    }
}

/// Goes through a message twice.
struct Twice<'x>(Service, Direction, &'x str);

impl CallVisitor for Twice<'_> {
    type Output = [Result<Vec<String>, String>; 2];

    fn call<C: Call>(self) -> Self::Output {
        let Self(service, direction, xml) = self;
        let read = match direction {
            Direction::Request => read::<C::Request<'_>>(service, xml),
            Direction::Response => read::<C::Response<'_>>(service, xml),
        };
        let mut events = Events::default();
        let limits = Limits::DEFAULT;
        let reported = match service {
            Service::Gs => soap::report(xml, &limits, C::OPERATION, direction, &mut events)
                .map_err(|error| error.to_string()),
            Service::Tbs => xmlrpc::report(xml, &limits, C::OPERATION, direction, &mut events)
                .map_err(|error| error.to_string()),
        };
        [read, reported.map(|()| events.0)]
    }
}

fn read<'a, T: Root<'a>>(service: Service, xml: &'a str) -> Result<Vec<String>, String> {
    let mut events = Events::default();
    match service {
        Service::Gs => soap::read::<T, _>(xml, &Limits::DEFAULT, &mut events)
            .map(drop)
            .map_err(|error| error.to_string()),
        Service::Tbs => xmlrpc::read::<T, _>(xml, &Limits::DEFAULT, &mut events)
            .map(drop)
            .map_err(|error| error.to_string()),
    }
    .map(|()| events.0)
}

#[test]
fn both_ways_give_the_same_events() {
    let folders = [
        "gs/requests",
        "gs/responses",
        "gs/invalid",
        "tbs/requests",
        "tbs/responses",
        "tbs/invalid",
    ];
    let mut compared = 0;
    for payload in folders.into_iter().flat_map(payloads) {
        let judgement = payload.judge();
        let Ok((text, _)) = encoding::decode(&payload.bytes, None) else {
            continue;
        };
        let (Some(service), Some(operation), Some(direction)) =
            (judgement.service, &judgement.operation, judgement.direction)
        else {
            continue;
        };
        // Cut off anywhere, it gives the same events up to there, and the same error.
        for end in [text.len(), text.len() / 2, text.len() / 3] {
            let end = text.floor_char_boundary(end);
            let twice = Twice(service, direction, &text[..end]);
            let [read, reported] = match service {
                Service::Gs => gs_soap_types::dispatch(operation, twice),
                Service::Tbs => tbs_xmlrpc_types::dispatch(operation, twice),
            }
            .expect("a known operation");
            assert_eq!(read, reported, "{} up to {end}", payload.name);
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} messages");
}
