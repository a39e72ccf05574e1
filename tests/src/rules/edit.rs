//! Changes to a message in a tree, by the paths of the inventory.

use std::borrow::Cow;

use certwire_wire::{
    shape::{Field, Shape},
    tree::{Node, Tree},
};

use crate::{generate::Members, plain::field_of};

/// One change.
#[derive(Debug, Clone)]
pub enum Edit {
    /// Gives an element a value, with the structures around it where they are missing.
    Set(String, Tree<'static>),
    /// Takes elements out.
    Remove(String),
    /// Repeats the first entry of a keyed structure under another key.
    Entry(String, String),
    /// The CSR check of this name finds something.
    Finds(String),
}

impl Edit {
    /// Makes the change, if it is one of the message.
    pub fn apply(&self, shape: &'static Shape, node: &mut Node<'static>) {
        match self {
            Self::Set(path, value) => at(node, Some(shape), path, &mut |members, name| {
                let node = value.clone().into();
                match members.iter_mut().find(|(member, _)| member == name) {
                    Some((_, old)) => *old = node,
                    None => members.push((Cow::Owned(name.to_owned()), node)),
                }
            }),
            Self::Remove(path) => at(node, Some(shape), path, &mut |members, name| {
                members.retain(|(member, _)| member != name);
            }),
            Self::Entry(path, key) => at(node, Some(shape), path, &mut |members, name| {
                let entries = members.iter_mut().find(|(member, _)| member == name);
                if let Some((_, node)) = entries
                    && let Tree::Map(entries) = &mut node.tree
                {
                    let first = entries[0].1.clone();
                    entries.push((Cow::Owned(key.clone()), first));
                }
            }),
            Self::Finds(_) => {}
        }
    }
}

/// Calls `act` with the members of every structure that holds the last element of the path.
///
/// A keyed or repeated structure stands for all its entries, or for one of them: `demande[B-2]/produit/code`,
/// `OrderDetail[0]/OrderInfo`.
fn at(
    node: &mut Node<'static>,
    shape: Option<&'static Shape>,
    path: &str,
    act: &mut dyn FnMut(&mut Members, &str),
) {
    if !matches!(node.tree, Tree::Map(_)) {
        node.tree = Tree::Map(Vec::new());
    }
    let Tree::Map(members) = &mut node.tree else {
        return;
    };
    let Some((first, rest)) = path.split_once('/') else {
        act(members, path);
        return;
    };
    let (name, key) = match first
        .strip_suffix(']')
        .and_then(|first| first.split_once('['))
    {
        Some((name, key)) => (name, Some(key)),
        None => (first, None),
    };
    if !members.iter().any(|(member, _)| member == name) {
        members.push((Cow::Owned(name.to_owned()), Tree::Map(Vec::new()).into()));
    }
    for (_, inner) in members.iter_mut().filter(|(member, _)| member == name) {
        let field = shape.and_then(|shape| field_of(shape, name, inner));
        let keyed = field.is_some_and(|field| field.keyed && field.name == name);
        let below = field.and_then(Field::shape);
        match &mut inner.tree {
            Tree::Map(entries) if keyed => {
                let wanted = |entry: &str| key.is_none_or(|key| key == entry);
                let entries = entries.iter_mut().filter(|(entry, _)| wanted(entry));
                entries.for_each(|(_, entry)| at(entry, below, rest, act));
            }
            Tree::List(entries) => {
                let wanted = |index: usize| key.is_none_or(|key| key == index.to_string());
                let entries = entries.iter_mut().enumerate();
                let entries = entries.filter(|(index, _)| wanted(*index));
                entries.for_each(|(_, entry)| at(entry, below, rest, act));
            }
            _ => at(inner, below, rest, act),
        }
    }
}
