//! The page `docs/codes.md`: every answer of both CAs, whether it is known before an order is sent, and from what.

mod causes;

use std::fmt::Write;

use certwire_schema::model::{Decided, ErrorClass, ErrorCode, Rule, Service, Severity};

use crate::{Input, artefact::Artefact, error::Error};
use causes::{Cause, causes, is_general};

/// The most elements that a row names.
const SHOWN: usize = 6;

/// The one page.
#[expect(clippy::unnecessary_wraps, reason = "the signature of all emitters")]
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let mut text = String::from(INTRODUCTION);
    for service in &input.model.services {
        section(&mut text, service);
    }
    Ok(vec![Artefact::new("docs/codes.md", text)])
}

const INTRODUCTION: &str = "\
<!-- Written by `cargo xtask codegen` from schema/; do not edit. -->

# Codes

Every code that the two CAs can answer, and whether `certwire validate` tells it before an order is sent: *request* where \
the payload decides it, *CSR* where the key or certificate request in it does, and no where only the CA can. A rule marked \
with a question mark is a warning: it is inferred, or the document leaves cases out. `certwire explain CODE` has the cause \
and the cure.
";

struct Row<'s> {
    error: &'s ErrorCode,
    causes: Vec<Cause>,
    rules: Vec<&'s Rule>,
}

impl Row<'_> {
    fn by_request(&self) -> bool {
        !self.causes.is_empty() || self.has(Decided::Offline)
    }

    fn by_csr(&self) -> bool {
        self.has(Decided::Csr)
    }

    fn known(&self) -> &'static str {
        match (self.by_request(), self.by_csr()) {
            (true, true) => "request, CSR",
            (true, false) => "request",
            (false, true) => "CSR",
            (false, false) => "no",
        }
    }

    fn has(&self, decided: Decided) -> bool {
        self.rules.iter().any(|rule| rule.decided == decided)
    }
}

fn section(text: &mut String, service: &Service) {
    let rows: Vec<Row<'_>> = service
        .errors
        .iter()
        .map(|error| row(service, error))
        .collect();
    let _ = writeln!(
        text,
        "\n## {}, edition {}\n",
        service.title, service.edition
    );
    let mut methods: Vec<Option<&str>> = Vec::new();
    for row in &rows {
        let method = row.error.method.as_deref();
        if !methods.contains(&method) {
            methods.push(method);
        }
    }
    for method in methods {
        let mine: Vec<&Row<'_>> = rows
            .iter()
            .filter(|row| row.error.method.as_deref() == method)
            .collect();
        table(text, method, &mine);
    }
}

fn table(text: &mut String, method: Option<&str>, rows: &[&Row<'_>]) {
    if let Some(method) = method {
        let _ = writeln!(text, "\n### The table of `{method}`\n");
    }
    let request = rows.iter().filter(|row| row.by_request()).count();
    let csr = rows.iter().filter(|row| row.by_csr()).count();
    let both = rows
        .iter()
        .filter(|row| row.by_request() && row.by_csr())
        .count();
    let neither = rows.len() + both - request - csr;
    let _ = writeln!(
        text,
        "{} codes: {request} known from the request, {csr} from the CSR ({both} of them from the request too), \
         {neither} known to the CA alone.\n",
        rows.len()
    );
    text.push_str("| code | what it says | known from | by |\n|---|---|---|---|\n");
    for row in rows {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            row.error.code,
            cell(&row.error.text),
            row.known(),
            cell(&by(row))
        );
    }
}

fn row<'s>(service: &'s Service, error: &'s ErrorCode) -> Row<'s> {
    let causes = causes(service, &error.code);
    let rules = service
        .rules
        .iter()
        .filter(|rule| rule.codes.contains(&error.code) || is_general(service, rule, &error.code));
    let rules: Vec<&Rule> = rules.collect();
    Row {
        error,
        causes,
        rules,
    }
}

/// What tells the code, or why nothing does.
fn by(row: &Row<'_>) -> String {
    if row.known() == "no" {
        return why_not(row);
    }
    let mut parts: Vec<String> = row.causes.iter().take(SHOWN).map(cause).collect();
    if row.causes.len() > SHOWN {
        parts.push(format!("{} more elements", row.causes.len() - SHOWN));
    }
    let own = row
        .rules
        .iter()
        .filter(|rule| rule.decided != Decided::Server);
    parts.extend(own.map(|rule| {
        let doubt = if rule.severity == Severity::Warning {
            "?"
        } else {
            ""
        };
        format!("rule `{}`{doubt}", rule.id)
    }));
    parts.join(", ")
}

fn cause(cause: &Cause) -> String {
    format!("`{}` {}", cause.path, cause.what.join(" or "))
}

fn why_not(row: &Row<'_>) -> String {
    let mut summaries: Vec<&str> = Vec::new();
    for rule in &row.rules {
        if !summaries.contains(&rule.summary.as_str()) {
            summaries.push(&rule.summary);
        }
    }
    if !summaries.is_empty() {
        return format!("the CA looks at it: {}", summaries.join(" "));
    }
    let reason = match row.error.class {
        ErrorClass::Notice => "it tells of no failure",
        ErrorClass::Internal => "it tells of trouble at the CA",
        _ => "nothing in a request tells of it",
    };
    reason.to_owned()
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
