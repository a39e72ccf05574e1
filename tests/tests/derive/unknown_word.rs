use std::borrow::Cow;

use certwire_derive::{SoapElement, XmlRpcStruct};

#[derive(SoapElement)]
#[soap(application = "api.php")]
struct Order<'a> {
    #[soap(maximum = 64)]
    common_name: Cow<'a, str>,
    #[soap(param = 2)]
    country: Cow<'a, str>,
}

#[derive(XmlRpcStruct)]
#[xmlrpc(namespace = "https://ca.example/")]
struct Call<'a> {
    #[xmlrpc(soap::name = "x")]
    reference: Cow<'a, str>,
}

fn main() {}
