//! TBS INTERNET: two XML-RPC scripts, 14 methods.

mod achat;
mod answer;
mod certificate;
mod details;
pub(crate) mod lifecycle;
mod statut;

use std::net::IpAddr;

use certwire_wire::{
    operation::Direction,
    report::{Severity, Violation},
    tree::Secrets,
    xmlrpc,
};
use serde_json::{Map, Value};

pub use details::{AdvancedStatus, Details, OrderStatus, Stage};

use self::answer::Refusal;
use crate::{
    codec,
    desk::Desk,
    model::{Account, Service, text_at},
    reply::Reply,
    store,
};

/// Failed logins in a row that close an account.
const ATTEMPTS: u32 = 5;

/// Methods whose second parameter holds a demand under each of the caller's references.
const KEYED: [&str; 5] = [
    "achat",
    "renouvellement",
    "refabrication",
    "revocation",
    "statut",
];

/// One demand of a call, or the whole call of a method without demands.
struct Call<'c> {
    method: &'c str,
    /// The caller's reference; empty where the method has no demands.
    key: &'c str,
    /// The demand with its secrets.
    demand: &'c Value,
    /// The demand as it may be kept.
    kept: &'c Value,
    account: &'c Account,
}

/// Answers an XML-RPC body sent to this script.
///
/// # Errors
///
/// When the state cannot be read or written; nothing is then kept.
pub(crate) fn answer(
    desk: &Desk<'_>,
    caller: IpAddr,
    application: &str,
    xml: &str,
) -> Result<Reply, store::Error> {
    let method = match xmlrpc::method(xml) {
        Ok(xmlrpc::Kind::Call(method)) => method,
        Ok(_) => {
            return Ok(answer::fault(
                "",
                answer::NOT_XML_RPC,
                "The body is no call.",
            ));
        }
        Err(error) => return Ok(answer::fault("", answer::NOT_XML_RPC, &error.to_string())),
    };
    let mut methods = tbs_xmlrpc_types::OPERATIONS.iter();
    let known = methods.find(|known| known.name == method);
    if known.is_none_or(|known| known.application != application) {
        let text = format!("The script has no method `{method}`.");
        return Ok(answer::fault(&method, answer::NO_METHOD, &text));
    }
    let Some(request) = codec::read_xmlrpc(&method, xml, Secrets::Keep) else {
        return Ok(answer::fault(
            &method,
            answer::NOT_XML_RPC,
            "The call cannot be read.",
        ));
    };
    let kept = codec::read_xmlrpc(&method, xml, Secrets::Omit).unwrap_or_default();
    let user = text_at(&request, "identification/utilisateur")
        .unwrap_or_default()
        .to_owned();
    let answers = match admitted(desk, caller, &method, &request) {
        Ok(account) => demands(desk, xml, &method, (&request, &kept), &account)?,
        Err(refusal) => vec![(String::new(), Err(refusal))],
    };
    answer::reply(desk, &method, user, answers)
}

/// The reply to a body that is no text.
pub(crate) fn unreadable(what: &str) -> Reply {
    answer::fault("", answer::NOT_XML_RPC, what)
}

/// The reply when the state cannot be used.
pub(crate) fn broken() -> Reply {
    answer::fault("", answer::BROKEN, "The sandbox cannot use its state.")
}

/// The answer to each demand, under its reference.
type Answers = Vec<(String, Result<Map<String, Value>, Refusal>)>;

fn demands(
    desk: &Desk<'_>,
    xml: &str,
    method: &str,
    (request, kept): (&Value, &Value),
    account: &Account,
) -> Result<Answers, store::Error> {
    let report = tbs_xmlrpc_validators::validate(xml, method, Direction::Request, desk.context());
    let violations = match report {
        Some(Ok(report)) => report.violations,
        // Read before, so it is no XML that cannot be read.
        Some(Err(_)) | None => Vec::new(),
    };
    let mut answers = Vec::new();
    for (key, demand) in entries(method, request) {
        let call = Call {
            method,
            key,
            demand,
            kept: if KEYED.contains(&method) {
                &kept["demande"][key]
            } else {
                kept
            },
            account,
        };
        let concerned = |violation: &&Violation| {
            let instance = violation.place.instance.as_deref().unwrap_or(key);
            key.is_empty() || instance == key || instance.starts_with(&format!("{key}/"))
        };
        let found: Vec<_> = violations.iter().filter(concerned).collect();
        let answer = match found.iter().find(|v| v.severity == Severity::Error) {
            Some(violation) => Err(Refusal::from(*violation)),
            None => dispatch(desk, &call).map(|mut answer| {
                answer::warn(&mut answer, &found);
                answer
            }),
        };
        if let Err(Refusal::Store(error)) = answer {
            return Err(error);
        }
        answers.push((key.to_owned(), answer));
    }
    Ok(answers)
}

/// The demands of a call with their references, or the call itself.
fn entries<'r>(method: &str, request: &'r Value) -> Vec<(&'r str, &'r Value)> {
    let demands = request.get("demande").and_then(Value::as_object);
    match demands.filter(|_| KEYED.contains(&method)) {
        Some(demands) => demands
            .iter()
            .map(|(key, demand)| (key.as_str(), demand))
            .collect(),
        None => vec![("", request)],
    }
}

/// Finds the account.
fn admitted(
    desk: &Desk<'_>,
    caller: IpAddr,
    method: &str,
    request: &Value,
) -> Result<Account, Refusal> {
    if let Some(code) = desk.tx.take_forced(Service::Tbs, method)? {
        return Err(Refusal::of(&code));
    }
    let user = text_at(request, "identification/utilisateur").unwrap_or_default();
    let password = text_at(request, "identification/motDePasse").unwrap_or_default();
    let Some(mut account) = desk.tx.account(Service::Tbs, user)? else {
        return Err(Refusal::of("-1"));
    };
    if account.closed {
        return Err(Refusal::of("-9"));
    }
    if account.password != password {
        account.failures += 1;
        account.closed = account.failures >= ATTEMPTS;
        desk.tx.save_account(&account)?;
        return Err(Refusal::of("-1"));
    }
    if account.failures > 0 {
        account.failures = 0;
        desk.tx.save_account(&account)?;
    }
    if !account.allows(caller) {
        return Err(Refusal::of("-1"));
    }
    Ok(account)
}

fn dispatch(desk: &Desk<'_>, call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    match call.method {
        "achat" => achat::achat(desk, call),
        "statut" => statut::statut(desk, call),
        _ => Err(Refusal::of("-999")),
    }
}
