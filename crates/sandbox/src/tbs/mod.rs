//! TBS INTERNET: two XML-RPC scripts, 14 methods.
//!
//! Where the manual leaves a choice, `docs/sandbox-tbs.md` says what the sandbox does.

mod aed;
mod answer;
mod certificate;
mod dcv;
mod dcv_methods;
mod details;
mod find;
mod invitation;
pub(crate) mod lifecycle;
mod lists;
mod money;
mod observed;
mod product;
mod purchase;
mod refabrication;
mod reference;
mod renouvellement;
mod revocation;
mod road;
mod solde;
mod statut;

use std::net::IpAddr;

use certwire_wire::{
    operation::Direction,
    report::{Severity, Violation},
    tree::Secrets,
    validate::Context,
    xmlrpc,
};
use serde_json::Value;

pub use dcv::Challenge;
pub use details::{AdvancedStatus, Asleep, Details, OrderStatus, Paid, Payment, Stage};
pub(crate) use invitation::router;

use self::{
    answer::{Members, Refusal},
    product::Product,
};
use crate::{
    codec,
    desk::Desk,
    model::{Account, Service, text_at},
    reply::Reply,
    settings::Doubts,
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

/// A call that was read and judged, which needs no state.
pub(crate) struct Heard {
    method: String,
    request: Value,
    kept: Value,
    violations: Vec<Violation>,
}

/// Reads an XML-RPC body sent to this script.
///
/// # Errors
///
/// With the reply, when it is no call of the script's.
pub(crate) fn hear(
    application: &str,
    xml: &str,
    context: Context<'_>,
) -> Result<Heard, Box<Reply>> {
    let method = match xmlrpc::method(xml) {
        Ok(xmlrpc::Kind::Call(method)) => method,
        Ok(_) => return Err(Box::new(unreadable("The body is no call."))),
        Err(error) => return Err(Box::new(unreadable(&error.to_string()))),
    };
    let mut methods = tbs_xmlrpc_types::OPERATIONS.iter();
    let known = methods.find(|known| known.name == method);
    if known.is_none_or(|known| known.application != application) {
        let text = format!("The script has no method `{method}`.");
        let fault = answer::fault(&method, answer::NO_METHOD, &text);
        return Err(Box::new(fault));
    }
    let report = tbs_xmlrpc_validators::validate(xml, &method, Direction::Request, context);
    let read = codec::read_xmlrpc(&method, xml, Secrets::Keep);
    let (Some(Ok(report)), Some(request)) = (report, read) else {
        let text = "The call cannot be read.";
        let fault = answer::fault(&method, answer::NOT_XML_RPC, text);
        return Err(Box::new(fault));
    };
    let kept = codec::read_xmlrpc(&method, xml, Secrets::Omit).unwrap_or_default();
    Ok(Heard {
        method,
        request,
        kept,
        violations: report.violations,
    })
}

/// Answers a call.
///
/// # Errors
///
/// When the state cannot be read or written; nothing is then kept.
pub(crate) fn answer(
    desk: &Desk<'_>,
    caller: IpAddr,
    heard: &Heard,
) -> Result<Reply, store::Error> {
    let Heard {
        method, request, ..
    } = heard;
    let user = text_at(request, "identification/utilisateur").unwrap_or_default();
    let answers = match admitted(desk, caller, method, request) {
        Ok(account) => demands(desk, heard, account)?,
        Err(Refusal::Store(error)) => return Err(error),
        Err(refusal) => vec![(String::new(), Err(refusal))],
    };
    let target = text_at(request, "refTBS").or_else(|| text_at(request, "refClient"));
    let caller = answer::Caller {
        method,
        account: user.to_owned(),
        reference: target.filter(|_| method == "dcvEmailRenvoyer"),
    };
    answer::reply(desk, caller, answers)
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
type Answers = Vec<(String, Result<Members, Refusal>)>;

/// Codes that mean the same: the first for TBS's own products, the second for others.
const SYNONYMS: [(&str, &str); 2] = [("-23a", "-121"), ("-150", "-8d")];

fn demands(desk: &Desk<'_>, heard: &Heard, mut account: Account) -> Result<Answers, store::Error> {
    let method = heard.method.as_str();
    let entries = entries(method, &heard.request);
    let keys: Vec<&str> = entries.iter().map(|(key, _)| *key).collect();
    let mut answers = Vec::new();
    for (key, demand) in entries {
        let call = Call {
            method,
            key,
            demand,
            kept: if KEYED.contains(&method) {
                &heard.kept["demande"][key]
            } else {
                &heard.kept
            },
            account: &account,
        };
        let violations = heard.violations.iter();
        let found = violations.filter(|found| concerns(found, key, &keys));
        let answer = judged(desk, &call, &found.collect::<Vec<_>>());
        if let Err(Refusal::Store(error)) = answer {
            return Err(error);
        }
        answers.push((key.to_owned(), answer));
        // The next demand is paid from what this one left.
        if let Some(changed) = desk.tx.account(Service::Tbs, &account.user)? {
            account = changed;
        }
    }
    Ok(answers)
}

/// Whether a violation is one of this demand, or of the call as a whole.
fn concerns(violation: &Violation, key: &str, keys: &[&str]) -> bool {
    let Some(instance) = violation.place.instance.as_deref() else {
        return true;
    };
    let names = |key: &str| {
        let rest = instance.strip_prefix(key);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let owner = keys
        .iter()
        .filter(|key| names(key))
        .max_by_key(|key| key.len());
    owner.is_none_or(|owner| *owner == key)
}

/// Answers one demand, unless validation found what the CA refuses.
fn judged(desk: &Desk<'_>, call: &Call<'_>, found: &[&Violation]) -> Result<Members, Refusal> {
    let product = Product::of(text_at(call.demand, "produit/code").unwrap_or_default());
    let code = |violation: &Violation| {
        let code = violation.code.as_deref().unwrap_or_default();
        let synonym = SYNONYMS.iter().find(|(own, _)| *own == code);
        synonym.map_or_else(
            || code.to_owned(),
            |(own, other)| product.code_of(own, other).to_owned(),
        )
    };
    let doubted = desk.settings.doubts == Doubts::Refused;
    let mut refused = found.iter().filter(|violation| {
        violation.severity == Severity::Error || doubted && violation.code.is_some()
    });
    let mut stated = refused
        .clone()
        .filter(|violation| violation.severity == Severity::Error);
    // A key that is none verifies nothing: the key is to blame, not the signature.
    let key = stated.clone().find(|found| found.rule == "csr-key-valid");
    let stated = match stated.next() {
        Some(first) if first.rule == "csr-readable" => key.or(Some(first)),
        first => first,
    };
    if let Some(violation) = stated.or_else(|| refused.next()) {
        return Err(Refusal::found(violation, &code(violation)));
    }
    let mut members = dispatch(desk, call)?;
    for violation in found.iter().filter(|violation| violation.code.is_some()) {
        let message = violation.place.before(&violation.message);
        answer::warn(&mut members, &code(violation), message);
    }
    Ok(members)
}

/// The demands of a call with their references, or the call itself.
fn entries<'r>(method: &str, request: &'r Value) -> Vec<(&'r str, &'r Value)> {
    let demands = request.get("demande").and_then(Value::as_object);
    // A call without any demand is refused as a whole.
    let demands = demands.filter(|demands| KEYED.contains(&method) && !demands.is_empty());
    match demands {
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
        account.failures = account.failures.saturating_add(1);
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

fn dispatch(desk: &Desk<'_>, call: &Call<'_>) -> Result<Members, Refusal> {
    match call.method {
        "achat" => purchase::achat(desk, call),
        "renouvellement" => renouvellement::renouvellement(desk, call),
        "refabrication" => refabrication::refabrication(desk, call),
        "revocation" => revocation::revocation(desk, call),
        "dcvEmailRenvoyer" => dcv_methods::resend(desk, call),
        "dcvCodeValidation" => dcv_methods::validate(desk, call),
        "dcvAdresses" => dcv_methods::addresses(call),
        "statut" => statut::statut(desk, call),
        "solde" => solde::solde(desk, call),
        "enSommeil" => lists::asleep(desk, call),
        "reference" => reference::reference(desk, call),
        "changementCommandes" => lists::changed(desk, call),
        "listeAed" => Ok(aed::list()),
        "listeRenouv" => lists::renewable(desk, call),
        _ => Err(Refusal::of("-999")),
    }
}
