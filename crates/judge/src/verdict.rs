//! Verdicts that no walk of a message gives: broken XML, faults, operations that are not known.

use std::borrow::Cow;

use certwire_wire::{
    error::{XmlError, XmlErrorKind},
    limits::Limits,
    report::{Note, Place, Report, Severity, Violation},
    sink::Remark,
    soap, stream, xmlrpc,
};

use crate::{input::Trouble, service::Service};

pub(crate) fn unusable(error: &dyn std::fmt::Display) -> Trouble {
    Trouble::new(format!("The payload cannot be judged: {error}"))
}

/// Broken XML, as a finding.
pub(crate) fn malformed(error: &XmlError) -> Report {
    unreadable("xml", Some(error.offset), error.to_string())
}

/// An answer that says two things at once, as a finding.
pub(crate) fn ambiguous(error: &xmlrpc::Error) -> Report {
    unreadable("ambiguous", error.offset(), error.to_string())
}

fn unreadable(rule: &'static str, offset: Option<usize>, message: String) -> Report {
    let place = Place {
        offset,
        ..Place::default()
    };
    let violation = Violation {
        place,
        rule: Cow::Borrowed(rule),
        code: None,
        severity: Severity::Error,
        section: "",
        message,
    };
    Report {
        violations: vec![violation],
        notes: Vec::new(),
    }
}

/// A fault is an answer of the server's machinery, not of the CA.
pub(crate) fn fault_note(code: &str, string: &str) -> Report {
    let message = format!("The answer is a fault, {code}: {string}");
    Report {
        violations: Vec::new(),
        notes: vec![Note {
            place: Place::default(),
            kind: "fault",
            message,
        }],
    }
}

pub(crate) fn unknown_operation(service: Service, name: &str) -> Report {
    let violation = Violation {
        place: Place {
            path: name.to_owned(),
            offset: Some(0),
            ..Place::default()
        },
        rule: Cow::Borrowed("operation"),
        code: None,
        severity: Severity::Error,
        section: "",
        message: format!(
            "{name} is no operation of {}: `certwire schema show {}` lists them.",
            service.vendor(),
            service.id()
        ),
    };
    Report {
        violations: vec![violation],
        notes: Vec::new(),
    }
}

pub(crate) fn no_such(service: Service, name: &str) -> Trouble {
    Trouble::new(format!(
        "{name} is no operation of {}: `certwire schema show {}` lists them.",
        service.vendor(),
        service.id()
    ))
}

pub(crate) fn foreign(root: &soap::RootName) -> Trouble {
    let namespace = if root.namespace.is_empty() {
        "no namespace"
    } else {
        &root.namespace
    };
    Trouble::new(format!(
        "The payload is XML, but neither SOAP for GlobalSign nor XML-RPC: its message is <{}> in {namespace}.",
        root.name
    ))
}

/// A note on which operation was judged.
pub(crate) fn about_operation(message: String) -> Note {
    Note {
        place: Place::default(),
        kind: "operation",
        message,
    }
}

/// A note on the encoding that the payload came in.
pub(crate) fn converted(encoding: &'static str) -> Note {
    let remark = Remark::Encoding(encoding);
    Note {
        place: Place::default(),
        kind: remark.kind(),
        message: remark.describe(""),
    }
}

/// Bytes that are no text.
pub(crate) fn undecoded(error: &XmlError) -> Trouble {
    Trouble::new(format!("The payload cannot be decoded: {error}"))
}

/// Why a stream could not be read to its end.
pub(crate) fn broken(error: stream::Error, limits: Limits) -> Result<Report, Trouble> {
    match error {
        stream::Error::Io(error) => Err(Trouble::new(format!(
            "The payload cannot be read: {error}."
        ))),
        stream::Error::RecordTooLong { .. } => Err(too_long("One record of the list is", limits)),
        stream::Error::Xml(error) => match error.kind {
            XmlErrorKind::BodyTooLong(_) => {
                Err(too_long("What stands beside the records is", limits))
            }
            XmlErrorKind::InvalidByte { .. }
            | XmlErrorKind::Encoding(_)
            | XmlErrorKind::EncodingMark => Err(undecoded(&error)),
            _ => Ok(malformed(&error)),
        },
        stream::Error::Soap(soap::Error::Fault(fault)) => {
            Ok(fault_note(&fault.code, &fault.string))
        }
        stream::Error::XmlRpc(xmlrpc::Error::Fault(fault)) => {
            Ok(fault_note(&fault.code, &fault.message))
        }
        stream::Error::XmlRpc(error @ xmlrpc::Error::Ambiguous { .. }) => Ok(ambiguous(&error)),
        stream::Error::Soap(error) => Err(unusable(&error)),
        stream::Error::XmlRpc(error) => Err(unusable(&error)),
        error => Err(unusable(&error)),
    }
}

fn too_long(what: &str, limits: Limits) -> Trouble {
    let size = limits.body / (1024 * 1024);
    Trouble::new(format!(
        "{what} larger than {size} MiB: raise the limit with --max-size."
    ))
}
