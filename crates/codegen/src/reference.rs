//! The validator crates' tables: codes, errors, rules, errata, editions, and the service that joins them.

use std::collections::BTreeMap;

use certwire_emit::doc;
use certwire_schema::model::{
    Code, Decided, Edition, Endpoint, Erratum, ErrorClass, ErrorCode, Protocol, Rule, Service,
    Severity, Table,
};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::{Input, artefact::Artefact, error::Error, render::File, types};

/// All files of both validator crates.
pub(crate) fn artefacts(input: &Input) -> Result<Vec<Artefact>, Error> {
    let mut files = Vec::new();
    for service in &input.model.services {
        files.extend(self::files(service)?);
    }
    Ok(files)
}

fn files(service: &Service) -> Result<Vec<Artefact>, Error> {
    let id = &service.id;
    let list = |name, about, ty, rows: Vec<TokenStream>| list(name, about, ty, &rows);
    let errors = service.errors.iter().map(error).collect();
    let rules = service.rules.iter().map(rule).collect();
    let errata = service.errata.iter().map(erratum).collect();
    let history = service.history.iter().map(edition).collect();
    let files = [
        ("tables", "codes", tables(service)),
        (
            "errors",
            "errors.kdl",
            list("ERRORS", "All error codes.", "ErrorCode", errors),
        ),
        (
            "rules",
            "rules.kdl",
            list(
                "RULES",
                "All conditional and cross-field statements.",
                "Rule",
                rules,
            ),
        ),
        (
            "errata",
            "errata.kdl",
            list(
                "ERRATA",
                "All contradictions and their rulings.",
                "Erratum",
                errata,
            ),
        ),
        (
            "history",
            "history.kdl",
            list("HISTORY", "All editions, oldest first.", "Edition", history),
        ),
        ("service", "service.kdl", self::service(service)),
    ];
    let local: BTreeMap<String, String> = ["tables", "errors", "rules", "errata", "history"]
        .into_iter()
        .map(|module| (module.to_uppercase(), format!("super::{module}")))
        .chain([(
            "OPERATIONS".to_owned(),
            types::crate_name(id).replace('-', "_"),
        )])
        .collect();
    let folder = folder(id);
    files
        .map(|(module, source, items)| {
            let local: BTreeMap<String, String> = local
                .iter()
                .filter(|(name, _)| **name != module.to_uppercase())
                .map(|(name, path)| (name.clone(), path.clone()))
                .collect();
            let file = File {
                source: &format!("schema/{id}/{source}"),
                items,
                local: &local,
            };
            Ok(Artefact::new(format!("{folder}/{module}.rs"), file.text()?))
        })
        .into_iter()
        .collect()
}

/// The folder of a service's validator tables.
pub(crate) fn folder(service: &str) -> &'static str {
    match service {
        "gs" => "crates/gs-soap-validators/src/generated",
        _ => "crates/tbs-xmlrpc-validators/src/generated",
    }
}

/// `pub static NAME: [Type; n] = […];`
fn list(name: &str, about: &str, ty: &str, rows: &[TokenStream]) -> TokenStream {
    let doc = doc::attributes(&[about.to_owned()]);
    let [name, ty] =
        [name, ty].map(|name| proc_macro2::Ident::new(name, proc_macro2::Span::call_site()));
    let count = Literal::usize_unsuffixed(rows.len());
    quote! {
        #doc
        pub(crate) static #name: [#ty; #count] = [#(#rows),*];
    }
}

fn text(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}

fn tables(service: &Service) -> TokenStream {
    let tables: Vec<TokenStream> = service.tables.iter().map(table).collect();
    list("TABLES", "All code tables.", "Table", &tables)
}

fn table(table: &Table) -> TokenStream {
    let (name, section, about) = (&table.name, &table.section, &table.about);
    let (columns, errata) = (&table.columns, table.errata.join(" "));
    let codes = table.codes.iter().map(code);
    let mut sorted: Vec<usize> = (0..table.codes.len()).collect();
    sorted.sort_by_key(|index| &table.codes[*index].code);
    let sorted = sorted.into_iter().map(Literal::usize_unsuffixed);
    quote! {
        Table {
            name: #name,
            section: #section,
            about: #about,
            columns: &[#(#columns),*],
            codes: &[#(#codes),*],
            sorted: &[#(#sorted),*],
            errata: #errata,
        }
    }
}

fn code(row: &Code) -> TokenStream {
    let (code, label, columns) = (&row.code, &row.label, &row.columns);
    let since = row.since.as_ref().map(|edition| quote!(.since(#edition)));
    let until = row.until.as_ref().map(|edition| quote!(.until(#edition)));
    let errata = row.errata.join(" ");
    let errata = (!errata.is_empty()).then(|| quote!(.errata(#errata)));
    quote!(Code::new(#code, #label, &[#(#columns),*]) #since #until #errata)
}

fn error(error: &ErrorCode) -> TokenStream {
    let (code, method, section) = (&error.code, text(error.method.as_ref()), &error.section);
    let (message, cause, remedy) = (&error.text, &error.cause, &error.remedy);
    let (since, until) = (text(error.since.as_ref()), text(error.until.as_ref()));
    let errata = error.errata.join(" ");
    let one_order = error.one_order;
    let class = match error.class {
        ErrorClass::Auth => quote!(Auth),
        ErrorClass::Input => quote!(Input),
        ErrorClass::State => quote!(State),
        ErrorClass::Billing => quote!(Billing),
        ErrorClass::Internal => quote!(Internal),
        ErrorClass::Notice => quote!(Notice),
    };
    quote! {
        ErrorCode {
            code: #code,
            method: #method,
            class: ErrorClass::#class,
            one_order: #one_order,
            section: #section,
            text: #message,
            cause: #cause,
            remedy: #remedy,
            since: #since,
            until: #until,
            errata: #errata,
        }
    }
}

fn rule(rule: &Rule) -> TokenStream {
    let (id, section, summary, response) = (&rule.id, &rule.section, &rule.summary, rule.response);
    let (operations, codes) = (&rule.operations, &rule.codes);
    let (since, until) = (text(rule.since.as_ref()), text(rule.until.as_ref()));
    let errata = rule.errata.join(" ");
    let decided = match rule.decided {
        Decided::Offline => quote!(Offline),
        Decided::Csr => quote!(Csr),
        Decided::Server => quote!(Server),
    };
    let severity = match rule.severity {
        Severity::Error => quote!(Error),
        Severity::Warning => quote!(Warning),
    };
    quote! {
        Rule {
            id: #id,
            section: #section,
            operations: &[#(#operations),*],
            response: #response,
            codes: &[#(#codes),*],
            decided: Decided::#decided,
            severity: Severity::#severity,
            summary: #summary,
            since: #since,
            until: #until,
            errata: #errata,
        }
    }
}

fn erratum(erratum: &Erratum) -> TokenStream {
    let (id, section, kind, place) = (&erratum.id, &erratum.section, &erratum.kind, &erratum.place);
    let (paper, reads, why) = (&erratum.paper, &erratum.reads, &erratum.why);
    let writes = text(erratum.writes.as_ref());
    quote! {
        Erratum {
            id: #id,
            section: #section,
            kind: #kind,
            place: #place,
            paper: #paper,
            reads: #reads,
            writes: #writes,
            why: #why,
        }
    }
}

fn edition(edition: &Edition) -> TokenStream {
    let (id, date, section) = (&edition.id, text(edition.date.as_ref()), &edition.section);
    let entries = edition.entries.iter().map(|entry| {
        let (kind, subject, was) = (&entry.kind, &entry.subject, text(entry.was.as_ref()));
        quote!(Entry { kind: #kind, subject: #subject, was: #was })
    });
    quote! {
        Edition {
            id: #id,
            date: #date,
            section: #section,
            entries: &[#(#entries),*],
        }
    }
}

fn service(service: &Service) -> TokenStream {
    let (id, title, edition) = (&service.id, &service.title, &service.edition);
    let namespace = text(service.namespace.as_ref());
    let protocol = match service.protocol {
        Protocol::Soap => quote!(Soap),
        Protocol::XmlRpc => quote!(XmlRpc),
    };
    let endpoints = service.endpoints.iter().map(endpoint);
    let wsdl = service.wsdl.iter().map(endpoint);
    let applications = service
        .applications
        .iter()
        .map(|(name, file)| quote!((#name, #file)));
    let codes = &service.vendor_codes;
    let [absent, length, format, combination, value] = [
        &codes.absent,
        &codes.length,
        &codes.format,
        &codes.combination,
        &codes.value,
    ]
    .map(|code| text(code.as_ref()));
    let sections = service
        .sections
        .iter()
        .map(|(id, title)| quote!(Section { id: #id, title: #title }));
    quote! {
        /// Everything that the vendor's document says.
        pub static SERVICE: Service = Service {
            id: #id,
            title: #title,
            edition: #edition,
            protocol: Protocol::#protocol,
            namespace: #namespace,
            endpoints: &[#(#endpoints),*],
            wsdl: &[#(#wsdl),*],
            applications: &[#(#applications),*],
            vendor_codes: VendorCodes {
                absent: #absent,
                length: #length,
                format: #format,
                combination: #combination,
                value: #value,
            },
            sections: &[#(#sections),*],
            operations: &OPERATIONS,
            tables: &TABLES,
            errors: &ERRORS,
            rules: &RULES,
            errata: &ERRATA,
            history: &HISTORY,
        };
    }
}

fn endpoint(endpoint: &Endpoint) -> TokenStream {
    let (name, url, section) = (&endpoint.name, &endpoint.url, &endpoint.section);
    quote!(Endpoint { name: #name, url: #url, section: #section })
}
