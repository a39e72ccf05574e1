//! What TBS's suppliers put into certificates.

use certwire_preflight::Csr;

use super::Details;
use crate::{
    ca::{Authority, Error, Request},
    desk::Desk,
    model::{Certificate, Order},
    time::Time,
};

/// Issues the certificate of an order for the key of its CSR.
///
/// # Errors
///
/// When the CSR cannot be read.
pub(super) fn issue(
    desk: &Desk<'_>,
    order: &Order<Details>,
    from: Time,
) -> Result<Certificate, Error> {
    let until = from.seconds() + 366 * 86_400;
    let csr = Csr::parse(order.asked("requete/CSR").unwrap_or_default())
        .map_err(|_| Error::Extension("CSR".to_owned()))?;
    let request = Request::from_csr(&csr, from.seconds(), until)?;
    let issued = desk.ca.issue(Authority::TlsServer, &request)?;
    Ok(Certificate {
        serial: issued.serial,
        subject: issued.subject,
        pem: issued.pem,
        chain: issued.chain,
        pkcs7: issued.pkcs7,
        not_before: from,
        not_after: Time::from_millis(until * 1000),
        revoked: None,
        pkcs12: None,
    })
}
