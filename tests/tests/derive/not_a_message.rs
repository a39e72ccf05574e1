use certwire_derive::SoapElement;

#[derive(Default)]
struct Plain;

#[derive(Default, SoapElement)]
struct Order {
    plain: Plain,
}

fn main() {}
