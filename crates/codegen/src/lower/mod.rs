//! The model as Rust types: names chosen, cardinalities turned into containers, documentation put into words.

pub(crate) mod docs;
mod element;
mod enums;
mod names;

use std::collections::BTreeMap;

use certwire_emit::{
    names as rust,
    spec::{EnumSpec, FieldSpec, Occurs, StructSpec, VariantSpec},
};
use certwire_schema::{
    Fault, Span,
    model::{Element, Message, Operation, Protocol, Service, Struct, Type, Variant},
};
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{lower::names::Blocks, render};

/// Types of one service.
pub(crate) struct Types<'m> {
    /// The service.
    pub(crate) service: &'m Service,
    /// Operations in document order.
    pub(crate) operations: Vec<OperationTypes<'m>>,
    /// Shared structures.
    pub(crate) groups: Vec<StructSpec>,
    /// Open enums: closed lists, then code tables.
    pub(crate) enums: Vec<EnumSpec>,
}

/// Types of one operation.
pub(crate) struct OperationTypes<'m> {
    /// The operation.
    pub(crate) operation: &'m Operation,
    /// Its own type.
    pub(crate) ident: Ident,
    /// Name of its file, without the ending.
    pub(crate) module: String,
    /// Request, response, then the blocks within.
    pub(crate) structs: Vec<StructSpec>,
}

/// Lowers a service, or tells which names do not work in Rust.
pub(crate) fn service(service: &Service) -> Result<Types<'_>, Vec<Fault>> {
    let mut lower = Lower {
        service,
        faults: Vec::new(),
        seen: BTreeMap::new(),
    };
    let types = Types {
        service,
        operations: service
            .operations
            .iter()
            .map(|op| lower.operation(op))
            .collect(),
        groups: service
            .groups
            .iter()
            .flat_map(|group| lower.group(group))
            .collect(),
        enums: lower.enums(),
    };
    if lower.faults.is_empty() {
        Ok(types)
    } else {
        Err(lower.faults)
    }
}

/// The work in progress.
struct Lower<'m> {
    service: &'m Service,
    faults: Vec<Fault>,
    /// Type names so far.
    seen: BTreeMap<String, Span>,
}

/// Where a structure stands.
struct Place<'p> {
    /// Names of the blocks of the same operation or group.
    blocks: &'p Blocks,
    /// Wire names on the way to it.
    path: Vec<String>,
    /// Section of the document.
    section: &'p str,
    /// Its members are parameters of an XML-RPC call.
    is_call: bool,
}

impl<'m> Lower<'m> {
    fn operation(&mut self, operation: &'m Operation) -> OperationTypes<'m> {
        let base = rust::type_name(&operation.name);
        let ident = self.type_ident(&base, &operation.span);
        let blocks = Blocks::of_operation(&base, operation);
        let mut structs = Vec::new();
        let mut inner = Vec::new();
        for (side, message) in [
            ("Request", &operation.request),
            ("Response", &operation.response),
        ] {
            let place = Place {
                blocks: &blocks,
                path: vec![side.to_owned()],
                section: &message.section,
                is_call: side == "Request" && self.service.protocol == Protocol::XmlRpc,
            };
            let mut spec = self.message(operation, message, &place, &mut inner);
            spec.doc_alias = docs::aliases(operation, side);
            structs.push(spec);
        }
        structs.append(&mut inner);
        let module = rust::module(&operation.name);
        OperationTypes {
            operation,
            ident,
            module,
            structs,
        }
    }

    fn message(
        &mut self,
        operation: &'m Operation,
        message: &'m Message,
        place: &Place,
        inner: &mut Vec<StructSpec>,
    ) -> StructSpec {
        let side = &place.path[0];
        let name = format!("{}{side}", rust::type_name(&operation.name));
        let ident = self.type_ident(&name, &operation.span);
        let spec = self.structure(&message.body, ident, place, inner);
        StructSpec {
            doc: docs::message(operation, side, message),
            ..spec
        }
    }

    /// A group, then the blocks within it.
    fn group(&mut self, group: &'m Struct) -> Vec<StructSpec> {
        let name = rust::type_name(&group.name);
        let ident = self.type_ident(&name, &group.span);
        let place = Place {
            blocks: &Blocks::of_group(&name, group),
            path: Vec::new(),
            section: &group.section,
            is_call: false,
        };
        let mut inner = Vec::new();
        let spec = self.structure(group, ident, &place, &mut inner);
        let mut structs = vec![StructSpec {
            doc: docs::group(group),
            ..spec
        }];
        structs.append(&mut inner);
        structs
    }

    fn block(
        &mut self,
        element: &'m Element,
        block: &'m Struct,
        above: &Place,
        inner: &mut Vec<StructSpec>,
    ) -> Ident {
        let own = [
            block.section.as_str(),
            element.section.as_deref().unwrap_or_default(),
        ];
        let place = Place {
            blocks: above.blocks,
            path: [above.path.as_slice(), std::slice::from_ref(&element.name)].concat(),
            section: own
                .into_iter()
                .find(|section| !section.is_empty())
                .unwrap_or(above.section),
            is_call: false,
        };
        let ident = self.type_ident(&place.blocks.name(&place.path), &element.span);
        let mut deeper = Vec::new();
        let spec = self.structure(block, ident.clone(), &place, &mut deeper);
        inner.push(StructSpec {
            doc: docs::block(element, place.section, &place.path),
            ..spec
        });
        inner.append(&mut deeper);
        ident
    }

    fn structure(
        &mut self,
        body: &'m Struct,
        ident: Ident,
        place: &Place,
        inner: &mut Vec<StructSpec>,
    ) -> StructSpec {
        let idents = self.field_idents(&body.elements);
        let mut fields = Vec::new();
        for (element, ident) in body.elements.iter().zip(idents) {
            let block = match &element.ty {
                Type::Block(block) => Some(self.block(element, block, place, inner)),
                _ => None,
            };
            fields.push(self.field(element, ident, block, place));
        }
        StructSpec {
            ident,
            lifetime: lifetime(&fields),
            doc: Vec::new(),
            doc_alias: Vec::new(),
            name: body.name.clone(),
            section: place.section.to_owned(),
            fields,
            variants: variants(body),
        }
    }

    /// The Rust names of members; two of one name are told apart or refused.
    fn field_idents(&mut self, elements: &[Element]) -> Vec<Ident> {
        if let Some(element) = elements.get(64) {
            let fault = Fault::new(element.span.clone(), "a structure has at most 64 members");
            self.faults.push(fault);
        }
        let mut idents: Vec<Ident> = Vec::new();
        for element in elements {
            let twin = elements.iter().any(|other| {
                other.name == element.name && other.ty.is_scalar() != element.ty.is_scalar()
            });
            let mut ident = names::field(element);
            if twin && element.ty.is_scalar() && element.rust.is_none() {
                ident = quote::format_ident!("{ident}_text");
            }
            if idents.contains(&ident) {
                let message =
                    format!("a second member of this structure becomes `{ident}` in Rust");
                let fault = Fault::new(element.span.clone(), message);
                self.faults
                    .push(fault.help("give one of the two another name with `rust=`"));
            }
            idents.push(ident);
        }
        idents
    }

    fn type_ident(&mut self, name: &str, span: &Span) -> Ident {
        let mut fault = |message: String| {
            let fault = Fault::new(span.clone(), message);
            self.faults.push(fault.help("choose another name"));
        };
        if render::is_reserved(name) {
            fault(format!(
                "`{name}` is a name that generated code uses itself"
            ));
        }
        if self.seen.insert(name.to_owned(), span.clone()).is_some() {
            fault(format!(
                "a second type of this service becomes `{name}` in Rust"
            ));
        }
        rust::ident(name)
    }
}

fn lifetime(fields: &[FieldSpec]) -> Option<TokenStream> {
    fields.iter().any(FieldSpec::borrows).then(|| quote!('a))
}

/// The shapes of a structure.
fn variants(body: &Struct) -> Vec<VariantSpec> {
    let variants = body.variants.iter();
    variants
        .map(|variant| self::variant(body, variant))
        .collect()
}

fn variant(body: &Struct, variant: &Variant) -> VariantSpec {
    let when = variant
        .when
        .as_deref()
        .map(|path| path.split('/').next().unwrap_or(path));
    let members = || variant.members.iter();
    // Two variants may have members of one name, so only its own count.
    let selects = members().find(|(index, _)| Some(body.elements[*index].name.as_str()) == when);
    VariantSpec {
        name: variant.name.clone(),
        when: selects.map_or(0, |(index, _)| 1 << index),
        required: bits(
            members()
                .filter(|(_, occurs)| occurs.is_required())
                .map(|(index, _)| *index),
        ),
        allowed: bits(members().map(|(index, _)| *index)),
    }
}

fn bits(indexes: impl Iterator<Item = usize>) -> u64 {
    indexes.fold(0, |bits, index| bits | 1 << index)
}

fn occurs(occurs: certwire_schema::model::Occurs) -> Occurs {
    use certwire_schema::model::Occurs as Schema;
    match occurs {
        Schema::One => Occurs::One,
        Schema::Opt => Occurs::Opt,
        Schema::Some => Occurs::Some,
        Schema::Many => Occurs::Many,
    }
}
