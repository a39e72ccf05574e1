//! Structs of users' own: what the derives make of them, and every mistake they report.

use std::borrow::Cow;

use certwire_derive::{SoapElement, XmlRpcStruct};
use certwire_wire::{
    limits::Limits,
    operation::{Direction, Root},
    secret::Secret,
    shape::{Kind, Occurs, Shape},
    sink::{At, Progress, Sink},
    soap,
    timestamp::{Date, Timestamp},
    validate::{Context, Validator},
    value::{Map, Value},
    walk::{Message, Visit},
};

#[derive(Debug, Clone, Default, PartialEq, SoapElement)]
#[soap(
    operation = "OrderDV",
    namespace = "https://ca.example/ws/",
    direction = "request",
    section = "4.1"
)]
struct OrderDV<'a> {
    credentials: Credentials<'a>,
    /// Years of validity.
    year: i64,
    #[soap(alias = "Order_Kind", values("new", "renewal"), default = "new")]
    order_kind: Option<Cow<'a, str>>,
    #[soap(name = "HasCSR", section = "4.2")]
    has_csr: Option<bool>,
    #[soap(min = 1, max = 64, some, wrapper = "SANEntries")]
    san_entry: Vec<Cow<'a, str>>,
    #[soap(inline)]
    contact: Option<Box<Contact>>,
    since: Option<Timestamp<'a>>,
    until: Option<Date<'a>>,
    #[soap(value, max = 2)]
    country: Country,
    r#type: Cow<'a, str>,
}

#[derive(Debug, Clone, Default, PartialEq, SoapElement)]
struct Credentials<'c> {
    user_name: Cow<'c, str>,
    #[soap(len = 8, about = "Known to the account only.")]
    password: Secret,
}

#[derive(Debug, Clone, Default, PartialEq, SoapElement)]
struct Contact {
    #[soap(deprecated)]
    phone: Option<i64>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Country(String);

impl<'a> Value<'a> for Country {
    const EXPECTED: &'static str = "a country code";

    fn parse(text: Cow<'a, str>) -> Option<Self> {
        let is_code = text.bytes().all(|byte| byte.is_ascii_uppercase());
        is_code.then(|| Self(text.into_owned()))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

#[derive(Debug, Clone, Default, PartialEq, XmlRpcStruct)]
#[xmlrpc(
    operation = "warnings",
    application = "api.php",
    direction = "response"
)]
struct Warnings<'a> {
    #[xmlrpc(param = 2)]
    code_reponse: i64,
    by_code: Map<'a, Cow<'a, str>>,
}

/// Leaves as `path=text`.
#[derive(Default)]
struct Leaves(Vec<String>);

impl Sink for Leaves {
    fn enter(&mut self, field: &'static certwire_wire::shape::Field, _: &str, _: At) {
        self.0.push(format!("<{}>", field.name));
    }

    fn leave(
        &mut self,
        _: Option<&'static certwire_wire::shape::Field>,
        shape: &'static Shape,
        seen: Progress,
        _: At,
    ) {
        self.0.push(format!("</{}> {:b}", shape.name, seen.seen));
    }

    fn leaf(&mut self, field: &'static certwire_wire::shape::Field, key: &str, text: &str, _: At) {
        self.0.push(format!("{}{key}={text}", field.name));
    }

    fn remark(&mut self, _: certwire_wire::sink::Remark<'_>, _: &str, _: At) {}
}

#[test]
fn names_and_properties_reach_the_shape() {
    let shape = OrderDV::SHAPE;
    let names: Vec<&str> = shape.fields.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        [
            "Credentials",
            "Year",
            "OrderKind",
            "HasCSR",
            "SanEntry",
            "Contact",
            "Since",
            "Until",
            "Country",
            "Type"
        ]
    );
    let [credentials, year, kind, csr, san, contact, ..] = shape.fields else {
        panic!("six members at least");
    };
    assert_eq!(
        credentials.shape().map(|shape| shape.name),
        Some("Credentials")
    );
    assert_eq!(
        (year.about, year.occurs),
        ("Years of validity.", Occurs::One)
    );
    assert!(matches!(kind.kind, Kind::Enum(list) if list.values == ["new", "renewal"]));
    assert_eq!(
        (kind.aliases, kind.default),
        (["Order_Kind"].as_slice(), "new")
    );
    assert_eq!((csr.section, year.section), ("4.2", "4.1"));
    assert_eq!(
        (san.occurs, san.min, san.max, san.wrapper),
        (Occurs::Some, 1, 64, "SANEntries")
    );
    assert!(contact.inline);
    let password = &Credentials::SHAPE.fields[1];
    assert!(password.secret);
    assert_eq!(
        (password.min, password.max, password.about),
        (8, 8, "Known to the account only.")
    );
    assert!(Warnings::SHAPE.fields[1].keyed);
    assert_eq!(Warnings::SHAPE.fields[0].name, "codeReponse");
    assert_eq!(Warnings::SHAPE.fields[0].param, 2);
}

#[test]
fn a_whole_message_knows_its_operation() {
    let operation = <OrderDV as Root>::OPERATION;
    assert_eq!(
        (operation.name, operation.namespace),
        ("OrderDV", "https://ca.example/ws/")
    );
    assert_eq!(<OrderDV as Root>::DIRECTION, Direction::Request);
    assert!(std::ptr::eq(operation.request, OrderDV::SHAPE));
    let operation = <Warnings as Root>::OPERATION;
    assert_eq!(
        (operation.application, <Warnings as Root>::DIRECTION),
        ("api.php", Direction::Response)
    );
}

#[test]
fn members_are_visited_in_order() {
    let order = OrderDV {
        credentials: Credentials {
            user_name: "me".into(),
            password: "secret78".into(),
        },
        year: 2,
        san_entry: vec!["a.example".into(), "b.example".into()],
        contact: Some(Box::default()),
        country: Country("FR".into()),
        ..OrderDV::default()
    };
    let mut leaves = Leaves::default();
    Visit::root(&order, &mut leaves);
    assert_eq!(
        leaves.0,
        [
            "<Credentials>",
            "UserName=me",
            "Password=secret78",
            "</Credentials> 11",
            "Year=2",
            "SanEntry=a.example",
            "SanEntry=b.example",
            "<Contact>",
            "</Contact> 0",
            "Country=FR",
            "</OrderDV> 100110011",
        ]
    );
}

#[test]
fn a_validator_beside_a_reader_hears_of_each_wrong_value_once() {
    let xml = "<w:OrderDV xmlns:w=\"https://ca.example/ws/\"><Request><Year>one</Year><Country>f1</Country>\
               </Request></w:OrderDV>";
    let profile = &gs_soap_validators::PROFILE;
    let context = Context::default();
    let mut validator = Validator::new(profile, OrderDV::OPERATION, OrderDV::DIRECTION, context);
    let order: OrderDV<'_> = soap::read(xml, &Limits::DEFAULT, &mut validator).expect("a message");
    assert_eq!((order.year, order.country), (0, Country::default()));
    let violations = validator.finish().violations;
    let types = violations.iter().filter(|found| found.rule == "type");
    let messages: Vec<&str> = types.map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "Year must be a whole number; `one` is not.",
            "Country must be a country code."
        ]
    );
}

#[test]
fn mistakes() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/derive/*.rs");
}
