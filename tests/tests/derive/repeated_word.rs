use std::borrow::Cow;

use certwire_derive::SoapElement;

#[derive(SoapElement)]
#[soap(name = "A", name = "B")]
struct Order<'a> {
    #[soap(max = 50, max = 60)]
    coupon: Cow<'a, str>,
}

fn main() {}
