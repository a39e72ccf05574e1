//! Several shapes of one structure into one structure.

use crate::diagnostic::Fault;
use crate::model::{Element, MessageVariant, Occurs, Struct, Type, Variant};
use crate::parse::Findings;
use crate::span::Span;

/// One shape, as its block prints it.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Its name.
    pub(crate) name: String,
    /// Path of the element whose presence selects it.
    pub(crate) when: Option<String>,
    /// Where its name stands.
    pub(crate) span: Span,
    /// Its elements.
    pub(crate) elements: Vec<Element>,
}

/// Names and `when` of the shapes of one structure.
pub(crate) fn check_selectors(shapes: &[Shape], findings: &mut Findings) {
    for (index, shape) in shapes.iter().enumerate() {
        let mut fault = |message: String, help: &str| {
            findings
                .faults
                .push(Fault::new(shape.span.clone(), message).help(help));
        };
        if index == 0 && shape.when.is_some() {
            fault(
                format!("`{}` is the first shape, so it takes no `when`", shape.name),
                "the first is the usual one",
            );
        }
        if index > 0 && shape.when.is_none() {
            let help = "add `when=…`: the element whose presence selects this shape";
            fault(
                format!("`{}` is a further shape, so it needs a `when`", shape.name),
                help,
            );
        }
        if shapes[..index].iter().any(|other| other.name == shape.name) {
            fault(
                format!("a second shape is called `{}`", shape.name),
                "give one of the two another name",
            );
        }
    }
}

/// The members of all shapes, and the shapes as sets of members.
pub(crate) fn merge(shapes: &[Shape], faults: &mut Vec<Fault>) -> (Vec<Element>, Vec<Variant>) {
    if let [only] = shapes {
        return (only.elements.clone(), Vec::new());
    }
    let blocks: Vec<&[Element]> = shapes
        .iter()
        .map(|shape| shape.elements.as_slice())
        .collect();
    let carrier = carrier(shapes, &blocks);
    let mut union = Union {
        shapes,
        depth: carrier.len(),
        faults,
    };
    union.merge(&blocks, Some(&carrier))
}

/// The path of the deepest block that holds every `when` element and that every shape has.
fn carrier(shapes: &[Shape], blocks: &[&[Element]]) -> Vec<String> {
    let mut paths = shapes.iter().filter_map(|shape| shape.when.as_deref());
    let Some(first) = paths.next() else {
        return Vec::new();
    };
    let parts: Vec<&str> = first.split('/').collect();
    let mut common: Vec<&str> = parts[..parts.len() - 1].to_vec();
    for path in paths {
        let same = common
            .iter()
            .zip(path.split('/'))
            .take_while(|(a, b)| *a == b)
            .count();
        common.truncate(same.min(path.matches('/').count()));
    }
    let mut level: Vec<&[Element]> = blocks.to_vec();
    let mut carrier = Vec::new();
    for name in common {
        let deeper: Option<Vec<&[Element]>> = level
            .iter()
            .map(|elements| block_in(elements, name))
            .collect();
        let Some(deeper) = deeper else { break };
        carrier.push(name.to_owned());
        level = deeper;
    }
    carrier
}

fn block_in<'a>(elements: &'a [Element], name: &str) -> Option<&'a [Element]> {
    let mut named = elements.iter().filter(|element| element.name == name);
    named
        .find_map(Element::block)
        .map(|block| block.elements.as_slice())
}

/// One member of the union: what each shape says of it.
struct Member<'a> {
    lines: Vec<Option<&'a Element>>,
}

impl<'a> Member<'a> {
    fn first(&self) -> &'a Element {
        self.lines
            .iter()
            .flatten()
            .next()
            .expect("a member comes from a line")
    }
}

struct Union<'s, 'f> {
    shapes: &'s [Shape],
    depth: usize,
    faults: &'f mut Vec<Fault>,
}

impl Union<'_, '_> {
    /// Merges one level. `carrier` is the way down to the structure that carries the variants; `None` off that way.
    fn merge(
        &mut self,
        blocks: &[&[Element]],
        carrier: Option<&[String]>,
    ) -> (Vec<Element>, Vec<Variant>) {
        let members = align(blocks);
        let mut elements = Vec::new();
        for member in &members {
            let way = carrier.and_then(|way| way.split_first());
            let way = way.and_then(|(name, rest)| (*name == member.first().name).then_some(rest));
            elements.push(self.member(member, way));
        }
        let variants = if carrier.is_some_and(<[String]>::is_empty) {
            self.variants(&members)
        } else {
            Vec::new()
        };
        (elements, variants)
    }

    fn member(&mut self, member: &Member, carrier: Option<&[String]>) -> Element {
        let mut merged = member.first().clone();
        let lines: Vec<&Element> = member.lines.iter().flatten().copied().collect();
        merged.occurs = combine(&member.lines);
        for line in &lines[1..] {
            self.compare(lines[0], line);
            merge_line(&mut merged, line);
        }
        if let (Type::Block(block), [_, _, ..]) = (&mut merged.ty, lines.as_slice()) {
            if lines
                .iter()
                .any(|line| line.block().is_some_and(|block| !block.variants.is_empty()))
            {
                let message = format!(
                    "`{}` has shapes of its own and stands in several shapes",
                    merged.name
                );
                self.faults
                    .push(Fault::new(merged.span.clone(), message).help("make it a group"));
            }
            let blocks: Vec<&[Element]> = lines
                .iter()
                .filter_map(|line| line.block())
                .map(|block| block.elements.as_slice())
                .collect();
            (block.elements, block.variants) = self.merge(&blocks, carrier);
        }
        merged
    }

    /// What must not differ between shapes.
    fn compare(&mut self, first: &Element, line: &Element) {
        let differs = |what: &str| {
            let message = format!("`{}` has {what} than in an earlier shape", line.name);
            Fault::new(line.span.clone(), message)
                .help("shapes may differ in presence and length only")
        };
        if !same_type(&first.ty, &line.ty) {
            self.faults
                .push(differs("another type").label(format!("here it is {}", line.ty.word())));
        }
        let lists = (&first.values, &first.codes) != (&line.values, &line.codes);
        if lists {
            self.faults.push(differs("other values"));
        }
        let ways = (
            &first.key,
            &first.wrapper,
            first.inline,
            &first.tolerate,
            first.param,
            &first.rust,
        );
        if ways
            != (
                &line.key,
                &line.wrapper,
                line.inline,
                &line.tolerate,
                line.param,
                &line.rust,
            )
        {
            self.faults
                .push(differs("another key, wrapper, parameter or Rust name"));
        }
    }

    fn variants(&self, members: &[Member]) -> Vec<Variant> {
        let below = |when: &str| {
            when.splitn(self.depth + 1, '/')
                .last()
                .unwrap_or(when)
                .to_owned()
        };
        let variant = |(index, shape): (usize, &Shape)| Variant {
            name: shape.name.clone(),
            when: shape.when.as_deref().map(below),
            members: members
                .iter()
                .enumerate()
                .filter_map(|(at, member)| Some((at, member.lines[index]?.occurs)))
                .collect(),
        };
        self.shapes.iter().enumerate().map(variant).collect()
    }
}

/// The union of all members: a new one goes before the member that follows it in its own shape, else to the end.
fn align<'a>(blocks: &[&'a [Element]]) -> Vec<Member<'a>> {
    let mut members: Vec<Member<'a>> = Vec::new();
    for (shape, elements) in blocks.iter().enumerate() {
        for (at, element) in elements.iter().enumerate() {
            if let Some(known) = position(&members, element) {
                members[known].lines[shape] = Some(element);
                continue;
            }
            let mut lines = vec![None; blocks.len()];
            lines[shape] = Some(element);
            let next = elements[at + 1..]
                .iter()
                .find_map(|later| position(&members, later));
            let keyed = members.iter().position(|member| member.first().is_keyed());
            let place = next
                .or(keyed.filter(|_| !element.is_keyed()))
                .unwrap_or(members.len());
            members.insert(place, Member { lines });
        }
    }
    members
}

fn position(members: &[Member], element: &Element) -> Option<usize> {
    members.iter().position(|member| {
        let first = member.first();
        let editions = (&first.since, &first.until) == (&element.since, &element.until);
        first.name == element.name && first.ty.is_scalar() == element.ty.is_scalar() && editions
    })
}

fn combine(lines: &[Option<&Element>]) -> Occurs {
    let always = lines
        .iter()
        .all(|line| line.is_some_and(|line| line.occurs.is_required()));
    let list = lines.iter().flatten().any(|line| line.occurs.is_list());
    match (always, list) {
        (true, false) => Occurs::One,
        (false, false) => Occurs::Opt,
        (true, true) => Occurs::Some,
        (false, true) => Occurs::Many,
    }
}

/// The widest of both: lengths, aliases, errata.
fn merge_line(merged: &mut Element, line: &Element) {
    merged.min = merged.min.zip(line.min).map(|(a, b)| a.min(b));
    merged.max = merged.max.zip(line.max).map(|(a, b)| a.max(b));
    merged.secret |= line.secret;
    merged.deprecated &= line.deprecated;
    extend(&mut merged.aliases, &line.aliases);
    extend(&mut merged.errata, &line.errata);
}

/// Adds what is not there yet.
pub(crate) fn extend(list: &mut Vec<String>, more: &[String]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}

fn same_type(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Block(_), Type::Block(_)) => true,
        (Type::Enum(a), Type::Enum(b)) | (Type::Group(a), Type::Group(b)) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

impl Element {
    fn block(&self) -> Option<&Struct> {
        match &self.ty {
            Type::Block(block) => Some(block),
            _ => None,
        }
    }
}

impl Shape {
    /// The shape of a message that was loaded before.
    pub(crate) fn of(variant: &MessageVariant) -> Self {
        let MessageVariant {
            name, when, body, ..
        } = variant;
        Self {
            name: name.clone(),
            when: when.clone(),
            span: body.span.clone(),
            elements: body.elements.clone(),
        }
    }
}
