//! A sandbox of both certificate authorities: `GlobalSign`'s GCC SOAP API for client certificates and TBS INTERNET's
//! XML-RPC API, served by real servers on loopback with a test CA behind them.

pub mod ca;
