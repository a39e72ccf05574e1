//! Keys and requests that the tests build themselves, and vectors made with OpenSSL.

mod armour;
mod blocklist;
mod gs;
mod hostile;
mod many;
mod own;
mod support;
mod tbs;
mod vectors;
