use certwire_derive::{SoapElement, XmlRpcStruct};

#[derive(SoapElement)]
struct Tuple(bool);

#[derive(XmlRpcStruct)]
struct Empty;

fn main() {}
