//! What changed in a period, however much it was.

use std::time::Duration;

use certwire_transport::{Window, WindowError, Windows};
use tbs_xmlrpc_types::{ChangementCommandesEntry, ChangementCommandesRequest};

use crate::Client;

/// Orders of one window.
type Orders = Vec<ChangementCommandesEntry<'static>>;

/// The orders whose status changed in a period, window by window. A window whose list may be cut off is asked for again
/// in halves; a change exactly where two windows meet is told once.
#[derive(Debug)]
pub struct ChangedOrders {
    client: Client,
    windows: Windows<ChangementCommandesEntry<'static>>,
}

impl Client {
    /// The orders whose status changed in a period.
    pub fn changed_orders(&self, period: Window) -> ChangedOrders {
        ChangedOrders {
            client: self.clone(),
            windows: Windows::of(period, Duration::from_secs(1)),
        }
    }
}

impl ChangedOrders {
    /// Takes lists of this many orders for cut off; 500 unless set.
    #[must_use]
    pub fn full_at(mut self, orders: usize) -> Self {
        self.windows = self.windows.full_at(orders);
        self
    }

    /// The next window and its orders; none after the last.
    ///
    /// # Errors
    ///
    /// When the list of a window cannot be had.
    pub async fn next(&mut self) -> Result<Option<(Window, Orders)>, WindowError> {
        while let Some(window) = self.windows.next() {
            let mut request = ChangementCommandesRequest::default();
            request.timestamp_changement_depuis = Some(seconds(window.from));
            request.timestamp_changement_jusqua = Some(seconds(window.to));
            let answer = self.client.changement_commandes(&request).await;
            let outcome = answer.map_err(WindowError::Error)?;
            let list = outcome.accepted().map_err(WindowError::NotAccepted)?;
            let commandes = list.value.commandes.iter();
            let orders = commandes.flat_map(|list| list.entries.iter());
            let orders = orders.map(|(_, order)| order.clone()).collect();
            let whole = self.windows.came(orders);
            if whole.is_some() {
                return Ok(whole);
            }
        }
        Ok(None)
    }
}

/// Unix time, which leaves no time zone open.
fn seconds(millis: i64) -> std::borrow::Cow<'static, str> {
    millis.div_euclid(1000).to_string().into()
}
