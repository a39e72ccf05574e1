//! Offline validation of TBS INTERNET XML-RPC messages: what the CA would refuse, before an order costs money.
//!
//! ```
//! use certwire_wire::{operation::Direction, validate::Context};
//!
//! let call = "<methodCall><methodName>solde</methodName><params><param><value><struct/></value></param></params></methodCall>";
//! let report = tbs_xmlrpc_validators::validate(call, "solde", Direction::Request, Context::default());
//! let report = report.unwrap().unwrap();
//! assert_eq!(report.violations[0].place.path, "identification");
//! assert_eq!(report.violations[0].code.as_deref(), Some("-1"));
//! ```

mod checks;
pub mod description;
mod generated;

use certwire_wire::{
    operation::{Direction, Operation, Root},
    report::Report,
    tree::Node,
    validate::{self, Context, Profile, Validator},
    xmlrpc,
};

pub use generated::SERVICE;

/// How TBS INTERNET messages are judged.
pub static PROFILE: Profile = Profile {
    service: &SERVICE,
    unknown: "-998",
    one_code_for_all: true,
    outcome: "codeReponse",
    product: "demande/produit/code",
    rules: generated::rule_set,
};

/// Judges an XML-RPC body as a message of this operation; `None` for an operation that the service does not have.
///
/// Lines and columns are filled in.
///
/// # Errors
///
/// When the text is no XML-RPC message of this operation, or breaks XML's own rules.
pub fn validate(
    xml: &str,
    operation: &str,
    direction: Direction,
    context: Context<'_>,
) -> Option<Result<Report, xmlrpc::Error>> {
    let operation = SERVICE.operation(operation)?;
    Some(judge(xml, operation, direction, context))
}

/// Judges a message given as a tree, read from JSON or YAML; `None` for an operation that the service does not have.
pub fn validate_tree(
    message: &Node<'_>,
    operation: &str,
    direction: Direction,
    context: Context<'_>,
) -> Option<Report> {
    let operation = SERVICE.operation(operation)?;
    let report = validate::tree(&PROFILE, message, operation, direction, context);
    Some(report)
}

/// Judges a message in memory.
pub fn validate_message<'a, T: Root<'a>>(message: &T, context: Context<'_>) -> Report {
    validate::message(&PROFILE, message, context)
}

fn judge(
    xml: &str,
    operation: &'static Operation,
    direction: Direction,
    context: Context<'_>,
) -> Result<Report, xmlrpc::Error> {
    let validator = || {
        let mut validator = Validator::new(&PROFILE, operation, direction, context);
        validator.over(xml);
        validator
    };
    let mut report = Report::default();
    match direction {
        Direction::Request => {
            let mut validator = validator();
            xmlrpc::report(xml, &context.limits, operation, direction, &mut validator)?;
            report = validator.finish();
        }
        // One answer, or one for each reference of the caller.
        Direction::Response => {
            for answer in xmlrpc::answers(xml, &context.limits, operation.response)? {
                let mut validator = validator();
                answer.report(operation.response, &mut validator)?;
                report.append(validator.finish(), answer.key());
            }
        }
    }
    report.locate(xml);
    Ok(report)
}
