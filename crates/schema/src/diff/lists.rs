//! Everything but operations: addresses, enums, code tables, errors, rules, errata.

use crate::diff::facts::Facts;
use crate::diff::{Changes, Class, from_to};
use crate::model::{
    Clause, Decided, Endpoint, Enum, Erratum, ErrorCode, Rule, Service, Severity, Table,
    VendorCodes,
};

/// Compares all lists of a service.
pub(super) fn compare(changes: &mut Changes, old: &Service, new: &Service) {
    changes.words("", "service", "edition", &old.edition, &new.edition);
    changes.words("", "service", "title", &old.title, &new.title);
    addresses(changes, old, new);
    for (subject, before, after) in
        matched(&old.enums, &new.enums, changes, "enum", |list: &Enum| {
            list.name.clone()
        })
    {
        enumeration(changes, &subject, before, after);
    }
    let name = |table: &Table| table.name.clone();
    for (subject, before, after) in matched(&old.tables, &new.tables, changes, "codes", name) {
        table(changes, &subject, before, after);
    }
    let code = |error: &ErrorCode| match &error.method {
        Some(method) => format!("{} of {method}", error.code),
        None => error.code.clone(),
    };
    for (subject, before, after) in matched(&old.errors, &new.errors, changes, "error", code) {
        error(changes, &subject, before, after);
    }
    rules(changes, old, new);
    errata(changes, old, new);
}

/// Pairs of the same name, with a subject; what has no partner becomes a change.
fn matched<'a, T>(
    old: &'a [T],
    new: &'a [T],
    changes: &mut Changes,
    kind: &str,
    name: impl Fn(&T) -> String,
) -> Vec<(String, &'a T, &'a T)> {
    let mut pairs = Vec::new();
    for before in old {
        let subject = format!("{kind} {}", name(before));
        if let Some(after) = new.iter().find(|after| name(after) == name(before)) {
            pairs.push((subject, before, after));
        } else {
            let class = if kind == "enum" {
                Class::BreaksCallers
            } else {
                Class::BreaksWire
            };
            changes.add(class, subject, "removed");
        }
    }
    for after in new
        .iter()
        .filter(|after| !old.iter().any(|before| name(before) == name(after)))
    {
        changes.add(Class::Additive, format!("{kind} {}", name(after)), "added");
    }
    pairs
}

fn addresses(changes: &mut Changes, old: &Service, new: &Service) {
    let mut wire = |subject: &str, before: &str, after: &str| {
        if before != after {
            changes.add(Class::BreaksWire, subject, from_to(before, after));
        }
    };
    let protocol = |service: &Service| format!("{:?}", service.protocol);
    wire("protocol", &protocol(old), &protocol(new));
    wire(
        "namespace",
        old.namespace.as_deref().unwrap_or_default(),
        new.namespace.as_deref().unwrap_or_default(),
    );
    for (name, before) in &old.applications {
        if let Some((_, after)) = new.applications.iter().find(|(other, _)| other == name) {
            wire(&format!("application {name}"), before, after);
        }
    }
    let [before, after] = [old, new].map(|service| vendor_codes(&service.vendor_codes));
    changes.words(
        "",
        "service",
        "vendor codes of failing checks",
        &before,
        &after,
    );
    let name = |endpoint: &Endpoint| endpoint.name.clone();
    for (subject, before, after) in
        matched(&old.endpoints, &new.endpoints, changes, "endpoint", name)
    {
        if before.url != after.url {
            changes.add(Class::BreaksWire, subject, from_to(&before.url, &after.url));
        }
    }
    let urls = |service: &Service| {
        let all: Vec<String> = service
            .wsdl
            .iter()
            .map(|wsdl| format!("{} {}", wsdl.name, wsdl.url))
            .collect();
        all.join(", ")
    };
    changes.words("", "service", "WSDL", &urls(old), &urls(new));
}

fn vendor_codes(codes: &VendorCodes) -> String {
    let all = [
        &codes.absent,
        &codes.length,
        &codes.format,
        &codes.combination,
        &codes.value,
    ];
    all.map(|code| code.as_deref().unwrap_or("-")).join(" ")
}

fn enumeration(changes: &mut Changes, subject: &str, before: &Enum, after: &Enum) {
    let wires = |list: &Enum| {
        list.values
            .iter()
            .map(|value| value.wire.clone())
            .collect::<Vec<_>>()
    };
    names(changes, subject, "value", &wires(before), &wires(after));
    if before.int != after.int {
        changes.add(
            Class::BreaksWire,
            subject,
            "its values change between text and numbers",
        );
    }
    for value in &before.values {
        let Some(later) = after.values.iter().find(|later| later.wire == value.wire) else {
            continue;
        };
        if value.rust != later.rust {
            changes.add(
                Class::BreaksCallers,
                subject,
                format!("Rust name of {} changed", value.wire),
            );
        }
        let subject = format!("{subject} value {}", value.wire);
        names(changes, &subject, "alias", &value.aliases, &later.aliases);
        changes.words("", &subject, "about", &value.about, &later.about);
        changes.words(
            "",
            &subject,
            "errata",
            &value.errata.join(" "),
            &later.errata.join(" "),
        );
    }
    changes.words("", subject, "about", &before.about, &after.about);
    changes.words("", subject, "section", &before.section, &after.section);
}

fn table(changes: &mut Changes, subject: &str, before: &Table, after: &Table) {
    if before.rust != after.rust {
        changes.add(Class::BreaksCallers, subject, "its Rust type changed");
    }
    // Tables may list a code twice: the label tells the rows apart.
    for code in &before.codes {
        let later = after.codes.iter().filter(|later| later.code == code.code);
        let later = later.max_by_key(|later| later.label == code.label);
        let Some(later) = later else {
            changes.add(
                Class::BreaksWire,
                subject,
                format!("code {} removed", code.code),
            );
            continue;
        };
        let subject = format!("{subject} code {}", code.code);
        if code.columns != later.columns || before.columns != after.columns {
            let columns = from_to(&code.columns.join(", "), &later.columns.join(", "));
            changes.add(Class::BreaksWire, &subject, format!("columns: {columns}"));
        }
        changes.words("", &subject, "label", &code.label, &later.label);
        changes.words(
            "",
            &subject,
            "errata",
            &code.errata.join(" "),
            &later.errata.join(" "),
        );
    }
    let added = after
        .codes
        .iter()
        .filter(|code| !before.codes.iter().any(|known| known.code == code.code));
    for code in added {
        changes.add(
            Class::Additive,
            subject,
            format!("code {} added", code.code),
        );
    }
    changes.words("", subject, "about", &before.about, &after.about);
    changes.words("", subject, "section", &before.section, &after.section);
}

fn error(changes: &mut Changes, subject: &str, before: &ErrorCode, after: &ErrorCode) {
    if before.class != after.class {
        let text = format!("class: {:?} -> {:?}", before.class, after.class).to_lowercase();
        changes.add(Class::BreaksCallers, subject, text);
    }
    if before.one_order != after.one_order {
        let text = format!("one-order: {} -> {}", before.one_order, after.one_order);
        changes.add(Class::BreaksCallers, subject, text);
    }
    changes.words("", subject, "text", &before.text, &after.text);
    changes.words("", subject, "cause", &before.cause, &after.cause);
    changes.words("", subject, "remedy", &before.remedy, &after.remedy);
    changes.words("", subject, "section", &before.section, &after.section);
}

fn rules(changes: &mut Changes, old: &Service, new: &Service) {
    for before in &old.rules {
        let subject = format!("rule {}", before.id);
        let Some(after) = new.rules.iter().find(|after| after.id == before.id) else {
            changes.add(Class::Additive, subject, "removed");
            continue;
        };
        let facts = |rule: &Rule| {
            let clauses: Vec<String> = rule.when.iter().chain(&rule.check).map(clause).collect();
            [
                ("operations", rule.operations.join(" ")),
                ("conditions and check", clauses.join("; ")),
                ("decided", format!("{:?}", rule.decided)),
                ("severity", format!("{:?}", rule.severity)),
                ("vendor codes", rule.codes.join(" ")),
            ]
        };
        for ((what, before), (_, after)) in facts(before).into_iter().zip(facts(after)) {
            if before != after {
                changes.add(
                    Class::BreaksWire,
                    &subject,
                    format!("{what}: {}", from_to(&before, &after)),
                );
            }
        }
        changes.words("", &subject, "summary", &before.summary, &after.summary);
        changes.words("", &subject, "section", &before.section, &after.section);
    }
    for after in new
        .rules
        .iter()
        .filter(|after| !old.rules.iter().any(|before| before.id == after.id))
    {
        // What only the CA decides, it decided before we wrote it down.
        let refuses = after.severity == Severity::Error && after.decided != Decided::Server;
        let class = if refuses {
            Class::BreaksWire
        } else {
            Class::Additive
        };
        changes.add(class, format!("rule {}", after.id), "added");
    }
}

fn clause(clause: &Clause) -> String {
    format!("{} {}", clause.word, clause.arguments.join(" "))
}

fn errata(changes: &mut Changes, old: &Service, new: &Service) {
    for before in &old.errata {
        let subject = format!("erratum {}", before.id);
        let Some(after) = new.errata.iter().find(|after| after.id == before.id) else {
            changes.add(Class::Documentation, subject, "removed");
            continue;
        };
        let texts = |erratum: &Erratum| {
            let writes = erratum.writes.clone().unwrap_or_default();
            let texts = [
                &erratum.place,
                &erratum.paper,
                &erratum.reads,
                &writes,
                &erratum.why,
                &erratum.section,
            ];
            texts.map(Clone::clone)
        };
        let parts = ["where", "paper", "reads", "writes", "why", "section"].into_iter();
        for ((what, before), after) in parts.zip(texts(before)).zip(texts(after)) {
            changes.words("", &subject, what, &before, &after);
        }
    }
    for after in new
        .errata
        .iter()
        .filter(|after| !old.errata.iter().any(|before| before.id == after.id))
    {
        changes.add(
            Class::Documentation,
            format!("erratum {}", after.id),
            "added",
        );
    }
}

fn names(changes: &mut Changes, subject: &str, what: &str, old: &[String], new: &[String]) {
    Facts {
        changes,
        operation: "",
        subject,
    }
    .names(what, old, new);
}
