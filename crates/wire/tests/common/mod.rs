//! Messages of a made-up service, as the generator would write them.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

use std::borrow::Cow;

use certwire_wire::{
    operation::{Direction, Effect, Operation, Retry, Root},
    secret::Secret,
    shape::{Enumeration, Field, Kind, Shape},
    sink::Sink,
    walk::{Members, Message, Visit, Walk},
};

pub const NAMESPACE: &str = "https://shop.example/ws/";

/// One structure: `name: type = method(reader) method(visitor) field;`.
macro_rules! message {
    ($type:ident { $($index:literal $member:ident: $of:ty, $read:ident, $field:expr;)* }) => {
        #[derive(Debug, Default, Clone, PartialEq)]
        pub struct $type<'a> {
            $(pub $member: $of,)*
            pub marker: std::marker::PhantomData<&'a ()>,
        }

        impl<'a> Message<'a> for $type<'a> {
            const SHAPE: &'static Shape = &Shape::new(stringify!($type), "1", &[$($field),*]);

            fn read<W: Walk<'a>>(&mut self, walk: &mut W) {
                let mut members = Members::of(Self::SHAPE);
                while members.more(walk) {
                    $(members.$read(
                        walk,
                        $index,
                        Self::SHAPE.fields[$index].name,
                        &mut self.$member,
                    );)*
                }
            }

            fn visit<S: Sink>(&self, visit: &mut Visit<'_, S>) {
                $(message!(@visit $read, visit, $index, self.$member);)*
            }
        }
    };
    (@visit option, $visit:ident, $index:literal, $self:ident.$member:ident) => {
        $visit.option($index, $self.$member.as_ref());
    };
    (@visit group_option, $visit:ident, $index:literal, $self:ident.$member:ident) => {
        $visit.group_option($index, $self.$member.as_deref());
    };
    (@visit $read:ident, $visit:ident, $index:literal, $self:ident.$member:ident) => {
        $visit.$read($index, &$self.$member);
    };
}

const fn text(name: &'static str) -> Field {
    Field::new(name, Kind::Text, "1")
}

const STATUS: Enumeration = Enumeration {
    name: "Status",
    values: &["open", "closed"],
    aliases: &[],
    int: false,
};

message!(Header {
    0 code: i64, value, Field::new("SuccessCode", Kind::Int(-1, 1), "1");
    1 errors: Option<Box<Errors<'a>>>, group_option, Field::new("Errors", Kind::Struct(Errors::SHAPE), "1").opt();
    2 timestamp: Cow<'a, str>, value, text("Timestamp");
});

message!(Errors {
    0 errors: Vec<Error<'a>>, group_list, Field::new("Error", Kind::Struct(Error::SHAPE), "1").some().inline();
});

message!(Error {
    0 code: Cow<'a, str>, value, text("ErrorCode");
    1 field: Option<Cow<'a, str>>, option, text("ErrorField").opt();
    2 message: Cow<'a, str>, value, text("ErrorMessage");
});

message!(Info {
    0 id: Cow<'a, str>, value, text("OrderID").aliases(&["OrderId"]);
    1 product: Cow<'a, str>, value, text("ProductCode");
    2 kind: Option<Cow<'a, str>>, option, text("OrderKind").opt();
    3 status: Cow<'a, str>, value, Field::new("OrderStatus", Kind::Enum(&STATUS), "1");
    4 date: Cow<'a, str>, value, text("OrderDate");
    5 done: Option<Cow<'a, str>>, option, text("OrderCompleteDate").opt();
    6 years: Option<i64>, option, Field::new("Year", Kind::Int(1, 9), "1").opt();
    7 password: Secret, value, text("Password").opt().secret();
});

message!(Person {
    0 first: Cow<'a, str>, value, text("FirstName");
    1 last: Cow<'a, str>, value, text("LastName");
    2 phone: Cow<'a, str>, value, text("Phone");
    3 email: Cow<'a, str>, value, text("Email");
    4 country: Cow<'a, str>, value, text("Country");
    5 locality: Option<Cow<'a, str>>, option, text("Locality").opt();
});

message!(Detail {
    0 info: Info<'a>, group, Field::new("OrderInfo", Kind::Struct(Info::SHAPE), "1");
    1 person: Option<Box<Person<'a>>>, group_option, Field::new("Subscriber", Kind::Struct(Person::SHAPE), "1").opt();
    2 names: Vec<Cow<'a, str>>, list, text("DNSName").many();
});

message!(OrdersResponse {
    0 header: Header<'a>, group, Field::new("OrderResponseHeader", Kind::Struct(Header::SHAPE), "1")
        .aliases(&["QueryResponseHeader"]);
    1 from: Option<Cow<'a, str>>, option, text("FromDate").opt();
    2 details: Vec<Detail<'a>>, group_list, Field::new("OrderDetail", Kind::Struct(Detail::SHAPE), "1")
        .many().wrapper("OrderDetails");
});

message!(OrdersRequest {
    0 info: Info<'a>, group, Field::new("OrderInfo", Kind::Struct(Info::SHAPE), "1");
    1 note: Option<Cow<'a, str>>, option, text("Note").opt();
});

pub static ORDERS: Operation = Operation {
    service: "shop",
    name: "Orders",
    title: "list orders",
    summary: "Lists orders.",
    section: "1",
    namespace: NAMESPACE,
    application: "",
    effect: Effect::Query,
    retry: Retry::Safe,
    request: OrdersRequest::SHAPE,
    response: OrdersResponse::SHAPE,
    response_aliases: &["OrdersAnswer"],
    stream: "OrderDetail",
    errata: "",
};

impl<'a> Root<'a> for OrdersResponse<'a> {
    const OPERATION: &'static Operation = &ORDERS;
    const DIRECTION: Direction = Direction::Response;
}

impl<'a> Root<'a> for OrdersRequest<'a> {
    const OPERATION: &'static Operation = &ORDERS;
    const DIRECTION: Direction = Direction::Request;
}

/// The members of a response in its envelope.
pub fn response(members: &str) -> String {
    format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <ns2:OrdersResponse xmlns:ns2=\"{NAMESPACE}\"><Response>{members}</Response></ns2:OrdersResponse>\
         </soap:Body></soap:Envelope>"
    )
}

/// A header that reports success.
pub const HEADER: &str = "<OrderResponseHeader><SuccessCode>0</SuccessCode>\
    <Timestamp>2026-01-02T03:04:05.000Z</Timestamp></OrderResponseHeader>";

/// A response with at least `bytes` bytes of orders.
pub fn large_response(bytes: usize) -> String {
    let mut members = String::from(HEADER);
    let mut number = 0;
    while members.len() < bytes {
        number += 1;
        let order = format!(
            "<OrderDetail><OrderInfo><OrderID>CEPX26{number:08}</OrderID><ProductCode>PEPS1</ProductCode>\
             <OrderKind>new</OrderKind><OrderStatus>open</OrderStatus><OrderDate>2026-01-02T03:04:05.000Z</OrderDate>\
             <Year>2</Year></OrderInfo><Subscriber><FirstName>Ana</FirstName><LastName>Núñez</LastName>\
             <Phone>+34 911 000 000</Phone><Email>ana{number}@shop.example</Email><Country>ES</Country>\
             <Locality>Madrid</Locality></Subscriber><DNSName>a.shop.example</DNSName>\
             <DNSName>b.shop.example</DNSName></OrderDetail>"
        );
        members.push_str(&order);
    }
    response(&members)
}
