//! Orders of both CAs, and what the CA or the subscriber does to them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    endpoint::{Endpoint, Json, Method, endpoint},
    problem::Problem,
    view::{CertificateView, Line, OrderDetail, OrderView},
};
use crate::{
    desk::{Desk, Impossible},
    gs,
    model::{Command, Details, Order, Service},
    store::{self, Filter},
    tbs,
    world::World,
};

/// Orders in one list unless asked otherwise.
const PAGE: u32 = 100;
/// Most orders in one list.
const LARGEST_PAGE: u32 = 1000;

pub(super) fn endpoints() -> Vec<Endpoint> {
    vec![
        endpoint(
            Method::Get,
            "/orders",
            "Orders of both CAs, newest first.",
            list,
        ),
        endpoint(
            Method::Get,
            "/orders/{id}",
            "One order with its timeline, certificates and mails.",
            get,
        ),
        endpoint(
            Method::Post,
            "/orders/{id}/actions",
            "Does something to an order: approve, reject, issue, …",
            act,
        ),
    ]
}

/// Which orders.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of this CA.
    service: Option<Service>,
    /// Of this account.
    account: Option<String>,
    /// Under this reference of the caller's: `SubID`, `refClient`.
    reference: Option<String>,
    /// With this status code.
    status: Option<String>,
    /// So many at most: 100 unless given, no more than 1000.
    limit: Option<u32>,
    /// Leave out so many of the newest.
    offset: Option<u32>,
}

/// A page of orders.
#[derive(Debug, Serialize, JsonSchema)]
struct Page {
    /// The orders, newest first.
    orders: Vec<OrderView>,
    /// Whether there are older ones.
    more: bool,
}

fn list(world: &World, wanted: &Wanted, (): ()) -> Result<Json<Page>, Problem> {
    let limit = wanted.limit.unwrap_or(PAGE).min(LARGEST_PAGE);
    let filter = Filter {
        account: wanted.account.as_deref(),
        reference: wanted.reference.as_deref(),
        ..Filter::default()
    };
    let page = (wanted.offset.unwrap_or(0), limit + 1);
    world.work(|desk| {
        let mut found = desk
            .tx
            .listed(wanted.service, wanted.status.as_deref(), &filter, page)?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        let mut orders = Vec::new();
        for (service, id) in found {
            orders.extend(match service {
                Service::Gs => view::<gs::Details>(desk, &id)?,
                Service::Tbs => view::<tbs::Details>(desk, &id)?,
            });
        }
        Ok(Json(Page { orders, more }))
    })
}

fn view<D: Details>(desk: &Desk<'_>, id: &str) -> Result<Option<OrderView>, store::Error> {
    Ok(desk.tx.order::<D>(id)?.as_ref().map(OrderView::from))
}

/// Which order.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Named {
    /// The CA's number: `OrderID`, `refTBS`.
    id: String,
}

impl Named {
    fn missing(&self) -> Problem {
        Problem::missing(format!(
            "There is no order {}: GET /orders lists them.",
            self.id
        ))
    }
}

fn get(world: &World, named: &Named, (): ()) -> Result<Json<OrderDetail>, Problem> {
    world.work(|desk| {
        let id = &named.id;
        if let Some(order) = desk.tx.order::<gs::Details>(id)? {
            let actions = possible(|command| gs::lifecycle::can(&order, command));
            return Ok(Json(detail(desk, &order, actions)?));
        }
        let order = desk.tx.order::<tbs::Details>(id)?;
        let order = order.ok_or_else(|| named.missing())?;
        let actions = possible(|command| tbs::lifecycle::can(&order, command));
        Ok(Json(detail(desk, &order, actions)?))
    })
}

fn detail<D: Details>(
    desk: &Desk<'_>,
    order: &Order<D>,
    actions: Vec<&'static str>,
) -> Result<OrderDetail, store::Error> {
    let timeline = desk.tx.timeline(Some(&order.id))?;
    let line = |happening: crate::model::Happening| Line {
        at: happening.at,
        shown: happening.shown,
    };
    Ok(OrderDetail {
        order: order.into(),
        timeline: timeline.into_iter().map(line).collect(),
        actions,
        certificates: order
            .certificates
            .iter()
            .map(CertificateView::from)
            .collect(),
        mails: desk.tx.mails(Some(&order.id))?,
        request: order.request.clone(),
    })
}

fn act(
    world: &World,
    named: &Named,
    Json(command): Json<Command>,
) -> Result<Json<OrderDetail>, Problem> {
    let done = world.work(|desk| desk.act(&named.id, &command))?;
    if !done {
        return Err(named.missing());
    }
    get(world, named, ())
}

/// The commands that can be done to an order now.
fn possible(can: impl Fn(&Command) -> Result<(), Impossible>) -> Vec<&'static str> {
    let commands = Command::simple().into_iter();
    let possible = commands.filter(|(_, command)| can(command).is_ok());
    possible.map(|(name, _)| name).collect()
}
