//! The checks of keys and CSRs as validators run them: where an order holds a CSR, fed with the service's tables.

use certwire_wire::{
    reference::{Service, Table},
    report,
    rules::{CsrCheck, CsrFinding, CsrSubject},
};

use crate::{
    finding::{Finding, Report, Severity},
    gs,
    request::{Csr, Unreadable},
    tbs::{self, Order, Presence, Product},
    weak::blocklist::BlockList,
};

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
    pub fn report(&self, service: &'static Service, csr: &Csr, product: Option<&str>) -> Report {
        let list = self.weak_keys.as_ref();
        if service.id == "gs" {
            return gs::all(csr, list);
        }
        let tables = product.map(|code| Tables::of(service, code));
        let product = tables.as_ref().map(Tables::product);
        let order = Order {
            product: product.as_ref(),
            // The rules themselves ask for domaines and detailsRequete.
            has_names: true,
            has_details: Some(false),
            weak_keys: list,
        };
        tbs::all(csr, &order)
    }
}

impl CsrCheck for Preflight {
    fn check(&self, subject: &CsrSubject<'_>) -> Vec<CsrFinding> {
        match Csr::parse(subject.csr) {
            Ok(csr) => self
                .report(subject.service, &csr, subject.product)
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
    fn of(reference: &'static Service, code: &'p str) -> Self {
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
