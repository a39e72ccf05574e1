//! Mails that the CA would send, and the log of calls.

use rusqlite::params;

use super::{Error, Tx};
use crate::model::{Exchange, Mail};

/// How many exchanges are kept.
const KEPT: i64 = 1000;

impl Tx<'_> {
    /// Sends a mail to the outbox.
    pub fn send(&self, mail: &Mail) -> Result<(), Error> {
        let document = serde_json::to_string(mail)?;
        self.run("INSERT INTO mail (document) VALUES (?1)", params![document])?;
        Ok(())
    }

    /// All mails, oldest first.
    pub fn mails(&self) -> Result<Vec<Mail>, Error> {
        self.all("SELECT document FROM mail ORDER BY id", [])
    }

    /// Adds an exchange to the log; the oldest beyond a thousand go.
    pub(crate) fn record(&self, exchange: &Exchange) -> Result<(), Error> {
        let document = serde_json::to_string(exchange)?;
        self.run(
            "INSERT INTO exchange (document) VALUES (?1)",
            params![document],
        )?;
        self.run(
            "DELETE FROM exchange WHERE id <= (SELECT max(id) FROM exchange) - ?1",
            params![KEPT],
        )?;
        Ok(())
    }

    /// The log, oldest first.
    pub fn exchanges(&self) -> Result<Vec<Exchange>, Error> {
        self.all("SELECT document FROM exchange ORDER BY id", [])
    }
}
