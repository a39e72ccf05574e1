//! The three queries.

use serde_json::{Value, json};

use super::{
    Call, Details, Success,
    answer::{Problem, Refusal},
    certificate, members,
    record::{self, Parts},
};
use crate::{
    desk::Desk,
    model::{Order, text_at},
    store::Filter,
    time::Time,
};

/// A day, less the millisecond with which the next one begins.
const DAY: std::time::Duration = std::time::Duration::from_millis(86_400_000 - 1);

/// `GetOrderByOrderID`.
pub(super) fn get_order_by_order_id(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let order = find(desk, call, "OrderID")?;
    if !desk.sees(&order) {
        return Err(Problem::at("-9916", "OrderID").into());
    }
    let mut detail = record::detail(desk, &order, Parts::of(&call.request));
    // This query alone has another name for it (GS-E196).
    let info = detail
        .get_mut("CertificateInfo")
        .and_then(Value::as_object_mut);
    if let Some(info) = info
        && let Some(serial) = info.remove("SerialNumber")
    {
        info.insert("DNSSerialNumber".to_owned(), serial);
    }
    Ok(members(json!({ "OrderDetail": detail })))
}

/// `GetModifiedOrders`: the orders to which something happened in the period, both ends included.
pub(super) fn get_modified_orders(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let time = |name: &str| {
        let read = text_at(&call.request, name).and_then(Time::parse);
        read.ok_or_else(|| Problem::at("-104", name))
    };
    let (from, to) = (time("FromDate")?, time("ToDate")?);
    let filter = Filter {
        account: Some(&call.account.user),
        placed_to: Some(to),
        modified_from: Some(from),
        ..Filter::default()
    };
    let status = text_at(&call.request, "OrderQueryOption/OrderStatus");
    let orders = desk.tx.orders::<Details>(&filter)?;
    let within = orders.iter().filter(|order| {
        let mut events = order.details.events.iter();
        events.any(|event| from <= event.at && event.at <= to)
            && status.is_none_or(|code| code == order.details.status.code())
    });
    Ok(members(json!({
        "FromDate": from.rfc3339(),
        "ToDate": to.rfc3339(),
        "OrderDetail": details(desk, call, within),
    })))
}

/// `GetOrders`: every order of the account that passes the filters; days are whole, and in UTC.
pub(super) fn get_orders(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    let wanted = Wanted::of(&call.request);
    let user = Some(call.account.user.as_str());
    let orders = match wanted.text("OrderID") {
        Some(id) => {
            let order = desk.tx.order::<Details>(id)?;
            let own = order.filter(|order| order.account == call.account.user);
            own.into_iter().collect()
        }
        None => desk.tx.orders::<Details>(&Filter {
            account: user,
            reference: wanted.text("SubID"),
            placed_from: wanted.from("RequestDate"),
            placed_to: wanted.to("RequestDate"),
            ..Filter::default()
        })?,
    };
    let fitting = orders.iter().filter(|order| wanted.fits(order));
    Ok(members(
        json!({ "OrderDetail": details(desk, call, fitting) }),
    ))
}

fn details<'o>(
    desk: &Desk<'_>,
    call: &Call<'_>,
    orders: impl Iterator<Item = &'o Order<Details>>,
) -> Value {
    let parts = Parts::of(&call.request);
    orders
        .filter(|order| desk.sees(order))
        .map(|order| record::detail(desk, order, parts))
        .collect()
}

/// The order that a member of the request names, if the account may see it.
pub(super) fn find(
    desk: &Desk<'_>,
    call: &Call<'_>,
    member: &str,
) -> Result<Order<Details>, Refusal> {
    let id = text_at(&call.request, member).unwrap_or_default();
    let Some(order) = desk.tx.order::<Details>(id)? else {
        return Err(Problem::at("-9916", member).into());
    };
    if order.account != call.account.user {
        return Err(Problem::at("-9902", member).into());
    }
    Ok(order)
}

/// The filters of `GetOrders`.
struct Wanted<'r>(&'r Value);

impl<'r> Wanted<'r> {
    fn of(request: &'r Value) -> Self {
        Self(request.get("OrderQueryOption").unwrap_or(&Value::Null))
    }

    fn text(&self, name: &str) -> Option<&'r str> {
        text_at(self.0, name)
    }

    fn from(&self, name: &str) -> Option<Time> {
        self.text(&format!("{name}From")).and_then(Time::parse)
    }

    fn to(&self, name: &str) -> Option<Time> {
        let day = self.text(&format!("{name}To")).and_then(Time::parse);
        day.map(|midnight| midnight + DAY)
    }

    fn fits(&self, order: &Order<Details>) -> bool {
        let is = |name: &str, value: Option<&str>| {
            self.text(name).is_none_or(|wanted| Some(wanted) == value)
        };
        let first = order.certificates.first();
        let last = order.certificate();
        is("ProductCode", Some(&order.product))
            && is("OrderStatus", Some(order.details.status.code()))
            && is("CertificateStatus", Some(order.details.certificate.code()))
            && is("CommonName", certificate::member(order, "CommonName"))
            && is("SubID", order.reference.as_deref())
            && self.within("RequestDate", Some(order.placed))
            && self.within("IssueDate", first.map(|certificate| certificate.not_before))
            && self.within(
                "ExpirationDate",
                last.map(|certificate| certificate.not_after),
            )
    }

    /// Whether a time lies within the days of a filter; what has no time yet lies within none.
    fn within(&self, name: &str, time: Option<Time>) -> bool {
        let (from, to) = (self.from(name), self.to(name));
        from.is_none_or(|from| time.is_some_and(|time| from <= time))
            && to.is_none_or(|to| time.is_some_and(|time| time <= to))
    }
}
