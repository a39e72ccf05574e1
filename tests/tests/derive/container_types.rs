use std::collections::BTreeMap;

use certwire_derive::SoapElement;

#[derive(Default, SoapElement)]
struct Part {
    flag: bool,
}

#[derive(SoapElement)]
struct Order {
    optional_list: Option<Vec<Part>>,
    boxed: Box<Part>,
    unboxed: Option<Part>,
    sorted: BTreeMap<String, Part>,
    pair: (bool, bool),
    nothing: Vec,
}

fn main() {}
