//! Accounts, vouchers and answers that calls are forced to get.

use rusqlite::params;

use super::{Error, Tx};
use crate::model::{Account, Forced, Service, Voucher};

impl Tx<'_> {
    /// An account.
    pub fn account(&self, service: Service, user: &str) -> Result<Option<Account>, Error> {
        self.one(
            "SELECT document FROM account WHERE service = ?1 AND user = ?2",
            params![service.id(), user],
        )
    }

    /// All accounts.
    pub fn accounts(&self) -> Result<Vec<Account>, Error> {
        self.all("SELECT document FROM account ORDER BY service, user", [])
    }

    /// Keeps an account, in the place of one with its name.
    pub fn save_account(&self, account: &Account) -> Result<(), Error> {
        let document = serde_json::to_string(account)?;
        self.run(
            "INSERT OR REPLACE INTO account (service, user, document) VALUES (?1, ?2, ?3)",
            params![account.service.id(), account.user, document],
        )?;
        Ok(())
    }

    /// Removes an account; false when there is none.
    pub fn remove_account(&self, service: Service, user: &str) -> Result<bool, Error> {
        let removed = self.run(
            "DELETE FROM account WHERE service = ?1 AND user = ?2",
            params![service.id(), user],
        )?;
        Ok(removed > 0)
    }

    /// A voucher.
    pub fn voucher(&self, service: Service, code: &str) -> Result<Option<Voucher>, Error> {
        self.one(
            "SELECT document FROM voucher WHERE service = ?1 AND code = ?2",
            params![service.id(), code],
        )
    }

    /// All vouchers.
    pub fn vouchers(&self) -> Result<Vec<Voucher>, Error> {
        self.all("SELECT document FROM voucher ORDER BY service, code", [])
    }

    /// Keeps a voucher, in the place of one with its code.
    pub fn save_voucher(&self, voucher: &Voucher) -> Result<(), Error> {
        let document = serde_json::to_string(voucher)?;
        self.run(
            "INSERT OR REPLACE INTO voucher (service, code, document) VALUES (?1, ?2, ?3)",
            params![voucher.service.id(), voucher.code, document],
        )?;
        Ok(())
    }

    /// Removes a voucher; false when there is none.
    pub fn remove_voucher(&self, service: Service, code: &str) -> Result<bool, Error> {
        let removed = self.run(
            "DELETE FROM voucher WHERE service = ?1 AND code = ?2",
            params![service.id(), code],
        )?;
        Ok(removed > 0)
    }

    /// All forced answers, oldest first.
    pub fn forced(&self) -> Result<Vec<Forced>, Error> {
        self.all("SELECT document FROM forced ORDER BY id", [])
    }

    /// Forces the next matching calls to an answer.
    pub fn force(&self, forced: &Forced) -> Result<(), Error> {
        let document = serde_json::to_string(forced)?;
        self.run(
            "INSERT INTO forced (document) VALUES (?1)",
            params![document],
        )?;
        Ok(())
    }

    /// Takes all forced answers back.
    pub fn clear_forced(&self) -> Result<(), Error> {
        self.run("DELETE FROM forced", [])?;
        Ok(())
    }

    /// Takes the oldest forced answer of this operation, once.
    pub(crate) fn take_forced(
        &self,
        service: Service,
        operation: &str,
    ) -> Result<Option<String>, Error> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id, document FROM forced ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            let mut forced: Forced = serde_json::from_str(text)?;
            let fits = forced
                .operation
                .as_deref()
                .is_none_or(|name| name == operation);
            if forced.service != service || !fits {
                continue;
            }
            let id: i64 = row.get(0)?;
            forced.times = forced.times.saturating_sub(1);
            if forced.times == 0 {
                self.run("DELETE FROM forced WHERE id = ?1", params![id])?;
            } else {
                let document = serde_json::to_string(&forced)?;
                self.run(
                    "UPDATE forced SET document = ?2 WHERE id = ?1",
                    params![id, document],
                )?;
            }
            return Ok(Some(forced.code));
        }
        Ok(None)
    }
}
