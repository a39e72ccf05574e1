//! Revoked certificates of both services, as CRLs list them.

use rusqlite::params;

use super::{Error, Tx};
use crate::{ca::Facts, model::Certificate, time::Time};

impl Tx<'_> {
    /// Lists a certificate as revoked, or no longer.
    pub(super) fn note_revocation(&self, certificate: &Certificate) -> Result<(), Error> {
        let issuer = certificate
            .revoked
            .and_then(|_| Facts::of(&certificate.pem));
        let (Some(at), Some(facts)) = (certificate.revoked, issuer) else {
            self.run(
                "DELETE FROM revoked WHERE serial = ?1",
                params![certificate.serial],
            )?;
            return Ok(());
        };
        self.run(
            "INSERT OR REPLACE INTO revoked (serial, issuer, at) VALUES (?1, ?2, ?3)",
            params![certificate.serial, facts.issuer, at.millis()],
        )?;
        Ok(())
    }

    /// Serial numbers of the revoked certificates of an issuer, with the time; those of earlier starts too.
    pub(crate) fn revoked(&self, issuer: &str) -> Result<Vec<(String, Time)>, Error> {
        let mut statement = self
            .0
            .prepare_cached("SELECT serial, at FROM revoked WHERE issuer = ?1 ORDER BY serial")?;
        let rows = statement.query_map(params![issuer], |row| {
            Ok((row.get(0)?, Time::from_millis(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
