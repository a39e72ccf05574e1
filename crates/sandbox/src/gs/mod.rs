//! `GlobalSign`: one SOAP address, 14 operations, routed by the element in the body.

mod action;
mod answer;
mod certificate;
mod details;
pub(crate) mod lifecycle;
mod mail;
mod modify;
mod order;
pub(crate) mod pickup;
mod price;
mod query;
mod record;
mod reissue;
mod voucher;
mod wire;

use std::net::IpAddr;

use certwire_wire::{
    operation::Direction,
    report::{Severity, Violation},
    soap,
    tree::Secrets,
    validate::Context,
};
use serde_json::Value;

pub use details::{CertificateState, Delivery, Details, Event, OrderState, Stage};

use self::answer::{Problem, Refusal, Success};
use crate::{
    codec,
    desk::Desk,
    model::{Account, Service, at, text_at},
    reply::Reply,
    store,
};

/// One call: what was asked, and by whom.
struct Call<'c> {
    operation: &'c str,
    /// The request with its secrets.
    request: Value,
    /// The request as it may be kept.
    kept: Value,
    account: Account,
}

/// A call that was read and judged, which needs no state.
pub(crate) struct Heard {
    operation: String,
    /// The request with its secrets.
    request: Value,
    /// The request as it may be kept.
    kept: Value,
    /// What validation found; nothing when it could not read the body.
    violations: Option<Vec<Violation>>,
}

/// Reads a SOAP body.
///
/// # Errors
///
/// With the reply, when it is no call of this service.
pub(crate) fn hear(xml: &str, context: Context<'_>) -> Result<Heard, Box<Reply>> {
    let root = soap::root(xml);
    let operation = root
        .map_err(|error| Box::new(answer::fault("", &error.to_string())))?
        .name;
    let Some(request) = codec::read_soap(&operation, xml, Secrets::Keep) else {
        let text = "The body holds no call of this service.";
        return Err(Box::new(answer::fault(&operation, text)));
    };
    let report = gs_soap_validators::validate(xml, &operation, Direction::Request, context);
    Ok(Heard {
        kept: codec::read_soap(&operation, xml, Secrets::Omit).unwrap_or_default(),
        violations: report.and_then(Result::ok).map(|report| report.violations),
        operation,
        request,
    })
}

/// Answers a call.
///
/// # Errors
///
/// When the state cannot be read or written; nothing is then kept.
pub(crate) fn answer(desk: &Desk<'_>, caller: IpAddr, heard: Heard) -> Result<Reply, store::Error> {
    let user = text_at(&heard.request, "OrderRequestHeader/AuthToken/UserName");
    let user = user.unwrap_or_default().to_owned();
    let operation = heard.operation.clone();
    let outcome = checked(desk, caller, heard);
    answer::reply(desk, &operation, user, outcome)
}

/// The reply to a body that is no text.
pub(crate) fn unreadable(what: &str) -> Reply {
    answer::fault("", what)
}

/// The reply when the state cannot be used.
pub(crate) fn broken() -> Reply {
    answer::fault("", "The sandbox cannot use its state.")
}

/// The answer's members, or why it is refused.
fn checked(desk: &Desk<'_>, caller: IpAddr, heard: Heard) -> Result<Success, Refusal> {
    let Heard {
        operation,
        request,
        kept,
        violations,
    } = heard;
    if let Some(code) = desk.tx.take_forced(Service::Gs, &operation)? {
        return Err(Problem::of(&code).into());
    }
    let account = if lacks_credentials(&request) {
        None
    } else {
        Some(authenticate(desk, caller, &request)?)
    };
    let violations = violations.ok_or_else(|| Problem::of("-101"))?;
    let (errors, warnings): (Vec<_>, Vec<_>) = violations
        .iter()
        .partition(|violation| violation.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(Refusal::Problems(errors.into_iter().map(problem).collect()));
    }
    let account = account.ok_or_else(|| Problem::of("-4001"))?;
    let call = Call {
        operation: &operation,
        request,
        kept,
        account,
    };
    let mut success = dispatch(desk, &call)?;
    // A warning without a code cannot be told: ErrorCode is mandatory.
    let told = warnings
        .into_iter()
        .filter(|warning| warning.code.is_some());
    success.warnings.extend(told.map(problem));
    Ok(success)
}

fn problem(violation: &Violation) -> Problem {
    Problem {
        // What the document does not know has no code; an invalid parameter comes closest.
        code: violation.code.as_deref().unwrap_or("-101").to_owned(),
        field: Some(violation.place.path.clone()).filter(|path| !path.is_empty()),
        message: violation.message.clone(),
    }
}

/// Whether the validators will say that there is no user or no password.
fn lacks_credentials(request: &Value) -> bool {
    ["UserName", "Password"]
        .into_iter()
        .any(|name| text_at(request, &format!("OrderRequestHeader/AuthToken/{name}")).is_none())
}

/// Finds the account. Nothing but the failure of the login is told to whoever has no right password.
fn authenticate(desk: &Desk<'_>, caller: IpAddr, request: &Value) -> Result<Account, Refusal> {
    let token = at(request, "OrderRequestHeader/AuthToken").unwrap_or(&Value::Null);
    let user = text_at(token, "UserName").unwrap_or_default();
    let password = text_at(token, "Password").unwrap_or_default();
    let account = desk.tx.account(Service::Gs, user)?;
    let Some(account) = account.filter(|account| account.password == password && !account.closed)
    else {
        return Err(Problem::of("-4001").into());
    };
    if !account.allows(caller) {
        return Err(Problem::of("-9900").into());
    }
    Ok(account)
}

fn dispatch(desk: &Desk<'_>, call: &Call<'_>) -> Result<Success, Refusal> {
    match call.operation {
        "GetOrderByOrderID" => query::get_order_by_order_id(desk, call),
        "GetModifiedOrders" => query::get_modified_orders(desk, call),
        "GetOrders" => query::get_orders(desk, call),
        "ModifyOrder" => modify::modify(desk, call),
        "ResendEmail" => modify::resend_email(desk, call),
        "ReIssue" => reissue::reissue(desk, call),
        _ => order::place(desk, call),
    }
}

/// Members of an answer beside its header.
fn members(value: Value) -> Success {
    Success {
        members: value,
        warnings: Vec::new(),
    }
}
