//! Lists read one record at a time, in bounded memory.
//!
//! [`ListReader`] takes the records of a response's list out of any byte stream. The rest of the response comes last,
//! from [`ListReader::finish`]: a code may follow the list, and every rule for whole bodies holds for streams too.
//! [`ListReport`] makes no values: it tells a sink, for an operation of which only the name is known.

mod cutter;
mod ends;
mod error;
mod layout;
mod piece;
mod reader;
mod record;
mod report;
mod rest;
mod shift;
mod source;
mod token;

pub use error::Error;
pub use piece::Piece;
pub use reader::{ListReader, Listing, Records};
pub use report::ListReport;
