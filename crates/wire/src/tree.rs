//! A message as a tree of names and values: what JSON, YAML, serde and other value models are read from and made into.

use std::borrow::Cow;

use crate::{
    shape::{Field, Kind, Shape},
    sink::{At, Progress, Remark, Sink},
    value, walk,
};

/// The member under which a tree keeps elements that the schema does not know.
pub const UNKNOWN: &str = "#unknown";

/// One value with its place in the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node<'a> {
    /// Where it stands.
    pub at: At,
    /// What it is.
    pub tree: Tree<'a>,
}

/// A value of JSON's kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<'a> {
    /// Nothing: the element is absent.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Text, and every other number as written.
    Text(Cow<'a, str>),
    /// Entries of a list.
    List(Vec<Node<'a>>),
    /// Members in the order written, repetitions kept.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl<'a> From<Tree<'a>> for Node<'a> {
    fn from(tree: Tree<'a>) -> Self {
        Self { at: At::NONE, tree }
    }
}

/// Walks a tree member by member, in the schema's order whatever the order of the tree.
#[derive(Debug)]
pub struct Walk<'a, 'k, K> {
    sink: &'k mut K,
    frames: Vec<Frame<'a>>,
    current: Item<'a>,
}

/// One structure on the way.
#[derive(Debug)]
struct Frame<'a> {
    field: Option<&'static Field>,
    members: &'a [(Cow<'a, str>, Node<'a>)],
    /// Entries of the member under way, last first.
    pending: Vec<Item<'a>>,
    at: At,
}

/// One entry of a member.
#[derive(Debug, Clone)]
struct Item<'a> {
    key: Cow<'a, str>,
    node: &'a Node<'a>,
}

const NOTHING: &Node<'static> = &Node {
    at: At::NONE,
    tree: Tree::Null,
};

impl<'a, 'k, K: Sink> Walk<'a, 'k, K> {
    /// A walk over the members of a message. A root that is no structure has none.
    pub fn new(root: &'a Node<'a>, sink: &'k mut K) -> Self {
        let members: &[_] = if let Tree::Map(members) = &root.tree {
            members
        } else {
            &[]
        };
        let frame = Frame {
            field: None,
            members,
            pending: Vec::new(),
            at: root.at,
        };
        let current = Item {
            key: Cow::Borrowed(""),
            node: NOTHING,
        };
        Self {
            sink,
            frames: vec![frame],
            current,
        }
    }

    fn report_unknown(&mut self, shape: &'static Shape) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        for (name, node) in frame.members {
            if name == UNKNOWN {
                raw_elements(node, self.sink);
            } else if member_of(shape, name).is_none() {
                self.sink.remark(Remark::Unknown(""), name, node.at);
            }
        }
    }
}

impl<'a, K: Sink> walk::Walk<'a> for Walk<'a, '_, K> {
    fn next(&mut self, shape: &'static Shape, progress: &mut Progress) -> Option<usize> {
        loop {
            let frame = self.frames.last_mut()?;
            if let Some(item) = frame.pending.pop() {
                let index = progress.next - 1;
                let field = &shape.fields[index];
                if is_repeated(field, progress.seen & (1 << index) != 0) {
                    self.sink
                        .remark(Remark::Duplicate, field.name, item.node.at);
                    continue;
                }
                if !is_absent(field, &item.node.tree) {
                    progress.seen |= 1 << index;
                }
                self.current = item;
                return Some(index);
            }
            if let Some(field) = shape.fields.get(progress.next) {
                progress.next += 1;
                frame.pending = items(shape, field, frame.members);
                frame.pending.reverse();
                continue;
            }
            self.report_unknown(shape);
            let frame = self.frames.pop()?;
            self.sink.leave(frame.field, shape, *progress, frame.at);
            return None;
        }
    }

    fn enter(&mut self, field: &'static Field) -> bool {
        let node = self.current.node;
        let members: &[_] = match &node.tree {
            Tree::Map(members) => members,
            Tree::Null => return false,
            _ => {
                self.sink.remark(
                    Remark::Malformed("a structure with members"),
                    field.name,
                    node.at,
                );
                return false;
            }
        };
        self.sink.enter(field, &self.current.key, node.at);
        self.frames.push(Frame {
            field: Some(field),
            members,
            pending: Vec::new(),
            at: node.at,
        });
        true
    }

    fn leaf(&mut self, field: &'static Field) -> Option<Cow<'a, str>> {
        let node = self.current.node;
        let text = match &node.tree {
            Tree::Null => return None,
            Tree::Bool(true) => Cow::Borrowed("true"),
            Tree::Bool(false) => Cow::Borrowed("false"),
            Tree::Int(number) => Cow::Owned(number.to_string()),
            Tree::Text(text) => Cow::Borrowed(text.as_ref()),
            Tree::List(_) | Tree::Map(_) => {
                self.sink
                    .remark(Remark::Malformed("a single value"), field.name, node.at);
                return None;
            }
        };
        if text.is_empty() && !field.keyed {
            self.sink.remark(Remark::Empty, field.name, node.at);
            return None;
        }
        self.sink.leaf(field, &self.current.key, &text, node.at);
        Some(text)
    }

    fn key(&mut self) -> Cow<'a, str> {
        self.current.key.clone()
    }

    fn malformed(&mut self, field: &'static Field, expected: &'static str) {
        self.sink
            .remark(Remark::Value(expected), field.name, self.current.node.at);
    }
}

/// The member that this name means, keyed members and aliases included.
fn member_of(shape: &'static Shape, name: &str) -> Option<&'static Field> {
    let own = shape
        .fields
        .iter()
        .find(|field| field.name == name || field.aliases.contains(&name));
    own.or_else(|| shape.fields.iter().find(|field| takes_any_name(field)))
}

/// A keyed member with a placeholder for a name takes whatever no other member takes.
fn takes_any_name(field: &Field) -> bool {
    field.keyed && field.name.starts_with('<')
}

fn is_repeated(field: &Field, seen: bool) -> bool {
    seen && !field.keyed && !field.occurs.is_list()
}

/// Nothing, or a text without content where no key says that there is an entry.
fn is_absent(field: &Field, tree: &Tree<'_>) -> bool {
    match tree {
        Tree::Null => true,
        Tree::Text(text) => text.is_empty() && !field.keyed,
        _ => false,
    }
}

/// All entries of one member of a structure.
fn items<'a>(
    shape: &'static Shape,
    field: &'static Field,
    members: &'a [(Cow<'a, str>, Node<'a>)],
) -> Vec<Item<'a>> {
    let wanted = |name: &str, node: &Node<'_>| {
        member_of(shape, name).is_some_and(|member| member.name == field.name)
            && fits(shape, field, node)
    };
    let mine = members
        .iter()
        .filter(|(name, node)| name != UNKNOWN && wanted(name, node));
    let mut items = Vec::new();
    for (name, node) in mine {
        match &node.tree {
            Tree::List(entries) if field.keyed || field.occurs.is_list() => {
                let numbered = entries.iter().enumerate();
                items.extend(numbered.map(|(n, node)| Item {
                    key: Cow::Owned(n.to_string()),
                    node,
                }));
            }
            Tree::Map(entries) if field.keyed && !takes_any_name(field) => {
                items.extend(entries.iter().map(|(key, node)| Item {
                    key: Cow::Borrowed(key),
                    node,
                }));
            }
            _ => items.push(Item {
                key: Cow::Borrowed(name),
                node,
            }),
        }
    }
    items
}

/// Of two members with one name, the structure takes structures and the leaf takes leaves.
fn fits(shape: &'static Shape, field: &'static Field, node: &Node<'_>) -> bool {
    let twins = shape
        .fields
        .iter()
        .filter(|twin| twin.name == field.name)
        .count();
    twins < 2 || field.shape().is_some() == matches!(node.tree, Tree::Map(_) | Tree::List(_))
}

/// Hands elements that were kept as raw text back to the sink.
fn raw_elements<K: Sink>(node: &Node<'_>, sink: &mut K) {
    let Tree::Map(elements) = &node.tree else {
        return;
    };
    for (name, raw) in elements {
        if let Tree::Text(raw_text) = &raw.tree {
            sink.remark(Remark::Unknown(raw_text), name, raw.at);
        }
    }
}

/// Whether a tree is to hold secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrets {
    /// They are left out.
    Omit,
    /// They are kept as they are.
    Keep,
}

/// A sink that makes a tree of what it is told, places kept.
#[derive(Debug)]
pub struct Builder {
    secrets: Secrets,
    open: Vec<Vec<(Cow<'static, str>, Node<'static>)>>,
    fields: Vec<(&'static Field, String)>,
}

impl Builder {
    /// An empty tree.
    pub fn new(secrets: Secrets) -> Self {
        Self {
            secrets,
            open: vec![Vec::new()],
            fields: Vec::new(),
        }
    }

    /// The tree of all that was reported.
    pub fn finish(mut self) -> Node<'static> {
        Tree::Map(self.open.swap_remove(0)).into()
    }

    fn add(&mut self, field: &'static Field, key: &str, node: Node<'static>) {
        let Some(members) = self.open.last_mut() else {
            return;
        };
        let name = if takes_any_name(field) {
            Cow::Owned(key.to_owned())
        } else {
            Cow::Borrowed(field.name)
        };
        if field.keyed && !takes_any_name(field) {
            let Tree::Map(entries) = entry(members, name, || Tree::Map(Vec::new())) else {
                return;
            };
            entries.push((Cow::Owned(key.to_owned()), node));
        } else if field.occurs.is_list() && !field.keyed {
            let Tree::List(entries) = entry(members, name, || Tree::List(Vec::new())) else {
                return;
            };
            entries.push(node);
        } else {
            members.push((name, node));
        }
    }
}

/// The member of this name, added if need be.
fn entry<'m>(
    members: &'m mut Vec<(Cow<'static, str>, Node<'static>)>,
    name: Cow<'static, str>,
    empty: impl FnOnce() -> Tree<'static>,
) -> &'m mut Tree<'static> {
    let index = members
        .iter()
        .position(|(member, _)| *member == name)
        .unwrap_or_else(|| {
            members.push((name, empty().into()));
            members.len() - 1
        });
    &mut members[index].1.tree
}

impl Sink for Builder {
    fn enter(&mut self, field: &'static Field, key: &str, _: At) {
        self.open.push(Vec::new());
        self.fields.push((field, key.to_owned()));
    }

    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, at: At) {
        if let Some((field, key)) = self.fields.pop()
            && let Some(members) = self.open.pop()
        {
            let tree = Tree::Map(members);
            self.add(field, &key, Node { at, tree });
        }
    }

    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        if field.secret && self.secrets == Secrets::Omit {
            return;
        }
        let tree = scalar(field.kind, text);
        self.add(field, key, Node { at, tree });
    }

    fn remark(&mut self, remark: Remark<'_>, name: &str, _: At) {
        if let Remark::Unknown(raw) = remark
            && !raw.is_empty()
            && let Some(members) = self.open.last_mut()
            && let Tree::Map(kept) =
                entry(members, Cow::Borrowed(UNKNOWN), || Tree::Map(Vec::new()))
        {
            kept.push((
                Cow::Owned(name.to_owned()),
                Tree::Text(Cow::Owned(raw.to_owned())).into(),
            ));
        }
    }
}

/// A leaf as JSON would have it. Text that is not of its kind stays text, so that nothing is lost.
fn scalar(kind: Kind, text: &str) -> Tree<'static> {
    let as_int = || {
        value::parse_int(text)
            .filter(|number| number.to_string() == text)
            .map(Tree::Int)
    };
    let scalar = match kind {
        Kind::Int(..) => as_int(),
        Kind::Enum(list) if list.int => as_int(),
        Kind::Boolean if text == "true" => Some(Tree::Bool(true)),
        Kind::Boolean if text == "false" => Some(Tree::Bool(false)),
        _ => None,
    };
    scalar.unwrap_or_else(|| Tree::Text(Cow::Owned(text.to_owned())))
}
