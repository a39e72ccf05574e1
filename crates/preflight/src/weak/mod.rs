//! Keys that others can find.

pub mod blocklist;
mod fermat;
mod roca;
mod small;

pub(crate) use fermat::primes_are_close;
pub(crate) use roca::is_roca;
pub(crate) use small::{is_square, small_factor};
