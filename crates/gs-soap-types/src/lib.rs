//! Typed messages of GlobalSign's GCC SOAP API for client certificates.
