//! Orders.

use rusqlite::{OptionalExtension, Row, ToSql, params, params_from_iter};

use super::{Error, Tx};
use crate::{
    model::{Details, Happening, Order, Service, Shown},
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
    /// With a latest certificate that ends no earlier.
    pub expires_from: Option<Time>,
    /// With a latest certificate that ends no later.
    pub expires_to: Option<Time>,
}

impl Filter<'_> {
    /// The question, with its values.
    fn select(&self, service: Service) -> (String, Vec<Box<dyn ToSql + '_>>) {
        let mut sql = "SELECT document FROM orders WHERE service = ?".to_owned();
        let mut values: Vec<Box<dyn ToSql + '_>> = vec![Box::new(service.id())];
        for (text, value) in self.conditions() {
            sql.push_str(" AND ");
            sql.push_str(text);
            values.push(value);
        }
        sql.push_str(" ORDER BY placed, id");
        (sql, values)
    }

    /// The conditions that are set, with their values: only those, so that `SQLite` can use an index.
    fn conditions(&self) -> Vec<(&'static str, Box<dyn ToSql + '_>)> {
        let mut conditions: Vec<(&'static str, Box<dyn ToSql + '_>)> = Vec::new();
        for (text, value) in [
            ("account = ?", self.account),
            ("reference = ?", self.reference),
        ] {
            conditions.extend(value.map(|value| (text, Box::new(value) as Box<dyn ToSql>)));
        }
        for (text, at) in [
            ("placed >= ?", self.placed_from),
            ("placed <= ?", self.placed_to),
            ("modified >= ?", self.modified_from),
            ("modified <= ?", self.modified_to),
            ("expires >= ?", self.expires_from),
            ("expires <= ?", self.expires_to),
        ] {
            conditions.extend(at.map(|at| (text, Box::new(at.millis()) as Box<dyn ToSql>)));
        }
        conditions
    }
}

const BY_KEY: &str = "SELECT document FROM order_key JOIN orders ON id = order_id
     WHERE order_key.service = ?1 AND kind = ?2 AND value = ?3 ORDER BY placed, id";
const DUE: &str = "SELECT service = 'gs', id FROM orders WHERE due <= ?1 ORDER BY due, id LIMIT 1";

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
        let (sql, values) = filter.select(D::SERVICE);
        self.all(&sql, params_from_iter(values))
    }

    /// The orders that have this key, oldest first.
    pub fn orders_by_key<D: Details>(
        &self,
        kind: &str,
        value: &str,
    ) -> Result<Vec<Order<D>>, Error> {
        self.all(BY_KEY, params![D::SERVICE.id(), kind, value])
    }

    /// Whether an order of either CA has this number.
    pub(super) fn has_order(&self, id: &str) -> Result<bool, Error> {
        let mut statement = self
            .0
            .prepare_cached("SELECT 1 FROM orders WHERE id = ?1")?;
        Ok(statement.exists(params![id])?)
    }

    /// Whether an account has an order under this reference.
    pub(crate) fn has_reference(
        &self,
        service: Service,
        account: &str,
        reference: &str,
    ) -> Result<bool, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT 1 FROM orders WHERE service = ?1 AND account = ?2 AND reference = ?3 LIMIT 1",
        )?;
        Ok(statement.exists(params![service.id(), account, reference])?)
    }

    /// When an account last placed an order for a product.
    pub(crate) fn last_placed(
        &self,
        service: Service,
        account: &str,
        product: &str,
    ) -> Result<Option<Time>, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT max(placed) FROM orders WHERE service = ?1 AND account = ?2 AND product = ?3",
        )?;
        let millis: Option<i64> =
            statement.query_row(params![service.id(), account, product], |row| row.get(0))?;
        Ok(millis.map(Time::from_millis))
    }

    /// Keeps an order as it now is.
    pub fn save_order<D: Details>(&self, order: &Order<D>) -> Result<(), Error> {
        let shown = order.details.shown();
        let document = serde_json::to_string(order)?;
        self.run(
            "INSERT OR REPLACE INTO orders
             (id, service, account, product, reference, placed, modified, status, expires, due, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                order.id,
                D::SERVICE.id(),
                order.account,
                order.product,
                order.reference,
                order.placed.millis(),
                order.modified.millis(),
                shown.status.code,
                order.certificate().map(|last| last.not_after.millis()),
                order.due.map(Time::millis),
                document,
            ],
        )?;
        for certificate in &order.certificates {
            self.note_revocation(certificate)?;
        }
        self.run(
            "DELETE FROM order_key WHERE order_id = ?1",
            params![order.id],
        )?;
        for (kind, value) in D::keys(order) {
            self.run(
                "INSERT OR IGNORE INTO order_key (order_id, service, kind, value) VALUES (?1, ?2, ?3, ?4)",
                params![order.id, D::SERVICE.id(), kind, value],
            )?;
        }
        self.note(&order.id, order.modified, shown)
    }

    /// Adds to an order's timeline where it is, unless it was there before.
    fn note(&self, order: &str, at: Time, shown: Shown) -> Result<(), Error> {
        let last: Option<Happening> = self.one(
            "SELECT document FROM timeline WHERE \"order\" = ?1 ORDER BY id DESC LIMIT 1",
            params![order],
        )?;
        if last.is_some_and(|last| last.shown == shown) {
            return Ok(());
        }
        self.happened(&Happening {
            order: order.to_owned(),
            at,
            shown,
        })
    }

    /// Adds a line to an order's timeline.
    pub(crate) fn happened(&self, happening: &Happening) -> Result<(), Error> {
        let document = serde_json::to_string(happening)?;
        self.run(
            "INSERT INTO timeline (\"order\", document) VALUES (?1, ?2)",
            params![happening.order, document],
        )?;
        Ok(())
    }

    /// The timeline of an order, or of all; oldest first.
    pub fn timeline(&self, order: Option<&str>) -> Result<Vec<Happening>, Error> {
        self.all(
            "SELECT document FROM timeline WHERE ?1 IS NULL OR \"order\" = ?1 ORDER BY id",
            params![order],
        )
    }

    /// The numbers of the orders that pass a filter, with their CA: newest first, so many after leaving out some.
    pub(crate) fn listed(
        &self,
        service: Option<Service>,
        status: Option<&str>,
        filter: &Filter<'_>,
        (skip, count): (u32, u32),
    ) -> Result<Vec<(Service, String)>, Error> {
        let mut statement = self.0.prepare_cached(
            "SELECT service = 'gs', id FROM orders
             WHERE (?1 IS NULL OR service = ?1) AND (?2 IS NULL OR status = ?2)
               AND (?3 IS NULL OR account = ?3) AND (?4 IS NULL OR reference = ?4)
             ORDER BY placed DESC, id DESC LIMIT ?6 OFFSET ?5",
        )?;
        let service = service.map(Service::id);
        let found = statement.query_map(
            params![
                service,
                status,
                filter.account,
                filter.reference,
                skip,
                count
            ],
            named,
        )?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The number of the order whose next step is due first, if it is due by now.
    pub(crate) fn due(&self, now: Time) -> Result<Option<(Service, String)>, Error> {
        let mut statement = self.0.prepare_cached(DUE)?;
        let row = statement
            .query_row(params![now.millis()], named)
            .optional()?;
        Ok(row)
    }
}

/// The CA, as whether it is `GlobalSign`, and the number of an order.
fn named(row: &Row<'_>) -> Result<(Service, String), rusqlite::Error> {
    let service = if row.get(0)? {
        Service::Gs
    } else {
        Service::Tbs
    };
    Ok((service, row.get(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    /// How `SQLite` goes about a question.
    fn plan(tx: &Tx<'_>, sql: &str) -> String {
        let mut statement =
            tx.0.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
                .expect("a question");
        let mut rows = statement.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().expect("a plan") {
            steps.push(row.get::<_, String>(3).expect("a step"));
        }
        steps.join("\n")
    }

    #[test]
    fn questions_that_calls_ask_use_an_index() {
        let at = Some(Time::from_millis(0));
        let of_account = Filter {
            account: Some("a"),
            ..Filter::default()
        };
        let filters = [
            of_account,
            Filter {
                reference: Some("r"),
                ..of_account
            },
            Filter {
                modified_from: at,
                modified_to: at,
                ..of_account
            },
            Filter {
                expires_from: at,
                expires_to: at,
                ..of_account
            },
            Filter {
                placed_from: at,
                ..of_account
            },
        ];
        let mut questions = vec![BY_KEY.to_owned(), DUE.to_owned()];
        questions.extend(filters.iter().map(|filter| filter.select(Service::Tbs).0));
        let store = Store::open(None).expect("memory");
        let explained = store.transact(|tx| {
            for question in &questions {
                let plan = plan(tx, question);
                assert!(!plan.contains("SCAN"), "{question}:\n{plan}");
            }
            Ok::<_, Error>(())
        });
        explained.expect("a transaction");
    }
}
