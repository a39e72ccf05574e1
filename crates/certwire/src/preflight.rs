//! The checks of keys and CSRs, fed with the services' tables.

use certwire_preflight::{
    BlockList, Csr, Finding, Report, Severity, gs,
    request::Unreadable,
    tbs::{Order, Presence, Product},
};
use certwire_wire::{
    reference::Table,
    report,
    rules::{CsrCheck, CsrFinding, CsrSubject},
};

use crate::service::Service;

/// Checks CSRs for both services.
#[derive(Debug, Default)]
pub struct Preflight {
    weak_keys: Option<BlockList>,
}

impl Preflight {
    /// Checks that know these weak keys; without a list, weak Debian keys are not looked for.
    pub fn new(weak_keys: Option<BlockList>) -> Self {
        Self { weak_keys }
    }

    /// What the service's checks find in a CSR that is ordered for a product.
    pub fn report(&self, service: Service, csr: &Csr, product: Option<&str>) -> Report {
        let list = self.weak_keys.as_ref();
        match service {
            Service::Gs => gs::all(csr, list),
            Service::Tbs => {
                let tables = product.map(Tables::of);
                let product = tables.as_ref().map(Tables::product);
                let order = Order {
                    product: product.as_ref(),
                    // The rules themselves ask for domaines and detailsRequete.
                    has_names: true,
                    has_details: Some(false),
                    weak_keys: list,
                };
                certwire_preflight::tbs::all(csr, &order)
            }
        }
    }
}

impl CsrCheck for Preflight {
    fn check(&self, subject: &CsrSubject<'_>) -> Vec<CsrFinding> {
        let service = if subject.service.id == Service::Gs.id() {
            Service::Gs
        } else {
            Service::Tbs
        };
        match Csr::parse(subject.csr) {
            Ok(csr) => self
                .report(service, &csr, subject.product)
                .findings
                .into_iter()
                .map(finding)
                .collect(),
            Err(fault) => vec![unreadable(&fault)],
        }
    }
}

fn finding(finding: Finding) -> CsrFinding {
    CsrFinding {
        check: finding.check,
        code: finding.code.unwrap_or(""),
        severity: match finding.severity {
            Severity::Error => report::Severity::Error,
            Severity::Warning => report::Severity::Warning,
        },
        message: finding.message,
        offset: finding.offset,
    }
}

fn unreadable(fault: &Unreadable) -> CsrFinding {
    CsrFinding {
        check: "readable",
        code: "",
        severity: report::Severity::Error,
        message: fault.to_string(),
        offset: Some(fault.offset),
    }
}

/// What TBS's annexes say about a product.
struct Tables<'p> {
    code: &'p str,
    families: Vec<&'static str>,
    fields: Vec<(&'static str, Presence)>,
}

impl<'p> Tables<'p> {
    fn of(code: &'p str) -> Self {
        let reference = Service::Tbs.reference();
        let rows = reference
            .table("family")
            .into_iter()
            .flat_map(|table| table.rows(code));
        let families: Vec<&str> = rows
            .flat_map(|row| row.label.split(',').map(str::trim))
            .collect();
        let tables = [
            ("email-novice", "csr_fields_email", "novice"),
            ("signlogin", "csr_fields_signlogin", "signlogin"),
        ];
        let mine = tables
            .into_iter()
            .find(|(family, ..)| families.contains(family));
        let fields =
            mine.and_then(|(_, table, column)| Some(presences(reference.table(table)?, column)));
        Self {
            code,
            families,
            fields: fields.unwrap_or_default(),
        }
    }

    fn product(&self) -> Product<'_> {
        Product {
            code: self.code,
            families: &self.families,
            fields: &self.fields,
        }
    }
}

fn presences(table: &'static Table, column: &str) -> Vec<(&'static str, Presence)> {
    let presence = |row| Presence::from_word(table.column(row, column)?);
    table
        .codes
        .iter()
        .filter_map(|row| Some((row.code, presence(row)?)))
        .collect()
}
