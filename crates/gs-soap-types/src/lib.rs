//! Typed messages of `GlobalSign`'s GCC SOAP API for client certificates.
//!
//! One struct for each request, response and shared structure, named as on the wire. They borrow the text that they
//! were read from; `into_owned` makes them independent of it, `builder` fills one and checks that nothing is missing.
//! Reading and writing is in [`certwire_wire`].

mod generated;

pub use generated::*;
