//! Messages written by hand, as the generator writes them, for tests of the list readers.
#![allow(dead_code, reason = "each test program uses some of them")]

use std::{borrow::Cow, io};

use certwire_wire::{
    operation::{Call, Direction, Effect, Operation, Retry, Root},
    shape::{Field, Kind, Shape},
    sink::Sink,
    stream::Listing,
    value::Map,
    walk::{Members, Message, Visit, Walk},
};

type Text<'a> = Option<Cow<'a, str>>;

/// An owned text.
fn own(text: Text<'_>) -> Text<'static> {
    text.map(|text| Cow::Owned(text.into_owned()))
}

#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Header<'a> {
    pub(crate) code: Text<'a>,
}

pub(crate) static HEADER: Shape =
    Shape::new("Header", "1", &[Field::new("SuccessCode", Kind::Text, "1")]);

impl<'a> Message<'a> for Header<'a> {
    const SHAPE: &'static Shape = &HEADER;

    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(&HEADER);
        while members.more(walk) {
            members.option(walk, 0, "SuccessCode", &mut self.code);
        }
    }

    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.option(0, self.code.as_ref());
    }
}

/// A record of any list here.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Record<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) certificate: Text<'a>,
}

pub(crate) static RECORD: Shape = Shape::new(
    "Record",
    "1",
    &[
        Field::new("OrderID", Kind::Text, "1").aliases(&["OrderId"]),
        Field::new("Certificate", Kind::Text, "1")
            .opt()
            .len(0, 100_000),
    ],
);

impl<'a> Message<'a> for Record<'a> {
    const SHAPE: &'static Shape = &RECORD;

    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(&RECORD);
        while members.more(walk) {
            members.option(walk, 0, "OrderID", &mut self.id);
            members.option(walk, 1, "Certificate", &mut self.certificate);
        }
    }

    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.option(0, self.id.as_ref());
        visit.option(1, self.certificate.as_ref());
    }
}

fn own_record(record: Record<'_>) -> Record<'static> {
    Record {
        id: own(record.id),
        certificate: own(record.certificate),
    }
}

const fn operation(
    name: &'static str,
    namespace: &'static str,
    stream: &'static str,
    response: &'static Shape,
) -> Operation {
    Operation {
        service: "test",
        name,
        title: "",
        summary: "",
        section: "1",
        namespace,
        application: "",
        effect: Effect::Query,
        retry: Retry::Safe,
        request: &HEADER,
        response,
        response_aliases: &[],
        stream,
        errata: "",
    }
}

/// A SOAP response: a header, then records, perhaps wrapped.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Orders<'a> {
    pub(crate) header: Option<Box<Header<'a>>>,
    pub(crate) records: Vec<Record<'a>>,
}

pub(crate) static ORDERS: Shape = Shape::new(
    "GetOrdersResponse",
    "1",
    &[
        Field::new("OrderResponseHeader", Kind::Struct(&HEADER), "1"),
        Field::new("OrderDetail", Kind::Struct(&RECORD), "1")
            .some()
            .wrapper("OrderDetails"),
    ],
);

impl<'a> Message<'a> for Orders<'a> {
    const SHAPE: &'static Shape = &ORDERS;

    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(&ORDERS);
        while members.more(walk) {
            members.group_option(walk, 0, "OrderResponseHeader", &mut self.header);
            members.group_list(walk, 1, "OrderDetail", &mut self.records);
        }
    }

    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.group_option(0, self.header.as_deref());
        visit.group_list(1, &self.records);
    }
}

pub(crate) static GET_ORDERS: Operation = operation("GetOrders", "urn:ws", "OrderDetail", &ORDERS);

/// A list below a member of an XML-RPC response.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Entries<'a> {
    pub(crate) records: Map<'a, Record<'a>>,
}

pub(crate) static ENTRIES: Shape = Shape::new(
    "Entries",
    "1",
    &[Field::new("<n>", Kind::Struct(&RECORD), "1").some().keyed()],
);

impl<'a> Message<'a> for Entries<'a> {
    const SHAPE: &'static Shape = &ENTRIES;

    fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
        let mut members = Members::of(&ENTRIES);
        while members.more(walk) {
            members.group_map(walk, 0, "<n>", &mut self.records);
        }
    }

    fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
        visit.group_map(0, &self.records);
    }
}

/// An XML-RPC response with a list of its own.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Changes<'a> {
    pub(crate) code: Text<'a>,
    pub(crate) orders: Option<Box<Entries<'a>>>,
    pub(crate) records: Map<'a, Record<'a>>,
}

impl<'a> Changes<'a> {
    fn read_as<W: Walk<'a>>(&mut self, shape: &'static Shape, walk: &mut W) {
        let mut members = Members::of(shape);
        while members.more(walk) {
            for (index, field) in shape.fields.iter().enumerate() {
                let name = field.name;
                match name {
                    "codeReponse" => members.option(walk, index, name, &mut self.code),
                    "commandes" => members.group_option(walk, index, name, &mut self.orders),
                    _ => members.group_map(walk, index, name, &mut self.records),
                }
            }
        }
    }
}

pub(crate) static CHANGES: Shape = Shape::new(
    "ChangesResponse",
    "1",
    &[
        Field::new("codeReponse", Kind::Text, "1"),
        Field::new("commandes", Kind::Struct(&ENTRIES), "1"),
    ],
);

pub(crate) static ASLEEP: Shape = Shape::new(
    "AsleepResponse",
    "1",
    &[
        Field::new("codeReponse", Kind::Text, "1").opt(),
        Field::new("<n>", Kind::Struct(&RECORD), "1").some().keyed(),
    ],
);

/// Declares an operation with a list.
macro_rules! listing {
    ($call:ident, $response:ident, $operation:ident, $own:expr) => {
        pub(crate) struct $call;

        impl<'a> Root<'a> for $response<'a> {
            const OPERATION: &'static Operation = &$operation;
            const DIRECTION: Direction = Direction::Response;
        }

        impl Call for $call {
            const OPERATION: &'static Operation = &$operation;
            type Request<'a> = Nothing;
            type Response<'a> = $response<'a>;
        }

        impl Listing for $call {
            type Record<'a> = Record<'a>;

            fn own_record(record: Record<'_>) -> Record<'static> {
                own_record(record)
            }

            fn own_response(response: $response<'_>) -> $response<'static> {
                $own(response)
            }
        }
    };
}

/// A request that is never sent.
#[derive(Debug, Default)]
pub(crate) struct Nothing;

impl<'a> Message<'a> for Nothing {
    const SHAPE: &'static Shape = &HEADER;

    fn read<W: Walk<'a>>(&mut self, _: &mut W) {}

    fn visit<S: Sink>(&self, _: &mut Visit<'_, S>) {}
}

impl Root<'_> for Nothing {
    const OPERATION: &'static Operation = &GET_ORDERS;
    const DIRECTION: Direction = Direction::Request;
}

pub(crate) static CHANGED: Operation =
    operation("changementCommandes", "", "commandes/<n>", &CHANGES);
pub(crate) static SLEEPING: Operation = operation("enSommeil", "", "<n>", &ASLEEP);

/// A response of `changementCommandes`.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Changed<'a>(pub(crate) Changes<'a>);

/// A response of `enSommeil`.
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub(crate) struct Sleeping<'a>(pub(crate) Changes<'a>);

macro_rules! message {
    ($name:ident, $shape:ident) => {
        impl<'a> Message<'a> for $name<'a> {
            const SHAPE: &'static Shape = &$shape;

            fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
                self.0.read_as(&$shape, walk);
            }

            fn visit<S: Sink>(&self, _: &mut Visit<'_, S>) {}
        }
    };
}

message!(Changed, CHANGES);
message!(Sleeping, ASLEEP);

fn own_records<'a>(records: Map<'a, Record<'a>>) -> Map<'static, Record<'static>> {
    records.into_owned(own_record)
}

fn own_changes(changes: Changes<'_>) -> Changes<'static> {
    Changes {
        code: own(changes.code),
        orders: changes.orders.map(|entries| {
            Box::new(Entries {
                records: own_records(entries.records),
            })
        }),
        records: own_records(changes.records),
    }
}

listing!(GetOrders, Orders, GET_ORDERS, |orders: Orders<'_>| Orders {
    header: orders.header.map(|header| Box::new(Header {
        code: own(header.code)
    })),
    records: orders.records.into_iter().map(own_record).collect(),
});
listing!(ChangedOrders, Changed, CHANGED, |response: Changed<'_>| {
    Changed(own_changes(response.0))
});
listing!(Asleep, Sleeping, SLEEPING, |response: Sleeping<'_>| {
    Sleeping(own_changes(response.0))
});

/// Gives its bytes in pieces of the sizes that a function tells.
pub(crate) struct Pieces<'b, F> {
    pub(crate) bytes: &'b [u8],
    pub(crate) size: F,
}

impl<F: FnMut() -> usize> io::Read for Pieces<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = (self.size)().max(1).min(buffer.len()).min(self.bytes.len());
        buffer[..len].copy_from_slice(&self.bytes[..len]);
        self.bytes = &self.bytes[len..];
        Ok(len)
    }
}
