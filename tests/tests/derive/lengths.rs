use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Order<'a> {
    #[soap(min = 65, max = 64)]
    common_name: Cow<'a, str>,
    #[soap(max = 5)]
    has_csr: bool,
    #[soap(len = 2)]
    year: i64,
}

fn main() {}
