//! Messages under the wire's names, for any format that serde knows.
//!
//! Secrets are left out when a message is serialised, and taken when one is deserialised.

use std::{borrow::Cow, fmt};

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde::{
    de::{Error as _, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

use crate::{
    owned,
    tree::{Builder, Node, Secrets, Tree},
    value::Value,
    walk::{Message, Visit},
};

/// Serialises a message.
///
/// # Errors
///
/// When the serialiser fails.
pub fn serialize<'a, T: Message<'a>, S: Serializer>(
    message: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut builder = Builder::new(Secrets::Omit);
    Visit::root(message, &mut builder);
    builder.finish().serialize(serializer)
}

/// Deserialises a message.
///
/// # Errors
///
/// When the deserialiser fails, or a member is not of its type.
pub fn deserialize<'de, 'a, T: Message<'a>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let tree = Node::deserialize(deserializer)?;
    owned::from_tree(&tree).map_err(D::Error::custom)
}

/// Deserialises a single value, an enum say.
///
/// # Errors
///
/// When the deserialiser fails, or gives no such value.
pub fn deserialize_value<'de, V: Value<'static>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<V, D::Error> {
    let text = match Node::deserialize(deserializer)?.tree {
        Tree::Text(text) => Some(text),
        Tree::Int(number) => Some(Cow::Owned(number.to_string())),
        Tree::Bool(flag) => Some(Cow::Owned(flag.to_string())),
        Tree::Null | Tree::List(_) | Tree::Map(_) => None,
    };
    let value = text.and_then(V::parse);
    value.ok_or_else(|| D::Error::custom(format_args!("{} is expected here", V::EXPECTED)))
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.tree {
            Tree::Null => serializer.serialize_unit(),
            Tree::Bool(flag) => serializer.serialize_bool(*flag),
            Tree::Int(number) => serializer.serialize_i64(*number),
            Tree::Text(text) => serializer.serialize_str(text),
            Tree::List(entries) => {
                let mut list = serializer.serialize_seq(Some(entries.len()))?;
                for entry in entries {
                    list.serialize_element(entry)?;
                }
                list.end()
            }
            Tree::Map(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, node) in members {
                    map.serialize_entry(name, node)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node<'static> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Nodes)
    }
}

/// Takes whatever comes.
struct Nodes;

fn text(text: impl Into<String>) -> Node<'static> {
    Tree::Text(Cow::Owned(text.into())).into()
}

impl<'de> Visitor<'de> for Nodes {
    type Value = Node<'static>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a message")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null.into())
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Tree::Null.into())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Tree::Bool(flag).into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Tree::Int(number).into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        match i64::try_from(number) {
            Ok(number) => Ok(Tree::Int(number).into()),
            Err(_) => Ok(text(number.to_string())),
        }
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(text(number.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(text(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element()? {
            entries.push(entry);
        }
        Ok(Tree::List(entries).into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, member)) = map.next_entry::<String, _>()? {
            members.push((Cow::Owned(name), member));
        }
        Ok(Tree::Map(members).into())
    }
}
