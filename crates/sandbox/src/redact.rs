//! Bodies without their secrets, for the log of calls.

use std::sync::OnceLock;

use certwire_transport::Mask;
use certwire_wire::{
    limits::Limits,
    operation::Direction,
    secret::Secret,
    shape::{Field, Shape},
    sink::{At, Progress, Remark, Sink},
    soap, xmlrpc,
};

use crate::model::Service;

/// What is known of the secrets of one call.
pub(crate) struct Redact {
    mask: Mask,
    /// The request as the log keeps it.
    pub(crate) request: String,
}

impl Redact {
    /// Reads the request for its secrets. Of one that is no call it is not known what in it is secret, so that its length
    /// stands for it.
    pub(crate) fn of(service: Service, request: &str) -> Self {
        let mask = by_names(service);
        match secrets(service, request) {
            Some(secrets) => {
                let mask = mask.with_values(secrets);
                let request = mask.redact(request);
                Self { mask, request }
            }
            None => Self {
                mask: mask.clone(),
                request: format!("({} bytes that cannot be read as a call)", request.len()),
            },
        }
    }

    /// The answer without secrets.
    pub(crate) fn response(&self, body: &str) -> String {
        self.mask.redact(body)
    }
}

/// A mask of what this service's schema calls secret.
fn by_names(service: Service) -> &'static Mask {
    static GS: OnceLock<Mask> = OnceLock::new();
    static TBS: OnceLock<Mask> = OnceLock::new();
    let mask = match service {
        Service::Gs => &GS,
        Service::Tbs => &TBS,
    };
    mask.get_or_init(|| Mask::of(service.reference().operations))
}

/// The secret values of a request; none when it is no call of this service.
fn secrets(service: Service, xml: &str) -> Option<Vec<Secret>> {
    let (mut found, limits) = (Found::default(), Limits::DEFAULT);
    let of = |name: &str| service.reference().operation(name);
    match service {
        Service::Gs => {
            let operation = of(&soap::root(xml).ok()?.name)?;
            soap::report(xml, &limits, operation, Direction::Request, &mut found).ok()?;
        }
        Service::Tbs => {
            let Ok(xmlrpc::Kind::Call(method)) = xmlrpc::method(xml) else {
                return None;
            };
            xmlrpc::report(xml, &limits, of(&method)?, Direction::Request, &mut found).ok()?;
        }
    }
    Some(found.0)
}

/// Collects secret values.
#[derive(Default)]
struct Found(Vec<Secret>);

impl Sink for Found {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}

    fn leaf(&mut self, field: &'static Field, _: &str, text: &str, _: At) {
        if field.secret {
            self.0.push(Secret::new(text));
        }
    }

    fn remark(&mut self, _: Remark<'_>, _: &str, _: At) {}
}
