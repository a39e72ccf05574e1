use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Order {
    year: i64,
}

fn main() {}
