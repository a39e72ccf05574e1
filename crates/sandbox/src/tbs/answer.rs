//! Answers of TBS: codes, warnings, faults.

use certwire_wire::report::Violation;
use serde_json::{Map, Value};

use super::{Answers, observed};
use crate::{
    codec,
    desk::Desk,
    model::Service,
    reply::{Reply, Summary},
    settings::Wire,
    store,
};

/// Fault codes that XML-RPC servers agree on.
pub(super) const NOT_XML_RPC: i64 = -32_700;
pub(super) const NO_METHOD: i64 = -32_601;
pub(super) const BROKEN: i64 = -32_603;

/// The code for a field that is not taken and has no code of its own.
const ANY_FIELD: &str = "-998";

/// Stands for a text that is sent although it is empty: encoders leave empty ones out. For private use in Unicode.
const EMPTY: &str = "\u{e000}";

/// Methods whose tables make members mandatory that an order may not have.
const EMPTIES: [&str; 2] = ["enSommeil", "listeRenouv"];

/// A text that a table makes mandatory, whether there is one or not.
pub(super) fn mandatory(text: Option<&str>) -> String {
    match text {
        Some(text) if !text.is_empty() => text.to_owned(),
        _ => EMPTY.to_owned(),
    }
}

/// Members of an answer.
pub(super) type Members = Map<String, Value>;

/// Why a demand does not succeed.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The CA says no.
    Code {
        /// Its code.
        code: String,
        /// What is wrong; the code's own text where nothing is said.
        message: Option<String>,
    },
    /// The state cannot be used.
    Store(store::Error),
}

impl Refusal {
    /// An error of the manual's table.
    pub(super) fn of(code: &str) -> Self {
        Self::Code {
            code: code.to_owned(),
            message: None,
        }
    }

    /// What validation found; where a rule has two codes of one meaning, the one for the product.
    pub(super) fn found(violation: &Violation, code: &str) -> Self {
        Self::Code {
            code: if code.is_empty() { ANY_FIELD } else { code }.to_owned(),
            message: Some(violation.place.before(&violation.message)),
        }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// A code's text in our words.
pub(super) fn text(method: &str, code: &str) -> &'static str {
    let known = Service::Tbs.reference().error(method, code);
    known.map_or("", |known| known.text)
}

/// A success, to which a method adds its members.
pub(super) fn success(message: &str) -> Members {
    outcome("0", message)
}

/// Code and message.
pub(super) fn outcome(code: &str, message: &str) -> Members {
    Map::from_iter([
        ("codeReponse".to_owned(), Value::from(code)),
        ("messageReponse".to_owned(), Value::from(message)),
    ])
}

/// A numbered structure; the manual counts from 1.
pub(super) fn numbered(entries: impl IntoIterator<Item = Value>) -> Value {
    let entries = entries.into_iter().enumerate();
    Value::Object(
        entries
            .map(|(index, entry)| ((index + 1).to_string(), entry))
            .collect(),
    )
}

/// Adds a warning.
pub(super) fn warn(answer: &mut Members, code: &str, message: String) {
    let warnings = answer
        .entry("WARNING")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Some(warnings) = warnings.as_object_mut() {
        warnings.insert(code.to_owned(), message.into());
    }
}

/// Who called what.
pub(super) struct Caller<'c> {
    pub(super) method: &'c str,
    pub(super) account: String,
    /// The reference under which `dcvEmailRenvoyer` answers a refusal; the others answer it flat.
    pub(super) reference: Option<&'c str>,
}

/// A refusal of a demand, under a reference where the method answers so.
fn refusal(code: &str, message: &str, key: &str, reference: Option<&str>) -> Members {
    let mut members = outcome(code, message);
    if !key.is_empty() {
        members.insert("refDemande".to_owned(), key.into());
    }
    match reference {
        Some(reference) => Map::from_iter([(reference.to_owned(), Value::Object(members))]),
        None => members,
    }
}

/// The reply to a call: flat for one demand, else an answer under each reference.
pub(super) fn reply(
    desk: &Desk<'_>,
    caller: Caller<'_>,
    answers: Answers,
) -> Result<Reply, store::Error> {
    let Caller {
        method, account, ..
    } = caller;
    let mut codes = Vec::new();
    let mut written = Vec::new();
    for (key, answer) in answers {
        let members = match answer {
            Ok(members) => members,
            Err(Refusal::Code { code, message }) => {
                let message = message.unwrap_or_else(|| text(method, &code).to_owned());
                let members = refusal(&code, &message, &key, caller.reference);
                codes.push(code);
                members
            }
            Err(Refusal::Store(error)) => return Err(error),
        };
        written.push((key, members));
    }
    let observed = desk.settings.wire == Wire::Observed;
    if observed {
        for (_, members) in &mut written {
            observed::recount(members);
        }
    }
    let mut body = codec::write_xmlrpc(method, written, observed);
    if EMPTIES.contains(&method) {
        body = String::from_utf8(body)
            .unwrap_or_default()
            .replace(EMPTY, "")
            .into_bytes();
    }
    let (content_type, body) = observed::dress(body, observed, desk.settings.encoding);
    Ok(Reply {
        status: 200,
        content_type,
        body,
        summary: Summary {
            operation: method.to_owned(),
            account,
            outcome: if codes.is_empty() {
                "accepted"
            } else {
                "refused"
            },
            codes,
        },
    })
}

/// An XML-RPC fault: the body was no call.
pub(super) fn fault(method: &str, code: i64, text: &str) -> Reply {
    let text = codec::escape(text);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><methodResponse><fault><value><struct><member><name>faultCode</name>\
         <value><int>{code}</int></value></member><member><name>faultString</name><value><string>{text}</string></value>\
         </member></struct></value></fault></methodResponse>"
    );
    Reply {
        status: 200,
        content_type: observed::UTF8,
        body: body.into_bytes(),
        summary: Summary {
            operation: method.to_owned(),
            outcome: "fault",
            ..Summary::default()
        },
    }
}
