//! Offline validation of GlobalSign GCC SOAP orders.
