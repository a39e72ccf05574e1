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
        self.run(
            "INSERT INTO mail (\"order\", document) VALUES (?1, ?2)",
            params![mail.order, document],
        )?;
        Ok(())
    }

    /// The mails about an order, or all; oldest first.
    pub fn mails(&self, order: Option<&str>) -> Result<Vec<Mail>, Error> {
        self.all(
            "SELECT document FROM mail WHERE ?1 IS NULL OR \"order\" = ?1 ORDER BY id",
            params![order],
        )
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

    /// So many exchanges behind this number, oldest first, each with its own number.
    pub(crate) fn exchanges_after(
        &self,
        number: u64,
        count: u32,
    ) -> Result<Vec<(u64, Exchange)>, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, document FROM exchange WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![number, count])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            found.push((number.unsigned_abs(), serde_json::from_str(text)?));
        }
        Ok(found)
    }

    /// The number of the newest exchange; 0 before the first.
    pub(crate) fn newest_exchange(&self) -> Result<u64, Error> {
        Ok(self
            .one("SELECT coalesce(max(id), 0) || '' FROM exchange", [])?
            .unwrap_or_default())
    }
}
