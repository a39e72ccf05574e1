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

/// Answers a SOAP body.
///
/// # Errors
///
/// When the state cannot be read or written; nothing is then kept.
pub(crate) fn answer(desk: &Desk<'_>, caller: IpAddr, xml: &str) -> Result<Reply, store::Error> {
    let operation = match soap::root(xml) {
        Ok(root) => root.name,
        Err(error) => return Ok(answer::fault("", &error.to_string())),
    };
    let Some(request) = codec::read_soap(&operation, xml, Secrets::Keep) else {
        return Ok(answer::fault(
            &operation,
            "The body holds no call of this service.",
        ));
    };
    let kept = codec::read_soap(&operation, xml, Secrets::Omit).unwrap_or_default();
    let user = text_at(&request, "OrderRequestHeader/AuthToken/UserName").unwrap_or_default();
    let (user, outcome) = (
        user.to_owned(),
        checked(desk, caller, xml, &operation, request, kept),
    );
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
fn checked(
    desk: &Desk<'_>,
    caller: IpAddr,
    xml: &str,
    operation: &str,
    request: Value,
    kept: Value,
) -> Result<Success, Refusal> {
    if let Some(code) = desk.tx.take_forced(Service::Gs, operation)? {
        return Err(Problem::of(&code).into());
    }
    let account = if lacks_credentials(&request) {
        None
    } else {
        Some(authenticate(desk, caller, &request)?)
    };
    let report = gs_soap_validators::validate(xml, operation, Direction::Request, desk.context());
    let violations = match report {
        Some(Ok(report)) => report.violations,
        Some(Err(_)) | None => return Err(Problem::of("-101").into()),
    };
    let (errors, warnings): (Vec<_>, Vec<_>) = violations
        .iter()
        .partition(|violation| violation.severity == Severity::Error);
    if !errors.is_empty() {
        return Err(Refusal::Problems(errors.into_iter().map(problem).collect()));
    }
    let account = account.ok_or_else(|| Problem::of("-4001"))?;
    let call = Call {
        operation,
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
