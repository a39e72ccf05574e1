//! TBS INTERNET's checks of a CSR, by product and CSR field table.
//!
//! No product, family or field table stands here: the caller passes what the schema says as [`Product`]. Without one, as for
//! `refabrication`, only the checks that need none are made.

mod fields;
mod key;
mod names;

use crate::finding::{Report, Severity};
use crate::own;
use crate::request::{Csr, Kind};
use crate::weak::blocklist::BlockList;

/// What the schema says of the product.
#[derive(Clone, Copy, Debug, Default)]
pub struct Product<'a> {
    /// The product's code.
    pub code: &'a str,
    /// Its families, as in the schema's table `family`.
    pub families: &'a [&'a str],
    /// Its CSR field table: the table's names and whether they must be there. Empty where the manual prints none.
    pub fields: &'a [(&'a str, Presence)],
}

impl Product<'_> {
    fn is(&self, family: &str) -> bool {
        self.families.contains(&family)
    }
}

/// A cell of a CSR field table. What a table does not name is forbidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// `yes`: mandatory.
    Mandatory,
    /// `opt`: optional.
    Optional,
    /// `no`: forbidden.
    Forbidden,
}

impl Presence {
    /// From the schema's words `yes`, `opt` and `no`.
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "yes" => Some(Self::Mandatory),
            "opt" => Some(Self::Optional),
            "no" => Some(Self::Forbidden),
            _ => None,
        }
    }
}

/// What the call says beside the request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Order<'a> {
    /// The product, if the call names one.
    pub product: Option<&'a Product<'a>>,
    /// The order has additional names (`requete/domaines`).
    pub has_names: bool,
    /// The order has `detailsRequete`; none if the call has no such member or nobody knows.
    pub has_details: Option<bool>,
    /// Lists of known weak keys.
    pub weak_keys: Option<&'a BlockList>,
}

impl<'a> Order<'a> {
    /// An order of a product, and nothing else known.
    pub fn of(product: &'a Product<'a>) -> Self {
        Self {
            product: Some(product),
            ..Self::default()
        }
    }
}

/// What the checks look at.
struct Context<'a> {
    csr: &'a Csr,
    order: &'a Order<'a>,
}

impl Context<'_> {
    fn is(&self, family: &str) -> bool {
        self.order.product.is_some_and(|product| product.is(family))
    }

    /// The subject and its fields count in PKCS#10 only; an SPKAC has none.
    fn has_subject(&self) -> bool {
        self.csr.kind() == Kind::Pkcs10
    }
}

type Check = fn(&Context<'_>, &mut Report);

/// All checks by their names in the schema's rules.
const TABLE: [(&str, Check); 20] = [
    ("readable", readable),
    ("key-valid", key::valid),
    ("key-size", key::size),
    ("key-not-weak", key::not_weak),
    ("no-ec-key", key::no_ec_key),
    ("wildcard-name", names::wildcard_name),
    ("no-asterisk", names::no_asterisk),
    ("name-present", names::present),
    ("name-characters", names::characters),
    ("fqdn-for-sans", names::fqdn_for_sans),
    ("country-present", fields::country_present),
    ("state-present", fields::state_present),
    ("mandatory-fields", fields::mandatory),
    ("forbidden-fields", fields::forbidden),
    ("email", fields::email),
    (
        "organization-identifier-present",
        fields::organization_identifier_present,
    ),
    (
        "organization-identifier-form",
        fields::organization_identifier_form,
    ),
    (
        "organizational-unit-present",
        fields::organizational_unit_present,
    ),
    ("spkac-details", spkac_details),
    ("armour", armour),
];

/// Reads the text and runs all checks, with those of our own.
pub fn preflight(text: &str, order: &Order<'_>) -> Report {
    match Csr::parse(text) {
        Ok(csr) => {
            let mut report = all(&csr, order);
            let mut advice = own::advise(&csr);
            advice.findings.retain(|finding| finding.check != "armour");
            report.absorb(advice);
            report
        }
        Err(fault) => {
            let mut report = Report::default();
            let finding = own::unreadable(&fault, Some("-22"), Severity::Error);
            report.findings.push(finding);
            report
        }
    }
}

/// All checks of this module, without those of our own.
pub fn all(csr: &Csr, order: &Order<'_>) -> Report {
    let mut report = Report::default();
    for (_, check) in TABLE {
        check(&Context { csr, order }, &mut report);
    }
    report
}

/// One check by its name in the schema; none if there is no such check.
pub fn run(name: &str, csr: &Csr, order: &Order<'_>) -> Option<Report> {
    let (_, check) = TABLE.iter().find(|(known, _)| *known == name)?;
    let mut report = Report::default();
    check(&Context { csr, order }, &mut report);
    Some(report)
}

/// The names that [`run`] takes.
pub fn names() -> impl Iterator<Item = &'static str> {
    TABLE.iter().map(|(name, _)| *name)
}

fn readable(context: &Context<'_>, report: &mut Report) {
    own::signature(context.csr, report, Some("-22"), Severity::Error);
}

/// We read over what is doubtful around the request; the manual does not say that the CA does.
fn armour(context: &Context<'_>, report: &mut Report) {
    for departure in context.csr.departures() {
        report.warning("armour", "-22", departure.advice());
        if let Some(finding) = report.findings.last_mut() {
            finding.offset = Some(context.csr.offset());
        }
    }
}

fn spkac_details(context: &Context<'_>, report: &mut Report) {
    if context.csr.kind() == Kind::Spkac && context.order.has_details == Some(false) {
        let message = "An SPKAC has no subject: send detailsRequete with it.";
        report.push("spkac-details", None, Severity::Error, message);
    }
}
