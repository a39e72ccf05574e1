//! How `GlobalSign`'s messages are read and written, and what its codes mean.

use certwire_transport::{
    Both, Credentials, Exchange, Head, Reading, Said, Service, Unread, Verdict,
};
use certwire_wire::{
    decoded::{Collect, Decoded},
    limits::Limits,
    operation::{Operation, Root},
    reference,
    report::Report,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap::{self, WriteError},
    validate::Context,
};
use gs_soap_types::{AuthToken, OrderRequestHeader};
use url::Url;

/// The id that a response to an order promises.
const ORDER_ID: &str = "OrderID";

/// `GlobalSign`, as the shared core sees it.
#[derive(Debug, Clone, Copy)]
pub enum Vendor {}

impl Service for Vendor {
    type Client = crate::Client;
    type Hearing = Header;

    const HEADERS: &'static [(&'static str, &'static str)] = &[
        ("content-type", "text/xml;charset=UTF-8"),
        ("soapaction", "\"\""),
    ];

    const LOOK_UPS: &'static [(&'static str, &'static str, &'static str)] = &[
        ("SubID", "GetOrders", "SubID"),
        ("OrderID", "GetOrderByOrderID", "OrderID"),
        ("TargetOrderID", "GetOrderByOrderID", "OrderID"),
    ];

    const CHANGES: &'static str = "GetModifiedOrders";

    fn reference() -> &'static reference::Service {
        &gs_soap_validators::SERVICE
    }

    fn address(base: &Url, _: &Operation) -> Url {
        base.clone()
    }

    fn validate<'a, T: Root<'a>>(message: &T, context: Context<'_>) -> Report {
        gs_soap_validators::validate_message(message, context)
    }

    fn write<'a, T: Root<'a>>(message: &T, buffer: &mut Vec<u8>) -> Result<(), WriteError> {
        soap::write(message, buffer)
    }

    fn heard(hearing: Header, _: &Operation) -> Head {
        hearing.into_head()
    }

    fn read<C: Exchange<Self>>(
        text: &str,
        limits: &Limits,
    ) -> Result<Vec<Reading<C::Response<'static>>>, Unread> {
        let mut sink = Both(Collect::default(), Header::default());
        let response: C::Response<'_> = soap::read(text, limits, &mut sink)?;
        let Both(findings, header) = sink;
        let Decoded {
            value,
            faults,
            notes,
            ..
        } = findings.join(C::own_response(response));
        Ok(vec![Reading {
            key: None,
            value,
            faults,
            notes,
            head: header.into_head(),
        }])
    }
}

/// The header of a request, with the credentials.
pub(crate) fn heading(credentials: &Credentials) -> OrderRequestHeader<'static> {
    let mut token = AuthToken::default();
    token.user_name = credentials.user().to_owned().into();
    token.password = credentials.password().clone();
    let mut header = OrderRequestHeader::default();
    header.auth_token = token;
    header
}

/// Hears the header of a response, and the id beside it.
#[derive(Debug, Default)]
pub struct Header {
    path: Vec<&'static str>,
    code: Option<String>,
    errors: Vec<Said>,
    head: Head,
}

impl Header {
    fn into_head(mut self) -> Head {
        self.head.verdict = match self.code.as_deref().map(str::trim_ascii) {
            None => Verdict::NoCode,
            Some(code) if is_number(code) => Verdict::Success,
            Some(code) if code.strip_prefix('-').is_some_and(is_number) => Verdict::Failure,
            Some(_) => Verdict::Unclear,
        };
        // A success that lists errors is a success with warnings: those orders are usable.
        if self.head.verdict == Verdict::Success {
            self.head.warnings = self.errors;
        } else {
            self.head.errors = self.errors;
        }
        self.head
    }
}

/// Digits alone: `+0` is no code that any document knows.
fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

impl Sink for Header {
    fn enter(&mut self, field: &'static Field, _: &str, _: At) {
        self.path.push(field.name);
        if field.name == "Error" {
            self.errors.push(Said::default());
        }
    }

    fn leave(&mut self, _: Option<&'static Field>, shape: &'static Shape, _: Progress, _: At) {
        if self.path.pop().is_none() && shape.field(ORDER_ID).is_some() && self.head.ids.is_empty()
        {
            self.head.lacking.push(ORDER_ID);
        }
    }

    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, _: At) {
        let text = text.to_owned();
        match (self.path.as_slice(), field.name) {
            ([], ORDER_ID) if !text.trim_ascii().is_empty() => self.head.ids.push((ORDER_ID, text)),
            (["OrderResponseHeader"], "SuccessCode") => self.code = Some(text),
            ([.., "Error"], name) => {
                let Some(error) = self.errors.last_mut() else {
                    return;
                };
                match name {
                    "ErrorCode" => error.code = text,
                    "ErrorField" => error.field = Some(text),
                    _ => error.message = text,
                }
            }
            _ => {}
        }
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
