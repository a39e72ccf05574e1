//! Conversions from and to the values of the `dxr` crate, for those who use its client or server.
//!
//! [`Dxr`] carries a message through dxr's traits. What is absent is left out; whole numbers are taken as text and
//! text as whole numbers, arrays as numbered structures. Numbers beyond 32 bits are sent as text.

use std::{borrow::Cow, collections::BTreeMap};

use ::dxr::{Error, TryFromParams, TryFromValue, TryToParams, TryToValue, Value};
use certwire_wire::{
    owned,
    shape::{Field, Kind, Occurs, Shape},
    tree::{Builder, Node, Secrets, Tree},
    walk::{Message, Visit},
};

/// A message on its way from or to dxr.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Dxr<T>(pub T);

impl<'a, T: Message<'a>> TryToValue for Dxr<T> {
    fn try_to_value(&self) -> Result<Value, Error> {
        Ok(Value::Struct(members(&self.0).into_iter().collect()))
    }
}

impl<'a, T: Message<'a>> TryFromValue for Dxr<T> {
    fn try_from_value(value: &Value) -> Result<Self, Error> {
        read(&structure(value, T::SHAPE)?)
    }
}

impl<'a, T: Message<'a>> TryToParams for Dxr<T> {
    fn try_to_params(&self) -> Result<Vec<Value>, Error> {
        let mut parameters: Vec<BTreeMap<String, Value>> = Vec::new();
        for field in T::SHAPE.fields {
            parameters.resize_with(parameters.len().max(index(field) + 1), BTreeMap::new);
        }
        for (name, value) in members(&self.0) {
            match (
                T::SHAPE.fields.iter().find(|field| field.name == name),
                value,
            ) {
                (Some(field), Value::Struct(entries)) if field.keyed => {
                    parameters[index(field)].extend(entries);
                }
                (field, value) => {
                    let index = field.map_or(0, index);
                    parameters[index].insert(name, value);
                }
            }
        }
        Ok(parameters.into_iter().map(Value::Struct).collect())
    }
}

impl<'a, T: Message<'a>> TryFromParams for Dxr<T> {
    fn try_from_params(values: &[Value]) -> Result<Self, Error> {
        let mut members = Vec::new();
        for (number, value) in values.iter().enumerate() {
            let keyed = T::SHAPE
                .fields
                .iter()
                .find(|field| is_whole_parameter(field, number));
            match keyed {
                Some(field) => members.push((Cow::Borrowed(field.name), node(value, field)?)),
                None => match structure(value, T::SHAPE)?.tree {
                    Tree::Map(more) => members.extend(more),
                    _ => unreachable!("a structure is a map"),
                },
            }
        }
        read(&Tree::Map(members).into())
    }
}

/// Which parameter of a call holds a member, counted from 0.
fn index(field: &Field) -> usize {
    usize::from(field.param.max(1) - 1)
}

/// Whether a member's entries are the members of this parameter: orders, by the caller's references.
fn is_whole_parameter(field: &Field, number: usize) -> bool {
    field.keyed && number > 0 && index(field) == number
}

fn members<'a, T: Message<'a>>(message: &T) -> Vec<(String, Value)> {
    let mut builder = Builder::new(Secrets::Keep);
    Visit::root(message, &mut builder);
    match builder.finish().tree {
        Tree::Map(members) => members
            .into_iter()
            .map(|(name, node)| (name.into_owned(), value(node)))
            .collect(),
        _ => unreachable!("a message is a map"),
    }
}

fn value(node: Node<'_>) -> Value {
    match node.tree {
        Tree::Null => Value::String(String::new()),
        Tree::Bool(flag) => Value::Boolean(flag),
        Tree::Int(number) => match i32::try_from(number) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::String(number.to_string()),
        },
        Tree::Text(text) => Value::String(text.into_owned()),
        Tree::List(entries) => Value::Array(entries.into_iter().map(value).collect()),
        Tree::Map(members) => {
            let members = members
                .into_iter()
                .map(|(name, node)| (name.into_owned(), value(node)));
            Value::Struct(members.collect())
        }
    }
}

fn read<'a, T: Message<'a>>(tree: &Node<'static>) -> Result<Dxr<T>, Error> {
    let message = owned::from_tree(tree);
    message
        .map(Dxr)
        .map_err(|malformed| Error::invalid_data(malformed.to_string()))
}

/// The members of a structure; an array's are numbered.
fn structure(value: &Value, shape: &'static Shape) -> Result<Node<'static>, Error> {
    let mut members: Vec<(String, &Value)> = match value {
        Value::Struct(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), value))
            .collect(),
        Value::Array(entries) => entries
            .iter()
            .enumerate()
            .map(|(n, value)| (n.to_string(), value))
            .collect(),
        _ => return Err(wrong_type("a scalar", "struct")),
    };
    // dxr sorts members by name, which puts 10 before 2.
    members.sort_by_key(|(name, _)| name.parse::<u64>().unwrap_or(u64::MAX));
    let members = members.into_iter().map(|(name, value)| {
        let tree = match member(shape, &name) {
            Some(field) => node(value, field)?,
            None => scalar(value)?,
        };
        Ok((Cow::Owned(name), tree))
    });
    Ok(Tree::Map(members.collect::<Result<_, Error>>()?).into())
}

fn member(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    let named = |field: &&Field| field.name == name || field.aliases.contains(&name);
    let own = shape.fields.iter().find(named);
    own.or_else(|| shape.fields.iter().find(|field| field.keyed))
}

fn node(value: &Value, field: &'static Field) -> Result<Node<'static>, Error> {
    match (value, field.kind) {
        (Value::Array(entries), _) if is_list(field) => {
            let entries = entries.iter().map(|entry| single(entry, field));
            Ok(Tree::List(entries.collect::<Result<_, Error>>()?).into())
        }
        (Value::Struct(entries), _) if field.keyed && !field.name.starts_with('<') => {
            let entries = entries
                .iter()
                .map(|(name, entry)| Ok((Cow::Owned(name.clone()), single(entry, field)?)));
            Ok(Tree::Map(entries.collect::<Result<_, Error>>()?).into())
        }
        _ => single(value, field),
    }
}

fn is_list(field: &Field) -> bool {
    matches!(field.occurs, Occurs::Some | Occurs::Many) && !field.name.starts_with('<')
}

fn single(value: &Value, field: &'static Field) -> Result<Node<'static>, Error> {
    match (field.kind, value) {
        (Kind::Struct(shape), Value::Struct(_) | Value::Array(_)) => structure(value, shape),
        _ => scalar(value),
    }
}

fn scalar(value: &Value) -> Result<Node<'static>, Error> {
    let tree = match value {
        Value::Integer(number) => Tree::Int(i64::from(*number)),
        Value::Boolean(flag) => Tree::Bool(*flag),
        Value::String(text) => Tree::Text(Cow::Owned(text.clone())),
        Value::Double(number) => Tree::Text(Cow::Owned(number.to_string())),
        Value::DateTime(date) => Tree::Text(Cow::Owned(date.to_string())),
        Value::Struct(_) => Tree::Map(Vec::new()),
        Value::Array(_) => Tree::List(Vec::new()),
        _ => return Err(wrong_type("binary data", "text")),
    };
    Ok(tree.into())
}

fn wrong_type(argument: &'static str, expected: &'static str) -> Error {
    Error::WrongType {
        argument: argument.into(),
        expected: expected.into(),
    }
}
