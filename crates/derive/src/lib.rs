//! Derives SOAP and XML-RPC codecs for message types of your own.
//!
//! `SoapElement` and `XmlRpcStruct` implement [`Message`](../certwire_wire/walk/trait.Message.html) for a struct, and
//! [`Root`](../certwire_wire/operation/trait.Root.html) for one that is the request or response of an operation. They
//! emit what the generated crates hold, from the same emitter.
//!
//! Members are `Cow<str>`, `Secret`, `bool`, `i64`, `Timestamp`, `Date` or a structure; `Option` makes a leaf
//! optional, `Option<Box<_>>` a structure; `Vec` is a list, `Map` takes any member names. The struct derives `Default`
//! too. A wire name that is not given is the member's own: `common_name` becomes `CommonName` in SOAP and `commonName`
//! in XML-RPC.

mod container;
mod expand;
mod field;
mod holds;
mod meta;

use proc_macro::TokenStream;

use crate::expand::Protocol;

/// Implements `Message`, and `Root` where an operation is named, for a structure of a SOAP message.
///
/// ```ignore
/// #[derive(Default, SoapElement)]
/// #[soap(operation = "OrderOS", namespace = "https://ca.example/ws/", direction = "request")]
/// struct Order<'a> {
///     #[soap(name = "CommonName", min = 1, max = 64)]
///     common_name: Cow<'a, str>,
///     password: Secret,
///     options: Vec<Cow<'a, str>>,
/// }
/// ```
///
/// On the struct: `operation`, `namespace`, `direction`, `name`, `section`, `crate`. On members: `name`, `alias`,
/// `min`, `max`, `len`, `values`, `value`, `int`, `some`, `wrapper`, `inline`, `secret`, `deprecated`, `section`,
/// `about`, `default`, `table`.
#[proc_macro_derive(SoapElement, attributes(soap))]
pub fn soap_element(input: TokenStream) -> TokenStream {
    expand::expand(input.into(), Protocol::Soap).into()
}

/// Implements `Message`, and `Root` where an operation is named, for a structure of an XML-RPC message.
///
/// ```ignore
/// #[derive(Default, XmlRpcStruct)]
/// struct Balance<'a> {
///     #[xmlrpc(name = "codeReponse")]
///     code: Cow<'a, str>,
///     solde: Option<i64>,
/// }
/// ```
///
/// As for SOAP, under `xmlrpc`; on the struct `application` in place of `namespace`, on members also `param`.
#[proc_macro_derive(XmlRpcStruct, attributes(xmlrpc))]
pub fn xml_rpc_struct(input: TokenStream) -> TokenStream {
    expand::expand(input.into(), Protocol::XmlRpc).into()
}
