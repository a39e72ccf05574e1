//! Single changes to a valid request, each with the violation that it must bring.

use std::borrow::Cow;

use certwire_wire::{
    reference::Service,
    shape::{Field, Kind, Occurs, Shape},
    tree::{Node, Tree},
    validate::Profile,
};

use crate::{
    generate::{Members, takes_any_name},
    message::Message,
    plain::field_of,
};

/// A character of four bytes, in no list of values.
const WIDE: &str = "😀";

/// A name that no document knows.
const STRANGER: &str = "Certwire";

/// A changed request.
#[derive(Debug, Clone)]
pub struct Mutation {
    /// What was changed.
    pub what: String,
    /// The request.
    pub node: Node<'static>,
    /// What must be found: path, rule, code. None when the change is permitted.
    pub expected: Option<Expected>,
    /// A structure was emptied: SOAP takes it for an absent one.
    pub empties: bool,
}

/// Path, rule and the vendor's code.
pub type Expected = (String, &'static str, Option<&'static str>);

/// Every change to a valid request.
pub fn mutations(message: Message, node: &Node<'static>) -> Vec<Mutation> {
    let mut mutator = Mutator {
        profile: message.profile,
        root: node,
        route: Vec::new(),
        path: String::new(),
        found: Vec::new(),
    };
    mutator.structure(message.shape(), node);
    mutator.found
}

struct Mutator<'n> {
    profile: &'static Profile,
    root: &'n Node<'static>,
    /// Indexes of members and entries on the way.
    route: Vec<usize>,
    path: String,
    found: Vec<Mutation>,
}

impl Mutator<'_> {
    fn structure(&mut self, shape: &'static Shape, node: &Node<'static>) {
        let Tree::Map(members) = &node.tree else {
            return;
        };
        if !shape.fields.iter().any(|field| field.keyed) {
            self.stranger(shape);
        }
        for (index, (name, node)) in members.iter().enumerate() {
            let field = field_of(shape, name, node).expect("a known member");
            let length = self.path.len();
            if length > 0 {
                self.path.push('/');
            }
            self.path.push_str(field.name);
            self.removal(shape, field, members, index);
            self.repetition(field, index);
            self.route.push(index);
            self.entries(field, node);
            self.route.pop();
            self.path.truncate(length);
        }
    }

    /// The values of a member.
    fn entries(&mut self, field: &'static Field, node: &Node<'static>) {
        let entries: Vec<&Node<'static>> = match &node.tree {
            Tree::List(entries) => entries.iter().collect(),
            Tree::Map(entries) if field.keyed && !takes_any_name(field) => {
                entries.iter().map(|(_, node)| node).collect()
            }
            _ => return self.value(field, node),
        };
        for (index, node) in entries.into_iter().enumerate() {
            self.route.push(index);
            self.value(field, node);
            self.route.pop();
        }
    }

    fn value(&mut self, field: &'static Field, node: &Node<'static>) {
        if let Some(shape) = field.shape() {
            let code = self.code(field, Check::Format);
            self.replace("text for a structure", text("x"), Some(("type", code)));
            self.structure(shape, node);
            return;
        }
        let inside = Tree::Map(vec![(Cow::Borrowed(STRANGER), text("x").into())]);
        let code = self.code(field, Check::Format);
        self.replace("a structure for a value", inside, Some(("type", code)));
        self.wrong_types(field);
        self.lengths(field);
        self.unlisted(field);
    }

    fn stranger(&mut self, shape: &'static Shape) {
        let add = |members: &mut Members| {
            members.push((Cow::Borrowed(STRANGER), text("x").into()));
        };
        let slash = if self.path.is_empty() { "" } else { "/" };
        let path = format!("{}{slash}{STRANGER}", self.path);
        let code = some(self.profile.unknown);
        let node = self.changed(|node| edit(node, add));
        let what = format!("a stranger in {}", shape.name);
        self.push(&what, node, Some((path, "unknown", code)));
    }

    fn removal(
        &mut self,
        shape: &'static Shape,
        field: &'static Field,
        members: &Members,
        index: usize,
    ) {
        let seen = |members: &[(Cow<'static, str>, Node<'static>)]| {
            let bit = |(name, node): &(Cow<'static, str>, Node<'static>)| {
                let field = field_of(shape, name, node).expect("a known member");
                let index = shape
                    .fields
                    .iter()
                    .position(|other| std::ptr::eq(other, field));
                1_u64 << index.expect("a member")
            };
            members.iter().map(bit).fold(0, |seen, bit| seen | bit)
        };
        let mut rest = members.clone();
        rest.remove(index);
        let (before, after) = (seen(members), seen(&rest));
        let form = |seen| shape.variant(seen).map(|variant| variant.name);
        let same_form = form(before) == form(after);
        if before == after || !same_form && form(after).is_some() {
            return;
        }
        let missing = shape.required(after) & !after != 0;
        let code = self.code(field, Check::Absent);
        let expected = missing.then(|| (self.path.clone(), "presence", code));
        let node = self.changed(|node| edit(node, |members| drop(members.remove(index))));
        self.push("removed", node, expected);
        if let Some(last) = self.found.last_mut() {
            last.empties = rest.is_empty();
        }
    }

    fn repetition(&mut self, field: &'static Field, index: usize) {
        if field.occurs.is_list() || field.keyed {
            return;
        }
        let repeat = |members: &mut Members| members.insert(index + 1, members[index].clone());
        let node = self.changed(|node| edit(node, repeat));
        let expected = Some((
            self.path.clone(),
            "duplicate",
            some(self.profile.service.vendor_codes.format),
        ));
        self.push("repeated", node, expected);
    }

    fn wrong_types(&mut self, field: &'static Field) {
        let wrong: &[&str] = match field.kind {
            Kind::Int(..) if field.table.is_empty() => {
                &["x1", "1.0", "+1", "1e3", "0x1", "99999999999999999999", "٣"]
            }
            Kind::Boolean => &["maybe", "2", "yes"],
            Kind::DateTime => &[
                "yesterday",
                "2023-02-30T12:13:12Z",
                "2023-08-01",
                "2023-08-01T24:13:12Z",
            ],
            Kind::Date => &["2023-02-30", "2023-8-1", "01.08.2023"],
            _ => &[],
        };
        let code = self.code(field, Check::Format);
        for wrong in wrong {
            let what = format!("`{wrong}` for a value of another type");
            self.replace(&what, text(*wrong), Some(("type", code)));
        }
        if let Kind::Int(least, greatest) = field.kind
            && field.table.is_empty()
        {
            for (value, fits) in [
                (least, true),
                (greatest, true),
                (least.saturating_sub(1), least == i64::MIN),
                (greatest.saturating_add(1), greatest == i64::MAX),
            ] {
                let expected = (!fits).then_some(("type", code));
                self.replace(&format!("the number {value}"), Tree::Int(value), expected);
            }
        }
    }

    fn lengths(&mut self, field: &'static Field) {
        if !matches!(field.kind, Kind::Text) || !field.table.is_empty() {
            return;
        }
        let code = self.code(field, Check::Length);
        let wide = |count: u32| text(WIDE.repeat(count as usize));
        if field.max != u32::MAX {
            self.replace("as long as can be", wide(field.max), None);
            let too_long = wide(field.max.saturating_add(1));
            self.replace("one character too long", too_long, Some(("length", code)));
        }
        if field.min > 1 {
            self.replace("as short as can be", wide(field.min), None);
            let too_short = wide(field.min - 1);
            self.replace("one character too short", too_short, Some(("length", code)));
        }
        // An empty value counts as an absent one.
        if field.occurs == Occurs::Opt && !field.keyed {
            self.replace("emptied", text(""), None);
        }
    }

    fn unlisted(&mut self, field: &'static Field) {
        let table = self.profile.service.table(field.table);
        let listed = |value: &str| match field.kind {
            Kind::Enum(list) => list.values.contains(&value),
            _ => table.is_some_and(|table| table.contains(value)),
        };
        let is_int = match field.kind {
            Kind::Enum(list) => list.int,
            Kind::Int(..) if !field.table.is_empty() => true,
            Kind::Text if !field.table.is_empty() => false,
            _ => return,
        };
        let digits = (0..100).find(|number: &i64| !listed(&number.to_string()));
        let wrong = match digits {
            Some(number) if is_int => Tree::Int(number),
            _ => text(WIDE.repeat(field.min.max(field.max.min(3)) as usize)),
        };
        let code = self.code(field, Check::Value);
        self.replace("a value that is not listed", wrong, Some(("value", code)));
    }

    /// Puts another value where the route leads.
    fn replace(
        &mut self,
        what: &str,
        tree: Tree<'static>,
        expected: Option<(&'static str, Option<&'static str>)>,
    ) {
        let node = self.changed(|node| node.tree = tree);
        let expected = expected.map(|(rule, code)| (self.path.clone(), rule, code));
        self.push(what, node, expected);
    }

    fn push(&mut self, what: &str, node: Node<'static>, expected: Option<Expected>) {
        self.found.push(Mutation {
            what: format!("{}: {what}", self.path),
            node,
            expected,
            empties: false,
        });
    }

    /// The message, changed where the route leads.
    fn changed(&self, change: impl FnOnce(&mut Node<'static>)) -> Node<'static> {
        let mut root = self.root.clone();
        let mut node = &mut root;
        for &index in &self.route {
            node = match &mut node.tree {
                Tree::Map(members) => &mut members[index].1,
                Tree::List(entries) => &mut entries[index],
                _ => unreachable!("the route leads through structures"),
            };
        }
        change(node);
        root
    }

    /// The vendor's code for a failing check of a field, as the design words it.
    fn code(&self, field: &'static Field, check: Check) -> Option<&'static str> {
        let codes = &self.profile.service.vendor_codes;
        let (own, usual) = match check {
            Check::Absent => (field.codes.absent, codes.absent),
            Check::Length => (field.codes.length, codes.length),
            Check::Format => (field.codes.invalid, codes.format),
            Check::Value => (field.codes.invalid, codes.value),
        };
        let single = || single_code(self.profile.service, field);
        some(own).or_else(single).or_else(|| some(usual))
    }
}

/// Which check fails.
#[derive(Clone, Copy)]
enum Check {
    Absent,
    Length,
    Format,
    Value,
}

/// TBS: a field with one code uses it for everything; a structure takes that of its first coded mandatory member.
fn single_code(service: &'static Service, field: &'static Field) -> Option<&'static str> {
    if service.id != "tbs" {
        return None;
    }
    some(field.codes.invalid)
        .or_else(|| some(field.codes.absent))
        .or_else(|| {
            let members = field.shape()?.fields.iter();
            let mut mandatory = members.filter(|member| member.occurs.is_required());
            mandatory.find_map(|member| {
                some(member.codes.absent)
                    .or_else(|| member.shape().and_then(|_| single_code(service, member)))
            })
        })
}

fn some(code: &'static str) -> Option<&'static str> {
    (!code.is_empty()).then_some(code)
}

fn text(text: impl Into<Cow<'static, str>>) -> Tree<'static> {
    Tree::Text(text.into())
}

fn edit(node: &mut Node<'static>, change: impl FnOnce(&mut Members)) {
    if let Tree::Map(members) = &mut node.tree {
        change(members);
    }
}
