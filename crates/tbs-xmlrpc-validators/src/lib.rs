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
    operation::{Call, CallVisitor, Direction, Root},
    report::Report,
    tree::Node,
    validate::{self, Context, InTree, Profile, Validator},
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
    tbs_xmlrpc_types::dispatch(
        operation,
        Raw {
            xml,
            direction,
            context,
        },
    )
}

/// Judges a message given as a tree, read from JSON or YAML; `None` for an operation that the service does not have.
pub fn validate_tree(
    message: &Node<'_>,
    operation: &str,
    direction: Direction,
    context: Context<'_>,
) -> Option<Report> {
    tbs_xmlrpc_types::dispatch(
        operation,
        InTree {
            profile: &PROFILE,
            message,
            direction,
            context,
        },
    )
}

/// Judges a message in memory.
pub fn validate_message<'a, T: Root<'a>>(message: &T, context: Context<'_>) -> Report {
    validate::message(&PROFILE, message, context)
}

struct Raw<'x, 'c> {
    xml: &'x str,
    direction: Direction,
    context: Context<'c>,
}

impl CallVisitor for Raw<'_, '_> {
    type Output = Result<Report, xmlrpc::Error>;

    fn call<C: Call>(self) -> Self::Output {
        match self.direction {
            Direction::Request => request::<C::Request<'_>>(self.xml, self.context),
            Direction::Response => response::<C>(self.xml, self.context),
        }
    }
}

fn request<'a, T: Root<'a>>(xml: &'a str, context: Context<'_>) -> Result<Report, xmlrpc::Error> {
    let mut validator = Validator::new(&PROFILE, T::OPERATION, T::DIRECTION, context);
    validator.over(xml);
    xmlrpc::read::<T, _>(xml, &context.limits, &mut validator)?;
    let mut report = validator.finish();
    report.locate(xml);
    Ok(report)
}

/// A response may hold one answer, or one for each reference of the caller.
fn response<C: Call>(xml: &str, context: Context<'_>) -> Result<Report, xmlrpc::Error> {
    let mut report = Report::default();
    for answer in xmlrpc::answers::<C::Response<'_>>(xml, &context.limits)? {
        let mut validator = Validator::new(&PROFILE, C::OPERATION, Direction::Response, context);
        validator.over(xml);
        answer.read::<C::Response<'_>, _>(&mut validator)?;
        report.append(validator.finish(), answer.key());
    }
    report.locate(xml);
    Ok(report)
}
