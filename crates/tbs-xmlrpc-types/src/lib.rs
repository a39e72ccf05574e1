//! Typed messages of TBS INTERNET's XML-RPC API.
//!
//! One struct for each request, response and shared structure, named as on the wire. They borrow the text that they
//! were read from; `into_owned` makes them independent of it, `builder` fills one and checks that nothing is missing.
//! Reading and writing is in [`certwire_wire`]. The documentation also finds them by their English names.

mod generated;

pub use generated::*;
