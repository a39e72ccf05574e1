//! Our own readers and writers as a program with bytes of unknown encoding calls them.

use std::{borrow::Cow, hint::black_box};

use certwire_wire::{
    encoding,
    limits::Limits,
    operation::Root,
    report::Report,
    sink::{Discard, Sink},
    soap,
    stream::{ListReader, Listing},
    validate::{Context, Profile, Validator},
    xmlrpc,
};

/// Everything as by default, but for messages of any length.
const LIMITS: Limits = Limits {
    body: usize::MAX,
    ..Limits::DEFAULT
};

/// How everything is judged: at one time, whatever the clock says.
pub(crate) const CONTEXT: Context<'static> = Context {
    now: Some(1_700_000_000_000),
    csr: None,
    limits: LIMITS,
};

/// Which reader and writer.
#[derive(Clone, Copy)]
pub(crate) enum Protocol {
    Soap,
    XmlRpc,
}

impl Protocol {
    pub(crate) fn read<'a, T: Root<'a>>(self, xml: &'a str, sink: &mut impl Sink) -> T {
        match self {
            Self::Soap => soap::read(xml, &LIMITS, sink).expect("a message"),
            Self::XmlRpc => xmlrpc::read(xml, &LIMITS, sink).expect("a message"),
        }
    }

    fn profile(self) -> &'static Profile {
        match self {
            Self::Soap => &gs_soap_validators::PROFILE,
            Self::XmlRpc => &tbs_xmlrpc_validators::PROFILE,
        }
    }

    pub(crate) fn decode<'a, T: Root<'a>>(self, body: &'a [u8]) {
        with_text(body, |xml| {
            drop(black_box(self.read::<T>(xml, &mut Discard)));
        });
    }

    pub(crate) fn validate<'a, T: Root<'a>>(self, body: &'a [u8]) -> Report {
        let (name, direction) = (T::OPERATION.name, T::DIRECTION);
        let report = with_text(body, |xml| match self {
            Self::Soap => gs_soap_validators::validate(xml, name, direction, CONTEXT)
                .map(|report| report.map_err(|error| error.to_string())),
            Self::XmlRpc => tbs_xmlrpc_validators::validate(xml, name, direction, CONTEXT)
                .map(|report| report.map_err(|error| error.to_string())),
        });
        report.expect("an operation").expect("a message")
    }

    pub(crate) fn decode_and_validate<'a, T: Root<'a>>(self, body: &'a [u8]) {
        with_text(body, |xml| {
            let mut validator = self.validator::<T>();
            validator.over(xml);
            drop(black_box(self.read::<T>(xml, &mut validator)));
            black_box(validator.finish());
        });
    }

    pub(crate) fn encode<'a, T: Root<'a>>(self, message: &T, buffer: &mut Vec<u8>) {
        buffer.clear();
        match self {
            Self::Soap => soap::write(message, buffer).expect("a body"),
            Self::XmlRpc => xmlrpc::write(message, buffer).expect("a body"),
        }
        black_box(buffer);
    }

    pub(crate) fn body<'a, T: Root<'a>>(self, message: &T) -> Vec<u8> {
        let mut buffer = Vec::new();
        self.encode(message, &mut buffer);
        buffer
    }

    fn validator<'v, T: Root<'v>>(self) -> Validator<'v> {
        Validator::new(self.profile(), T::OPERATION, T::DIRECTION, CONTEXT)
    }
}

/// Reads the list one record at a time.
pub(crate) fn stream<L: Listing>(body: &[u8]) {
    let mut reader = ListReader::<_, L, _>::with_sink(body, None, Limits::DEFAULT, Discard);
    while let Some(record) = reader.next().expect("a record") {
        black_box(record);
    }
    drop(black_box(reader.finish_with_sink().expect("an outcome")));
}

fn with_text<'a, R>(body: &'a [u8], use_text: impl FnOnce(&'a str) -> R) -> R {
    match encoding::decode(body, None).expect("text") {
        (Cow::Borrowed(xml), None) => use_text(xml),
        _ => unreachable!("our writer gives UTF-8"),
    }
}
