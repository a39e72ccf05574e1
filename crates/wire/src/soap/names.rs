//! Names that the SOAP specifications fix.

/// Namespace of SOAP 1.1 envelopes.
pub(super) const SOAP_1_1: &str = "http://schemas.xmlsoap.org/soap/envelope/";

/// Namespace of SOAP 1.2 envelopes.
pub(super) const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// Namespace of `xsi:nil`.
pub(super) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
