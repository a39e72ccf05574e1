//! SOAP 1.1 messages: envelope, members, faults.
//!
//! [`SoapMessage`] reads and writes a generated type; [`read`] and [`write()`] do the same with a sink and a buffer of
//! the caller's. Readers forgive names and shapes and report every departure; they never forgive broken XML.

mod envelope;
mod error;
mod member;
mod names;
mod walk;
mod write;

pub use envelope::{RootName, read, report, root};
pub use error::{Error, SoapFault};
pub use walk::Walk;
pub use write::{WriteError, Writer, write, write_indented};

use crate::{
    decoded::{Collect, Decoded},
    limits::Limits,
    operation::Root,
};

/// Reading and writing a message whole.
pub trait SoapMessage<'a>: Root<'a> {
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

impl<'a, T: Root<'a>> SoapMessage<'a> for T {}
