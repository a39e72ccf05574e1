//! XML-RPC messages: calls, responses, faults.
//!
//! [`XmlRpcMessage`] reads and writes a generated type; [`read`] and [`write()`] do the same with a sink and a buffer of
//! the caller's, and [`answers`] takes apart a response to several demands. Readers forgive names and shapes and
//! report every departure; they never forgive broken XML.

mod answers;
mod cursor;
mod error;
mod fault;
mod frame;
mod item;
pub(crate) mod keys;
mod literal;
mod names;
pub(crate) mod part;
mod scalar;
mod walk;
mod write;

pub use answers::{Answer, answers};
pub use error::{Error, Fault};
pub use frame::{Kind, method, read, report};
pub use walk::Walk;
pub use write::{WriteOptions, Writer, write, write_with};

use crate::{
    decoded::{Collect, Decoded},
    limits::Limits,
    operation::Root,
    soap::WriteError,
};

/// Reading and writing a message whole.
pub trait XmlRpcMessage<'a>: Root<'a> {
    /// Reads it, within the usual limits.
    ///
    /// # Errors
    ///
    /// As [`read`].
    fn from_xml(xml: &'a str) -> Result<Decoded<Self>, Error> {
        let mut findings = Collect::default();
        let value = read(xml, &Limits::DEFAULT, &mut findings)?;
        Ok(findings.join(value))
    }

    /// Writes it in its canonical form.
    ///
    /// # Errors
    ///
    /// As [`write()`].
    fn to_xml(&self) -> Result<String, WriteError> {
        let mut buffer = Vec::new();
        write(self, &mut buffer)?;
        // Only text was written, so nothing is lost.
        Ok(String::from_utf8(buffer)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
    }
}

impl<'a, T: Root<'a>> XmlRpcMessage<'a> for T {}
