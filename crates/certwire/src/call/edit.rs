//! `--set PATH=VALUE` and the flags that stand for it: changes to a request by the paths of the inventory.

use std::{borrow::Cow, path::Path};

use certwire_wire::{
    operation::{Direction, Operation},
    shape::{Field, Shape},
    tree::{Node, Tree},
};

use super::{failure::Failure, message::Message, secret};
use crate::{
    cli::call::EditArgs,
    input::files::{STDIN, Source},
    tree,
};

/// Under what name an order stands that was begun without a file: no number, which would come back as an index.
const REFERENCE: &str = "demande";
/// More than any value needs.
const LIMIT: u64 = 1024 * 1024;

/// Applies the general flags, in their order: values first, then files.
///
/// # Errors
///
/// When a path leads nowhere, a secret is given as an argument, or a file cannot be read.
pub fn apply(message: &mut Message, args: &EditArgs) -> Result<(), Failure> {
    for edit in &args.set {
        let (path, value) = split(edit)?;
        if leaf(message.operation, path)?.secret {
            return Err(Failure::usage(format!(
                "{path} is a secret, which others could read on a command line: put it into a file and use --set-file \
                 {path}=FILE"
            )));
        }
        set(message, path, value)?;
    }
    for edit in &args.set_file {
        let (path, file) = split(edit)?;
        set_from(message, path, Path::new(file))?;
    }
    Ok(())
}

/// Sets an element to the content of a file; a secret's file must be its owner's alone.
///
/// # Errors
///
/// As [`apply`].
pub fn set_from(message: &mut Message, path: &str, file: &Path) -> Result<(), Failure> {
    if leaf(message.operation, path)?.secret {
        let value = secret::read(file)?;
        return set(message, path, value.expose());
    }
    let source = Source::of(file);
    let failed = |reason: &str| Failure::failed(format!("{}: {reason}", source.name()));
    let bytes = source.read(LIMIT).map_err(|trouble| failed(&trouble.0))?;
    let text = String::from_utf8(bytes).map_err(|_| failed("the file is not UTF-8 text"))?;
    set(message, path, text.trim_end_matches(['\r', '\n']))
}

/// How many flags read standard input.
pub fn stdin_uses(args: &EditArgs) -> usize {
    let reads = |edit: &&String| edit.split_once('=').is_some_and(|(_, file)| file == STDIN);
    args.set_file.iter().filter(reads).count()
}

/// The path of the first element of this name in an operation's request.
pub fn path_of(operation: &'static Operation, name: &str) -> Option<String> {
    let positions = tree::positions(operation, Direction::Request);
    let found = positions
        .into_iter()
        .find(|position| position.field.name == name);
    found.map(|position| position.path)
}

/// Sets the element at a path, and what stands around it if need be.
///
/// # Errors
///
/// When the path leads nowhere.
pub fn set(message: &mut Message, path: &str, value: &str) -> Result<(), Failure> {
    leaf(message.operation, path)?;
    let segments: Vec<Segment<'_>> = path.split('/').map(Segment::new).collect();
    let value = Tree::Text(Cow::Owned(value.to_owned()));
    place(
        &mut message.members,
        message.operation.request,
        &segments,
        &value,
    );
    Ok(())
}

fn split(edit: &str) -> Result<(&str, &str), Failure> {
    edit.split_once('=')
        .ok_or_else(|| Failure::usage(format!("write it as PATH=VALUE, not {edit:?}")))
}

/// The leaf at the end of a path.
fn leaf(operation: &'static Operation, path: &str) -> Result<&'static Field, Failure> {
    let mut shape = Some(operation.request);
    let mut found = None;
    for segment in path.split('/').map(Segment::new) {
        let field = shape.and_then(|shape| named(shape, segment.name));
        let keyed = field.is_some_and(|field| field.keyed);
        match field.filter(|_| keyed || segment.key.is_none()) {
            Some(field) => {
                shape = field.shape();
                found = Some(field);
            }
            None => {
                return Err(Failure::usage(format!(
                    "{} has no element {path}: `certwire schema show {}` lists them",
                    operation.name, operation.name
                )));
            }
        }
    }
    match found {
        Some(field) if field.shape().is_none() => Ok(field),
        _ => Err(Failure::usage(format!(
            "{path} is a structure: set the elements in it"
        ))),
    }
}

/// The element of this wire name, keyed or not.
fn named(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    shape.fields.iter().find(|field| field.name == name)
}

/// One name of a path, with the key of an entry where one is chosen: `demande[my-ref]`.
struct Segment<'p> {
    name: &'p str,
    key: Option<&'p str>,
}

impl<'p> Segment<'p> {
    fn new(text: &'p str) -> Self {
        let parts = text.strip_suffix(']').and_then(|text| text.split_once('['));
        match parts {
            Some((name, key)) => Self {
                name,
                key: Some(key),
            },
            None => Self {
                name: text,
                key: None,
            },
        }
    }
}

fn place(
    node: &mut Node<'static>,
    shape: &'static Shape,
    path: &[Segment<'_>],
    value: &Tree<'static>,
) {
    let Some((first, rest)) = path.split_first() else {
        return;
    };
    let Some(field) = named(shape, first.name) else {
        return;
    };
    let member = member(node, field);
    match field.shape() {
        Some(inner) if field.keyed => {
            for entry in entries(member, first.key) {
                place(entry, inner, rest, value);
            }
        }
        Some(inner) if field.occurs.is_list() => {
            for entry in records(member) {
                place(entry, inner, rest, value);
            }
        }
        Some(inner) => place(member, inner, rest, value),
        None if field.occurs.is_list() => {
            if !matches!(member.tree, Tree::List(_)) {
                let old = std::mem::replace(&mut member.tree, Tree::List(Vec::new()));
                if let (Tree::List(list), false) = (&mut member.tree, old == Tree::Null) {
                    list.push(old.into());
                }
            }
            if let Tree::List(list) = &mut member.tree {
                list.push(value.clone().into());
            }
        }
        None => *member = value.clone().into(),
    }
}

/// A structure's member, added if need be.
fn member<'n>(node: &'n mut Node<'static>, field: &'static Field) -> &'n mut Node<'static> {
    let members = members(node);
    let is_it = |name: &str| name == field.name || field.aliases.contains(&name);
    let index = members.iter().position(|(name, _)| is_it(name));
    let index = index.unwrap_or_else(|| {
        members.push((Cow::Borrowed(field.name), Tree::Null.into()));
        members.len() - 1
    });
    &mut members[index].1
}

/// The members of a node, which becomes a structure if it was none.
fn members<'n>(node: &'n mut Node<'static>) -> &'n mut Vec<(Cow<'static, str>, Node<'static>)> {
    if !matches!(node.tree, Tree::Map(_)) {
        node.tree = Tree::Map(Vec::new());
    }
    match &mut node.tree {
        Tree::Map(members) => members,
        _ => unreachable!("it was made a structure"),
    }
}

/// The entries of a keyed structure: the one of this key, else all; one is added where there is none.
fn entries<'n>(node: &'n mut Node<'static>, key: Option<&str>) -> Vec<&'n mut Node<'static>> {
    if matches!(node.tree, Tree::List(_)) {
        return records(node).collect();
    }
    let members = members(node);
    let wanted = |name: &str| key.is_none_or(|key| key == name);
    if !members.iter().any(|(name, _)| wanted(name)) {
        let name = key.unwrap_or(REFERENCE).to_owned();
        members.push((Cow::Owned(name), Tree::Map(Vec::new()).into()));
    }
    let found = members.iter_mut().filter(|(name, _)| wanted(name));
    found.map(|(_, node)| node).collect()
}

/// The records of a list; one is added where there is none.
fn records<'n>(node: &'n mut Node<'static>) -> impl Iterator<Item = &'n mut Node<'static>> {
    match &node.tree {
        Tree::List(_) => {}
        Tree::Null => node.tree = Tree::List(vec![Tree::Map(Vec::new()).into()]),
        // A list of one may be written without brackets.
        _ => {
            let only = std::mem::replace(&mut node.tree, Tree::Null);
            node.tree = Tree::List(vec![only.into()]);
        }
    }
    let records = match &mut node.tree {
        Tree::List(records) => records.as_mut_slice(),
        _ => &mut [],
    };
    records.iter_mut()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{output::notation, service::Service};

    fn message(name: &str) -> Message {
        let services = Service::ALL.into_iter();
        let mut found = services.filter_map(|s| Some((s, s.reference().operation(name)?)));
        let (service, operation) = found.next().unwrap();
        Message::empty(service, operation, String::new())
    }

    fn json(message: &Message) -> String {
        let value: serde_json::Value =
            serde_json::from_str(&notation::json(&message.members)).unwrap();
        value.to_string()
    }

    #[test]
    fn paths_make_what_stands_around_them() {
        let mut order = message("OrderPS1");
        set(&mut order, "DnAttributes/Email", "a").unwrap();
        set(&mut order, "DnAttributes/Email", "b").unwrap();
        assert_eq!(json(&order), r#"{"DnAttributes":{"Email":"b"}}"#);
        let mut order = message("achat");
        set(&mut order, "demande[one]/produit/code", "X").unwrap();
        set(&mut order, "demande[two]/produit/code", "Y").unwrap();
        set(&mut order, "demande/divers/refClient", "R").unwrap();
        let expected = r#"{"demande":{"one":{"produit":{"code":"X"},"divers":{"refClient":"R"}},"two":{"produit":{"code":"Y"},"divers":{"refClient":"R"}}}}"#;
        assert_eq!(json(&order), expected);
    }

    #[test]
    fn paths_that_lead_nowhere_are_told() {
        let mut order = message("OrderPS1");
        for path in [
            "",
            "Nothing",
            "DnAttributes",
            "Year/x",
            "DnAttributes[a]/Email",
        ] {
            assert!(set(&mut order, path, "x").is_err(), "{path}");
        }
    }

    #[test]
    fn secrets_are_no_arguments() {
        let mut order = message("OrderPS1");
        let args = EditArgs {
            set: vec!["PickupPassword=hunter2".to_owned()],
            set_file: Vec::new(),
        };
        let failure = apply(&mut order, &args).unwrap_err();
        assert!(!failure.to_string().contains("hunter2"));
    }
}
