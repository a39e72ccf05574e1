use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Order<'a> {
    #[soap(name = "Email")]
    first: Cow<'a, str>,
    email: Cow<'a, str>,
}

fn main() {}
