//! Offline validation of `GlobalSign` GCC SOAP messages: what the CA would refuse, before an order costs money.
//!
//! ```
//! use certwire_wire::{operation::Direction, validate::Context};
//!
//! let call = "<OrderPS1 xmlns='https://system.globalsign.com/pc/ws/v2/'><Request xmlns=''/></OrderPS1>";
//! let report = gs_soap_validators::validate(call, "OrderPS1", Direction::Request, Context::default());
//! let report = report.unwrap().unwrap();
//! assert_eq!(report.violations[0].place.path, "OrderRequestHeader");
//! assert_eq!(report.violations[0].code.as_deref(), Some("-102"));
//! ```

mod checks;
pub mod description;
mod generated;

use certwire_wire::{
    operation::{Direction, Operation, Root},
    report::Report,
    soap,
    tree::Node,
    validate::{self, Context, Profile, Validator},
};

pub use generated::SERVICE;

/// How `GlobalSign` messages are judged.
pub static PROFILE: Profile = Profile {
    service: &SERVICE,
    unknown: "",
    one_code_for_all: false,
    outcome: "SuccessCode",
    product: "ProductCode",
    rules: generated::rule_set,
};

/// Judges a SOAP body as a message of this operation; `None` for an operation that the service does not have.
///
/// Lines and columns are filled in.
///
/// # Errors
///
/// When the text is no SOAP message of this operation, or breaks XML's own rules.
pub fn validate(
    xml: &str,
    operation: &str,
    direction: Direction,
    context: Context<'_>,
) -> Option<Result<Report, soap::Error>> {
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
) -> Result<Report, soap::Error> {
    let mut validator = Validator::new(&PROFILE, operation, direction, context);
    validator.over(xml);
    soap::report(xml, &context.limits, operation, direction, &mut validator)?;
    let mut report = validator.finish();
    report.locate(xml);
    Ok(report)
}
