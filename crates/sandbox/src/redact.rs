//! Bodies without their secrets, for the log of calls.

use std::sync::OnceLock;

use certwire_transport::Mask;

use crate::model::Service;

/// A body of this service without what its schema calls secret.
pub(crate) fn xml(service: Service, body: &str) -> String {
    static GS: OnceLock<Mask> = OnceLock::new();
    static TBS: OnceLock<Mask> = OnceLock::new();
    let mask = match service {
        Service::Gs => GS.get_or_init(|| Mask::of(service.reference().operations)),
        Service::Tbs => TBS.get_or_init(|| Mask::of(service.reference().operations)),
    };
    mask.redact(body)
}
