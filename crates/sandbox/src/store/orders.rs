//! Orders.

use rusqlite::{OptionalExtension, params};

use super::{Error, Tx};
use crate::{
    model::{Details, Order, Service},
    time::Time,
};

/// Which orders are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'f> {
    /// Of this account.
    pub account: Option<&'f str>,
    /// Under this reference of the caller's.
    pub reference: Option<&'f str>,
    /// Placed no earlier.
    pub placed_from: Option<Time>,
    /// Placed no later.
    pub placed_to: Option<Time>,
    /// Last changed no earlier.
    pub modified_from: Option<Time>,
    /// Last changed no later.
    pub modified_to: Option<Time>,
}

impl Tx<'_> {
    /// An order by the CA's number.
    pub fn order<D: Details>(&self, id: &str) -> Result<Option<Order<D>>, Error> {
        self.one(
            "SELECT document FROM orders WHERE id = ?1 AND service = ?2",
            params![id, D::SERVICE.id()],
        )
    }

    /// The orders that pass a filter, oldest first.
    pub fn orders<D: Details>(&self, filter: &Filter<'_>) -> Result<Vec<Order<D>>, Error> {
        let millis = |at: Option<Time>| at.map(Time::millis);
        self.all(
            "SELECT document FROM orders
             WHERE service = ?1 AND (?2 IS NULL OR account = ?2) AND (?3 IS NULL OR reference = ?3)
               AND (?4 IS NULL OR placed >= ?4) AND (?5 IS NULL OR placed <= ?5)
               AND (?6 IS NULL OR modified >= ?6) AND (?7 IS NULL OR modified <= ?7)
             ORDER BY placed, id",
            params![
                D::SERVICE.id(),
                filter.account,
                filter.reference,
                millis(filter.placed_from),
                millis(filter.placed_to),
                millis(filter.modified_from),
                millis(filter.modified_to),
            ],
        )
    }

    /// Keeps an order as it now is.
    pub fn save_order<D: Details>(&self, order: &Order<D>) -> Result<(), Error> {
        let document = serde_json::to_string(order)?;
        self.run(
            "INSERT OR REPLACE INTO orders (id, service, account, reference, placed, modified, due, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                order.id,
                D::SERVICE.id(),
                order.account,
                order.reference,
                order.placed.millis(),
                order.modified.millis(),
                order.due.map(Time::millis),
                document,
            ],
        )?;
        Ok(())
    }

    /// The number of the order whose next step is due first, if it is due by now.
    pub(crate) fn due(&self, now: Time) -> Result<Option<(Service, String)>, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT service = 'gs', id FROM orders WHERE due <= ?1 ORDER BY due, id LIMIT 1",
        )?;
        let row = statement
            .query_row(params![now.millis()], |row| {
                let service = if row.get(0)? {
                    Service::Gs
                } else {
                    Service::Tbs
                };
                Ok((service, row.get(1)?))
            })
            .optional()?;
        Ok(row)
    }
}
