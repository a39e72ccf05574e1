use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Generic<T> {
    value: T,
}

#[derive(SoapElement)]
struct Counted<const N: usize> {
    flag: bool,
}

#[derive(SoapElement)]
struct Twice<'a, 'b> {
    first: Cow<'a, str>,
    second: Cow<'b, str>,
}

fn main() {}
