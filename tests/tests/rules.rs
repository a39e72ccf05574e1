//! Every rule that a payload or a CSR decides: what breaks it, what just obeys it, in a tree and in XML.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use certwire::{
    input::files::{Source, collect},
    judge::{Options, judge},
    prediction::Prediction,
};
use certwire_tests::{
    message::Message,
    plain::{self, Terse},
    rules::{Base, Book, Case, Edit, Findings, Kind, NOW, findings, judge_tree, judge_xml},
};
use certwire_wire::{
    operation::Direction,
    reference::{Decided, Rule, Service},
    report::{Report, Severity, Violation},
    shape::Shape,
    tree::{Node, Tree},
};

const SERVICES: [(&str, &Service); 2] = [
    ("gs", &gs_soap_validators::SERVICE),
    ("tbs", &tbs_xmlrpc_validators::SERVICE),
];

fn books() -> impl Iterator<Item = (Book, &'static Service)> {
    SERVICES
        .map(|(id, service)| (Book::of(id), service))
        .into_iter()
}

fn decidable(service: &'static Service) -> impl Iterator<Item = &'static Rule> {
    service
        .rules
        .iter()
        .filter(|rule| rule.decided != Decided::Server)
}

/// The names of the messages that a rule speaks of.
fn messages(rule: &Rule) -> impl Iterator<Item = String> {
    let end = if rule.response { "Response" } else { "" };
    rule.operations
        .iter()
        .map(move |operation| format!("{operation}{end}"))
}

/// The bases of a case: those that it names, or the plain one of every message of its rule.
fn bases<'b>(book: &'b Book, service: &'static Service, case: &Case) -> Vec<&'b Base> {
    let rule = service.rule(&case.rule);
    let rule = rule.unwrap_or_else(|| panic!("{} is no rule", case.rule));
    if case.on.is_empty() {
        messages(rule).map(|name| book.named(&name)).collect()
    } else {
        case.on.iter().map(|name| book.named(name)).collect()
    }
}

#[test]
fn every_rule_is_broken_and_obeyed_in_every_message() {
    let mut lacking = Vec::new();
    for (book, service) in books() {
        for rule in decidable(service) {
            for kind in [Kind::Breaks, Kind::Obeys] {
                let cases = book
                    .cases
                    .iter()
                    .filter(|case| case.rule == rule.id && case.kind == kind);
                let tried: BTreeSet<String> = cases
                    .flat_map(|case| bases(&book, service, case))
                    .map(|base| base.message.name())
                    .collect();
                let untried = messages(rule).filter(|name| !tried.contains(name));
                lacking.extend(
                    untried.map(|name| format!("{} {} {name} {kind:?}", service.id, rule.id)),
                );
            }
        }
    }
    assert!(
        lacking.is_empty(),
        "without a payload:\n{}",
        lacking.join("\n")
    );
}

#[test]
fn bases_break_nothing_but_what_they_say() {
    let mut faults = String::new();
    for (book, _) in books() {
        for base in &book.bases {
            let judged = both(base.message, &base.node, &[]);
            let broken: Vec<&str> = judged.violations.iter().map(|found| &*found.rule).collect();
            let warned = judged
                .violations
                .iter()
                .all(|found| found.severity == Severity::Warning);
            if broken != base.warns || !warned {
                let _ = writeln!(faults, "{}: {:?}", base.name, findings(&judged));
            }
        }
    }
    assert!(faults.is_empty(), "{faults}");
}

#[test]
fn what_breaks_a_rule_brings_its_finding_alone() {
    hold(Kind::Breaks, |case, base, before, after| {
        let expected = (
            case.rule.clone(),
            case.code.clone(),
            case.severity,
            case.path.clone(),
        );
        let mut new = difference(after, before);
        let was_there = before.contains_key(&expected);
        let found =
            new.remove(&expected) == Some(1) || (was_there && after.contains_key(&expected));
        let others: Vec<&String> = new.keys().map(|(rule, ..)| rule).collect();
        (found && same(&others, &case.beside))
            .then_some(())
            .ok_or_else(|| format!("{} on {}: {new:?}, found: {found}", case.rule, base.name))
    });
}

#[test]
fn what_obeys_a_rule_brings_no_finding() {
    hold(Kind::Obeys, |case, base, before, after| {
        let new = difference(after, before);
        let others: Vec<&String> = new.keys().map(|(rule, ..)| rule).collect();
        let obeys = !after.keys().any(|(rule, ..)| *rule == case.rule);
        (obeys && same(&others, &case.beside))
            .then_some(())
            .ok_or_else(|| format!("{} on {}: {new:?}, obeyed: {obeys}", case.rule, base.name))
    });
}

/// What the golden requests are warned of, all of it reviewed: they hold everything that may stand in a request.
const WARNED: &[(&str, &str)] = &[
    (
        "gs/requests/order_os/individual.minimal.xml",
        "individual-is-organization",
    ),
    ("gs/requests/order_os/maximal.xml", "os-pkcs12"),
    ("gs/requests/order_ps2/campaign.xml", "ps2-discontinued"),
    ("gs/requests/order_ps2/maximal.xml", "ps2-discontinued"),
    (
        "gs/requests/order_ps2/minimal.observed.xml",
        "ps2-discontinued",
    ),
    ("gs/requests/order_ps2/minimal.xml", "ps2-discontinued"),
    ("gs/requests/order_ps2_pro/maximal.xml", "pro-unit-ignored"),
    ("tbs/requests/achat/standard.maximal.xml", "no-card"),
    ("tbs/requests/reference/maximal.xml", "reference-precedence"),
    ("tbs/requests/renouvellement/maximal.xml", "no-card"),
    ("tbs/requests/statut/maximal.xml", "status-precedence"),
];

#[test]
fn what_a_document_permits_is_never_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("payloads");
    let folders = ["gs/requests", "tbs/requests"].map(|folder| root.join(folder));
    let options = Options {
        now: Some(NOW),
        ..Options::default()
    };
    let mut warned = BTreeSet::new();
    for source in collect(&folders).expect("folders of payloads") {
        let Source::File(path) = source else { continue };
        let name = path
            .strip_prefix(&root)
            .expect("below it")
            .display()
            .to_string();
        let judgement = judge(name.clone(), &fs::read(&path).expect("a file"), &options);
        let report = judgement.outcome.expect("a message that reads");
        for found in report.violations {
            assert_eq!(found.severity, Severity::Warning, "{name}: {found:?}");
            warned.insert((name.replace('\\', "/"), found.rule.into_owned()));
        }
    }
    let reviewed = WARNED
        .iter()
        .map(|(file, rule)| ((*file).to_owned(), (*rule).to_owned()));
    assert_eq!(warned, reviewed.collect());
}

/// Tries all cases of one kind.
fn hold(kind: Kind, property: impl Fn(&Case, &Base, &Findings, &Findings) -> Result<(), String>) {
    let mut faults = Vec::new();
    for (book, service) in books() {
        for case in book.cases.iter().filter(|case| case.kind == kind) {
            for base in bases(&book, service, case) {
                let before = findings(&both(base.message, &base.node, &[]));
                let (node, finds) = changed(base, case);
                let after = both(base.message, &node, &finds);
                told(&after, &finds);
                faults.extend(property(case, base, &before, &findings(&after)).err());
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn changed(base: &Base, case: &Case) -> (Node<'static>, Vec<String>) {
    let mut node = base.node.clone();
    for edit in &case.edits {
        edit.apply(base.message.shape(), &mut node);
    }
    let finds = case.edits.iter().filter_map(|edit| match edit {
        Edit::Finds(name) => Some(name.clone()),
        _ => None,
    });
    (node, finds.collect())
}

/// The CSR check's own sentence reaches the reader.
fn told(judged: &Report, finds: &[String]) {
    for name in finds {
        let sentence = format!("{name} was found");
        let found = judged
            .violations
            .iter()
            .any(|found| found.message == sentence);
        assert!(found, "nobody says that {sentence}: {:?}", findings(judged));
    }
}

fn difference(after: &Findings, before: &Findings) -> Findings {
    let new = after.iter().map(|(finding, count)| {
        let known = before.get(finding).copied().unwrap_or(0);
        (finding.clone(), count.saturating_sub(known))
    });
    new.filter(|(_, count)| *count > 0).collect()
}

fn same(found: &[&String], listed: &[String]) -> bool {
    let found: BTreeSet<&String> = found.iter().copied().collect();
    found == listed.iter().collect()
}

/// Judges a tree and the XML of the same message: the findings are the same, and in XML they have places.
fn both(message: Message, node: &Node<'_>, finds: &[String]) -> Report {
    let in_tree = judge_tree(message, node, finds);
    let lacks = in_tree
        .violations
        .iter()
        .any(|found| found.rule == "presence");
    // The writer writes whole messages only.
    let xml = if lacks {
        plain::xml(message, node, &mut Terse)
    } else {
        message.write(node).expect("a message that can be written")
    };
    let in_xml = judge_xml(message, &xml, finds).unwrap_or_else(|error| panic!("{error}\n{xml}"));
    assert_eq!(findings(&in_tree), findings(&in_xml), "{}", message.name());
    for violation in &in_xml.violations {
        placed(message, violation, &xml);
    }
    in_tree
}

/// The place in the XML is that of the element, or of the structure that lacks it.
fn placed(message: Message, violation: &Violation, xml: &str) {
    let place = &violation.place;
    let (before, after) = xml.split_at(place.offset.expect("a place"));
    let name = place.path.rsplit('/').next().unwrap_or_default();
    let fits = if message.is_soap() {
        let outer = place
            .path
            .rsplit('/')
            .nth(1)
            .unwrap_or(match message.direction {
                Direction::Request => "Request",
                Direction::Response => "Response",
            });
        let starts = |name: &str| after.starts_with(&format!("<{name}>"));
        before.ends_with(&format!("<{name}>")) || starts(name) || starts(outer)
    } else {
        // A leaf is at its text, a structure at its value.
        after.starts_with("<struct>") || before.ends_with('>') && !after.starts_with('<')
    };
    assert!(
        fits && place.line.is_some() && place.column.is_some(),
        "{}: {place:?}",
        message.name()
    );
}

/// Rows of `docs/codes.md` below the heading of a service: code and what it is known from.
fn page(title: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/codes.md");
    let text = fs::read_to_string(path).expect("the page");
    let start = text.find(&format!("\n## {title},")).expect("the service");
    let section = &text[start + 1..];
    let section = section.split("\n## ").next().unwrap_or_default();
    // The tables of single methods follow the service's own.
    let rows = section.split("\n###").next().unwrap_or_default().lines();
    let rows = rows.filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let (code, rest) = row.split_once("` | ").expect("a code");
        let cells: Vec<&str> = rest.split(" | ").collect();
        (code.to_owned(), cells[1].to_owned())
    })
    .collect()
}

#[test]
fn the_page_and_the_command_say_the_same_of_every_code() {
    let mut counted = Vec::new();
    for (id, reference) in SERVICES {
        let service = certwire::service::Service::ALL
            .into_iter()
            .find(|service| service.id() == id)
            .expect("a service");
        let page = page(reference.title);
        let mut counts = [page.len(), 0, 0];
        for (code, known) in &page {
            let prediction = Prediction::of(service, code);
            let (request, csr) = (prediction.by_request(), prediction.by_csr());
            let expected = match (request, csr) {
                (true, true) => "request, CSR",
                (true, false) => "request",
                (false, true) => "CSR",
                (false, false) => "no",
            };
            assert_eq!(known, expected, "{id} {code}");
            counts[1] += usize::from(request || csr);
            counts[2] += usize::from(csr);
        }
        counted.push(counts);
    }
    // Codes; known before the order, from the CSR too; known from the CSR.
    assert_eq!(counted, [[31, 14, 4], [158, 95, 21]]);
}

/// Paths of everything that stands in a message.
fn paths(shape: &'static Shape, node: &Node<'_>, prefix: &str, found: &mut Vec<String>) {
    for field in shape.fields {
        let path = format!("{prefix}{}", field.name);
        let Tree::Map(members) = &node.tree else {
            return;
        };
        for (_, inner) in members.iter().filter(|(name, _)| *name == field.name) {
            found.push(path.clone());
            let entry = match &inner.tree {
                Tree::Map(entries) if field.keyed => entries.first().map(|(_, entry)| entry),
                Tree::List(entries) => entries.first(),
                _ => Some(inner),
            };
            if let (Some(below), Some(entry)) = (field.shape(), entry) {
                paths(below, entry, &format!("{path}/"), found);
            }
        }
    }
}

#[test]
fn one_cause_is_told_once() {
    let mut faults = Vec::new();
    for (book, service) in books() {
        for base in &book.bases {
            let mut all = Vec::new();
            paths(base.message.shape(), &base.node, "", &mut all);
            let before = findings(&judge_tree(base.message, &base.node, &[]));
            let text = |text: &'static str| Tree::Text(text.into());
            for path in &all {
                let edits = [
                    Edit::Remove(path.clone()),
                    Edit::Set(path.clone(), text("?")),
                    Edit::Set(
                        path.clone(),
                        text("Far too long for a code, a date, a number or a country."),
                    ),
                ];
                for edit in edits {
                    let mut node = base.node.clone();
                    edit.apply(base.message.shape(), &mut node);
                    let new = difference(&findings(&judge_tree(base.message, &node, &[])), &before);
                    let is_rule = |rule: &str| service.rule(rule).is_some();
                    let (rules, checks): (Vec<_>, Vec<_>) =
                        new.keys().partition(|(rule, ..)| is_rule(rule));
                    let within = |path: &str| {
                        checks
                            .iter()
                            .any(|(.., outer)| path.starts_with(outer.as_str()))
                    };
                    if rules.iter().any(|(.., path)| within(path)) {
                        faults.push(format!("{} {edit:?}: {rules:?} {checks:?}", base.name));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
