use certwire_derive::XmlRpcStruct;

#[derive(XmlRpcStruct)]
struct Order {
    year: u32,
    licences: Option<i32>,
    price: f64,
}

fn main() {}
