//! Typed messages of TBS INTERNET's XML-RPC API.
//!
//! One struct for each request, response and shared structure, named as on the wire. They borrow the text that they
//! were read from; `into_owned` makes them independent of it, `builder` fills one and checks that nothing is missing.
//! Reading and writing is in [`certwire_wire`]. The documentation also finds them by their English names.

#[cfg(feature = "dxr")]
mod dxr;
mod generated;

#[cfg(feature = "dxr")]
pub use crate::dxr::Dxr;
pub use generated::*;
