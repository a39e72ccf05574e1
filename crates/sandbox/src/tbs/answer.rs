//! Answers of TBS: codes, warnings, faults.

use certwire_wire::report::Violation;
use serde_json::{Map, Value};

use super::Answers;
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

/// Why a demand does not succeed.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The CA says no.
    Code {
        /// Its code.
        code: String,
        /// What is wrong.
        message: String,
    },
    /// The state cannot be used.
    Store(store::Error),
}

impl Refusal {
    /// An error of the manual's table, in our words.
    pub(super) fn of(code: &str) -> Self {
        let known = Service::Tbs.reference().error("", code);
        Self::Code {
            code: code.to_owned(),
            message: known.map_or_else(String::new, |known| known.text.to_owned()),
        }
    }
}

impl From<&Violation> for Refusal {
    fn from(violation: &Violation) -> Self {
        Self::Code {
            code: violation.code.as_deref().unwrap_or(ANY_FIELD).to_owned(),
            message: violation.place.before(&violation.message),
        }
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// A success, to which a method adds its members.
pub(super) fn success(message: &str) -> Map<String, Value> {
    Map::from_iter([
        ("codeReponse".to_owned(), Value::from("0")),
        ("messageReponse".to_owned(), Value::from(message)),
    ])
}

/// Adds what is only warned of.
pub(super) fn warn(answer: &mut Map<String, Value>, found: &[&Violation]) {
    let mut warnings = Map::new();
    for violation in found {
        if let Some(code) = violation.code.as_deref() {
            warnings.insert(
                code.to_owned(),
                violation.place.before(&violation.message).into(),
            );
        }
    }
    if !warnings.is_empty() {
        answer.insert("WARNING".to_owned(), Value::Object(warnings));
    }
}

/// The reply to a call: flat for one demand, else an answer under each reference.
pub(super) fn reply(
    desk: &Desk<'_>,
    method: &str,
    account: String,
    answers: Answers,
) -> Result<Reply, store::Error> {
    let mut codes = Vec::new();
    let mut written = Vec::new();
    for (key, answer) in answers {
        let members = match answer {
            Ok(members) => members,
            Err(Refusal::Code { code, message }) => {
                codes.push(code.clone());
                let mut members = success(&message);
                members.insert("codeReponse".to_owned(), code.into());
                members
            }
            Err(Refusal::Store(error)) => return Err(error),
        };
        written.push((key, members));
    }
    let php_arrays = desk.settings.wire == Wire::Observed;
    Ok(Reply {
        status: 200,
        content_type: "text/xml;charset=UTF-8",
        body: codec::write_xmlrpc(method, written, php_arrays),
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
        content_type: "text/xml;charset=UTF-8",
        body: body.into_bytes(),
        summary: Summary {
            operation: method.to_owned(),
            outcome: "fault",
            ..Summary::default()
        },
    }
}
