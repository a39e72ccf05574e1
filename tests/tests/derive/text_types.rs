use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Order<'a> {
    owned: String,
    borrowed: &'a str,
    list: Vec<String>,
    optional: Option<&'a str>,
    forever: Cow<'static, str>,
}

fn main() {}
