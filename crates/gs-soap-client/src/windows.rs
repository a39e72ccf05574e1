//! What changed in a period, however much it was.

use std::time::Duration;

use certwire_transport::{Window, WindowError, Windows, iso};
use gs_soap_types::{GetModifiedOrdersRequest, ModifiedOrderDetail};

use crate::Client;

/// Orders of one window.
type Orders = Vec<ModifiedOrderDetail<'static>>;

/// The orders that changed in a period, window by window. A window whose list may be cut off is asked for again in
/// halves; a change exactly where two windows meet is told once.
#[derive(Debug)]
pub struct ModifiedOrders<'r> {
    client: Client,
    request: GetModifiedOrdersRequest<'r>,
    windows: Windows<ModifiedOrderDetail<'static>>,
}

impl Client {
    /// The orders that changed in a period. `request` tells what to return of each; its own dates are not used.
    pub fn modified_orders<'r>(
        &self,
        period: Window,
        request: GetModifiedOrdersRequest<'r>,
    ) -> ModifiedOrders<'r> {
        ModifiedOrders {
            client: self.clone(),
            request,
            windows: Windows::of(period, Duration::from_secs(1)),
        }
    }
}

impl ModifiedOrders<'_> {
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
            self.request.from_date = iso(window.from).into();
            self.request.to_date = iso(window.to).into();
            let answer = self.client.get_modified_orders(&self.request).await;
            let outcome = answer.map_err(WindowError::Error)?;
            let list = outcome.accepted().map_err(WindowError::NotAccepted)?;
            let whole = self.windows.came(list.value.order_detail);
            if whole.is_some() {
                return Ok(whole);
            }
        }
        Ok(None)
    }
}
