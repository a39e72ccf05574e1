use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
struct Order<'a> {
    #[soap(secret)]
    password: Cow<'a, str>,
    #[soap(some)]
    email: Cow<'a, str>,
    #[soap(wrapper = "Phones")]
    phone: Option<Cow<'a, str>>,
    #[soap(inline)]
    fax: Cow<'a, str>,
    #[soap(values("true", "false"))]
    has_csr: bool,
    #[soap(value)]
    country: Cow<'a, str>,
}

fn main() {}
