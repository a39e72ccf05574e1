//! What must hold between the parts of one service.

use std::collections::BTreeSet;

use crate::diagnostic::Fault;
use crate::model::{Element, Message, Operation, Protocol, Service, Struct, Type};
use crate::names::{Named, Names};
use crate::parse::{Findings, Mention};
use crate::suggest::suggest;

/// Everything that parsing line by line cannot see.
pub(crate) fn service(service: &Service, names: &Names, findings: &mut Findings) {
    unused(names, findings);
    expectations(service, findings);
    errors(service, findings);
    let sound = recursion(service, findings);
    for group in &service.groups {
        structure(service, group, findings, sound);
    }
    for operation in &service.operations {
        self::operation(service, operation, findings, sound);
    }
}

fn unused(names: &Names, findings: &mut Findings) {
    let kinds = [
        (
            Named::Group,
            "use it as the type of an element, or remove it",
        ),
        (
            Named::Enum,
            "use it as the type of an element, or remove it",
        ),
        (
            Named::Table,
            "name it with `codes=` or `lookup`, or mark it `reference=#true`",
        ),
        (
            Named::Erratum,
            "name it with `erratum=` on the lines that it rules, or remove it",
        ),
    ];
    for (named, help) in kinds {
        if findings.dangling.contains(&named) {
            continue;
        }
        for (name, span) in names.declared(named) {
            let used = findings.used.contains(&(named, name.clone()));
            let reference = named == Named::Table && names.reference_tables.contains(name);
            if !used && !reference {
                let message = format!("nothing uses the {} `{name}`", named.word());
                findings
                    .faults
                    .push(Fault::new(span.clone(), message).help(help));
            }
        }
    }
}

/// What errata expect of the lines that name them.
fn expectations(service: &Service, findings: &mut Findings) {
    let mut faults = Vec::new();
    for erratum in &service.errata {
        let mentions: Vec<&Mention> = findings
            .mentions
            .iter()
            .filter(|mention| mention.erratum == erratum.id)
            .collect();
        for (fact, expected) in &erratum.expects {
            let fitting: Vec<&&Mention> = mentions
                .iter()
                .filter(|mention| mention.element || fact == "name")
                .collect();
            if fitting.is_empty() && !mentions.is_empty() {
                let message = format!(
                    "`{}` expects {fact}={expected}, but no element names it",
                    erratum.id
                );
                faults.push(
                    Fault::new(erratum.span.clone(), message)
                        .help("remove the property from `reads`"),
                );
            }
            for mention in fitting {
                faults.extend(expectation(&erratum.id, fact, expected, mention));
            }
        }
    }
    findings.faults.append(&mut faults);
}

fn expectation(erratum: &str, fact: &str, expected: &str, mention: &Mention) -> Option<Fault> {
    let known = mention
        .facts
        .iter()
        .find(|(name, _)| *name == fact)
        .map(|(_, value)| value.as_str());
    if known == Some(expected) {
        return None;
    }
    let message = format!("`{erratum}` reads {fact}={expected}, which this line does not say");
    let label = known.map_or_else(
        || format!("no {fact} here"),
        |known| format!("{fact} is {known} here"),
    );
    Some(
        Fault::new(mention.span.clone(), message)
            .label(label)
            .help("correct the line or the erratum"),
    )
}

/// The same code twice needs an erratum that says why.
fn errors(service: &Service, findings: &mut Findings) {
    let mut seen = BTreeSet::new();
    for error in &service.errors {
        let excused = !error.errata.is_empty() || error.since.is_some();
        if !seen.insert((&error.code, &error.method)) && !excused {
            let message = format!("the error code `{}` stands twice", error.code);
            let help = "keep one, or name the erratum that explains it";
            findings
                .faults
                .push(Fault::new(error.span.clone(), message).help(help));
        }
    }
}

/// Groups that hold themselves. Returns whether there are none.
fn recursion(service: &Service, findings: &mut Findings) -> bool {
    let mut sound = true;
    for group in &service.groups {
        if let Some(way) = way_back(service, group, &group.name, &mut Vec::new()) {
            sound = false;
            let message = format!(
                "the group `{}` holds itself: {}",
                group.name,
                way.join(" > ")
            );
            findings
                .faults
                .push(Fault::new(group.span.clone(), message).help("a message must end somewhere"));
        }
    }
    sound
}

fn way_back(
    service: &Service,
    body: &Struct,
    target: &str,
    way: &mut Vec<String>,
) -> Option<Vec<String>> {
    for element in &body.elements {
        match &element.ty {
            Type::Group(name) if name == target => {
                return Some(way.iter().cloned().chain([name.clone()]).collect());
            }
            Type::Group(name) if way.contains(name) => {}
            Type::Group(name) => {
                way.push(name.clone());
                let found = service
                    .group(name)
                    .and_then(|group| way_back(service, group, target, way));
                if found.is_some() {
                    return found;
                }
                way.pop();
            }
            Type::Block(block) => {
                if let Some(found) = way_back(service, block, target, way) {
                    return Some(found);
                }
            }
            _ => {}
        }
    }
    None
}

fn operation(service: &Service, operation: &Operation, findings: &mut Findings, sound: bool) {
    if service.protocol == Protocol::XmlRpc && operation.application.is_none() {
        let message = format!("`{}` names no application", operation.name);
        let help = "add `application=…`: the script that answers";
        findings
            .faults
            .push(Fault::new(operation.span.clone(), message).help(help));
    }
    if !sound {
        return;
    }
    if let Some(stream) = &operation.stream
        && service
            .find(&operation.response.body, stream)
            .is_none_or(|list| !list.occurs.is_list())
    {
        let message = format!(
            "the response of `{}` has no list `{stream}`",
            operation.name
        );
        findings
            .faults
            .push(Fault::new(operation.span.clone(), message).help("correct `stream=`"));
    }
    for message in [&operation.request, &operation.response] {
        self::message(service, message, findings);
        structure(service, &message.body, findings, sound);
    }
}

fn message(service: &Service, message: &Message, findings: &mut Findings) {
    for variant in &message.variants {
        let Some(when) = &variant.when else { continue };
        if service.find(&variant.body, when).is_none() {
            let text = format!("the shape `{}` has no `{when}`", variant.name);
            let known = variant
                .body
                .elements
                .iter()
                .map(|element| element.name.as_str());
            findings
                .faults
                .push(Fault::new(variant.body.span.clone(), text).maybe_help(suggest(when, known)));
        }
    }
}

/// Shapes, keys and aliases within a structure and its blocks.
fn structure(service: &Service, body: &Struct, findings: &mut Findings, sound: bool) {
    for variant in body.variants.iter().filter(|_| sound) {
        let Some(when) = &variant.when else { continue };
        let first = when.split('/').next().unwrap_or_default();
        let own = variant
            .members
            .iter()
            .any(|(member, _)| body.elements[*member].name == first);
        if !own || service.find(body, when).is_none() {
            let message = format!(
                "the shape `{}` of `{}` has no `{when}`",
                variant.name, body.name
            );
            findings.faults.push(
                Fault::new(body.span.clone(), message).help("`when` names a member of that shape"),
            );
        }
    }
    for element in &body.elements {
        key(service, element, findings);
        alias(body, element, findings);
        if let Type::Block(block) = &element.ty {
            structure(service, block, findings, sound);
        }
    }
}

fn key(service: &Service, element: &Element, findings: &mut Findings) {
    let Some((key, members)) = element.key.as_ref().zip(service.members(element)) else {
        return;
    };
    if !members.elements.iter().any(|member| member.name == *key) {
        let message = format!("`{}` has no member `{key}`", element.name);
        let known = members.elements.iter().map(|member| member.name.as_str());
        findings
            .faults
            .push(Fault::new(element.span.clone(), message).maybe_help(suggest(key, known)));
    }
}

fn alias(body: &Struct, element: &Element, findings: &mut Findings) {
    let others = || {
        body.elements
            .iter()
            .filter(|other| other.name != element.name)
    };
    for alias in &element.aliases {
        if others().any(|other| other.name == *alias || other.aliases.contains(alias)) {
            let message = format!(
                "`{alias}`, an alias of `{}`, is another member's name too",
                element.name
            );
            findings.faults.push(
                Fault::new(element.span.clone(), message).help("remove the alias from one of them"),
            );
        }
    }
}
