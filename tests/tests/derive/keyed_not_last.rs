use std::borrow::Cow;

use certwire_derive::XmlRpcStruct;
use certwire_wire::value::Map;

#[derive(XmlRpcStruct)]
struct Warnings<'a> {
    by_code: Map<'a, Cow<'a, str>>,
    text: Cow<'a, str>,
}

fn main() {}
