use certwire_derive::SoapElement;

#[derive(SoapElement)]
enum Kind {
    New,
}

#[derive(SoapElement)]
union Bits {
    number: i64,
}

fn main() {}
