//! State in `SQLite`: a file, or memory.
//!
//! One connection, one transaction at a time. A transaction is committed before its call is answered, so a process that is
//! killed has lost nothing that it acknowledged; a file is in WAL mode, which survives the death of the process (the death
//! of the machine may cost the last transactions).

mod accounts;
mod log;
mod orders;
mod private;
mod revoked;
mod state;

use std::{
    fmt, io,
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use serde::{Serialize, de::DeserializeOwned};

pub use orders::Filter;
pub use state::Snapshot;

/// The sandbox's state.
#[derive(Debug)]
pub struct Store(Mutex<Connection>);

/// Why the state cannot be read or written.
#[derive(Debug)]
pub enum Error {
    /// `SQLite` says no.
    Sqlite(rusqlite::Error),
    /// A document is not of its type: the file is of another version, or none of ours.
    Document(serde_json::Error),
    /// The file cannot be kept from other users of the machine.
    File(io::Error),
    /// What is to be loaded is not what the sandbox could have come to by itself: a sentence.
    Unfit(String),
    /// A sequence has no further number.
    Exhausted,
    /// The system gives no random numbers for what is to be kept.
    Random,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "the sandbox's state cannot be used: {error}"),
            Self::Document(error) => {
                write!(f, "the sandbox's state is of another version: {error}")
            }
            Self::File(error) => write!(f, "the sandbox's state cannot be kept private: {error}"),
            Self::Unfit(sentence) => f.write_str(sentence),
            Self::Exhausted => f.write_str("the sandbox has no further number to give"),
            Self::Random => f.write_str("the system gives no random numbers"),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Document(error)
    }
}

impl Store {
    /// State in a file, or in memory without one.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or is none of ours.
    pub fn open(file: Option<&Path>) -> Result<Self, Error> {
        let connection = match file {
            Some(path) => {
                private::keep(path).map_err(Error::File)?;
                Connection::open(path)?
            }
            None => Connection::open_in_memory()?,
        };
        connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")?;
        connection.execute_batch(include_str!("schema.sql"))?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Self(Mutex::new(connection)))
    }

    /// Works in one transaction, which is committed unless the work fails.
    ///
    /// # Errors
    ///
    /// What the work fails with, and when the transaction cannot be committed.
    pub fn transact<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.lock();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Error::from)?;
        let tx = Tx(transaction);
        let result = work(&tx)?;
        tx.0.commit().map_err(Error::from)?;
        Ok(result)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic in a transaction rolled it back; the connection itself is sound.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A transaction under way.
#[derive(Debug)]
pub struct Tx<'c>(Transaction<'c>);

impl Tx<'_> {
    /// A value kept under a name.
    pub(crate) fn meta<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, Error> {
        self.one("SELECT value FROM meta WHERE name = ?1", params![name])
    }

    /// Keeps a value under a name.
    pub(crate) fn set_meta<T: Serialize>(&self, name: &str, value: &T) -> Result<(), Error> {
        let text = serde_json::to_string(value)?;
        self.0
            .prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?
            .execute(params![name, text])?;
        Ok(())
    }

    /// The next number of a sequence that begins with `first`.
    pub(crate) fn next(&self, sequence: &str, first: u64) -> Result<u64, Error> {
        let number: u64 = self.meta(sequence)?.unwrap_or(first);
        let next = number.checked_add(1).ok_or(Error::Exhausted)?;
        self.set_meta(sequence, &next)?;
        Ok(number)
    }

    /// A number for a new order: one that a loaded order has already is passed over.
    pub(crate) fn order_number(
        &self,
        sequence: &str,
        first: u64,
        written: impl Fn(u64) -> String,
    ) -> Result<String, Error> {
        loop {
            let id = written(self.next(sequence, first)?);
            if !self.has_order(&id)? {
                return Ok(id);
            }
        }
    }

    /// The document in the only column of the only row.
    fn one<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Option<T>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(serde_json::from_str(
            row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?,
        )?))
    }

    /// The documents in the first column of all rows.
    fn all<T: DeserializeOwned>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(parameters)?;
        let mut documents = Vec::new();
        while let Some(row) = rows.next()? {
            let text = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
            documents.push(serde_json::from_str(text)?);
        }
        Ok(documents)
    }

    fn run(&self, sql: &str, parameters: impl rusqlite::Params) -> Result<usize, Error> {
        Ok(self.0.prepare_cached(sql)?.execute(parameters)?)
    }
}
