use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
#[soap(name = 5)]
struct Order<'a> {
    #[soap(max = "64")]
    common_name: Cow<'a, str>,
    #[soap(max = -1)]
    country: Cow<'a, str>,
    #[soap(name = "")]
    email: Cow<'a, str>,
    #[soap(deprecated = "yes")]
    phone: Cow<'a, str>,
    #[soap(values())]
    kind: Cow<'a, str>,
    #[soap(section)]
    year: i64,
}

fn main() {}
