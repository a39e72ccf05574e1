//! Answers of `GlobalSign`: header, errors, faults.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::wire;
use crate::{
    codec,
    desk::Desk,
    model::Service,
    reply::{Reply, Summary},
    settings::Wire,
    store,
};

/// One error or warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The vendor's code.
    pub(super) code: String,
    /// Path of the element that it concerns.
    pub(super) field: Option<String>,
    /// What is wrong.
    pub(super) message: String,
}

impl Problem {
    /// An error of the document's table, in our words.
    pub(super) fn of(code: &str) -> Self {
        let known = Service::Gs.reference().error("", code);
        Self {
            code: code.to_owned(),
            field: None,
            message: known.map_or_else(String::new, |known| known.text.to_owned()),
        }
    }

    /// The same at an element.
    pub(super) fn at(code: &str, field: &str) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::of(code)
        }
    }
}

/// Why a call does not succeed.
#[derive(Debug)]
pub(super) enum Refusal {
    /// The CA says no.
    Problems(Vec<Problem>),
    /// The state cannot be used.
    Store(store::Error),
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problems(vec![problem])
    }
}

impl From<store::Error> for Refusal {
    fn from(error: store::Error) -> Self {
        Self::Store(error)
    }
}

/// What a call gives.
#[derive(Debug)]
pub(super) struct Success {
    /// Members beside the header.
    pub(super) members: Value,
    /// Warnings.
    pub(super) warnings: Vec<Problem>,
}

/// The reply to a call of this operation.
pub(super) fn reply(
    desk: &Desk<'_>,
    operation: &str,
    account: String,
    outcome: Result<Success, Refusal>,
) -> Result<Reply, store::Error> {
    let mut message = Map::new();
    let (code, problems, outcome) = match outcome {
        Ok(success) => {
            if let Value::Object(members) = success.members {
                message = members;
            }
            let code = i32::from(!success.warnings.is_empty());
            (code, success.warnings, "accepted")
        }
        Err(Refusal::Problems(problems)) => (-1, problems, "refused"),
        Err(Refusal::Store(error)) => return Err(error),
    };
    message.insert(
        "OrderResponseHeader".to_owned(),
        header(desk, code, &problems),
    );
    Ok(Reply {
        status: 200,
        content_type: "text/xml;charset=UTF-8",
        body: wire::write(desk.settings.wire, operation, Value::Object(message)),
        summary: Summary {
            operation: operation.to_owned(),
            account,
            outcome,
            codes: problems.into_iter().map(|problem| problem.code).collect(),
        },
    })
}

/// The CA's clock, which loses the afternoon on purpose if so wanted: 21:43 becomes 09:43.
fn timestamp(desk: &Desk<'_>) -> String {
    const HALF: Duration = Duration::from_hours(12);
    let now = desk.now;
    let afternoon = now.millis().rem_euclid(86_400_000) >= 43_200_000;
    if desk.settings.chaos.twelve_hour_clock && afternoon {
        (now - HALF).rfc3339()
    } else {
        now.rfc3339()
    }
}

fn header(desk: &Desk<'_>, code: i32, problems: &[Problem]) -> Value {
    let mut header = json!({ "SuccessCode": code, "Timestamp": timestamp(desk) });
    if !problems.is_empty() {
        let errors = problems.iter().map(|problem| {
            json!({
                "ErrorCode": problem.code,
                "ErrorField": problem.field.as_deref().map(|path| field(desk, path)),
                "ErrorMessage": problem.message.chars().take(1000).collect::<String>(),
            })
        });
        header["Errors"] = json!({ "Error": errors.collect::<Value>() });
    }
    header
}

/// The field as the document says it is named, or as real servers were seen to name it.
fn field(desk: &Desk<'_>, path: &str) -> String {
    match desk.settings.wire {
        Wire::Documented => format!("<{}>", path.replace('/', "><")),
        Wire::Observed => path.replace('/', "."),
    }
}

/// A SOAP fault: the body was no call.
pub(super) fn fault(operation: &str, text: &str) -> Reply {
    let text = codec::escape(text);
    let body = format!(
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><soap:Fault>\
         <faultcode>soap:Client</faultcode><faultstring>{text}</faultstring></soap:Fault></soap:Body></soap:Envelope>"
    );
    Reply {
        status: 500,
        content_type: "text/xml;charset=UTF-8",
        body: body.into_bytes(),
        summary: Summary {
            operation: operation.to_owned(),
            outcome: "fault",
            ..Summary::default()
        },
    }
}
