//! Every message of both services, with what can be done to it without naming its type.

use std::{
    borrow::Cow,
    cell::OnceCell,
    fmt::{Debug, Write},
};

use certwire_wire::{
    limits::Limits,
    operation::{Call, Direction, Operation, Root},
    report::Report,
    shape::{Field, Shape},
    sink::{At, Discard, Progress, Remark, Sink},
    soap,
    tree::{self, Node, Secrets, Tree},
    validate::{Context, Profile},
    walk::Visit,
    xmlrpc,
};

use crate::{
    cases,
    generate::{self, Choices},
};

/// One message: the request or the response of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Message {
    /// The operation.
    pub operation: &'static Operation,
    /// Which way it goes.
    pub direction: Direction,
    /// How it is judged.
    pub profile: &'static Profile,
    round_trip: RoundTrip,
    write: for<'a> fn(&'a Node<'a>) -> Result<String, String>,
    read: fn(&str, &Limits) -> Result<Reading, String>,
}

type RoundTrip = for<'a> fn(&'a Node<'a>, &'a OnceCell<[String; 3]>) -> Result<(), String>;

/// What a reader made of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The message.
    pub tree: Node<'static>,
    /// Departures and faults: kind and name.
    pub remarks: Vec<String>,
}

macro_rules! messages {
    ($types:ident, $profile:expr, $($operation:ident)*) => {
        [$(
            message!($types::$operation, Request, $profile),
            message!($types::$operation, Response, $profile),
        )*]
    };
}

macro_rules! message {
    ($operation:ty, $direction:ident, $profile:expr) => {
        Message {
            operation: <$operation as Call>::OPERATION,
            direction: Direction::$direction,
            profile: $profile,
            round_trip: |node, xml| round_trip::<<$operation as Call>::$direction<'_>>(node, xml),
            write: |node| write::<<$operation as Call>::$direction<'_>>(node),
            read: |xml, limits| read::<<$operation as Call>::$direction<'_>>(xml, limits),
        }
    };
}

/// The messages of GlobalSign's service.
pub fn soap() -> impl Iterator<Item = Message> {
    messages!(
        gs_soap_types, &gs_soap_validators::PROFILE,
        OrderOS OrderOSEV OrderPS1 OrderPS2 OrderPS2Dept OrderPS2Pro OrderAATL OrderQC ReIssue
        ModifyOrder ResendEmail GetOrderByOrderID GetModifiedOrders GetOrders
    )
    .into_iter()
}

/// The messages of TBS INTERNET's service.
pub fn xml_rpc() -> impl Iterator<Item = Message> {
    messages!(
        tbs_xmlrpc_types, &tbs_xmlrpc_validators::PROFILE,
        Achat Renouvellement Refabrication Revocation DcvEmailRenvoyer DcvCodeValidation Statut
        Solde EnSommeil Reference DcvAdresses ChangementCommandes ListeAed ListeRenouv
    )
    .into_iter()
}

/// The messages of both.
pub fn all() -> impl Iterator<Item = Message> {
    soap().chain(xml_rpc())
}

/// Holds a property of arbitrary valid messages.
///
/// # Panics
///
/// When some message breaks it, with the smallest case found for each.
pub fn hold(
    messages: impl Iterator<Item = Message>,
    usual: u32,
    property: impl Fn(Message, &Node<'static>) -> Result<(), String>,
) {
    let check = |message: Message| {
        cases::check(&message.name(), usual, |mut choices| {
            let node = message.generate(&mut choices);
            property(message, &node).map_err(|reason| format!("{reason}\nin {}", show(&node)))
        })
    };
    let broken: Vec<String> = messages
        .filter_map(|message| check(message).err())
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n\n"));
}

impl Message {
    /// Name of the root in JSON and YAML.
    pub fn name(&self) -> String {
        match self.direction {
            Direction::Request => self.operation.name.to_owned(),
            Direction::Response => format!("{}Response", self.operation.name),
        }
    }

    /// Whether it travels in SOAP.
    pub fn is_soap(&self) -> bool {
        self.operation.service == "gs"
    }

    /// Its members.
    pub fn shape(&self) -> &'static Shape {
        self.operation.shape(self.direction)
    }

    /// An arbitrary valid one.
    pub fn generate(&self, choices: &mut Choices) -> Node<'static> {
        generate::message(self.profile.service, self.shape(), choices)
    }

    /// Whether the typed value, its XML and the value read back from it are the same message.
    pub fn round_trip(&self, node: &Node<'_>) -> Result<(), String> {
        (self.round_trip)(node, &OnceCell::new())
    }

    /// Its XML, written from the typed value.
    pub fn write(&self, node: &Node<'_>) -> Result<String, String> {
        (self.write)(node)
    }

    /// Reads it from XML.
    pub fn read(&self, xml: &str) -> Result<Reading, String> {
        (self.read)(xml, &Limits::DEFAULT)
    }

    /// The same within other limits.
    pub fn read_within(&self, xml: &str, limits: &Limits) -> Result<Reading, String> {
        (self.read)(xml, limits)
    }

    /// What the validator says of a message given as a tree, cross-field rules aside.
    pub fn judge_tree(&self, node: &Node<'_>) -> Report {
        self.without_rules(self.judge_tree_in(node, Context::default()))
    }

    /// What the validator says of a body, cross-field rules aside.
    ///
    /// # Errors
    ///
    /// What makes it no message.
    pub fn judge_xml(&self, xml: &str) -> Result<Report, String> {
        let report = self.judge_xml_in(xml, Context::default())?;
        Ok(self.without_rules(report))
    }

    /// What the validator says of a message given as a tree.
    ///
    /// # Panics
    ///
    /// When the service does not know the operation.
    pub fn judge_tree_in(&self, node: &Node<'_>, context: Context<'_>) -> Report {
        let judge = if self.is_soap() {
            gs_soap_validators::validate_tree
        } else {
            tbs_xmlrpc_validators::validate_tree
        };
        judge(node, self.operation.name, self.direction, context).expect("a known operation")
    }

    /// What the validator says of a body.
    ///
    /// # Errors
    ///
    /// What makes it no message.
    ///
    /// # Panics
    ///
    /// When the service does not know the operation.
    pub fn judge_xml_in(&self, xml: &str, context: Context<'_>) -> Result<Report, String> {
        let (name, direction) = (self.operation.name, self.direction);
        if self.is_soap() {
            gs_soap_validators::validate(xml, name, direction, context)
                .expect("a known operation")
                .map_err(|error| error.to_string())
        } else {
            tbs_xmlrpc_validators::validate(xml, name, direction, context)
                .expect("a known operation")
                .map_err(|error| error.to_string())
        }
    }

    /// The generator does not know the schema's rules, so what they find is left out.
    fn without_rules(&self, mut report: Report) -> Report {
        let service = self.profile.service;
        report
            .violations
            .retain(|violation| service.rule(&violation.rule).is_none());
        report
    }
}

/// The tree under its root's name, as JSON.
pub fn show(node: &Node<'_>) -> String {
    certwire::output::notation::json(node)
}

/// A tree without places.
pub fn without_places(node: &Node<'_>) -> Node<'static> {
    let tree = match &node.tree {
        Tree::List(entries) => Tree::List(entries.iter().map(without_places).collect()),
        Tree::Map(members) => {
            let own = |name: &Cow<'_, str>| Cow::Owned(name.clone().into_owned());
            let members = members.iter();
            Tree::Map(
                members
                    .map(|(name, node)| (own(name), without_places(node)))
                    .collect(),
            )
        }
        Tree::Text(text) => Tree::Text(Cow::Owned(text.clone().into_owned())),
        Tree::Null => Tree::Null,
        Tree::Bool(flag) => Tree::Bool(*flag),
        Tree::Int(number) => Tree::Int(*number),
    };
    tree.into()
}

fn is_soap<'a, T: Root<'a>>() -> bool {
    T::OPERATION.service == "gs"
}

fn write<'a, T: Root<'a>>(node: &'a Node<'a>) -> Result<String, String> {
    encode(&decode::<T>(node)?, Layout::Line)
}

fn decode<'a, T: Root<'a>>(node: &'a Node<'a>) -> Result<T, String> {
    let mut remarks = Remarks::default();
    let value = T::decode(&mut tree::Walk::new(node, &mut remarks));
    remarks.none("the tree")?;
    Ok(value)
}

/// How a body is laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// On one line.
    Line,
    /// One element a line.
    Lines,
    /// XML-RPC as PHP writes it.
    Php,
}

fn encode<'a, T: Root<'a>>(value: &T, layout: Layout) -> Result<String, String> {
    let mut buffer = Vec::new();
    let indent = layout == Layout::Lines;
    let written = if !is_soap::<T>() {
        let php_arrays = layout == Layout::Php;
        let options = xmlrpc::WriteOptions { indent, php_arrays };
        xmlrpc::write_with(value, options, &mut buffer)
    } else if indent {
        soap::write_indented(value, &mut buffer)
    } else {
        soap::write(value, &mut buffer)
    };
    written.map_err(|error| error.to_string())?;
    String::from_utf8(buffer).map_err(|error| error.to_string())
}

fn round_trip<'a, T: Root<'a> + PartialEq + Debug>(
    node: &'a Node<'a>,
    cell: &'a OnceCell<[String; 3]>,
) -> Result<(), String> {
    let value: T = decode(node)?;
    let mut builder = tree::Builder::new(Secrets::Keep);
    Visit::root(&value, &mut builder);
    same(&builder.finish(), node, "the typed value")?;
    let layouts = [Layout::Line, Layout::Lines, Layout::Php];
    let [line, lines, php] = layouts.map(|layout| encode(&value, layout));
    let texts = [line?, lines?, php?];
    for (xml, layout) in cell.get_or_init(|| texts).iter().zip(layouts) {
        let mut remarks = Remarks::default();
        let again: T = if is_soap::<T>() {
            soap::read(xml, &Limits::DEFAULT, &mut remarks)
                .map_err(|error| format!("{error}\n{xml}"))?
        } else {
            xmlrpc::read(xml, &Limits::DEFAULT, &mut remarks)
                .map_err(|error| format!("{error}\n{xml}"))?
        };
        if layout == Layout::Php {
            remarks.0.retain(|remark| !remark.starts_with("array "));
        }
        remarks.none(xml)?;
        if again != value {
            return Err(format!("reads back as {again:#?}\nfrom {xml}"));
        }
    }
    Ok(())
}

fn read<'a, T: Root<'a>>(xml: &'a str, limits: &Limits) -> Result<Reading, String> {
    let mut sink = Both(tree::Builder::new(Secrets::Keep), Remarks::default());
    // The typed value is made as well, so that its conversions are tried.
    if is_soap::<T>() {
        soap::read::<T, _>(xml, limits, &mut sink).map_err(|error| error.to_string())?;
        soap::read::<T, _>(xml, limits, &mut Discard).map_err(|error| error.to_string())?;
    } else {
        xmlrpc::read::<T, _>(xml, limits, &mut sink).map_err(|error| error.to_string())?;
        xmlrpc::read::<T, _>(xml, limits, &mut Discard).map_err(|error| error.to_string())?;
    }
    Ok(Reading {
        tree: sink.0.finish(),
        remarks: sink.1.0,
    })
}

/// Says where two trees part.
pub fn same(found: &Node<'_>, expected: &Node<'_>, what: &str) -> Result<(), String> {
    if without_places(found) == without_places(expected) {
        return Ok(());
    }
    let mut reason = format!("{what} is another message:\n");
    let (found, expected) = (show(found), show(expected));
    let lines = found.lines().zip(expected.lines());
    for (found, expected) in lines.filter(|(a, b)| a != b).take(3) {
        let _ = writeln!(reason, "found    {found}\nexpected {expected}");
    }
    Err(reason)
}

/// Keeps what is remarked, as text.
#[derive(Debug, Default)]
struct Remarks(Vec<String>);

impl Remarks {
    fn none(self, source: &str) -> Result<(), String> {
        if self.0.is_empty() {
            return Ok(());
        }
        Err(format!("{:?} is remarked about\n{source}", self.0))
    }
}

impl Sink for Remarks {
    fn enter(&mut self, _: &'static Field, _: &str, _: At) {}
    fn leave(&mut self, _: Option<&'static Field>, _: &'static Shape, _: Progress, _: At) {}
    fn leaf(&mut self, _: &'static Field, _: &str, _: &str, _: At) {}
    fn remark(&mut self, remark: Remark<'_>, name: &str, _: At) {
        self.0.push(format!("{} {name}", remark.kind()));
    }
}

/// Two sinks at once.
struct Both(tree::Builder, Remarks);

impl Sink for Both {
    fn enter(&mut self, field: &'static Field, key: &str, at: At) {
        self.0.enter(field, key, at);
    }
    fn leave(
        &mut self,
        field: Option<&'static Field>,
        shape: &'static Shape,
        progress: Progress,
        at: At,
    ) {
        self.0.leave(field, shape, progress, at);
    }
    fn leaf(&mut self, field: &'static Field, key: &str, text: &str, at: At) {
        self.0.leaf(field, key, text, at);
    }
    fn remark(&mut self, remark: Remark<'_>, name: &str, at: At) {
        self.0.remark(remark, name, at);
        self.1.remark(remark, name, at);
    }
}
