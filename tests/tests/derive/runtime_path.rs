use certwire_derive::SoapElement;

#[derive(Default, SoapElement)]
#[soap(crate = "not a path")]
struct Order {
    year: i64,
}

fn main() {}
