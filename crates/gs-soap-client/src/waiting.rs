//! Waiting for an order.

use certwire_transport::{Accepted, Step, Stopped, Wait};
use gs_soap_types::{
    GetOrderByOrderIDOrderQueryOption, GetOrderByOrderIDRequest, GetOrderByOrderIDResponse,
    OrderStatus,
};

use crate::Client;

/// The order was not found (section 16.2).
const NOT_FOUND: &[&str] = &["-9916"];

type Order = GetOrderByOrderIDResponse<'static>;

impl Client {
    /// Asks until the certificate is issued, and gives the order with its certificate and chain.
    ///
    /// # Errors
    ///
    /// When the deadline passes, waiting is called off, or the order comes to another end.
    pub async fn wait_until_issued(&self, order_id: &str, wait: Wait) -> Result<Order, Stopped> {
        self.wait_for_status(order_id, OrderStatus::IssueCompleted, wait)
            .await
    }

    /// Asks until the order has this status. For the first five minutes it need not be known.
    ///
    /// # Errors
    ///
    /// As [`Client::wait_until_issued`].
    pub async fn wait_for_status(
        &self,
        order_id: &str,
        wanted: OrderStatus,
        wait: Wait,
    ) -> Result<Order, Stopped> {
        let request = question(order_id);
        wait.while_not_found(NOT_FOUND)
            .until(
                || self.get_order_by_order_id(&request),
                |answer| judge(answer, &wanted),
            )
            .await
    }
}

fn question(order_id: &str) -> GetOrderByOrderIDRequest<'_> {
    let mut option = GetOrderByOrderIDOrderQueryOption::default();
    option.return_certificate_info = Some(true);
    option.return_fulfillment = Some(true);
    option.return_ca_certs = Some(true);
    let mut request = GetOrderByOrderIDRequest::default();
    request.order_id = order_id.into();
    request.order_query_option = Some(Box::new(option));
    request
}

fn judge(answer: Accepted<Order>, wanted: &OrderStatus) -> Step<Order> {
    let detail = answer.value.order_detail.as_deref();
    let info = detail.and_then(|detail| detail.order_info.as_deref());
    let Some(status) = info.and_then(|info| info.order_status.clone()) else {
        return Step::Pending("no status".to_owned());
    };
    if status == *wanted {
        return Step::Done(answer.value);
    }
    let label = label(&status);
    match status {
        OrderStatus::CancelledNotIssued
        | OrderStatus::IssueCompleted
        | OrderStatus::CancelledIssued
        | OrderStatus::InitialExpired
            if !may_follow(&status, wanted) =>
        {
            Step::Ended(label)
        }
        _ => Step::Pending(label),
    }
}

/// An issued order can still be cancelled; nothing follows the other ends.
fn may_follow(status: &OrderStatus, wanted: &OrderStatus) -> bool {
    *status == OrderStatus::IssueCompleted && *wanted == OrderStatus::CancelledIssued
}

fn label(status: &OrderStatus) -> String {
    let table = gs_soap_validators::SERVICE.table("order_status");
    let row = table.and_then(|table| table.code(status.as_str()));
    row.map_or_else(
        || status.as_str().to_owned(),
        |row| format!("{} ({})", row.label, row.code),
    )
}
